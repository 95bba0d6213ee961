"""The rows of auditors: finding or adding an auditor by name (case does not matter), and each auditor's settings."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from airbench_tui.store.codec import encode
from airbench_tui.store.database import now, transaction
from airbench_tui.store.identity import folded


def auditor_id(connection: sqlite3.Connection, name: str) -> int:
    """Return the id of the auditor called *name*, ignoring case; add one with this spelling if there is none."""
    known = known_auditor(connection, name)
    if known is not None:
        return known
    cursor = connection.execute(
        "INSERT INTO auditors(name, folded, created_at) VALUES (?,?,?)",
        [encode(name.strip()), encode(folded(name)), now()],
    )
    return int(cursor.lastrowid or 0)


def known_auditor(connection: sqlite3.Connection, name: str) -> int | None:
    """Return the id of the auditor called *name*, ignoring case; None if there is none."""
    row = connection.execute("SELECT id FROM auditors WHERE folded = ?", [encode(folded(name))]).fetchone()
    return int(row["id"]) if row else None


def called(connection: sqlite3.Connection, auditor: int) -> str:
    """Return the name of an auditor in its first spelling, which lists and exports show."""
    row = connection.execute("SELECT name FROM auditors WHERE id = ?", [auditor]).fetchone()
    return str(row["name"])


def attributes(connection: sqlite3.Connection, auditor: int | None) -> dict[str, Any]:
    """Return an auditor's own settings by name, such as hard categories, break reminder or codes."""
    row = connection.execute("SELECT attributes FROM auditors WHERE id = ?", [auditor]).fetchone()
    return json.loads(row["attributes"]) if row else {}


def set_attributes(connection: sqlite3.Connection, auditor: int, changes: dict[str, Any]) -> None:
    """Change the settings of an auditor that *changes* names; the value None removes a setting."""
    with transaction(connection):
        write_attributes(connection, auditor, changes)


def write_attributes(connection: sqlite3.Connection, auditor: int, changes: dict[str, Any]) -> None:
    """Change settings like :func:`set_attributes`. Call inside a transaction."""
    values = {**attributes(connection, auditor), **changes}
    kept = {name: value for name, value in values.items() if value is not None}
    connection.execute("UPDATE auditors SET attributes = ? WHERE id = ?", [json.dumps(kept), auditor])
