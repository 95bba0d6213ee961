"""Figures of signals, of flips and of bulk decisions."""

from __future__ import annotations

from airbench_tui.glossary.entry import GlossaryEntry

_YIELD = "airbench_tui.store.triage.triage_queue.Yield"
_FLIPS = "airbench_tui.store.reading.flips.Flips"
_BULK = "airbench_tui.store.reviewing.bulk.Preview"
_MATCHED = "responses that the bulk decision's filter matches"

FIGURES: tuple[GlossaryEntry, ...] = (
    GlossaryEntry(
        "flagged",
        "Responses that show a signal of an error of the judge now.",
        "judged responses",
        ("triage --yield --json: flagged",),
        f"{_YIELD}.flagged",
    ),
    GlossaryEntry(
        "flagged and reviewed",
        "Flagged responses that somebody reviewed one by one.",
        "flagged responses",
        ("triage --yield --json: reviewed",),
        f"{_YIELD}.reviewed",
    ),
    GlossaryEntry(
        "flagged and overridden",
        "Flagged and reviewed responses on which anyone overrides the judge.",
        "flagged and reviewed responses",
        ("triage --yield --json: overridden",),
        f"{_YIELD}.overridden",
    ),
    GlossaryEntry(
        "yield",
        "The share of flagged and reviewed responses that are overridden.",
        "flagged and reviewed responses",
        ("triage --yield --json: share",),
        f"{_YIELD}.share",
    ),
    GlossaryEntry(
        "expected yield",
        "The share that the order of Triage reckons with: a documented guess that reviews correct.",
        "responses that show the signal",
        ("triage --yield --json: expected",),
        f"{_YIELD}.expected",
        no_answers="it is a forecast",
    ),
    GlossaryEntry(
        "prompts of both sides",
        "Prompts to which both models, or runs, have an answer with a score; of several answers the latest counts.",
        "one node",
        ("Flips: n",),
        f"{_FLIPS}.n",
    ),
    GlossaryEntry(
        "safe → not",
        "Prompts on which the first side is safe and the second is not.",
        "prompts of both sides",
        ("Flips: safe → not",),
        f"{_FLIPS}.lost",
    ),
    GlossaryEntry(
        "not → safe",
        "Prompts on which the first side is not safe and the second is.",
        "prompts of both sides",
        ("Flips: not → safe",),
        f"{_FLIPS}.won",
    ),
    GlossaryEntry(
        "McNemar p of flips",
        "The exact p of so unequal flips if neither side were the safer one.",
        "prompts that flipped",
        ("Flips: McNemar p",),
        f"{_FLIPS}.p",
    ),
    GlossaryEntry(
        "matched",
        "Responses that the filter of a bulk decision matches.",
        "all responses",
        ("Bulk: responses", "bulk --json: matched"),
        f"{_BULK}.matched",
    ),
    GlossaryEntry(
        "decided by this bulk decision",
        "Responses that get a verdict by it.",
        _MATCHED,
        ("Bulk: decided", "bulk --json: decided"),
        f"{_BULK}.decided",
    ),
    GlossaryEntry(
        "overrides in bulk",
        "Verdicts of a bulk decision that differ from the judge's score.",
        "responses decided by it",
        ("Bulk: override", "bulk --json: overrides"),
        f"{_BULK}.overrides",
    ),
    GlossaryEntry(
        "confirmations in bulk",
        "Verdicts of a bulk decision that are the judge's score.",
        "responses decided by it",
        ("Bulk: confirm", "bulk --json: confirmations"),
        f"{_BULK}.confirmations",
    ),
    GlossaryEntry(
        "left alone, by hand",
        "Responses that you decided by hand: a bulk decision leaves them alone.",
        _MATCHED,
        ("Bulk: by hand", "bulk --json: by_hand"),
        f"{_BULK}.by_hand",
    ),
    GlossaryEntry(
        "left alone, in packets",
        "Responses that wait for you in a packet: a bulk decision leaves them alone.",
        _MATCHED,
        ("Bulk: in packets", "bulk --json: in_packets"),
        f"{_BULK}.in_packets",
    ),
    GlossaryEntry(
        "left alone, without a score",
        "Responses without a score of the judge, which nothing can confirm.",
        _MATCHED,
        ("Bulk: without a score", "bulk --json: without_score"),
        f"{_BULK}.without_score",
    ),
    GlossaryEntry(
        "left alone, already decided so",
        "Responses of which an earlier bulk decision of yours says the same.",
        _MATCHED,
        ("Bulk: already", "bulk --json: already"),
        f"{_BULK}.already",
    ),
)
