"""The names that complete a filter: the models, judges, runs, codes and auditors in a database."""

from __future__ import annotations

import json
import sqlite3

_QUERIES = {
    "model": "SELECT DISTINCT target AS name FROM responses ORDER BY 1",
    "judge": "SELECT DISTINCT judge AS name FROM judgments ORDER BY 1",
    "run": "SELECT name FROM runs ORDER BY id",
    "auditor": "SELECT name FROM auditors ORDER BY 1",
}


def read(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Return the names by kind: model, judge, run, auditor, code."""
    found = {kind: [row["name"] for row in connection.execute(sql)] for kind, sql in _QUERIES.items()}
    # SQLite's JSON functions would cut a text at its first NUL.
    stored = connection.execute("SELECT DISTINCT codes FROM reviews WHERE codes <> '[]'")
    return {**found, "code": sorted({code for row in stored for code in json.loads(row["codes"])})}
