"""An interval as a row of characters: ``╌╌├──●─◆┤╌╌``."""

from __future__ import annotations

from itertools import groupby

Part = tuple[str, str]
"""Characters and the colour token that they are drawn in."""

POINT, FEW, JUDGE = "●", "◦", "◆"
"""Marks of a figure, of a figure on few answers, and of the judge's figure."""

_TOKENS = {"╌": "line", JUDGE: "judge"}


def interval_bar(
    low: float, value: float, high: float, *, width: int, other: float | None = None
) -> list[Part]:
    """Draw the interval *low* to *high* around *value* as :func:`interval_cells` does, in colours."""
    return coloured(interval_cells((low, high), value, width=width, other=other), "mine")


def interval_cells(
    ends: tuple[float, float] | None,
    value: float | None,
    *,
    width: int,
    other: float | None = None,
    point: str = POINT,
) -> str:
    """Draw an interval around *value*, and ``◆`` at *other*. All are from 0 to 1; *width* is in cells.

    A value below 0 is drawn in the first cell, one above 1 in the last. The point lies over the other mark, and both
    lie over the ends.
    """

    def at(share: float) -> int:
        return round(min(max(share, 0.0), 1.0) * (width - 1))

    cells = ["╌"] * width
    if ends is not None:
        low, high = map(at, ends)
        cells[low : high + 1] = "─" * (high + 1 - low)
        cells[low], cells[high] = "├", "┤"
    for mark, share in ((JUDGE, other), (point, value)):
        if share is not None:
            cells[at(share)] = mark
    return "".join(cells)


def coloured(cells: str, token: str) -> list[Part]:
    """Split a drawing into parts of one colour. The judge's mark and the ground have their own, all else *token*."""
    parts = groupby(cells, key=lambda cell: _TOKENS.get(cell, token))
    return [("".join(run), found) for found, run in parts]
