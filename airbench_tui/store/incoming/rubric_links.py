"""Links from judgments whose source has no rubric to the rubrics of the fetched benchmark.

A link changes only a judgment's column ``linked_rubric``. The source's own rubric stays in ``rubric``, and score,
polarity and identity stay unchanged.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from airbench_tui.benchmark.taxonomy import categories
from airbench_tui.store.database import transaction
from airbench_tui.store.incoming import ingest
from airbench_tui.store.incoming.ingest import NewRubric

_STEP = 20_000  # judgments per transaction; other writers wait for at most one of these

# Rules (the judge "phrases") have no rubric, and no judge saw a blank answer without a raw score. The index
# ``judgments_bare`` has exactly this condition; SQLite does not use the index for a condition written differently.
_BARE = (
    "rubric IS NULL AND linked_rubric IS NULL AND judge <> 'phrases'"
    " AND (status <> 'blank' OR raw_score IS NOT NULL)"
)

# The polarity is the judgment's own, or for a malformed reply that of its run. A live run knows the revision it used.
_KIND = (
    "r.category, coalesce(j.polarity, u.polarity) AS polarity,"
    " CASE u.kind WHEN 'run' THEN json_extract(u.parameters, '$.revision') END AS revision"
)
_JOINED = "JOIN responses r ON r.id = j.response JOIN runs u ON u.id = j.run"


@dataclass(frozen=True, slots=True)
class Kind:
    """The known properties of judgments that decide which rubric they were made with."""

    category: str
    polarity: str | None
    revision: str | None


def any_bare(connection: sqlite3.Connection) -> bool:
    """Return whether any judgment could have a rubric but has neither its own nor a linked one."""
    return connection.execute(f"SELECT 1 FROM judgments WHERE {_BARE} LIMIT 1").fetchone() is not None


def bare(connection: sqlite3.Connection) -> dict[Kind, int]:
    """Count the judgments without a rubric by kind."""
    ids = {category.key: category.idx for category in categories().values()}
    counted = connection.execute(
        f"SELECT {_KIND}, count(*) AS n FROM (SELECT run, polarity, response FROM judgments WHERE {_BARE}) j"
        f" {_JOINED} GROUP BY 1, 2, 3"
    )
    return {Kind(ids[row["category"]], row["polarity"], row["revision"]): row["n"] for row in counted}


def link(connection: sqlite3.Connection, chosen: Mapping[Kind, NewRubric]) -> int:
    """Link judgments without a rubric to the rubric *chosen* for their kind, and return how many were linked.

    Runs in transactions of its own, one for every ``_STEP`` judgment ids. A second call changes nothing.
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


# CROSS JOIN makes SQLite read each judgment once, whatever table sizes it estimates.
_LINK = f"""UPDATE judgments SET linked_rubric = found.rubric FROM (
        SELECT k.id, m.rubric FROM (
            SELECT j.id, {_KIND} FROM (SELECT * FROM judgments WHERE id BETWEEN ? AND ? AND {_BARE}) j {_JOINED}
        ) k CROSS JOIN temp.marks m
        WHERE m.category = k.category AND m.polarity = k.polarity AND m.revision IS k.revision
    ) found WHERE judgments.id = found.id"""


def unlink_contrary(connection: sqlite3.Connection, run: int) -> None:
    """Remove a run's links to rubrics of another polarity than the run's. Call inside a transaction."""
    connection.execute(
        "UPDATE judgments SET linked_rubric = NULL WHERE run = ?1 AND linked_rubric IN"
        " (SELECT id FROM rubrics WHERE polarity IS NOT (SELECT polarity FROM runs WHERE id = ?1))",
        [run],
    )
