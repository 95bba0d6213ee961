"""The reader of HELM's run folders, as ``helm-run`` writes them for AIR-Bench 2024.

Format (HELM 0.5, ``benchmark_output/runs/SUITE/RUN``): ``scenario_state.json`` has
``request_states[]`` with ``instance.id``, ``instance.references[0..3].output.text`` (cate-idx and the
names of level 2 to 4), ``request.prompt``, ``request.model``, ``result.completions[].text``,
``annotations.air_bench_2024`` = ``{prompt_text, reasoning, score}`` where ``prompt_text`` is the
rubric filled in, and ``train_trial_index``. ``run_spec.json`` has the run's name and, in newer
versions where one was chosen, the judge's model. HELM leaves out what is null.

HELM writes a score for answers that it never showed the judge (blank or blocked): 0 or 1, depending on
its version. Such a judgment is "blank" without a score, and HELM's score is kept in ``AnswerRecord.details``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

from airbench_tui.benchmark.rubrics import unfill
from airbench_tui.errors import InputError
from airbench_tui.interchange.formats.jsonstream import MissingListError, iter_array, read_object
from airbench_tui.interchange.formats.rejects import Reject
from airbench_tui.interchange.formats.textfile import AnyPath, shown
from airbench_tui.interchange.readers import rowrules
from airbench_tui.interchange.readers.probe import Probe
from airbench_tui.interchange.readers.records import AnswerRecord, RawJudgment, Source
from airbench_tui.interchange.readers.rowrules import UnusableError
from airbench_tui.text import quote

_STATE = "scenario_state.json"
_SPEC = "run_spec.json"
_ITEMS = "request_states"
_ANNOTATOR = "air_bench_2024"
_PARAMETERS = ("temperature", "max_tokens", "num_completions")
_MENTION = "air_bench"  # part of the names of AIR-Bench's runs, scenario and annotator
# The run benchmark_output/runs/SUITE/RUN is three levels down, and people's own folders may add a few. The search goes
# no deeper, so that a wrong path, such as a home folder, is refused quickly.
_DEPTH = 5
_MOST_TRIALS = 1_000_000  # SQLite keeps no integer of more than 64 bits


class HelmReader:
    """A reader of HELM run and suite folders (see :class:`~airbench_tui.interchange.readers.records.Reader`)."""

    FORMAT: ClassVar[str] = "helm"
    NAME: ClassVar[str] = "HELM run and suite folders"

    def recognises(self, probe: Probe) -> bool:
        """Recognise a folder with a run at or under it, or a run's ``scenario_state.json``."""
        if probe.shape == "folder":
            return bool(_find_states(probe.path))
        if probe.shape != "JSON object":
            return False
        try:
            next(iter_array(probe.path, _ITEMS), None)
        except MissingListError:
            return False
        return True

    def sources(self, path: str | os.PathLike[str]) -> list[Source]:
        """Return one source for each AIR-Bench run at or under *path*, in order of their folders' names.

        *path* may also be a run's ``scenario_state.json``. Raises InputError when there is no run, when no run is of
        AIR-Bench, or when the only run cannot be read.
        """
        states = _find_states(path)
        if not states:
            raise no_run(path)
        sources = [source for state in states if (source := _source(state, alone=len(states) == 1))]
        ignored = len(states) - len(sources)
        runs = f"{ignored} HELM run{'' if ignored == 1 else 's'} of other benchmarks"
        if not sources:
            raise InputError(f"no AIR-Bench run in {shown(path)}, only {runs}")
        if ignored:
            sources[0] = replace(sources[0], notes=(*sources[0].notes, f"{runs} ignored"))
        return sources

    def rows(self, source: Source) -> Iterator[AnswerRecord | Reject]:
        """Yield the answers in file order, one for each completion.

        Raises InputError at the point where the file breaks.
        """
        number = 0
        for item in iter_array(source.files[0], _ITEMS):
            try:
                answers = _completions(item)
            except UnusableError as error:
                number += 1
                yield Reject(number, str(error))
                continue
            for place, completion in enumerate(answers):
                number += 1
                try:
                    yield _row(number, item, completion, place, answers=len(answers))
                except UnusableError as error:
                    yield Reject(number, str(error))


def no_run(path: AnyPath) -> InputError:
    """Return the error for a folder without a HELM run."""
    return InputError(f"no HELM run in {shown(path)} (a run folder has {_STATE})")


def _find_states(path: str | os.PathLike[str]) -> list[Path]:
    """Find the ``scenario_state.json`` of every HELM run at or under *path* (a folder, or that file).

    Links below *path* are not followed: HELM's ``latest`` is a link to a suite that is found anyway.
    """
    top = Path(path)
    if not top.is_dir():
        return [top]
    if (top / _STATE).is_file():
        return [top / _STATE]
    found = []
    for folder, names, files in os.walk(top):
        if _STATE in files:
            found.append(Path(folder) / _STATE)
            names.clear()
        elif len(Path(folder).relative_to(top).parts) >= _DEPTH:
            names.clear()
    return sorted(found)


@dataclass(frozen=True, slots=True)
class _Spec:
    """The content of ``run_spec.json``. ``ours`` is True where it names AIR-Bench."""

    files: tuple[str, ...] = ()
    name: str | None = None
    ours: bool = False
    model: str | None = None
    judge: str | None = None
    parameters: dict[str, Any] | None = None
    notes: tuple[str, ...] = ()


def _source(state: Path, *, alone: bool) -> Source | None:
    """Return the run's source, or None for a run of another benchmark.

    A broken file raises InputError where it is the only run. Among other runs a broken AIR-Bench run still becomes a
    source, and the error is raised when its rows are read.
    """
    spec = _spec(state.parent / _SPEC)
    ours = spec.ours or _MENTION in state.parent.name
    try:
        first = next(iter_array(state, _ITEMS), None)
    except InputError:
        if alone:
            raise
        first = None
    if not ours and _ANNOTATOR not in _dict(_dict(first).get("annotations")):
        return None
    request = _dict(_dict(first).get("request"))
    asked: dict[str, Any] = {key: request[key] for key in _PARAMETERS if key in request}
    named: dict[str, Any] = {"run_spec": spec.name} if spec.name else {}
    return Source(
        path=str(state.parent),
        format=HelmReader.FORMAT,
        files=(str(state), *spec.files),
        model=rowrules.name_of(request.get("model")) or spec.model,
        judge=spec.judge,
        parameters={**(spec.parameters or {}), **asked, **named},
        notes=spec.notes,
    )


def _spec(path: Path) -> _Spec:
    if not path.is_file():
        return _Spec()
    try:
        spec = read_object(path)
    except InputError as error:
        return _Spec(notes=(f"the run's parameters are unknown: {error}",))
    name = rowrules.name_of(spec.get("name"))
    scenario = rowrules.name_of(_dict(spec.get("scenario_spec")).get("class_name"))
    adapter = _dict(spec.get("adapter_spec"))
    parameters: dict[str, Any] = {
        key: adapter[key] for key in ("temperature", "max_tokens") if key in adapter
    }
    if "num_outputs" in adapter:
        parameters["num_completions"] = adapter["num_outputs"]
    return _Spec(
        files=(str(path),),
        name=name,
        ours=_MENTION in f"{name} {scenario}",
        model=rowrules.name_of(adapter.get("model")),
        judge=_judge(spec.get("annotators")),
        parameters=parameters,
    )


def _judge(annotators: Any) -> str | None:
    """Return the judge's model where the run chose one. HELM does not record its default judge."""
    for annotator in annotators if isinstance(annotators, list) else []:
        if _MENTION in str(_dict(annotator).get("class_name")):
            return rowrules.name_of(_dict(_dict(annotator).get("args")).get("model"))
    return None


def _completions(item: Any) -> list[dict[str, Any]]:
    """Return an item's completions, at least one. A blocked request has one without a text.

    Raises UnusableError for a failed request and for an item without completions.
    """
    if not isinstance(item, dict):
        raise UnusableError(f"the item is {rowrules.kind_of(item)}, not an object")
    result = _dict(item.get("result"))
    found = result.get("completions")
    completions = [_dict(completion) for completion in found] if isinstance(found, list) else []
    if not completions:
        if _dict(_dict(item.get("annotations")).get(_ANNOTATOR)).get("reasoning") == rowrules.BLOCKED:
            return [{}]
        error = result.get("error")
        raise UnusableError(
            f"the request failed: {quote(error)}" if isinstance(error, str) else "no completion"
        )
    return completions


def _row(
    number: int, item: dict[str, Any], completion: dict[str, Any], place: int, *, answers: int
) -> AnswerRecord:
    """Return the record of the completion at *place* (from 0) among the item's *answers*."""
    instance, request = _dict(item.get("instance")), _dict(item.get("request"))
    prompt = rowrules.prompt_of(request.get("prompt") or _dict(instance.get("input")).get("text"))
    answer = rowrules.text_of(completion.get("text"), "completion")
    annotations = _dict(item.get("annotations"))
    # HELM judges only the first completion.
    annotation = annotations.get(_ANNOTATOR) if place == 0 else None
    judgment = None if annotation is None else _judgment(annotation, prompt, answer)
    details = _details(item, completion)
    written = _dict(annotation).get("score")
    if judgment and judgment.status == "blank" and judgment.raw_score is None and written is not None:
        details["helm_score"] = written
    return AnswerRecord(
        number=number,
        category=rowrules.category_of(_category(instance), "cate-idx"),
        prompt=prompt,
        answer=answer,
        model=rowrules.name_of(request.get("model")),
        judgment=judgment,
        repeat=_trial(item) * answers + place,
        details=details,
    )


def _category(instance: dict[str, Any]) -> Any:
    references = instance.get("references")
    if not isinstance(references, list) or not references:
        return None
    return _dict(_dict(references[0]).get("output")).get("text")


def _trial(item: dict[str, Any]) -> int:
    trial = item.get("train_trial_index", 0)
    return trial if isinstance(trial, int) and 0 < trial < _MOST_TRIALS else 0


def _judgment(annotation: Any, prompt: str, answer: str) -> RawJudgment:
    fields = _dict(annotation)
    filled, reason = fields.get("prompt_text"), fields.get("reasoning")
    rubric = unfill(filled, prompt, answer) if isinstance(filled, str) and filled.strip() else None
    judge = next((name for key in ("judge", "model") if (name := rowrules.name_of(fields.get(key)))), None)
    if reason == rowrules.BLOCKED or (isinstance(filled, str) and rubric is None):
        return RawJudgment("blank", None, reason if isinstance(reason, str) else "", judge=judge)
    try:
        score = rowrules.score_of(fields.get("score"))
    except UnusableError:
        score = None
    if score is None or not isinstance(reason, str):
        kept = {key: fields[key] for key in fields if key != "prompt_text"} if fields else annotation
        only_reason = isinstance(reason, str) and "score" not in fields
        return RawJudgment(
            "malformed",
            reason=reason if isinstance(reason, str) else "",
            raw_text=str(reason) if only_reason else json.dumps(kept, ensure_ascii=False),
            judge=judge,
            rubric=rubric,
        )
    if not answer.strip():
        return RawJudgment("blank", score, reason, judge=judge, rubric=rubric)
    return RawJudgment("judged", score, reason, judge=judge, rubric=rubric)


def _details(item: dict[str, Any], completion: dict[str, Any]) -> dict[str, Any]:
    """Return further details of a request: its instance, finish reason, seconds and error."""
    result = _dict(item.get("result"))
    finish = completion.get("finish_reason")
    found = {
        "instance": _dict(item.get("instance")).get("id"),
        "finish_reason": finish.get("reason") if isinstance(finish, dict) else finish,
        "seconds": result.get("request_time"),
        "error": result.get("error"),
    }
    return {key: value for key, value in found.items() if isinstance(value, str | int | float)}


def _dict(value: Any) -> dict[str, Any]:
    """Return *value* where it is an object, else an empty one, because HELM leaves out what is null."""
    return value if isinstance(value, dict) else {}
