"""Figures of runs, of files that came in, and of the whole database."""

from __future__ import annotations

from airbench_tui.glossary.entry import GlossaryEntry

_PROGRESS = "airbench_tui.pipeline.progress.RunProgress"
_SUMMARY = "airbench_tui.store.incoming.runs.Summary"
_REPORT = "airbench_tui.interchange.importing.import_report.Report"
_ESTIMATE = "airbench_tui.pipeline.estimates.RunEstimate"
_ITEMS = "the run's items"
_JOBS = "what this session of the run has to do"
_COME = "the items are not answers yet"
_WORK = "it is about the run, not about answers"


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
    _state("items planned", "planned", "Items that were not asked yet.", no_answers=_COME),
    _state("items answered", "answered", "Items with an answer of the model."),
    _state("items blank", "blank", "Items whose answer is blank or was blocked."),
    _state("items failed", "failed", "Items that the model was asked in vain.", no_answers=_COME),
    _judge_state(
        "items to be judged", "planned", "Items with an answer that the run's judge has not seen yet."
    ),
    _judge_state("items judged", "judged", "Items with a score of the run's judge."),
    _judge_state("items malformed", "malformed", "Items to which the judge's reply could not be read."),
    _judge_state(
        "items blank, not judged", "blank", "Items with a blank answer, which no judge is asked about."
    ),
    _judge_state("items failed in judging", "failed", "Items that the judge was asked about in vain."),
    _judge_state("items not to be judged", "none", "Items of a run that asks no judge."),
    GlossaryEntry(
        "items left",
        "Items that are still to be asked or judged; what failed for good is not among them.",
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
        "Requests to the model that have ended, failed ones with them.",
        _JOBS,
        ("Model run: asked", "run: progress line, asked"),
        f"{_PROGRESS}.asked",
        no_answers=_WORK,
    ),
    GlossaryEntry(
        "judged, of a run",
        "Requests to the judge that have ended, failed ones with them.",
        _JOBS,
        ("Model run: judged", "run: progress line, judged"),
        f"{_PROGRESS}.judged",
        no_answers=_WORK,
    ),
    GlossaryEntry(
        "failed, of a run",
        "Requests of this session that failed for good.",
        _JOBS,
        ("Model run: failed now", "run: progress line, failed"),
        f"{_PROGRESS}.asking_failed",
        no_answers=_WORK,
    ),
    GlossaryEntry(
        "tried again",
        "Requests that were sent once more after a failure that may pass.",
        _JOBS,
        ("Model run: tried again",),
        f"{_PROGRESS}.retries",
        no_answers=_WORK,
    ),
    GlossaryEntry(
        "waiting, of a run",
        "Requests that wait, as a server asked or after a failure, before they are sent again.",
        _JOBS,
        ("Model run: waiting",),
        f"{_PROGRESS}.waiting",
        no_answers=_WORK,
    ),
    GlossaryEntry(
        "a second",
        "Requests ended in a second of work; pauses and waits are left out.",
        "the time with a request in flight",
        ("Model run: a second",),
        f"{_PROGRESS}.rate",
        no_answers=_WORK,
    ),
    GlossaryEntry(
        "time left",
        "How long the rest may take at the rate so far, waits with it.",
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
        "Tokens that a run would send, by the length of the texts.",
        "a run that is not started",
        ("Model run: tokens to read", "run --json: prompt_tokens"),
        f"{_ESTIMATE}.prompt_tokens",
        no_answers=_WORK,
    ),
    GlossaryEntry(
        "tokens to write",
        "Tokens that a run would get at the most.",
        "a run that is not started",
        ("Model run: at most N to write", "run --json: completion_tokens_at_most"),
        f"{_ESTIMATE}.completion_tokens_at_most",
        no_answers=_WORK,
    ),
    GlossaryEntry(
        "cost at most",
        "Dollars that a run would cost at the most, by your own prices; unknown without them.",
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
        "Rows that brought a response, a judgment or a review that was not here.",
        "rows read",
        ("import --json: new",),
        f"{_REPORT}.new",
    ),
    GlossaryEntry(
        "rows known",
        "Rows that were here already, and changed nothing.",
        "rows read",
        ("import --json: duplicates",),
        f"{_REPORT}.duplicates",
    ),
    GlossaryEntry(
        "rows rejected",
        "Rows that cannot be used; each is named with why.",
        "rows read",
        ("import --json: rejected",),
        f"{_REPORT}.rejected",
        no_answers="they are not in the database",
    ),
    GlossaryEntry(
        "rows of the database",
        "Runs, prompts and judgments that the database holds.",
        "the whole database",
        ("doctor --json: runs", "doctor --json: prompts", "doctor --json: judgments"),
        "airbench_tui.store.reading.reads.totals",
        no_answers="it counts rows, not answers",
    ),
)
