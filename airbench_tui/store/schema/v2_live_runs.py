"""Schema 2: a live run also judges. Each item keeps the state of its judging and the resulting judgment."""

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
    """Upgrade schema 1 to schema 2."""
    for statement in _STATEMENTS:
        connection.execute(statement)
