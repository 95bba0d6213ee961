"""The sections of a page of figures: blocks of lines with a name, in one column or in two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from airbench_tui.tui.shared.figures.lines import Heading, Line, Span, side_by_side


class Section(NamedTuple):
    """Lines of a page under a short name, by which the reader jumps to them. ``tight``: no blank line follows."""

    name: str
    lines: Sequence[Line]
    tight: bool = False


class LaidOut(NamedTuple):
    """Sections laid out: the lines of the page, and where each section begins."""

    lines: list[Line]
    headings: list[Heading]


def in_one_column(sections: Iterable[Section]) -> LaidOut:
    """Lay the sections out below each other, with a blank line after each. Neighbours of one name are one section."""
    lines: list[Line] = []
    headings: list[Heading] = []
    for section in sections:
        if not headings or headings[-1].name != section.name:
            headings.append(Heading(section.name, len(lines)))
        lines += [*section.lines, *([] if section.tight else [(Span(""),)])]
    return LaidOut(lines, headings)


def in_two_columns(left: Iterable[Section], right: Iterable[Section], at: int) -> LaidOut:
    """Lay the sections out in two columns. The right one begins at cell *at*."""
    one, other = in_one_column(left), in_one_column(right)
    headings = [*one.headings, *(heading._replace(right=True) for heading in other.headings)]
    return LaidOut(side_by_side(one.lines, other.lines, at), headings)


def below(above: LaidOut, arranged: LaidOut) -> LaidOut:
    """Put *arranged* below what is *above* it."""
    rows = len(above.lines)
    moved = (heading._replace(row=heading.row + rows) for heading in arranged.headings)
    return LaidOut([*above.lines, *arranged.lines], [*above.headings, *moved])
