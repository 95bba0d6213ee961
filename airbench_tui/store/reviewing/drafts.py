"""Drafts: an auditor's notes and codes that belong to no verdict yet."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from airbench_tui.store.codec import encode
from airbench_tui.store.database import now, transaction


def read(connection: sqlite3.Connection, auditor: int | None, response: int) -> tuple[str, tuple[str, ...]]:
    """Return the note and codes of this auditor's draft for a response; both are empty without a draft."""
    row = connection.execute(
        "SELECT note, codes FROM drafts WHERE auditor = ? AND response = ?", [auditor, response]
    ).fetchone()
    return (row["note"], tuple(json.loads(row["codes"]))) if row else ("", ())


def save(
    connection: sqlite3.Connection, auditor: int, response: int, note: str, codes: Sequence[str]
) -> None:
    """Store this auditor's draft for a response, durably. An empty note without codes removes the draft."""
    with transaction(connection, durable=True):
        write(connection, auditor, response, note, codes)


def write(
    connection: sqlite3.Connection, auditor: int, response: int, note: str, codes: Sequence[str]
) -> None:
    """Store a draft like :func:`save`. Call inside a transaction."""
    connection.execute("DELETE FROM drafts WHERE auditor = ? AND response = ?", [auditor, response])
    if note or codes:
        connection.execute(
            "INSERT INTO drafts(auditor, response, note, codes, saved_at) VALUES (?,?,?,?,?)",
            [auditor, response, encode(note), json.dumps(list(codes)), now()],
        )
