"""Schema 3: the requests sent to a provider's Batch API, stored before the program waits for answers."""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    """CREATE TABLE batches (
        id INTEGER PRIMARY KEY,
        run INTEGER NOT NULL REFERENCES runs(id),
        kind TEXT NOT NULL CHECK (kind IN ('ask', 'judge')),
        provider_id TEXT,
        file_id TEXT,
        status TEXT NOT NULL,
        submitted_at TEXT NOT NULL,
        ended_at TEXT,
        details TEXT NOT NULL DEFAULT '{}'
    )""",
    "CREATE INDEX batches_run ON batches(run, kind, ended_at)",
)


def migrate(connection: sqlite3.Connection) -> None:
    """Upgrade schema 2 to schema 3."""
    for statement in _STATEMENTS:
        connection.execute(statement)
