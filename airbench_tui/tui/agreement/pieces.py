"""Building blocks of the Agreement screen's sections: headings, links, and formatted figures."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from airbench_tui.agreement.basis import WeightedVerdict
from airbench_tui.agreement.figures import responses
from airbench_tui.analysis.estimate import Estimate
from airbench_tui.text import one_line
from airbench_tui.tui.shared.figure_page import Line, Link, Span
from airbench_tui.tui.shared.present import percent

BAR = 25  # cells for 0 to 100 %
_WORDS = 80  # characters of the words that describe a link


def heading(words: str) -> Line:
    return (Span(words, "heading"),)


def hint(words: str) -> list[Line]:
    """Explain a figure in muted lines, for readers who do not know it."""
    return wrapped(words, "muted")


def wrapped(words: str, style: str = "", indent: int = 2, width: int = 76) -> list[Line]:
    lines, line = [], ""
    for word in one_line(words, 2_000).split(" "):
        if line and cell_len(line) + 1 + cell_len(word) > width - indent:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [(Span(" " * indent + one, style),) for one in (*lines, line) if one]


def link(found: Sequence[int], words: str, figure: str) -> Link | None:
    """Link to the responses in *found*; None if there are none. *figure* is its name in the glossary."""
    return Link(found, one_line(words, _WORDS), figure) if found else None


def of_rows(rows: Sequence[WeightedVerdict], words: str, figure: str) -> Link | None:
    """Link to the answers behind verdicts. If answers have several verdicts, the link says how many verdicts count."""
    answers = responses(rows)
    verdicts = f", {len(rows):,} verdicts" if len(rows) != len(answers) else ""
    return Link(answers, one_line(words, _WORDS) + verdicts, figure) if answers else None


def count(found: Sequence[int], width: int, words: str, figure: str) -> Span:
    return Span(f"{len(found):>{width},}", "", link(found, words, figure))


def number(found: Estimate) -> str:
    return "-" if found.value is None else f"{found.value:.2f}"


def with_interval(found: Estimate, *, sign: bool = False) -> str:
    if found.value is None:
        return ""
    value = f"{found.value:+.2f}" if sign else f"{found.value:.2f}"
    return value if found.ci95 is None else f"{value} ({found.ci95[0]:.2f} to {found.ci95[1]:.2f})"


def share(found: Estimate) -> str:
    if found.value is None:
        return "-"
    value = percent(found.value)
    return (
        value if found.ci95 is None else f"{value} ({found.ci95[0] * 100:.0f} to {found.ci95[1] * 100:.0f})"
    )


def interval(found: Estimate | None, judge: float | None = None, width: int = BAR) -> str:
    """Draw a figure from 0 to 1 and its interval on *width* cells: ``├──●─┤``, with the judge's rate as ``○``."""
    cells = ["·"] * width
    if found is not None and found.ci95 is not None:
        low, high = (round(end * (width - 1)) for end in found.ci95)
        for at in range(low, high + 1):
            cells[at] = "─"
        cells[low], cells[high] = "├", "┤"
    for value, mark in ((judge, "○"), (found.value if found else None, "●")):
        if value is not None:
            cells[round(value * (width - 1))] = mark
    return "".join(cells)
