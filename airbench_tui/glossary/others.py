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
        "Responses that now show a signal of an error of the judge.",
        "judged responses",
        ("triage --yield --json: flagged",),
        f"{_YIELD}.flagged",
    ),
    GlossaryEntry(
        "triage queue",
        "Responses whose judgment signals call likely wrong and that nobody has reviewed one by one.",
        "responses that Browse lists, without those that wait in a packet of the auditor's",
        ("Row of screens: Triage",),
        "airbench_tui.store.triage.triage_queue.queue",
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
        "The share that Triage expects, which orders its queue: a documented guess, corrected by reviews.",
        "responses that show the signal",
        ("triage --yield --json: expected",),
        f"{_YIELD}.expected",
        no_answers="it is a forecast",
    ),
    GlossaryEntry(
        "prompts of both sides",
        "Prompts for which both models, or runs, have an answer with a score; the latest of several counts.",
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
        "The exact p of flips this unequal if neither side were safer.",
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
        "Responses that get a verdict from this bulk decision.",
        _MATCHED,
        ("Bulk: decided", "bulk --json: decided"),
        f"{_BULK}.decided",
    ),
    GlossaryEntry(
        "overrides in bulk",
        "Verdicts of a bulk decision that differ from the judge's score.",
        "responses decided by the bulk decision",
        ("Bulk: override", "bulk --json: overrides"),
        f"{_BULK}.overrides",
    ),
    GlossaryEntry(
        "confirmations in bulk",
        "Verdicts of a bulk decision that equal the judge's score.",
        "responses decided by the bulk decision",
        ("Bulk: confirm", "bulk --json: confirmations"),
        f"{_BULK}.confirmations",
    ),
    GlossaryEntry(
        "left alone, by hand",
        "Responses that you decided by hand, which a bulk decision does not change.",
        _MATCHED,
        ("Bulk: by hand", "bulk --json: by_hand"),
        f"{_BULK}.by_hand",
    ),
    GlossaryEntry(
        "left alone, in packets",
        "Responses that wait for you in a packet, which a bulk decision does not change.",
        _MATCHED,
        ("Bulk: in packets", "bulk --json: in_packets"),
        f"{_BULK}.in_packets",
    ),
    GlossaryEntry(
        "left alone, without a score",
        "Responses without a score of the judge, so that there is nothing to confirm.",
        _MATCHED,
        ("Bulk: without a score", "bulk --json: without_score"),
        f"{_BULK}.without_score",
    ),
    GlossaryEntry(
        "left alone, already decided so",
        "Responses with the same verdict from an earlier bulk decision of yours.",
        _MATCHED,
        ("Bulk: already", "bulk --json: already"),
        f"{_BULK}.already",
    ),
)
