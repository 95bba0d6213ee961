"""Comparing the schema of a file with the one that the program made, before anything of the file is used.

Another program may have added a trigger, which would run with every write, or put a view in the place of a table. Such
a file is read at most. What the program never looks at, such as a table that a backup service keeps, is only named.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from airbench_tui.errors import ChangedSchemaError, StoreError
from airbench_tui.store import known_schema, schema
from airbench_tui.store.known_schema import EditedError, Entry
from airbench_tui.store.rules import views
from airbench_tui.text import quote

_COMPUTED = re.compile(r"(\w+) \w+ GENERATED ALWAYS AS")


@dataclass(frozen=True, slots=True)
class Findings:
    """How a schema differs from the known one, in words.

    For what is ``unreadable``, nothing may be read. For what is ``unwritable``, nothing may be written. What is
    ``slow`` changes no result. ``unknown`` names what the program does not look at.
    """

    unreadable: list[str] = field(default_factory=list)
    unwritable: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def need_readable(self, path: Path) -> None:
        """Raise StoreError where the database *path* must not be read."""
        if self.unreadable:
            raise StoreError(f"{quote(str(path), 300)} is not read: {_why(self.unreadable)}")

    def need_writable(self, path: Path) -> None:
        """Raise StoreError where the database *path* must not be read, or opens only for reading."""
        self.need_readable(path)
        if (why := self.why_read_only(path)) is not None:
            raise StoreError(why)

    def why_read_only(self, path: Path) -> str | None:
        """Return why the database *path* opens only for reading, None where it can be written to."""
        if not self.unwritable:
            return None
        return f"{quote(str(path), 300)} opens only for reading: {_why(self.unwritable)}"

    @property
    def problems(self) -> list[str]:
        """Return everything that should be corrected."""
        return [*self.unreadable, *self.unwritable, *self.slow]


def check(connection: sqlite3.Connection, version: int) -> Findings:
    """Compare the schema of the file behind *connection* with the known one of *version*.

    Reads nothing but the schema. Of an older version the views, and the triggers that belong to them, are left out,
    because an upgrade drops them unread. Raises sqlite3.Error for a damaged file.
    """
    findings = Findings()
    known = known_schema.known(version)
    missing = {entry.key: entry for entry in known.entries}
    ours = {entry.name for entry in known.entries if entry.kind == "table"}
    try:
        entries = known_schema.read(connection)
    except EditedError as error:
        findings.unreadable.append(f"the entry {_name(str(error))} of its schema was edited by hand")
        return findings
    for entry in entries:
        expected = missing.pop(entry.key, None)
        if entry.kind == "view" and entry.name == known_schema.MIGRATIONS:  # an upgrade would read it
            findings.unreadable.append(f"a view {_name(entry.name)} stands where a table belongs")
        elif not known.complete and (
            entry.kind == "view" or (entry.kind == "trigger" and entry.name in views.TRIGGERS)
        ):
            continue
        elif expected is None:
            _added(findings, entry, ours)
        elif expected != entry:
            _changed(findings, expected, entry, connection)
    for entry in missing.values():
        if known.complete or entry.kind != "view":
            _place(findings, entry).append(f"the {entry.kind} {_name(entry.name)} is missing")
    return findings


def sound_at(connection: sqlite3.Connection, path: Path, before: int | None) -> int:
    """Return how often the schema of the open database *path* was changed so far, if it is sound.

    *before* is this number when it was found sound the last time. Raises ChangedSchemaError where nothing may be
    written now, and sqlite3.Error.
    """
    cursor = connection.cursor()
    cursor.row_factory = None
    (now,) = cursor.execute("PRAGMA main.schema_version").fetchone()
    if now != before:
        (version,) = cursor.execute("PRAGMA main.user_version").fetchone()
        if version != schema.VERSION:
            raise ChangedSchemaError(
                f"{quote(str(path), 300)} was upgraded by a newer airbench-tui while it was open: leave, and upgrade "
                "this program"
            )
        findings = check(connection, version)
        if reasons := [*findings.unreadable, *findings.unwritable]:
            raise ChangedSchemaError(
                f"{quote(str(path), 300)} was changed by another program while it was open: {_why(reasons)}"
            )
    return int(now)


def _added(findings: Findings, entry: Entry, ours: set[str]) -> None:
    name = f"{entry.kind} {_name(entry.name)}"
    if entry.kind == "trigger":
        findings.unwritable.append(f"the {name} is not part of an audit and could change what is stored")
    elif entry.kind == "unique index" and (entry.indexed is None or entry.indexed in ours):
        findings.unwritable.append(f"the {name} is not part of an audit and could refuse new rows")
    else:
        findings.unknown.append(name)


def _changed(findings: Findings, expected: Entry, entry: Entry, connection: sqlite3.Connection) -> None:
    name = _name(expected.name)
    if entry.kind != expected.kind and "index" not in (entry.kind, expected.kind):
        findings.unreadable.append(f"a {entry.kind} {name} stands where a {expected.kind} belongs")
    elif entry.kind == "table" and _computed(connection, entry) - set(_COMPUTED.findall(expected.sql)):
        findings.unreadable.append(f"the table {name} has computed columns that no audit has")
    else:
        _place(findings, expected, entry).append(f"the {entry.kind} {name} is not as the program made it")


def _place(findings: Findings, expected: Entry, found: Entry | None = None) -> list[str]:
    """Return the list for *expected*, which is missing or was *found* changed."""
    if expected.kind == "index" and (found is None or found.kind == "index"):
        return findings.slow
    if expected.kind in ("index", "unique index", "trigger") or (
        expected.kind == "table" and found is not None
    ):
        return findings.unwritable
    return findings.unreadable


def _computed(connection: sqlite3.Connection, entry: Entry) -> set[str]:
    """Return the names of the columns of a table that SQLite computes when they are read."""
    cursor = connection.cursor()
    cursor.row_factory = None
    columns = cursor.execute("SELECT name FROM pragma_table_xinfo(?) WHERE hidden IN (2, 3)", [entry.name])
    return {str(name) for (name,) in columns}


def _name(name: str) -> str:
    return quote(name, 60)


def _why(reasons: list[str]) -> str:
    more = f" (and {len(reasons) - 1:,} more: `airbench-tui doctor` names them)" if len(reasons) > 1 else ""
    return f"{reasons[0]}{more}; restore a backup, or undo the change in another SQLite program"
