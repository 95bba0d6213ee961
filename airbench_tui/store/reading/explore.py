"""Figures by what answers differ in (``dimensions.py``: category, judge, signal, ...) and by model.

A *dimension* says what the rows of a table are, a *measure* what its cells show. One aggregate in SQL
makes the figures of a whole table; nodes above level 4 and the column of all models are sums of it.
Every row and measure has a filter, so that each figure can be traced to the responses behind it.
Bulk decisions enter no figure, nor do verdicts that were given under another polarity, nor scores that are
hidden from who asks (``rules.hidden``).
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
    """One figure. ``value`` is None where there is nothing to take it from, ``n`` what it stands on."""

    value: float | None
    n: int


Cells = dict[tuple[GridRow, str | None], Cell]
"""Figures by row and model; None stands for all models."""


@dataclass(frozen=True, slots=True)
class Table:
    """A measure's figures. Rows that nothing falls into are left out; they come in natural order."""

    rows: tuple[GridRow, ...]
    models: tuple[str, ...]
    cells: Mapping[tuple[GridRow, str | None], Cell]

    def cell(self, row: GridRow, model: str | None) -> Cell:
        """A cell; one that nothing falls into is empty."""
        return self.cells.get((row, model), Cell(None, 0))


@dataclass(frozen=True, slots=True)
class Question:
    """Rows by which dimension, of which responses; ``viewer`` is "me" in the filter.

    ``regions``: the keys of each region's categories, by its name.
    """

    dimension: Dimension
    viewer: Viewer
    chosen: Filter = Filter()
    regions: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def rows(self, group: Any) -> list[GridRow]:
        """The rows that a group counts in: a category also in the nodes above it, or in its regions."""
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
    """What cells show. ``cells`` answers a question, ``of`` filters the responses that ``n`` counts.

    ``title`` is the name of its entry in the glossary.
    """

    name: str
    title: str
    kind: Kind
    of: str
    cells: Callable[[sqlite3.Connection, Question], Cells]
    low_is_worse: bool = False

    @property
    def meaning(self) -> str:
        """What the glossary says of it."""
        return glossary.figure(self.title).definition


def table(connection: sqlite3.Connection, measure: Measure, question: Question) -> Table:
    """The figures of *measure* for every row and model."""
    cells = measure.cells(connection, question)
    rows = sorted({row for row, _ in cells}, key=lambda row: (row.order, row.level))
    return Table(tuple(rows), tuple(sorted({model for _, model in cells if model is not None})), cells)


def trace(measure: Measure, row: GridRow, model: str | None, chosen: str = "") -> str:
    """The filter expression of the responses behind a cell, within the filter *chosen*."""
    of_model = "" if model is None else f"model={written(model)}"
    of = measure.of.replace("{scored}", row.scored)
    return " ".join(part for part in (chosen.strip(), row.expression, of_model, of) if part)


# -- measures ---------------------------------------------------------------------------------

_RESPONSES = """SELECT {group} AS place, r.target AS model, {total} AS total, {n} AS n
    FROM responses r {joins} WHERE {condition} GROUP BY 1, 2"""

# One value a response, however many auditors decided on it and in how many places.
_DECIDED_ON = f"""SELECT {{group}} AS place, r.target AS model, sum({{value}}) AS total, count(*) AS n
    FROM human_scores h CROSS JOIN responses r ON r.id = h.response {{joins}}
    WHERE {decisions.ONE_BY_ONE} AND {{score}} IS NOT NULL AND {{condition}} GROUP BY 1, 2"""


def _of_responses(
    total: str, n: str, *, telling: bool = True
) -> Callable[[sqlite3.Connection, Question], Cells]:
    def cells(connection: sqlite3.Connection, question: Question) -> Cells:
        by = question.dimension
        sums = {"total": total.format(score=by.score), "n": n.format(score=by.score)}
        counted_out = telling or by.telling
        return _added_up(connection, question, _RESPONSES, {"joins": by.joins, **sums}, telling=counted_out)

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
    telling: bool = True,
) -> Cells:
    by_group: dict[Any, dict[str | None, tuple[float, int]]] = defaultdict(dict)
    for group, chosen in question.dimension.groups(question.chosen):
        condition, values = where(chosen, question.viewer, telling=telling)
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
    cells = _of_responses("count(*)", "count(*)", telling=False)(connection, question)
    return {place: Cell(float(cell.n), cell.n) for place, cell in cells.items()}


SCORED = "{scored}"
"""The filter of the answers with a score; a row says whose score it is of."""
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
    """A number that is greater for worse cells: unsafe, overridden, off either way; or just more."""
    if cell.value is None:
        return float("-inf")
    if measure.kind == "difference":
        return abs(cell.value)
    return -cell.value if measure.low_is_worse else cell.value


SMALL = 20
"""Below this n a figure is shown as unsure and comes after the others in an order by figures."""

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
    """The rows to show, in order, each with how far it is indented.

    Categories: those of *level*, with what is below the *opened* ones; other rows: all. ``by`` is the
    model whose column they are ordered by (None: all models). Empty cells come last, small n before them.
    """
    below: dict[int, list[GridRow]] = defaultdict(list)
    for row in made.rows:
        below[row.level].append(row)

    def place(row: GridRow) -> tuple[bool, bool, float]:
        cell = made.cell(row, by)
        bad = worse(measure, cell)
        few = cell.n < SMALL and measure.kind != "count"
        return cell.value is None, few, bad if order == "best" else -bad

    def branch(rows: list[GridRow], indent: int) -> list[tuple[GridRow, int]]:
        found = []
        for row in rows if order == "natural" else sorted(rows, key=place):
            found.append((row, indent))
            if row.id in opened and row.level:
                inner = [one for one in below[row.level + 1] if row.first <= one.first <= row.last]
                found += branch(inner, indent + 1)
        return found

    return branch(below[level] if any(below[number] for number in range(1, 5)) else below[0], 0)
