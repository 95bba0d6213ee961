"""Figures of runs, of imported files, and of the whole database."""

from __future__ import annotations

from airbench_tui.glossary.entry import GlossaryEntry

_PROGRESS = "airbench_tui.pipeline.progress.RunProgress"
_SUMMARY = "airbench_tui.store.incoming.runs.Summary"
_REPORT = "airbench_tui.interchange.importing.import_report.Report"
_ESTIMATE = "airbench_tui.pipeline.estimates.RunEstimate"
_ITEMS = "the run's items"
_JOBS = "the jobs of this session of the run"
_COME = "the items have no answers yet"
_WORK = "it describes the run, not answers"


def _state(name: str, state: str, definition: str, **more: str) -> GlossaryEntry:
    shown = (f"Model run: {state}", f"run --json: states.{state}")
    return GlossaryEntry(name, definition, _ITEMS, shown, f"{_SUMMARY}.states", **more)


def _judge_state(name: str, state: str, definition: str) -> GlossaryEntry:
    shown = (f"Model run: verdicts, {state}", f"run --json: judge_states.{state}")
    return GlossaryEntry(
        name, definition, "the run's items with an answer", shown, f"{_SUMMARY}.judge_states"
    )


FIGURES: tuple[GlossaryEntry, ...] = (
    GlossaryEntry(
        "items of a run",
        "Places in the plan of a run, or in an imported file.",
        "one run",
        ("Model run: items", "run --json: items"),
        f"{_SUMMARY}.states",
    ),
    _state("items planned", "planned", "Items that have not been asked yet.", no_answers=_COME),
    _state("items answered", "answered", "Items with an answer from the model."),
    _state("items blank", "blank", "Items whose answer is blank or was blocked."),
    _state("items failed", "failed", "Items for which the request to the model failed.", no_answers=_COME),
    _judge_state(
        "items to be judged", "planned", "Items with an answer that the run's judge has not seen yet."
    ),
    _judge_state("items judged", "judged", "Items with a score of the run's judge."),
    _judge_state("items malformed", "malformed", "Items for which the judge's reply could not be read."),
    _judge_state("items blank, not judged", "blank", "Items with a blank answer, which is never judged."),
    _judge_state("items failed in judging", "failed", "Items for which the request to the judge failed."),
    _judge_state("items not to be judged", "none", "Items of a run without a judge."),
    GlossaryEntry(
        "items left",
        "Items still to be asked or judged, without permanently failed ones.",
        _ITEMS,
        ("Model run: left", "run --json: left"),
        "airbench_tui.store.incoming.runs.items",
        no_answers=_COME,
    ),
    GlossaryEntry(
        "failures",
        "Items whose asking or judging failed, by reason.",
        _ITEMS,
        ("Model run: Failures by reason", "run --json: failed"),
        "airbench_tui.store.incoming.run_details.RunDetails.failures",
        no_answers=_COME,
    ),
    GlossaryEntry(
        "asked",
        "Requests to the model that have ended, including failed ones.",
        _JOBS,
        ("Model run: asked", "run: progress line, asked"),
        f"{_PROGRESS}.asked",
        no_answers=_WORK,
    ),
    GlossaryEntry(
        "judged, of a run",
        "Requests to the judge that have ended, including failed ones.",
        _JOBS,
        ("Model run: judged", "run: progress line, judged"),
        f"{_PROGRESS}.judged",
        no_answers=_WORK,
    ),
    GlossaryEntry(
        "failed, of a run",
        "Requests of this session that failed permanently.",
        _JOBS,
        ("Model run: failed now", "run: progress line, failed"),
        f"{_PROGRESS}.asking_failed",
        no_answers=_WORK,
    ),
    GlossaryEntry(
        "tried again",
        "Requests that were sent again after a transient failure.",
        _JOBS,
        ("Model run: tried again",),
        f"{_PROGRESS}.retries",
        no_answers=_WORK,
    ),
    GlossaryEntry(
        "waiting, of a run",
        "Requests that wait before they are sent again, because a server asked for it or after a failure.",
        _JOBS,
        ("Model run: waiting",),
        f"{_PROGRESS}.waiting",
        no_answers=_WORK,
    ),
    GlossaryEntry(
        "a second",
        "Requests ended per second of work, without pauses and waits.",
        "the time with a request in flight",
        ("Model run: a second",),
        f"{_PROGRESS}.rate",
        no_answers=_WORK,
    ),
    GlossaryEntry(
        "time left",
        "The time that the rest may take at the rate so far, including waits.",
        _JOBS,
        ("Model run: left, time",),
        f"{_PROGRESS}.seconds_left",
        no_answers=_WORK,
    ),
    GlossaryEntry(
        "tokens",
        "Tokens read and written, by the model and by the judge, as the servers counted them.",
        _ITEMS,
        ("Model run: tokens",),
        "airbench_tui.store.incoming.run_details.RunDetails.tokens",
        no_answers=_WORK,
    ),
    GlossaryEntry(
        "calls",
        "Requests that a run would send, to the model and to the judge.",
        "a run that is not started",
        ("Model run: calls", "run --json: calls"),
        f"{_ESTIMATE}.calls",
        no_answers=_WORK,
    ),
    GlossaryEntry(
        "tokens to read",
        "Tokens that a run would send, estimated from the length of the texts.",
        "a run that is not started",
        ("Model run: tokens to read", "run --json: prompt_tokens"),
        f"{_ESTIMATE}.prompt_tokens",
        no_answers=_WORK,
    ),
    GlossaryEntry(
        "tokens to write",
        "The largest number of tokens that a run would receive.",
        "a run that is not started",
        ("Model run: at most N to write", "run --json: completion_tokens_at_most"),
        f"{_ESTIMATE}.completion_tokens_at_most",
        no_answers=_WORK,
    ),
    GlossaryEntry(
        "cost at most",
        "The largest cost of a run in dollars, by your own prices; unknown without them.",
        "a run that is not started",
        ("Model run: at most $", "run --json: cost_at_most"),
        f"{_ESTIMATE}.cost_at_most",
        no_answers=_WORK,
    ),
    GlossaryEntry(
        "rows read",
        "Rows of an imported file.",
        "one file",
        ("import --json: rows",),
        f"{_REPORT}.rows",
    ),
    GlossaryEntry(
        "rows new",
        "Rows with a response, a judgment or a review that was new.",
        "rows read",
        ("import --json: new",),
        f"{_REPORT}.new",
    ),
    GlossaryEntry(
        "rows known",
        "Rows that were known already and changed nothing.",
        "rows read",
        ("import --json: duplicates",),
        f"{_REPORT}.duplicates",
    ),
    GlossaryEntry(
        "rows rejected",
        "Rows that cannot be used; each is named with the reason.",
        "rows read",
        ("import --json: rejected",),
        f"{_REPORT}.rejected",
        no_answers="they are not in the database",
    ),
    GlossaryEntry(
        "rows of the database",
        "Runs, prompts and judgments in the database.",
        "the whole database",
        ("doctor --json: runs", "doctor --json: prompts", "doctor --json: judgments"),
        "airbench_tui.store.reading.reads.totals",
        no_answers="it counts rows, not answers",
    ),
)
