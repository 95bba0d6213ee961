"""The set-up of a run: its prompts and rubrics, its plan, its models; and the resumption of a stopped run."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal

from airbench_tui import sample
from airbench_tui.benchmark import files
from airbench_tui.benchmark.files import RubricText
from airbench_tui.errors import InputError
from airbench_tui.models import spec as specs
from airbench_tui.models.base import Model
from airbench_tui.models.keys import Keys
from airbench_tui.pipeline import estimates
from airbench_tui.pipeline import plan as planning
from airbench_tui.pipeline.estimates import RunEstimate, in_batches
from airbench_tui.pipeline.judges import Judge, ModelJudge, PhraseJudge
from airbench_tui.pipeline.live import LiveRun, Parameters
from airbench_tui.pipeline.plan import RunPlan
from airbench_tui.pipeline.writer import StoreWriter
from airbench_tui.store.database import transaction
from airbench_tui.store.incoming import batches, runs
from airbench_tui.store.incoming.ingest import NewRun
from airbench_tui.store.incoming.runs import Summary
from airbench_tui.text import quote
from airbench_tui.workspace import Workspace

Which = Literal["missing", "all", "disagreed"]


def draw(workspace: Workspace, asked: Parameters, like: Iterable[tuple[str, str]] | None = None) -> RunPlan:
    """Make the plan for *asked*, from the benchmark's files or from the prompts of *like*.

    Raises InputError when there are no prompts to draw from.
    """
    revision = None if _is_sample(asked) else revision_at_hand(workspace, asked.region)
    if like is not None:
        return replace(planning.like(like), revision=revision)
    per: Any = asked.per
    prompts = _prompts(workspace, asked)
    plan = planning.plan(prompts, per, asked.n, asked.seed, asked.categories, asked.region)
    return replace(plan, revision=revision)


def revision_at_hand(workspace: Workspace, region: str | None = None) -> str | None:
    """Return the dataset revision that a new run uses to its end, whatever is fetched meanwhile.

    It is a revision with all prompts of *region*; else any revision, for its rubrics; None without any.
    """
    found = files.current(workspace.data, region) or next(iter(files.available(workspace.data)), None)
    return found.revision if found else None


def estimate(workspace: Workspace, asked: Parameters, drawn: RunPlan) -> RunEstimate:
    """Estimate a run before it starts. Raises InputError for unusable prices."""
    judged = asked.judge and specs.parse(asked.judge).kind != "phrases"
    return estimates.estimate(
        asked, drawn, _rubrics(workspace, asked) if judged else {}, estimates.prices(workspace)
    )


def check(workspace: Workspace, asked: Parameters) -> None:
    """Raise InputError, before anything is stored, for an unusable SPEC or a missing precondition."""
    if lacking := missing(workspace, asked):
        raise InputError("; then ".join(lacking))


def missing(workspace: Workspace, asked: Parameters) -> list[str]:
    """List what a run lacks that the user can provide, in the order in which to provide it; [] for nothing.

    Raises InputError for an unusable SPEC.
    """
    if asked.model and specs.parse(asked.model).kind == "phrases":
        raise InputError("phrases can only judge: choose a model that answers")
    if asked.batch and not in_batches(asked):
        named = [quote(text) for text in (asked.model, asked.judge) if text]
        without = f"neither {' nor '.join(named)} has a" if len(named) > 1 else f"{named[0]} has no"
        raise InputError(
            f"{without} batch API: use --batch with a model or judge of a provider that has one,"
            " openai:MODEL or together:MODEL"
        )
    keys = Keys.at_hand(workspace.folder)
    needs: tuple[Callable[[], None], ...] = (
        lambda: _need_files(workspace, asked),
        lambda: _need_model(asked.model, keys, asked.key_env),
        lambda: _need_model(asked.judge, keys, _judge_key_env(asked)),
    )
    found: dict[str, None] = {}
    for need in needs:
        try:
            need()
        except InputError as error:
            found[str(error)] = None  # a key that both need is named once
    return list(found)


def exposed_keys(workspace: Workspace, asked: Parameters) -> list[str]:
    """Say which keys of a run would go to another machine over plain http; [] for none.

    Raises InputError for an unusable SPEC or key.
    """
    keys = Keys.at_hand(workspace.folder)
    named = ((asked.model, asked.key_env), (asked.judge, _judge_key_env(asked)))
    found = (specs.exposed_key(specs.parse(text), keys, key_env) for text, key_env in named if text)
    return list(dict.fromkeys(words for words in found if words))


def _need_files(workspace: Workspace, asked: Parameters) -> None:
    if asked.model and asked.like is None and not _is_sample(asked):
        _revision(workspace, asked)
    if asked.judge and specs.parse(asked.judge).kind != "phrases" and not _rubrics(workspace, asked):
        raise InputError(
            f"no rubrics in {quote(str(workspace.data), 200)}: `airbench-tui fetch` downloads them"
        )


def _need_model(text: str | None, keys: Keys, key_env: str | None) -> None:
    if not text:
        return
    found = specs.parse(text)
    if found.needs_key:
        keys.need(found.kind, key_env)
    elif found.kind == "server":
        keys.find(found.kind, key_env)
    elif found.kind in ("gguf", "sample"):
        specs.open_model(found, keys, replays=sample.answers)


def create(connection: sqlite3.Connection, asked: Parameters, drawn: RunPlan, name: str | None) -> int:
    """Store a run with its plan and return its id. Raises InputError for a plan without items."""
    if not drawn.items:
        raise InputError("there is no prompt to ask: the chosen categories and region contain none")
    target = specs.parse(asked.model)
    judge = specs.parse(asked.judge).name if asked.judge else None
    short = tuple((short.node, short.wanted, short.there) for short in drawn.short)
    stored = replace(asked, short=short, revision=asked.revision or drawn.revision)
    drawn_by = "prompts asked again"
    if drawn.per is not None:
        drawn_by = "all prompts" if drawn.n is None else f"{drawn.per} n={drawn.n} seed={drawn.seed}"
    run = NewRun(
        uid=uuid.uuid4().hex[:20],
        name=name or f"{_target_name(target)} {drawn_by}",
        kind="run",
        format="live",
        target=_target_name(target),
        judge=judge,
        parameters=stored.as_json(),
        sample=target.kind == "sample",
    )
    with transaction(connection):
        return runs.create(connection, run, drawn.items, judged=judge is not None)


def create_judging(connection: sqlite3.Connection, asked: Parameters, run: int | None, which: Which) -> int:
    """Store a run that judges stored responses (again) as *asked*, and return its id.

    *which* chooses the responses: those that this judge has not judged ("missing"), all ("all"), or those on
    which a person disagrees with a judge ("disagreed"). Raises InputError when none is left to judge.
    """
    assert asked.judge is not None
    found = specs.parse(asked.judge)
    with transaction(connection):
        row = runs.create_judging(
            connection,
            NewRun(
                uid=uuid.uuid4().hex[:20],
                name=f"judged by {found.name}",
                kind="run",
                format="judging",
                judge=found.name,
                parameters=asked.as_json(),
            ),
            source=run,
            missing=which == "missing",
            disagreed=which == "disagreed",
        )
    if row is None:
        why = {
            "missing": f"every chosen response has a verdict of {quote(found.name)}, or no response was chosen",
            "all": "there is no response with an answer",
            "disagreed": "there is no response on which a person disagrees with a judge",
        }
        raise InputError(f"nothing to judge: {why[which]}")
    return row


def attach(
    workspace: Workspace,
    connection: sqlite3.Connection,
    run: int,
    writer: StoreWriter,
    *,
    accept_http: bool = False,
) -> LiveRun:
    """Return a stored run with its remaining work, and open the models that the work needs.

    *accept_http* allows their keys over plain http to other machines. Raises InputError as the models do.
    """
    summary = summary_of(connection, run)
    asked = Parameters.from_json(summary.parameters)
    keys = Keys.at_hand(workspace.folder)
    items = runs.items(connection, run)
    handed_in = {batch.kind for batch in batches.uncollected(connection, run)}
    judge = _judge(workspace, asked, keys, accept_http) if asked.judge and (items or handed_in) else None
    target: Model | None = None
    if asked.model and ("ask" in handed_in or any(item.answer is None for item in items)):
        target = specs.open_model(
            asked.model, keys, key_env=asked.key_env, replays=sample.answers, accept_http=accept_http
        )
    return LiveRun(
        run=run,
        writer=writer,
        target=target,
        target_name=summary.target or "",
        judge_with=judge,
        parameters=asked,
        items=items,
        # A provider limits each model by itself; a server by URL is one machine.
        same_server=_one_place(asked) and specs.parse(asked.model).kind == "server",
    )


def summary_of(connection: sqlite3.Connection, run: int) -> Summary:
    """Return the summary of a run, with its counts."""
    return next(summary for summary in runs.summaries(connection) if summary.id == run)


def latest_unfinished(connection: sqlite3.Connection) -> Summary | None:
    """Return the newest live run with work left to do; None if there is none."""
    live = (summary for summary in runs.summaries(connection) if summary.kind == "run")
    return next((summary for summary in live if runs.items(connection, summary.id)), None)


def _target_name(target: specs.Spec) -> str:
    return f"{sample.full_name(target.model)} (replayed)" if target.kind == "sample" else target.name


def _judge(workspace: Workspace, asked: Parameters, keys: Keys, accept_http: bool) -> Judge:
    assert asked.judge is not None
    found = specs.parse(asked.judge)
    if found.kind == "phrases":
        return PhraseJudge()
    model = specs.open_model(
        found, keys, key_env=_judge_key_env(asked), replays=sample.answers, accept_http=accept_http
    )
    return ModelJudge(model, _rubrics(workspace, asked))


def _judge_key_env(asked: Parameters) -> str | None:
    """Return --key-env for the judge if it is in the same place as the target.

    --key-env names the target's key. A judge in another place has its own key, and never gets that one.
    """
    return asked.key_env if not asked.model or _one_place(asked) else None


def _one_place(asked: Parameters) -> bool:
    """Tell whether target and judge are models of one provider or server."""
    if not asked.model or not asked.judge:
        return False
    target, judge = specs.parse(asked.model), specs.parse(asked.judge)
    return (target.kind, target.url) == (judge.kind, judge.url)


def _prompts(workspace: Workspace, asked: Parameters) -> Iterable[tuple[str, str]]:
    if _is_sample(asked):
        return sample.prompts()
    return files.prompts(_revision(workspace, asked).folder, asked.region)


def _rubrics(workspace: Workspace, asked: Parameters) -> Mapping[str, RubricText]:
    if _is_sample(asked):
        return {
            category: RubricText(text, "SAMPLE") for category, text in sample.rubrics_by_category().items()
        }
    revision = asked.revision or revision_at_hand(workspace, asked.region)
    return files.rubrics(_revision(workspace, replace(asked, revision=revision)).folder)


def _is_sample(asked: Parameters) -> bool:
    return bool(asked.model) and specs.parse(asked.model).kind == "sample"


def _revision(workspace: Workspace, asked: Parameters) -> files.Revision:
    found = files.current(workspace.data, asked.region)
    if asked.revision:
        found = next((one for one in files.available(workspace.data) if one.revision == asked.revision), None)
    if found is None:
        raise InputError(
            f"no prompts and rubrics in {quote(str(workspace.data), 200)}: `airbench-tui fetch` downloads them "
            "(or try --model 'sample:Quill-2', which needs none)"
        )
    return found
