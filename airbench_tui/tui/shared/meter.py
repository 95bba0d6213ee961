"""A bar that tells a share: heavy for what is done, light for the rest."""

from __future__ import annotations

from textual.content import Content


def meter_cells(share: float, width: int) -> tuple[str, str]:
    """Return the two parts of a bar of *width* cells for a *share* from 0 to 1, in half cells.

    What is begun shows, and what is not finished does not look so.
    """
    halves = round(2 * width * share)
    if 0 < share < 1:
        halves = min(max(halves, 1), 2 * width - 1)
    done = "━" * (halves // 2) + "╸" * (halves % 2)
    return done, "─" * (width - len(done))


def meter(share: float, width: int, token: str) -> Content:
    """Return the bar with the colour *token* for what is done."""
    done, rest = meter_cells(share, max(0, width))
    return Content.assemble((done, f"${token}"), (rest, "$line"))
