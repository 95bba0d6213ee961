"""What the rows of a table of figures are: categories, judges, scores, signals, codes, lengths, regions.

A *dimension* says in SQL which group a response falls into, and makes the row of a group. Every row has
a filter, so that what it counts can be listed.
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
    """What one row is about; known by its id. ``level`` is a category's (1 to 4), else 0; ``order`` its natural place.

    ``expression`` is the filter that its responses match, ``scored`` that of those with the score that rates are
    of; ``first`` and ``last`` span a node's keys.
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
    """What rows are. ``group`` is SQL over a response ``r`` and what ``joins`` brings.

    ``score`` is the score that rates are of, ``row`` makes the row of a group. ``telling``: which group a
    response is in tells what the judge or an auditor said of it. ``terms`` are groups that only a term of the
    filter language finds, each by its name: they are asked for one after another, ``group`` is not.
    """

    name: str
    title: str
    group: str
    row: Callable[[Any], GridRow]
    joins: str = ""
    score: str = "r.score"
    telling: bool = False
    terms: tuple[tuple[str, Term], ...] = ()

    def groups(self, chosen: Filter) -> list[tuple[str, Filter]]:
        """SQL for each group that is asked for by itself, with what is chosen within it; else one for all."""
        if not self.terms:
            return [(self.group, chosen)]
        return [(f"'{name}'", chosen.also(term)) for name, term in self.terms]


BANDS = (0, 200, 800, 2_000)
"""Upper ends, in bytes, of the bands of an answer's length; what is longer is one more band."""


@cache
def nodes_over() -> dict[int, list[GridRow]]:
    """For each category's key the rows of it and of the nodes above it."""
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
    # Files of the benchmark hold whole level-3 nodes, and regions are lists of files.
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
        Dimension("score", "judge's scores", "r.score", _score, telling=True),
        Dimension(
            "signal",
            "signals of the judge's errors",
            "",
            _signal,
            telling=True,
            terms=tuple((name, Term("signal", ":", (name,))) for name in _SIGNALS),
        ),
        Dimension(
            "code",
            "codes of reviews",
            "CAST(k.value AS BLOB)",  # as a text, a lone surrogate or NUL in it would not come through
            _named("code"),
            joins="JOIN (SELECT DISTINCT s.response, c.value FROM standing_verdicts s, json_each(s.codes) c) k"
            " ON k.response = r.id",
            telling=True,
        ),
        Dimension("length", "lengths of the answer", _BAND, _length),
        Dimension("region", "regions", "r.category", lambda key: nodes_over()[key][-1]),
    )
}
