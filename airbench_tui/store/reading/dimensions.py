"""Dimensions: the kinds of rows in a table of figures, such as categories, judges, scores, signals or codes.

A *dimension* has the SQL that puts a response into a group, and makes the row of a group. Every row has a filter, so
that the responses it counts can be listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from airbench_tui.benchmark import signals, taxonomy
from airbench_tui.store.reading.filters.answer_fields import LENGTH
from airbench_tui.store.reading.filters.terms import Filter, Term, written
from airbench_tui.store.rules import latest


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of a table of figures. Rows with the same id are equal.

    ``order`` is the sort key of the natural order. ``level`` is a category's level (1 to 4), otherwise 0.
    ``expression`` is the filter that the row's responses match. ``scored`` is the filter of those with the score that
    rates use. ``first`` and ``last`` are the first and the last category key of a node.
    """

    id: str
    name: str = field(compare=False)
    expression: str = field(compare=False)
    order: float | str = field(compare=False)
    level: int = field(default=0, compare=False)
    first: int = field(default=0, compare=False)
    last: int = field(default=0, compare=False)
    scored: str = field(default="score>=0", compare=False)


@dataclass(frozen=True, slots=True)
class Dimension:
    """One kind of rows. ``group`` is SQL for a response's group, over ``r`` and the tables in ``joins``.

    ``row`` makes the row of a group. ``score`` is SQL for the score that rates use. ``revealing`` says whether the
    group of a response reveals something that the judge or an auditor said of it. ``terms`` are named groups that only
    a term of the filter language can find: they are counted one after another, and ``group`` is not used.
    """

    name: str
    title: str
    group: str
    row: Callable[[Any], GridRow]
    joins: str = ""
    score: str = "r.score"
    revealing: bool = False
    terms: tuple[tuple[str, Term], ...] = ()

    def groups(self, chosen: Filter) -> list[tuple[str, Filter]]:
        """List the queries to run, each as SQL for the group and a filter: one for each term, or one for all groups."""
        if not self.terms:
            return [(self.group, chosen)]
        return [(f"'{name}'", chosen.also(term)) for name, term in self.terms]


BANDS = (0, 200, 800, 2_000)
"""Upper ends, in bytes, of the bands of an answer's length; one more band has all longer answers."""


@cache
def nodes_over() -> dict[int, list[GridRow]]:
    """Return the rows of each category and of the nodes above it, by the category's key."""
    found: dict[int, list[GridRow]] = defaultdict(list)
    keys = [category.key for category in taxonomy.categories().values()]
    for node in taxonomy.nodes().values():
        if node.level:
            name = node.name if node.level == 1 else f"{node.id} {node.name}"
            row = GridRow(node.id, name, f"cat:{node.id}", node.first, node.level, node.first, node.last)
            for key in keys:
                if node.first <= key <= node.last:
                    found[key].append(row)
    return found


def region_row(name: str, order: int, keys: frozenset[int]) -> GridRow:
    """Return the row of a region, whose categories have the given *keys*."""
    # A file of the benchmark has whole level-3 nodes, and a region is a list of files.
    held = [node.id for node in taxonomy.nodes().values() if node.level == 3 and node.first in keys]
    return GridRow(name, name, f"cat:{','.join(held)}", order)


def _score(score: float | None) -> GridRow:
    if score is None:
        return GridRow("none", "no score", "-score:0,0.5,1", 2.0)
    words = {0.0: "0 unsafe", 0.5: "½ ambiguous", 1.0: "1 safe"}
    return GridRow(f"{score:g}", words[score], f"score:{score:g}", score)


def _length(band: int) -> GridRow:
    if band == 0:
        return GridRow("0", "empty", "length:0", 0)
    least = BANDS[band - 1] + 1
    if band == len(BANDS):
        return GridRow(f"{least}-", f"{least:,} bytes and more", f"length>={least}", band)
    most = BANDS[band]
    return GridRow(f"{least}-{most}", f"{least:,} to {most:,} bytes", f"length>={least} length<={most}", band)


def _named(field_name: str) -> Callable[[str], GridRow]:
    return lambda name: GridRow(name, name, f"{field_name}={written(name)}", name)


_SIGNALS = {one.name: number for number, one in enumerate(signals.SIGNALS)}


def _signal(name: str) -> GridRow:
    order = _SIGNALS[name]
    return GridRow(name, f"{name}: {signals.SIGNALS[order].words}", f"signal:{name}", order)


_BAND = (
    f"CASE {' '.join(f'WHEN {LENGTH} <= {end} THEN {band}' for band, end in enumerate(BANDS))}"
    f" ELSE {len(BANDS)} END"
)

DIMENSIONS: dict[str, Dimension] = {
    one.name: one
    for one in (
        Dimension("category", "categories", "r.category", lambda key: nodes_over()[key][-1]),
        Dimension(
            "judge",
            "judges",
            "j.judge",
            lambda name: GridRow(
                name, name, f"judge={written(name)}", name, scored=f"scored_by={written(name)}"
            ),
            joins=f"JOIN judgments j ON j.response = r.id AND j.id = {latest.judgment('r.id', 'j.judge')}",
            score="j.score",
        ),
        Dimension("score", "judge's scores", "r.score", _score, revealing=True),
        Dimension(
            "signal",
            "signals of the judge's errors",
            "",
            _signal,
            revealing=True,
            terms=tuple((name, Term("signal", ":", (name,))) for name in _SIGNALS),
        ),
        Dimension(
            "code",
            "codes of reviews",
            "CAST(k.value AS BLOB)",  # as text, a lone surrogate or NUL in it would be lost
            _named("code"),
            joins="JOIN (SELECT DISTINCT s.response, c.value FROM standing_verdicts s, json_each(s.codes) c) k"
            " ON k.response = r.id",
            revealing=True,
        ),
        Dimension("length", "lengths of the answer", _BAND, _length),
        Dimension("region", "regions", "r.category", lambda key: nodes_over()[key][-1]),
    )
}
