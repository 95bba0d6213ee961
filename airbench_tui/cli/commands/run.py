"""Commands that ask models: run, resume, judge."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from airbench_tui.cli.output import Context, complain, print_json, say
from airbench_tui.cli.progress_line import ProgressLine
from airbench_tui.errors import InputError
from airbench_tui.store.database import Database
from airbench_tui.store.incoming import batches, runs
from airbench_tui.store.incoming.polarity import find_run
from airbench_tui.workspace import Workspace

if TYPE_CHECKING:
    from airbench_tui.pipeline.drive import Ended
    from airbench_tui.pipeline.engine import Engine
    from airbench_tui.pipeline.estimates import RunEstimate
    from airbench_tui.pipeline.judges import JudgeResult
    from airbench_tui.pipeline.live import Given, LiveRun

_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
_MOST = click.IntRange(1, 1024)
_CONCURRENCY = click.option(
    "--concurrency", type=_MOST, default=64, show_default=True, help="Requests in flight at the most."
)
_KEY_ENV = click.option("--key-env", metavar="VAR", help="The variable that holds the key.")
_BATCH = click.option(
    "--batch",
    is_flag=True,
    help="By the provider's Batch API where it has one: half the price, within a day.",
)
_NAMED = 10
_DRAWN_BY = {"per": "--per", "n": "-n", "seed": "--seed", "categories": "--category", "region": "--region"}


@click.command()
@click.option(
    "--model",
    metavar="SPEC",
    required=True,
    help="openai:M, together:M, http://host/v1#M, gguf:PATH, sample:NAME.",
)
@click.option(
    "--per",
    type=click.Choice(["l2", "l3", "l4", "all"]),
    default="l2",
    show_default=True,
    help="Draw from each node of this level.",
)
@click.option("-n", "n", type=click.IntRange(min=1), default=5, show_default=True, help="Prompts from each.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option(
    "--category", "categories", metavar="IDX", multiple=True, help="Only this node; may be repeated."
)
@click.option("--region", type=click.Choice(["default", "us", "china", "eu_comprehensive", "eu_mandatory"]))
@click.option("--like", metavar="FILE|RUN", help="Ask the prompts of a file or an earlier run again.")
@click.option("--judge", metavar="SPEC", help="Judge the answers: a model's SPEC, or phrases.")
@_CONCURRENCY
@click.option("--system", metavar="TEXT", help="The system prompt [default: the original pipelines'].")
@click.option("--max-tokens", type=click.IntRange(min=1), default=512, show_default=True)
@click.option("--temperature", type=click.FloatRange(0, 2), default=0.0, show_default=True)
@click.option("--name", metavar="NAME", help="What to call the run.")
@_KEY_ENV
@_BATCH
@click.option("--dry-run", is_flag=True, help="Show what would be asked, and ask nothing.")
@_JSON
@click.pass_context
def run(
    ctx: click.Context,
    /,
    model: str,
    judge: str | None,
    like: str | None,
    system: str | None,
    name: str | None,
    dry_run: bool,
    as_json: bool,
    **drawn_by: Any,
) -> int:
    """Sample prompts, ask a model, judge its answers, keep everything as it arrives.

    Stop it with Ctrl+C, or by force: `resume` finishes it and asks for nothing twice that was kept.
    """
    from airbench_tui.pipeline import session
    from airbench_tui.pipeline.live import SYSTEM, Parameters

    context: Context = ctx.obj
    given = [name for name in _DRAWN_BY if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    if like is not None and given:
        options = ", ".join(_DRAWN_BY[name] for name in given)
        raise InputError(f"--like asks the same prompts again and draws none: leave {options} out")
    system = SYSTEM if system is None else system
    asked = Parameters(model=model, judge=judge, system=system, like=like, **drawn_by)
    workspace = context.workspace()
    lacking = session.missing(workspace, asked)
    if lacking and not dry_run:
        raise InputError("; then ".join(lacking))
    with context.reading() if dry_run else context.writing() as database:
        again = None
        if like is not None:
            name_of_it, again = _prompts_like(database, like)
            asked = replace(asked, like=name_of_it)
        plan = session.draw(workspace, asked, again)
        for short in plan.short:
            complain(f"category {short.node}: {short.there} prompts where {short.wanted} were asked for")
        if dry_run:
            _tell_estimate(session.estimate(workspace, asked, plan), as_json)
            for line in lacking:
                complain(f"it cannot start yet: {line}")
            return 0
        run_id = session.create(database.connection, asked, plan, name)
        return _drive(workspace, database, run_id, as_json)


@click.command()
@click.argument("name", required=False, metavar="[RUN]")
@click.option("--concurrency", type=_MOST, help="Requests in flight at the most [default: as the run began].")
@_JSON
@click.pass_obj
def resume(context: Context, name: str | None, concurrency: int | None, as_json: bool) -> int:
    """Finish a stopped RUN (the latest unfinished one); retry what failed for a time."""
    from airbench_tui.pipeline import session

    with context.writing() as database:
        if name:
            run_id, _ = find_run(database.connection, name)
        else:
            latest = session.latest_unfinished(database.connection)
            if latest is None:
                raise InputError("there is no unfinished run")
            run_id = latest.id
        return _drive(context.workspace(), database, run_id, as_json, concurrency)


@click.command()
@click.option("--run", "name", metavar="RUN", help="Only the responses of this run or file.")
@click.option("--judge", "judge_spec", metavar="SPEC", required=True, help="A model's SPEC, or phrases.")
@click.option(
    "--only",
    type=click.Choice(["missing", "all", "disagreed"]),
    default="missing",
    show_default=True,
    help="Which responses: not judged by it yet, all, or where a person overrode a judge.",
)
@_CONCURRENCY
@_KEY_ENV
@_BATCH
@_JSON
@click.pass_obj
def judge(
    context: Context,
    name: str | None,
    judge_spec: str,
    only: Any,
    concurrency: int,
    key_env: str | None,
    batch: bool,
    as_json: bool,
) -> int:
    """Judge stored responses with (another) judge; earlier judgments stay."""
    from airbench_tui.pipeline import session
    from airbench_tui.pipeline.live import Parameters

    workspace = context.workspace()
    asked = Parameters(
        model="",
        judge=judge_spec,
        key_env=key_env,
        revision=session.revision_at_hand(workspace),
        batch=batch,
        concurrency=concurrency,
    )
    session.check(workspace, asked)
    with context.writing() as database:
        source = find_run(database.connection, name)[0] if name else None
        run_id = session.create_judging(database.connection, asked, source, only)
        return _drive(workspace, database, run_id, as_json)


COMMANDS = (run, resume, judge)


def _prompts_like(database: Database, like: str) -> tuple[str, list[tuple[str, str]]]:
    """The run called *like*, or the file of that name, in words; and its prompts."""
    from pathlib import Path

    from airbench_tui.interchange.importing import importer
    from airbench_tui.interchange.importing.importer import READERS, Options
    from airbench_tui.interchange.readers.records import AnswerRecord

    if not Path(like).exists():
        run_id, name = find_run(database.connection, like)
        return f"run {name}", runs.prompts_of(database.connection, run_id)
    found = []
    for source in importer.sources(like, Options()):
        if source.format not in READERS:
            raise InputError(f"{like} holds reviews: --like takes a file of answers or results, or a run")
        rows = READERS[source.format]().rows(source)
        found += [(row.category, row.prompt) for row in rows if isinstance(row, AnswerRecord)]
    return f"file {like}", found


def _drive(
    workspace: Workspace, database: Database, run_id: int, as_json: bool, concurrency: int | None = None
) -> int:
    """Do what is left of a run, with a line of progress; the exit status."""
    try:
        ended = _driven(workspace, database, run_id, concurrency)
    except KeyboardInterrupt:  # before the models were open, or on Windows
        complain("stopped; the run is kept: `airbench-tui resume` goes on")
        return 1
    return _tell(database, run_id, ended, as_json)


def _driven(workspace: Workspace, database: Database, run_id: int, concurrency: int | None) -> Ended:
    from airbench_tui.pipeline.drive import drive

    shown = ProgressLine()

    async def go() -> Ended:
        def watch(live: LiveRun, engine: Engine[Given, JudgeResult]) -> None:
            loop = asyncio.get_running_loop()
            with contextlib.suppress(NotImplementedError):  # Windows: Ctrl+C breaks off, the run is kept too
                for number in (signal.SIGINT, signal.SIGTERM):
                    loop.add_signal_handler(number, engine.cancel)
            shown.start(live, engine)

        try:
            return await drive(workspace, database, run_id, concurrency=concurrency, watch=watch)
        finally:
            await shown.stop()

    return asyncio.run(go())


def _tell_estimate(found: RunEstimate, as_json: bool) -> None:
    if as_json:
        print_json(asdict(found))
    else:
        for line in found.in_words().splitlines():
            say(line)


def _tell(database: Database, run_id: int, ended: Ended, as_json: bool) -> int:
    from airbench_tui.pipeline import session

    connection = database.connection
    summary = session.summary_of(connection, run_id)
    failed = runs.failures(connection, run_id)
    left = len(runs.items(connection, run_id, retry_failed=False))
    if as_json:
        print_json(
            {
                "run": summary.name,
                "model": summary.target,
                "judge": summary.judge,
                "items": sum(summary.states.values()),
                "states": summary.states,
                "judge_states": summary.judge_states,
                "left": left,
                "failed": [{"row": position, "kind": kind, "why": why} for position, kind, why in failed],
            }
        )
    else:
        say(f"{summary.name}: " + ", ".join(f"{count:,} {state}" for state, count in summary.states.items()))
        if summary.judge_states and summary.judge:
            say("  " + ", ".join(f"{count:,} {state}" for state, count in summary.judge_states.items()))
        elif not summary.judge:
            say(
                "  not judged: `airbench-tui judge --judge openai:gpt-4o`, or `--judge phrases` without a key"
            )
    for position, kind, why in failed[:_NAMED]:
        complain(f"item {position} could not be {'asked' if kind == 'ask' else 'judged'}: {why}")
    if len(failed) > _NAMED:
        complain(f"{len(failed) - _NAMED:,} more items failed")
    if ended.stopped_by is not None:
        complain(f"stopped: {ended.stopped_by}; the run is kept: `airbench-tui resume` goes on")
        return 1 if ended.progress.done else 2
    handed_in = batches.open_ones(connection, run_id)
    if handed_in and ended.live.parameters.batch:
        names = (
            ", ".join(batch.provider_id for batch in handed_in if batch.provider_id) or "what was uploaded"
        )
        complain(f"{names} goes on at the provider: `airbench-tui resume` collects it")
    elif left:
        complain(f"stopped with {left:,} items to do: `airbench-tui resume` goes on")
    return 1 if failed or left else 0
