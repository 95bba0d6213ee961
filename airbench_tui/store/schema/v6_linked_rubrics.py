"""Schema 6: a judgment without a rubric can be linked to a rubric of the fetched benchmark.

The link has a column of its own, separate from the rubric that the judgment's source gave.
"""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    "ALTER TABLE judgments ADD COLUMN linked_rubric INTEGER REFERENCES rubrics(id)",
    # Rules (the judge "phrases") have no rubric. No judge saw a blank answer without a raw score.
    "CREATE INDEX judgments_bare ON judgments(run, polarity, response) WHERE"
    " rubric IS NULL AND linked_rubric IS NULL AND judge <> 'phrases'"
    " AND (status <> 'blank' OR raw_score IS NOT NULL)",
)


def migrate(connection: sqlite3.Connection) -> None:
    """Upgrade schema 5 to schema 6."""
    for statement in _STATEMENTS:
        connection.execute(statement)
