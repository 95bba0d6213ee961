"""The layout of the Agreement page: which sections it has, and where they stand on a terminal of some size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from airbench_tui.agreement import tables
from airbench_tui.agreement.figures import Figures
from airbench_tui.agreement.tables import GroupRow
from airbench_tui.tui.agreement import (
    judge_sections,
    node_sections,
    people_sections,
    pieces,
    rate_sections,
    validity_section,
)
from airbench_tui.tui.agreement.headline import headline
from airbench_tui.tui.agreement.matrix_section import explained, matrix_and_coefficients
from airbench_tui.tui.shared.figures.lines import Line
from airbench_tui.tui.shared.figures.sections import LaidOut, Section, below, in_one_column, in_two_columns

_TWO_COLUMNS = 149  # the width in cells from which the page has two columns
_SECOND = 76  # the cell where the second one begins
_LOW = 28  # rows of the terminal below which no blank lines stand between the first sections


class Shape(NamedTuple):
    """The room for the page: its width in cells, and whether the terminal is low."""

    width: int
    low: bool

    @property
    def second(self) -> int:
        """Return the cell where the second column begins, 0 without one."""
        return _SECOND if self.width >= _TWO_COLUMNS else 0

    @property
    def left(self) -> int:
        """Return the width of the first column."""
        return self.second - 2 if self.second else self.width

    @property
    def right(self) -> int:
        """Return the width of the second column, or of the only one, with a cell left free before the scrollbar."""
        return self.width - self.second - 1


class Order(NamedTuple):
    """The order of the tables' lines."""

    column: str
    descending: bool


class Parts(NamedTuple):
    """The page besides its tables: what it begins with, the sections above the tables, those below, the rest."""

    rate: list[Section]
    matrix: list[Section]
    judge: list[Section]
    people: list[Section]


def shape_of(width: int, rows: int) -> Shape:
    """Return the room of a page *width* cells wide on a terminal with *rows*. One cell is for the scrollbar."""
    return Shape(max(pieces.LEAST, width - 1), rows < _LOW)


def compose(figures: Figures, half_width: float | None, shape: Shape) -> Parts:
    """Compose the sections besides the tables. Slow with many reviews, so call it in a thread.

    *half_width* is the half-width (a share) of an interval that the user asked for.
    """
    left, right = shape.left, shape.right
    cells, counts = figures.cells(), validity_section.count(figures)
    matrix, errors = [], []
    if cells:
        matrix = [matrix_and_coefficients(figures, cells, left, beside=not shape.second)]
        errors = [judge_sections.unsafe(figures, cells, left), judge_sections.bias(figures, cells, left)]
    among = [people_sections.among_themselves(figures, right)] if figures.basis.rows else []
    people = [
        *among,
        people_sections.codes(figures),
        people_sections.over_time_lines(figures),
        people_sections.after_reveal(figures),
    ]
    notes = people_sections.notes(figures, right)
    return Parts(
        rate=[Section("Rate", headline(figures, shape.width, counts.line()), tight=shape.low)],
        matrix=_named("Matrix", matrix, tight=shape.low),
        judge=[
            *_named("Errors", errors),
            *_named("Detail", [rate_sections.detail(figures, left), explained(figures, left)]),
            *_named("Basis", [validity_section.rests_on(figures, counts, left)]),
        ],
        people=[
            *_named("People", people),
            *_named("Judges", [judge_sections.beside_others(figures, right)]),
            *_named("Plan", [people_sections.needed_lines(figures, half_width, right)]),
            *_named("To mind", [notes]),
        ],
    )


def arrange(
    parts: Parts, models: Sequence[GroupRow], nodes: list[GroupRow], level: int, order: Order, shape: Shape
) -> LaidOut:
    """Lay out the page with its tables, of the *models* and of the *nodes* of *level*, as far as they are there."""
    drawn = []
    if len(models) > 1:
        drawn.append(
            Section("Models", node_sections.table(models, "BY MODEL", "name", False, width=shape.right))
        )
    if nodes:
        lines = node_sections.table(
            tables.sort(nodes, order.column, descending=order.descending),
            f"BY LEVEL {level}",
            order.column,
            order.descending,
            width=shape.right,
            claims=level < 4,
        )
        drawn.append(Section("Levels", lines))
    if shape.second:
        columns = in_two_columns([*parts.matrix, *parts.judge], [*drawn, *parts.people], shape.second)
        return below(in_one_column(parts.rate), columns)
    return in_one_column([*parts.rate, *parts.matrix, *drawn, *parts.judge, *parts.people])


def _named(name: str, blocks: Sequence[list[Line]], *, tight: bool = False) -> list[Section]:
    """Return a section for each block that has lines."""
    return [Section(name, block, tight) for block in blocks if block]
