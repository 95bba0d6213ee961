"""The files that brought reviews: who read each, when, and the checksum of its bytes."""

from __future__ import annotations

import sqlite3
from typing import Literal

from airbench_tui.store import identity
from airbench_tui.store.codec import encode
from airbench_tui.store.database import now
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.text import one_line


def add(
    connection: sqlite3.Connection,
    kind: Literal["import", "merge"],
    name: str,
    sha256: str,
    auditor: str | None,
) -> int:
    """Return the id of a file that brings reviews, which is written if it is new. Call inside a transaction.

    *name* is the file's name without its folder, *sha256* the checksum of its bytes in hex, and *auditor* the name of
    the auditor who reads it, None if that is unknown. The same file read again by the same auditor is the same row.
    """
    who = None if auditor is None else auditor_rows.auditor_id(connection, auditor)
    uid = identity.source_uid(kind, sha256, auditor)
    known = connection.execute("SELECT id FROM review_sources WHERE uid = ?", [uid]).fetchone()
    if known:
        return int(known["id"])
    cursor = connection.execute(
        "INSERT INTO main.review_sources(uid, kind, name, sha256, auditor, brought_at) VALUES (?,?,?,?,?,?)",
        [uid, kind, encode(one_line(name)), sha256, who, now()],
    )
    return int(cursor.lastrowid or 0)
