"""Schema 2: a live run also judges. Each item keeps how far its judging is and which judgment it brought."""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    "ALTER TABLE run_items ADD COLUMN judge_state TEXT NOT NULL DEFAULT 'none'"
    " CHECK (judge_state IN ('none', 'planned', 'judged', 'malformed', 'blank', 'failed'))",
    "ALTER TABLE run_items ADD COLUMN judgment INTEGER REFERENCES judgments(id)",
    "CREATE INDEX run_items_state ON run_items(run, state, judge_state)",
    "CREATE INDEX judgments_polarity ON judgments(status, polarity)",
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring schema 1 to schema 2."""
    for statement in _STATEMENTS:
        connection.execute(statement)
