"""Drawings made of characters: an interval on a scale, large figures, a frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from airbench_tui.analysis.estimate import Estimate
from airbench_tui.tui.shared.figures.lines import Line, Span, width_of
from airbench_tui.tui.shared.interval_bar import POINT, interval_cells

# Rows of a digit are five pixels, each three wide. Two rows of pixels make one row of half blocks.
_DIGITS = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": (" # ", "## ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", "###", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    "%": ("# #", "  #", " # ", "#  ", "# #"),
}
_BLOCKS = {"##": "█", "# ": "▀", " #": "▄", "  ": " "}


def interval(found: Estimate | None, judge: float | None, width: int, *, point: str = POINT) -> str:
    """Draw a figure from 0 to 1, its 95 % interval and the *judge*'s figure on *width* cells."""
    ends, value = (found.ci95, found.value) if found else (None, None)
    return interval_cells(ends, value, width=width, other=judge, point=point)


def bar(share: float, width: int) -> str:
    """Draw a *share* of *width* cells, to half a cell: ``━━━╸╌╌``."""
    whole, half = divmod(round(share * width * 2), 2)
    return ("━" * whole + "╸" * half).ljust(width, "╌")


def scale(width: int, ticks: Sequence[str]) -> str:
    """Write *ticks*, evenly spaced from the first cell to the last, above a drawing of *width* cells."""
    cells = [" "] * width
    for number, tick in enumerate(ticks):
        middle = round(number / (len(ticks) - 1) * (width - 1))
        start = min(max(0, middle - (len(tick) - 1) // 2), width - len(tick))
        cells[start : start + len(tick)] = tick
    return "".join(cells)


def large(figure: str) -> list[str]:
    """Return *figure*, digits and ``%``, as three rows of half blocks, four cells for each character."""
    pixels = [" ".join(_DIGITS[character][row] for character in figure) for row in range(5)]
    pixels.append(" " * len(pixels[0]))
    return [
        "".join(_BLOCKS[upper + lower] for upper, lower in zip(pixels[row], pixels[row + 1], strict=True))
        for row in (0, 2, 4)
    ]


def framed(title: Line, body: Iterable[Line], foot: str, width: int) -> list[Line]:
    """Draw a round frame of *width* cells around *body*, with *title* in its upper edge and *foot* in its lower one."""
    left = max(0, width - width_of(title) - 5)
    lines: list[Line] = [(Span("╭─ ", "line"), *title, Span(f" {'─' * left}╮", "line"))]
    for line in body:
        gap = " " * max(0, width - 3 - width_of(line))
        lines.append((Span("│ ", "line"), *line, Span(gap), Span("│", "line")))
    words = (Span(f" {foot} ", "muted"),) if foot else ()
    ground = "─" * max(0, width - 3 - (cell_len(foot) + 2 if foot else 0))
    return [*lines, (Span(f"╰{ground}", "line"), *words, Span("─╯", "line"))]
