"""Schema 8: auditors' names are compared in Unicode NFC and without case.

Older programs treated two spellings as two people. They become one person under the earlier name, and the log keeps
both names.
"""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from typing import Any, NamedTuple


class _Spelling(NamedTuple):
    """A row of ``auditors``. In sorted order the spelling to keep comes first."""

    created_at: str
    name: str
    id: int
    attributes: str


# Tables where an auditor can have any number of rows.
_PLAIN = (
    ("reviews", "auditor"),
    ("packets", "created_by"),
    ("bulk_actions", "auditor"),
    ("adjudications", "auditor"),
    ("log", "auditor"),
)
# Tables with one row for each auditor and key: the columns to move, and how two rows become one.
_KEYED = (
    (
        "packet_places",
        "packet_item, position, deferred_at",
        "(packet_item, auditor) DO UPDATE SET position = min(position, excluded.position), deferred_at ="
        " nullif(max(coalesce(deferred_at, ''), coalesce(excluded.deferred_at, '')), '')",
    ),
    (
        "exposures",
        "judgment, place, first_at",
        "(auditor, judgment) DO UPDATE SET place = excluded.place, first_at = excluded.first_at"
        " WHERE (excluded.first_at, excluded.place) < (first_at, place)",
    ),
    (
        "drafts",
        "response, note, codes, saved_at",
        "(auditor, response) DO UPDATE SET note = excluded.note, codes = excluded.codes,"
        " saved_at = excluded.saved_at WHERE excluded.saved_at > saved_at",
    ),
)


def migrate(connection: sqlite3.Connection) -> None:
    """Upgrade schema 7 to schema 8."""
    connection.execute("ALTER TABLE auditors ADD COLUMN folded TEXT NOT NULL DEFAULT ''")
    people: dict[str, list[_Spelling]] = {}
    rows = connection.execute("SELECT created_at, name, id, attributes FROM auditors").fetchall()
    for spelling in sorted(_Spelling(at, _read(name), *rest) for at, name, *rest in rows):
        people.setdefault(_folded(spelling.name), []).append(spelling)
    if len(people) < len(rows):
        _unite(connection, [spellings for spellings in people.values() if len(spellings) > 1])
    for folded, (kept, *_) in people.items():
        connection.execute("UPDATE auditors SET folded = ? WHERE id = ?", [_stored(folded), kept.id])
    connection.execute("CREATE UNIQUE INDEX auditors_folded ON auditors(folded)")


def _unite(connection: sqlite3.Connection, people: list[list[_Spelling]]) -> None:
    # Triggers forbid changing reviews, but these reviews name the wrong auditor, so the triggers are dropped meanwhile.
    tables = ", ".join(f"'{table}'" for table in ("auditors", *(one[0] for one in (*_PLAIN, *_KEYED))))
    triggers = connection.execute(
        f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({tables}) ORDER BY rowid"
    ).fetchall()
    for name, _ in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    for kept, *others in people:
        for other in others:
            _move(connection, other.id, kept.id)
        connection.execute(
            "UPDATE auditors SET attributes = ? WHERE id = ?",
            [_united([one.attributes for one in (kept, *others)]), kept.id],
        )
        # The time of the kept name makes all copies of one database log the same row.
        connection.execute(
            "INSERT INTO log(at, auditor, event, details) VALUES (?, ?, 'auditors', ?)",
            [
                kept.created_at,
                kept.id,
                json.dumps({"kept": kept.name, "also": sorted(one.name for one in others)}),
            ],
        )
    for _, sql in triggers:
        connection.execute(sql)


def _move(connection: sqlite3.Connection, later: int, first: int) -> None:
    """Give all rows of the auditor *later* to *first*, and delete *later*."""
    for table, column in _PLAIN:
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", [first, later])
    for table, columns, conflict in _KEYED:
        connection.execute(
            f"INSERT INTO {table}(auditor, {columns}) SELECT ?, {columns} FROM {table} WHERE auditor = ?"
            f" ON CONFLICT {conflict}",
            [first, later],
        )
        connection.execute(f"DELETE FROM {table} WHERE auditor = ?", [later])
    connection.execute("DELETE FROM auditors WHERE id = ?", [later])


def _united(versions: list[str]) -> str:
    """Merge attributes (JSON objects). Lists are united. Of other values the one that sorts first is kept."""
    made: dict[str, Any] = {}
    for version in versions:
        for name, value in _known(version).items():
            had = made.get(name, value)
            if isinstance(had, list) and isinstance(value, list) and had != value:
                both = {json.dumps(one, sort_keys=True): one for one in (*had, *value)}
                made[name] = [both[key] for key in sorted(both)]
            else:
                made[name] = min(had, value, key=lambda one: json.dumps(one, sort_keys=True))
    return json.dumps(made, sort_keys=True)


def _known(attributes: str) -> dict[str, Any]:
    try:
        known = json.loads(attributes)
    except ValueError:
        return {}
    return known if isinstance(known, dict) else {}


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).strip().casefold())


def _read(name: str | bytes) -> str:
    # A name that UTF-8 cannot hold is stored as a BLOB.
    return name.decode("utf-8", "surrogatepass") if isinstance(name, bytes) else name


def _stored(name: str) -> str | bytes:
    try:
        name.encode()
    except UnicodeEncodeError:
        return name.encode("utf-8", "surrogatepass")
    return name
