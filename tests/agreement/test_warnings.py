"""Warnings: each reason for what is missing is said once, and nothing is said of what nobody expects."""

from __future__ import annotations

from airbench_tui.agreement import figures, rates, warnings
from tests.agreement.helpers import drawn, material, place

JUDGED: dict[int, float | None] = {at: float(at % 2) for at in range(40)}


def test_a_rate_without_rows_is_not_said_to_lack_a_value() -> None:
    nobody = warnings.of(figures.values(material([], JUDGED)))
    assert nobody and not any("rate by people" in words or "score by people" in words for words in nobody)
    no_judge = warnings.of(figures.values(material([place(1, judge_score=None)], {1: None})))
    assert no_judge and not any("by the judge" in words for words in no_judge)


def test_why_a_packet_gives_no_figure() -> None:
    verdicts = [drawn(at, 0.5, judge_score=JUDGED[at]) for at in range(20)]
    packet = dict.fromkeys(range(20), 0.5)

    def why_not(*waiting: int) -> str:
        found = material(verdicts, JUDGED, packet=packet, frame=False, waiting=frozenset(waiting))
        return figures.values(found).safe_rate.why_not

    assert why_not(3) == rates.WAITS
    assert why_not() == why_not(30) == rates.NO_FRAME  # 30 was not drawn
    assert figures.values(material([], JUDGED)).safe_rate.why_not == rates.NO_PACKET
