"""Warnings: each reason for what is missing is said once, and nothing is said of what nobody expects."""

from __future__ import annotations

from airbench_tui.agreement import figures, warnings
from tests.agreement.helpers import material, place

JUDGED: dict[int, float | None] = {at: float(at % 2) for at in range(40)}


def test_a_rate_without_rows_is_not_said_to_lack_a_value() -> None:
    nobody = warnings.of(figures.values(material([], JUDGED)))
    assert nobody and not any("rate by people" in words or "score by people" in words for words in nobody)
    no_judge = warnings.of(figures.values(material([place(1, judge_score=None)], {1: None})))
    assert no_judge and not any("by the judge" in words for words in no_judge)
