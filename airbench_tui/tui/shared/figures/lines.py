"""The lines of a page of figures: pieces of text with a style, each of which can link to the answers that it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len

INKS = (
    *("heading", "strong", "muted", "line", "warning"),
    *("safe", "ambiguous", "unsafe", "judge", "judge-strong", "mine", "mine-strong", "hot"),
)
"""Styles of text."""

GROUNDS = ("alike", "far", "near", "strict")
"""Styles of the cells of a matrix; the ink is black or white, whichever reads better on the ground."""


@dataclass(frozen=True, slots=True)
class Link:
    """The answers behind a figure, words that describe them, and the figure's name in the glossary."""

    responses: Sequence[int]
    words: str
    figure: str = ""


class Span(NamedTuple):
    """A piece of a line: safe text, one of INKS or GROUNDS ("" for plain), and the link that it opens.

    ``drawn`` marks a bar or an interval: a drawing, not words. In it the judge's mark and the ground have inks of
    their own.
    """

    text: str
    style: str = ""
    link: Link | None = None
    drawn: bool = False


Line = tuple[Span, ...]
Place = tuple[int, int]  # the indexes of a line and of a span in it


class Heading(NamedTuple):
    """A section's name and the row at which it begins. ``right``: it is in the second column."""

    name: str
    row: int
    right: bool = False


def width_of(line: Line) -> int:
    """Return the width of a line in cells."""
    return sum(cell_len(span.text) for span in line)


def side_by_side(left: Sequence[Line], right: Sequence[Line], at: int) -> list[Line]:
    """Join two columns of lines into one; the right one begins at cell *at*."""
    lines = []
    for one, other in zip_longest(left, right, fillvalue=()):
        gap = max(1, at - width_of(one))
        lines.append((*one, Span(" " * gap), *other) if other else one)
    return lines
