"""Rows of estimates from 0 to 1 under each other: name, value, interval, its ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import set_cell_size

from airbench_tui.analysis.estimate import Estimate
from airbench_tui.text import one_line
from airbench_tui.tui.agreement import pieces
from airbench_tui.tui.shared.figures import plots
from airbench_tui.tui.shared.figures.lines import Line, Link, Span, width_of

LEAST_BAR = 10  # cells that an interval needs to be drawn
_VALUE, _ENDS = 5, 13  # cells of a value, of the ends of its interval


class RowSizes(NamedTuple):
    """The widths in cells: of the margin, of a name, and of the drawn interval, which is 0 if there is no room."""

    margin: int
    name: int
    bar: int


def columns(width: int, name: int, *, margin: int = 2, beside: int = 0) -> RowSizes:
    """Return the columns of rows of *width* cells, of which *beside* stand after the interval's ends."""
    bar = min(width, pieces.MEASURE) - margin - name - _VALUE - _ENDS - 2 - beside
    return RowSizes(margin, name, bar if bar >= LEAST_BAR else 0)


def head(title: Line, sizes: RowSizes) -> Line:
    """Return *title* with the scale of the intervals at the right, if it leaves room."""
    gap = sizes.margin + sizes.name + _VALUE - width_of(title)
    if gap < 1:
        return title
    scale = f"{plots.scale(sizes.bar, ('0', '1'))}  " if sizes.bar else ""
    return (*title, Span(f"{' ' * gap}{scale}95 %", "muted"))


def estimate_row(
    name: str,
    found: Estimate,
    opens: Link | None,
    sizes: RowSizes,
    beside: Sequence[Span] = (),
    style: str = "",
) -> Line:
    """Draw one estimate, with spans *beside* it. *style* is that of the name."""
    link = opens if found.value is not None else None
    drawn: Line = ()
    if sizes.bar:
        drawn = (Span(plots.interval(found, None, sizes.bar), "mine", link, drawn=True), Span("  "))
    ends = pieces.ends(found)
    return (
        _name(name, sizes, style),
        Span(f"{pieces.number(found):<{_VALUE - 1}}", style or "strong", link),
        Span(" "),
        *drawn,
        Span(f"{ends:<{_ENDS}}" if beside else ends, "muted"),
        *beside,
    )


def hidden_row(name: str, why_not: str, sizes: RowSizes, beside: Sequence[Span] = ()) -> Line:
    """Say why an estimate is not shown, in the place of its value and interval."""
    size = _VALUE + sizes.bar + (2 if sizes.bar else 0) + _ENDS
    return (_name(name, sizes, ""), Span(f"{why_not:<{size}}", "warning"), *beside)


def _name(name: str, sizes: RowSizes, style: str) -> Span:
    return Span(" " * sizes.margin + set_cell_size(one_line(name, sizes.name - 1), sizes.name), style)
