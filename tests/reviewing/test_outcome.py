"""The outcome of a finished piece of work."""

from __future__ import annotations

from airbench_tui.reviewing.outcome import outcome
from airbench_tui.store.reviewing.outcomes import VerdictInPlace


def verdict(
    entry: int, minute: int, score: float = 0.0, decision: str | None = "overridden", note: bool = False
) -> VerdictInPlace:
    made_at = f"2026-11-27T{minute // 60:02}:{minute % 60:02}:00+00:00"
    return VerdictInPlace(entry, made_at, 10.0 + entry, score, decision, note)


def test_it_counts_only_the_queue_and_names_missing_notes_in_its_order() -> None:
    found = outcome(
        [
            verdict(3, 0),
            verdict(1, 1, note=True),
            verdict(2, 40, 0.5),
            verdict(4, 41, 1.0, "confirmed"),
            verdict(5, 42, 1.0, None),
            verdict(9, 43),
        ],
        [5, 4, 2, 3, 1],
    )
    assert (found.confirmed, dict(found.overridden), found.overrides, found.unjudged) == (
        1,
        {0.0: 2, 0.5: 1},
        3,
        1,
    )
    assert found.without_note == (2, 3)
    assert (found.seconds, found.sittings) == (65.0, 2)  # 39 minutes lie between the second and the third
    assert found.pace == ()


def test_the_pace_has_a_median_for_each_part_of_the_work() -> None:
    pace = outcome([verdict(at, at) for at in range(40)], range(40)).pace
    assert len(pace) == 14 and pace[0] == 11.0 and pace[-1] == 49.0


def test_nothing_has_no_sittings() -> None:
    assert outcome([], [1, 2]).sittings == 0
