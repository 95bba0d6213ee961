"""Judgments whose source has no rubric, and the fetched benchmark's rubrics that they are linked to.

A link changes nothing of a judgment but its column ``linked_rubric``: what the source said stays in
``rubric``, and score, polarity and identity are as they came.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from airbench_tui.benchmark.taxonomy import categories
from airbench_tui.store.database import transaction
from airbench_tui.store.incoming import ingest
from airbench_tui.store.incoming.ingest import NewRubric

_STEP = 20_000  # judgments a transaction: whoever else writes waits no longer than these take

# Rules (the judge "phrases") have no rubric, and no judge saw a blank answer without a number. The index
# ``judgments_bare`` has these words as its condition: in other words SQLite does not use it.
_BARE = (
    "rubric IS NULL AND linked_rubric IS NULL AND judge <> 'phrases'"
    " AND (status <> 'blank' OR raw_score IS NOT NULL)"
)

# Which way a judgment was read; of a reply that could not be read, which way its run's others were. A live
# run knows the revision it used.
_KIND = (
    "r.category, coalesce(j.polarity, u.polarity) AS polarity,"
    " CASE u.kind WHEN 'run' THEN json_extract(u.parameters, '$.revision') END AS revision"
)
_JOINED = "JOIN responses r ON r.id = j.response JOIN runs u ON u.id = j.run"


@dataclass(frozen=True, slots=True)
class Kind:
    """What decides which rubric a judgment was made with, as far as anyone knows."""

    category: str
    polarity: str | None
    revision: str | None


def any_bare(connection: sqlite3.Connection) -> bool:
    """Whether there is a judgment that could have a rubric, and has neither its own nor a linked one."""
    return connection.execute(f"SELECT 1 FROM judgments WHERE {_BARE} LIMIT 1").fetchone() is not None


def bare(connection: sqlite3.Connection) -> dict[Kind, int]:
    """How many judgments of each kind have no rubric."""
    ids = {category.key: category.idx for category in categories().values()}
    counted = connection.execute(
        f"SELECT {_KIND}, count(*) AS n FROM (SELECT run, polarity, response FROM judgments WHERE {_BARE}) j"
        f" {_JOINED} GROUP BY 1, 2, 3"
    )
    return {Kind(ids[row["category"]], row["polarity"], row["revision"]): row["n"] for row in counted}


def link(connection: sqlite3.Connection, chosen: Mapping[Kind, NewRubric]) -> int:
    """Link judgments without a rubric to those *chosen* for their kind; how many were linked.

    Works in transactions of its own, one for some thousand judgments; done again it changes nothing.
    """
    keys = {category.idx: category.key for category in categories().values()}
    last = connection.execute("SELECT coalesce(max(id), 0) AS last FROM judgments").fetchone()["last"]
    linked = 0
    connection.execute(
        "CREATE TEMP TABLE marks (category INTEGER, polarity TEXT, revision TEXT, rubric INTEGER,"
        " PRIMARY KEY (category, polarity, revision))"
    )
    try:
        with transaction(connection):
            for kind, rubric in chosen.items():
                added = ingest.add_rubric(connection, kind.category, rubric)
                mark = [keys[kind.category], kind.polarity, kind.revision, added]
                connection.execute("INSERT INTO temp.marks VALUES (?, ?, ?, ?)", mark)
        for low in range(1, last + 1, _STEP):
            with transaction(connection):
                linked += connection.execute(_LINK, [low, low + _STEP - 1]).rowcount
    finally:
        connection.execute("DROP TABLE temp.marks")
    return linked


# CROSS JOIN: each judgment is looked at once, whatever SQLite thinks of the sizes.
_LINK = f"""UPDATE judgments SET linked_rubric = found.rubric FROM (
        SELECT k.id, m.rubric FROM (
            SELECT j.id, {_KIND} FROM (SELECT * FROM judgments WHERE id BETWEEN ? AND ? AND {_BARE}) j {_JOINED}
        ) k CROSS JOIN temp.marks m
        WHERE m.category = k.category AND m.polarity = k.polarity AND m.revision IS k.revision
    ) found WHERE judgments.id = found.id"""


def unlink_contrary(connection: sqlite3.Connection, run: int) -> None:
    """Take links away that count the other way than a run is read now. Call inside a transaction."""
    connection.execute(
        "UPDATE judgments SET linked_rubric = NULL WHERE run = ?1 AND linked_rubric IN"
        " (SELECT id FROM rubrics WHERE polarity IS NOT (SELECT polarity FROM runs WHERE id = ?1))",
        [run],
    )
