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
    found = {kind: of_kind(connection, kind) for kind in _QUERIES}
    # SQLite's JSON functions would cut a text at its first NUL.
    stored = connection.execute("SELECT DISTINCT codes FROM reviews WHERE codes <> '[]'")
    return {**found, "code": sorted({code for row in stored for code in json.loads(row["codes"])})}


def of_kind(connection: sqlite3.Connection, kind: str) -> list[str]:
    """Return the names of one *kind*: model, judge, run or auditor."""
    return [row["name"] for row in connection.execute(_QUERIES[kind])]
