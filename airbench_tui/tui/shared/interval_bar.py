"""An interval as a row of characters: ``╌╌├──●─◆┤╌╌``."""

from __future__ import annotations

Part = tuple[str, str]
"""Characters and the colour token that they are drawn in."""

_TOKENS = {"╌": "line", "●": "mine", "◆": "judge"}


def interval_bar(
    low: float, value: float, high: float, *, width: int, other: float | None = None
) -> list[Part]:
    """Draw the interval *low* to *high* around *value*, and ``◆`` at *other*. All are from 0 to 1; *width* is in cells.

    The point lies over the other mark, and both lie over the ends.
    """

    def at(share: float) -> int:
        return round(min(max(share, 0.0), 1.0) * (width - 1))

    cells = ["╌"] * width
    for place in range(at(low), at(high) + 1):
        cells[place] = "─"
    cells[at(low)], cells[at(high)] = "├", "┤"
    if other is not None:
        cells[at(other)] = "◆"
    cells[at(value)] = "●"
    parts: list[Part] = []
    for cell in cells:
        token = _TOKENS.get(cell, "mine")
        if parts and parts[-1][1] == token:
            parts[-1] = parts[-1][0] + cell, token
        else:
            parts.append((cell, token))
    return parts
