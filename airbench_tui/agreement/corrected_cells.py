"""The corrected safe rate as a measure of the heat map, from the packet with the most reviews.

Only cells in which the rate can be estimated have a value.
"""

from __future__ import annotations

import sqlite3

from airbench_tui.benchmark import taxonomy
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.explore import Cell, Cells, Measure, Question

# A cell is a valid domain of the packet only if its filter does not depend on the reviews.
_DOMAINS = {
    "cat",
    "model",
    "run",
    "length",
    "id",
    "score",
    "judge",
    "status",
    "safe_in",
    "unsafe_in",
}


def cells(connection: sqlite3.Connection, question: Question) -> Cells:
    """Return the corrected rate by node and model, with the number of reviewed answers behind it.

    Empty without a packet, for rows that are not categories, and under a filter that depends on reviews.
    Single level-4 categories have no figure, nor do small nodes (with fewer than 2 reviewed answers, or with
    more than 5 % of the drawn ones without a verdict).
    """
    if question.dimension.name != "category":
        return {}
    if any(term.field not in _DOMAINS for term in question.chosen.terms):
        return {}
    # Statistics are slow to import, so they are imported on first use.
    from airbench_tui.agreement import evidence, groups, tables

    whole = evidence.load(connection, question.viewer)
    if whole.packet is None:
        return {}
    if question.chosen.terms:
        whole = whole.only(set(reads.response_ids(connection, question.chosen, question.viewer)))
    rows = {
        row.id: row
        for category in taxonomy.categories().values()
        for row in question.rows(category.key)
        if row.level < 4
    }
    found: Cells = {}
    parts: list[tuple[str | None, evidence.Material]] = [(None, whole), *groups.by_model(whole).items()]
    for model, part in parts:
        for level in (1, 2, 3):
            for line in tables.by_level(part, level):
                if line.corrected is not None and line.corrected_rate is not None:
                    found[rows[line.key], model] = Cell(line.corrected_rate, line.corrected.estimate.n)
    return found


CORRECTED = Measure(
    "corrected",
    "safe rate, corrected",
    "share",
    "origin:packet",
    cells,
    low_is_worse=True,
    estimated=True,
)
