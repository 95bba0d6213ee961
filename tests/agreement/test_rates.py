"""Rates: when their intervals come, why there is no corrected one, and how many reviews a first one needs."""

from __future__ import annotations

from airbench_tui.agreement import figures, rates
from airbench_tui.analysis.bootstrap import NOT_YET
from airbench_tui.analysis.planning import sample_size
from tests.agreement.helpers import drawn, material, place

JUDGED: dict[int, float | None] = {at: float(at % 2) for at in range(40)}


def test_first_figures_have_no_resampled_interval_yet() -> None:
    found = figures.values(material([place(at, first=float(at % 3 > 0)) for at in range(40)], JUDGED))
    for rate in (found.safe_rate, found.mean_score):
        for estimate in (rate.judge, rate.human):
            assert (estimate.ci95, estimate.why_not) == (None, NOT_YET)


def test_why_a_packet_gives_no_figure() -> None:
    verdicts = [drawn(at, 0.5, judge_score=JUDGED[at]) for at in range(20)]
    packet = dict.fromkeys(range(20), 0.5)

    def why_not(*waiting: int) -> str:
        found = material(verdicts, JUDGED, packet=packet, frame=False, waiting=frozenset(waiting))
        return figures.values(found).safe_rate.why_not

    assert why_not(3) == rates.WAITS
    assert why_not() == why_not(30) == rates.NO_FRAME  # 30 was not drawn
    assert figures.values(material([], JUDGED)).safe_rate.why_not == rates.NO_PACKET


def test_a_first_packet_is_sized_for_a_rate_between_a_tenth_and_nine_tenths() -> None:
    for safe, expected in ((0, 0.1), (200, 0.5), (400, 0.9)):
        judged: dict[int, float | None] = {at: float(at < safe) for at in range(400)}
        size = figures.to_draw(figures.values(material([], judged)), 0.05)
        assert size == sample_size(0.05, expected, 400)
    assert sample_size(0.05, 0.1, 400) != sample_size(0.05, 0.5, 400)
    assert figures.to_draw(figures.values(material([], {})), 0.05) is None
