"""Building blocks of the Agreement screen's sections: headings, wrapped words, links, and formatted figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

from airbench_tui.agreement.basis import WeightedVerdict
from airbench_tui.agreement.figures import responses
from airbench_tui.analysis.estimate import Estimate
from airbench_tui.text import one_line, safe
from airbench_tui.tui.shared.figures.lines import Line, Link, Span, width_of
from airbench_tui.tui.shared.present import percent

LEAST = 78  # cells that the page is laid out for at least; a narrower terminal scrolls sideways
MEASURE = 92  # the longest line of words, with its indent of 2: longer ones are hard to read
_LONGEST = 2_000  # characters of a text that are wrapped
_WORDS = 80  # characters of the words that describe a link


def heading(words: str, beside: str = "") -> Line:
    """Return a section's title, with muted words beside it."""
    return (Span(f"  {words}", "heading"), *((Span(f"  {beside}", "muted"),) if beside else ()))


def hint(words: str, width: int) -> list[Line]:
    """Explain a figure in muted lines, for readers who do not know it."""
    return wrapped(words, width, "muted")


def wrapped(words: str, width: int, style: str = "", indent: int = 2) -> list[Line]:
    """Wrap *words* into lines of at most *width* cells, and at most MEASURE."""
    return flowing([(words, style)], width, indent)


def flowing(parts: Iterable[tuple[str, str]], width: int, indent: int = 2) -> list[Line]:
    """Wrap the parts of a text, each with its style, into lines of at most *width* cells, and at most MEASURE.

    Parts follow each other as they are; white space separates words.
    """
    room = min(width, MEASURE) - indent
    lines: list[list[Span]] = []
    used = room
    for word in _words(parts):
        size = width_of(word)
        if used + 1 + size > room:
            lines.append([])
            used = size
        else:
            lines[-1].append(Span(" ", lines[-1][-1].style))
            used += 1 + size
        lines[-1] += word
    return [(Span(" " * indent), *_joined(line)) for line in lines]


def _words(parts: Iterable[tuple[str, str]]) -> list[Line]:
    words: list[list[Span]] = [[]]
    for text, style in parts:
        for at, chunk in enumerate(re.split(r"\s+", text[:_LONGEST])):
            if at:
                words.append([])
            if chunk:
                words[-1].append(Span(safe(chunk), style))
    return [tuple(word) for word in words if word]


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Join neighbours of one style."""
    return [
        Span("".join(span.text for span in alike), style)
        for style, alike in groupby(spans, key=attrgetter("style"))
    ]


def link(found: Sequence[int], words: str, figure: str) -> Link | None:
    """Link to the responses in *found*; None if there are none. *figure* is its name in the glossary."""
    return Link(found, one_line(words, _WORDS), figure) if found else None


def of_rows(rows: Sequence[WeightedVerdict], words: str, figure: str) -> Link | None:
    """Link to the answers behind verdicts. If answers have several verdicts, the link says how many verdicts count."""
    answers = responses(rows)
    verdicts = f", {len(rows):,} verdicts" if len(rows) != len(answers) else ""
    return Link(answers, one_line(words, _WORDS) + verdicts, figure) if answers else None


def count(found: Sequence[int], width: int, words: str, figure: str, style: str = "") -> Span:
    """Return a count in a table's column. Nothing is a dot."""
    shown = f"{len(found):,}" if found else "·"
    return Span(f"{shown:>{width}}", style, link(found, words, figure))


def number(found: Estimate) -> str:
    return "-" if found.value is None else f"{found.value:.2f}"


def ends(found: Estimate, *, sign: bool = False) -> str:
    """Return the ends of an interval with two digits; "" without one."""
    if found.ci95 is None:
        return ""
    low, high = (f"{end:+.2f}" if sign else f"{end:.2f}" for end in found.ci95)
    return f"{low} to {high}"


def with_interval(found: Estimate, *, sign: bool = False) -> str:
    if found.value is None:
        return ""
    value = f"{found.value:+.2f}" if sign else f"{found.value:.2f}"
    return value if found.ci95 is None else f"{value} ({ends(found, sign=sign)})"


def percent_ends(found: Estimate) -> str:
    """Return the ends of an interval in whole per cent; "" without one."""
    return "" if found.ci95 is None else f"{found.ci95[0] * 100:.0f} to {found.ci95[1] * 100:.0f}"


def share(found: Estimate) -> str:
    if found.value is None:
        return "-"
    value = percent(found.value)
    return value if found.ci95 is None else f"{value} ({percent_ends(found)})"
