"""Drawings made of characters."""

from __future__ import annotations

from airbench_tui.analysis.estimate import Estimate
from airbench_tui.tui.shared.figures import plots
from airbench_tui.tui.shared.figures.lines import Line, Span, width_of
from airbench_tui.tui.shared.interval_bar import FEW


def test_an_interval_lies_where_its_ends_say() -> None:
    found = Estimate(0.5, (0.2, 0.8), 9)
    assert plots.interval(found, 1.0, 11) == "╌╌├──●──┤╌◆"
    assert plots.interval(found, 0.5, 11, point=FEW) == "╌╌├──◦──┤╌╌"  # the point lies over the judge's mark
    assert plots.interval(Estimate(-0.1, (-0.5, 1.5), 9), None, 5) == "●───┤"
    assert plots.interval(Estimate(None, (0.0, 0.5), 9), 0.25, 5) == "├◆┤╌╌"
    assert plots.interval(None, None, 5) == "╌╌╌╌╌"


def test_a_bar_is_as_long_as_its_share() -> None:
    assert [plots.bar(share, 4) for share in (0, 0.125, 0.5, 1)] == ["╌╌╌╌", "╸╌╌╌", "━━╌╌", "━━━━"]


def test_a_scale_has_its_ticks_above_the_cells_they_name() -> None:
    written = plots.scale(41, ("0", "25", "50", "75", "100"))
    assert len(written) == 41 and written.split() == ["0", "25", "50", "75", "100"]
    assert written.index("50") in (19, 20) and written.endswith("100")


def test_large_figures_are_three_even_rows() -> None:
    for figure in ("0%", "7%", "42%", "100%", "13598%"):
        rows = plots.large(figure)
        assert [len(row) for row in rows] == [4 * len(figure) - 1] * 3
        assert set("".join(rows)) <= set("█▀▄ ")
    assert len({tuple(plots.large(digit)) for digit in "0123456789"}) == 10


def test_a_frame_is_even_whatever_it_holds() -> None:
    title: Line = (Span("TITLE", "heading"), Span(" beside"))
    lines = plots.framed(title, [(Span("one"),), (Span("日本語"), Span(" two"))], "foot", 40)
    assert {width_of(line) for line in lines} == {40}
    assert "TITLE beside" in lines[0][1].text + lines[0][2].text and "foot" in lines[-1][1].text
