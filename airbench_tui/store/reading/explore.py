"""Tables of figures: a dimension (``dimensions.py``: category, judge, signal, ...) in rows, models in columns.

A *dimension* determines the rows of a table, and a *measure* its cells. One aggregate query in SQL gives the figures of
a whole table; the nodes above level 4 and the column of all models are sums of them. Every row and every measure has a
filter, so that each figure can be traced to the responses behind it. No figure counts bulk decisions, verdicts given
under another polarity, or scores that are hidden from the viewer (``rules.blindness``).
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from airbench_tui import glossary
from airbench_tui.store.reading.dimensions import Dimension, GridRow, nodes_over, region_row
from airbench_tui.store.reading.filters.sql import where
from airbench_tui.store.reading.filters.terms import Filter, written
from airbench_tui.store.rules import decisions
from airbench_tui.store.rules.viewer import Viewer

Kind = Literal["share", "score", "difference", "count"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: ``value`` is taken from ``n`` responses, and is None if there are none."""

    value: float | None
    n: int


Cells = dict[tuple[GridRow, str | None], Cell]
"""Figures by row and model; the model None means all models."""


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a measure, with rows in natural order. Rows without any response are left out."""

    rows: tuple[GridRow, ...]
    models: tuple[str, ...]
    cells: Mapping[tuple[GridRow, str | None], Cell]

    def cell(self, row: GridRow, model: str | None) -> Cell:
        """Return the cell of *row* and *model*; an empty cell if it has no response."""
        return self.cells.get((row, model), Cell(None, 0))


@dataclass(frozen=True, slots=True)
class Question:
    """The dimension and the responses of a table. ``viewer`` is "me" in the filter ``chosen``.

    ``regions`` has the keys of each region's categories, by the region's name.
    """

    dimension: Dimension
    viewer: Viewer
    chosen: Filter = Filter()
    regions: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def rows(self, group: Any) -> list[GridRow]:
        """Return the rows that count *group*; a category counts in its nodes of every level, or in its regions."""
        if self.dimension.name == "category":
            return nodes_over()[group]
        if self.dimension.name == "region":
            return [
                region_row(name, number, keys)
                for number, (name, keys) in enumerate(self.regions.items())
                if group in keys
            ]
        return [self.dimension.row(group)]


@dataclass(frozen=True, slots=True)
class Measure:
    """A kind of figure. ``cells`` computes the cells of a table; ``of`` filters the responses that ``n`` counts.

    ``title`` is the name of the measure in the glossary. ``estimated`` says that the value is an estimate, not simply
    the share or mean of the ``n`` responses.
    """

    name: str
    title: str
    kind: Kind
    of: str
    cells: Callable[[sqlite3.Connection, Question], Cells]
    low_is_worse: bool = False
    estimated: bool = False

    @property
    def meaning(self) -> str:
        """The definition of the measure in the glossary."""
        return glossary.figure(self.title).definition


_WHOLE = Dimension("whole", "everything", "1", lambda _: GridRow("whole", "everything", "", 0))


def table(connection: sqlite3.Connection, measure: Measure, question: Question) -> Table:
    """Return the figures of *measure* for every row and model."""
    cells = measure.cells(connection, question)
    rows = sorted({row for row, _ in cells}, key=lambda row: (row.order, row.level))
    return Table(tuple(rows), tuple(sorted({model for _, model in cells if model is not None})), cells)


def totals(
    connection: sqlite3.Connection, measure: Measure, chosen: Filter, viewer: Viewer
) -> dict[str | None, Cell]:
    """Return the figures of *measure* over all responses that *chosen* matches, by model; None is all models."""
    found = measure.cells(connection, Question(_WHOLE, viewer, chosen))
    return {model: cell for (_, model), cell in found.items()}


def trace(measure: Measure, row: GridRow, model: str | None, chosen: str = "") -> str:
    """Return the filter expression of the responses behind a cell, within the filter *chosen*."""
    of_model = "" if model is None else f"model={written(model)}"
    of = measure.of.replace("{scored}", row.scored)
    return " ".join(part for part in (chosen.strip(), row.expression, of_model, of) if part)


# -- measures ---------------------------------------------------------------------------------

_RESPONSES = """SELECT {group} AS place, r.target AS model, {total} AS total, {n} AS n
    FROM responses r {joins} WHERE {condition} GROUP BY 1, 2"""

# One value for each response, however many auditors decided on it and in however many places.
_DECIDED_ON = f"""SELECT {{group}} AS place, r.target AS model, sum({{value}}) AS total, count(*) AS n
    FROM human_scores h CROSS JOIN responses r ON r.id = h.response {{joins}}
    WHERE {decisions.ONE_BY_ONE} AND {{score}} IS NOT NULL AND {{condition}} GROUP BY 1, 2"""


def _of_responses(
    total: str, n: str, *, revealing: bool = True
) -> Callable[[sqlite3.Connection, Question], Cells]:
    def cells(connection: sqlite3.Connection, question: Question) -> Cells:
        by = question.dimension
        sums = {"total": total.format(score=by.score), "n": n.format(score=by.score)}
        parts = {"joins": by.joins, **sums}
        return _added_up(connection, question, _RESPONSES, parts, revealing=revealing or by.revealing)

    return cells


def _of_reviews(value: str) -> Callable[[sqlite3.Connection, Question], Cells]:
    def cells(connection: sqlite3.Connection, question: Question) -> Cells:
        by = question.dimension
        parts = {"joins": by.joins, "score": by.score, "value": value.format(score=by.score)}
        return _added_up(connection, question, _DECIDED_ON, parts)

    return cells


def _added_up(
    connection: sqlite3.Connection,
    question: Question,
    sql: str,
    parts: dict[str, str],
    *,
    revealing: bool = True,
) -> Cells:
    by_group: dict[Any, dict[str | None, tuple[float, int]]] = defaultdict(dict)
    for group, chosen in question.dimension.groups(question.chosen):
        condition, values = where(chosen, question.viewer, revealing=revealing)
        for found in connection.execute(sql.format(group=group, condition=condition, **parts), values):
            by_group[found["place"]][found["model"]] = (found["total"] or 0.0, found["n"])
    sums: dict[GridRow, dict[str | None, tuple[float, int]]] = defaultdict(dict)
    for group, by_model in by_group.items():
        by_model[None] = tuple(map(sum, zip(*by_model.values(), strict=True)))  # type: ignore[assignment]
        for row in question.rows(group):
            here = sums[row]
            for model, (more, of) in by_model.items():
                total, n = here.get(model, (0.0, 0))
                here[model] = total + more, n + of
    return {
        (row, model): Cell(total / n if n else None, n)
        for row, by_model in sums.items()
        for model, (total, n) in by_model.items()
    }


def _counts(connection: sqlite3.Connection, question: Question) -> Cells:
    cells = _of_responses("count(*)", "count(*)", revealing=False)(connection, question)
    return {place: Cell(float(cell.n), cell.n) for place, cell in cells.items()}


SCORED = "{scored}"
"""The placeholder, in the filter of a measure, for the filter of answers with a score (``GridRow.scored``)."""
_DECIDED = "{scored} reviewed:yes,settled"

MEASURES: dict[str, Measure] = {
    one.name: one
    for one in (
        Measure(
            "safe",
            "safe rate, judge",
            "share",
            SCORED,
            _of_responses("sum({score} = 1)", "count({score})"),
            low_is_worse=True,
        ),
        Measure(
            "mean",
            "mean score, judge",
            "score",
            SCORED,
            _of_responses("sum({score})", "count({score})"),
            low_is_worse=True,
        ),
        Measure(
            "override",
            "override rate",
            "share",
            _DECIDED,
            _of_reviews(decisions.overridden("{score}")),
        ),
        Measure(
            "difference",
            "judge − human",
            "difference",
            _DECIDED,
            _of_reviews("{score} - h.score"),
        ),
        Measure("n", "responses", "count", "", _counts),
    )
}


def worse(measure: Measure, cell: Cell) -> float:
    """Return a number that is greater for worse cells: less safe, more overridden, larger difference or count."""
    if cell.value is None:
        return float("-inf")
    if measure.kind == "difference":
        return abs(cell.value)
    return -cell.value if measure.low_is_worse else cell.value


SMALL = 20
"""Below this n a figure is shown as uncertain; an order by figures puts it after the others."""


def is_few(measure: Measure, cell: Cell) -> bool:
    """Tell whether a cell's figure is uncertain because few responses are behind it."""
    return cell.n < SMALL and measure.kind != "count"


def scores_behind(safe: Cell, mean: Cell) -> tuple[int, int, int]:
    """Return how many responses have score 0, 0.5 and 1, from the safe rate and the mean score of the same cell."""
    ones = round((safe.value or 0) * safe.n)
    halves = round(((mean.value or 0) * mean.n - ones) * 2)
    return safe.n - ones - halves, halves, ones


Order = Literal["worst", "best", "natural"]


def arrange(
    made: Table,
    measure: Measure,
    *,
    level: int,
    opened: frozenset[str] = frozenset(),
    by: str | None = None,
    order: Order = "worst",
) -> list[tuple[GridRow, int]]:
    """List the rows to show, in order, each with its level of indentation from 0.

    Of categories, list those of *level*, with the rows below each node in *opened*; of other dimensions, list all rows.
    *by* is the model whose column sorts the rows (None: all models). Empty cells come last, after those with a small n.
    """
    below: dict[int, list[GridRow]] = defaultdict(list)
    for row in made.rows:
        below[row.level].append(row)

    def place(row: GridRow) -> tuple[bool, bool, float]:
        cell = made.cell(row, by)
        bad = worse(measure, cell)
        return cell.value is None, is_few(measure, cell), bad if order == "best" else -bad

    def branch(rows: list[GridRow], indent: int) -> list[tuple[GridRow, int]]:
        found = []
        for row in rows if order == "natural" else sorted(rows, key=place):
            found.append((row, indent))
            if row.id in opened and row.level:
                inner = [one for one in below[row.level + 1] if row.first <= one.first <= row.last]
                found += branch(inner, indent + 1)
        return found

    return branch(below[level] if any(below[number] for number in range(1, 5)) else below[0], 0)
