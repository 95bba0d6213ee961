"""The schema that this program gives to a database, to compare a file with before it is used.

That of the current version is kept in ``known_schema.json``, because building it would delay every start by 20 ms. It
is written by ``python -m scripts.dump_schema``. That of an older version is built by its migrations.
"""

from __future__ import annotations

import contextlib
import functools
import json
import re
import sqlite3
from collections.abc import Iterable
from importlib import resources
from typing import Literal, NamedTuple, cast

from airbench_tui.store import schema

Kind = Literal["table", "virtual table", "view", "index", "unique index", "trigger"]
FILE = "known_schema.json"

_NAME = r"""("(?:[^"]|"")*"|'(?:[^']|'')*'|`(?:[^`]|``)*`|\[[^\]]*\]|[^\s"'`\[\](),.;]+)"""
# SQLite stores every definition with this beginning, whatever was typed.
_BEGINNING = re.compile(rf"CREATE (TABLE|VIRTUAL TABLE|VIEW|INDEX|UNIQUE INDEX|TRIGGER) {_NAME}")
_INDEXED = re.compile(rf"CREATE (?:UNIQUE )?INDEX {_NAME} ON {_NAME}")
MIGRATIONS = "_sqlite_migrations"
"""The table in which sqlite-utils keeps what it did. It makes it in a way of its own."""


class Entry(NamedTuple):
    """A table, view, index or trigger. ``sql`` is its definition with one space for any white space."""

    kind: Kind
    name: str
    sql: str

    @property
    def key(self) -> tuple[bool, str]:
        """Return what no two entries of a schema share: only a trigger may have the name of a table."""
        return self.kind == "trigger", folded(self.name)

    @property
    def indexed(self) -> str | None:
        """Return the table of an index, None for another entry and where the definition does not show it plainly."""
        found = _INDEXED.match(self.sql)
        return None if found is None else folded(unquoted(found[2]))


class Known(NamedTuple):
    """What a database of one version has. ``complete``: with all views, and the triggers that belong to views."""

    entries: tuple[Entry, ...]
    complete: bool


class EditedError(Exception):
    """The schema has a row that SQLite would not write. The message is the name in that row."""


def known(version: int) -> Known:
    """Return the schema of *version*."""
    if version == schema.VERSION:
        packaged, entries = _packaged()
        if packaged == version:
            return Known(entries, complete=True)
    return Known(_built(version), complete=False)


def tables() -> frozenset[str]:
    """Return the names of all tables of the current version but those in which search indexes keep their data."""
    entries = known(schema.VERSION).entries
    indexes = tuple(f"{entry.name}_" for entry in entries if entry.kind == "virtual table")
    return frozenset(
        entry.name for entry in entries if entry.kind == "table" and not entry.name.startswith(indexes)
    )


def read(connection: sqlite3.Connection) -> list[Entry]:
    """List the schema of the database behind *connection*, without what SQLite itself and sqlite-utils add.

    Raises EditedError for a row that says something else than its definition, and sqlite3.Error for a damaged file.
    """
    found = []
    cursor = connection.cursor()
    cursor.row_factory = None
    for kind, name, sql in cursor.execute("SELECT type, name, sql FROM sqlite_master"):
        if sql is None and kind == "index" and str(name).startswith("sqlite_autoindex_"):
            continue
        beginning = _BEGINNING.match(str(sql))
        if beginning is None or beginning[1].lower().split()[-1] != kind:
            raise EditedError(str(name))
        entry = Entry(cast(Kind, beginning[1].lower()), unquoted(beginning[2]), " ".join(str(sql).split()))
        if entry.name != name:
            raise EditedError(str(name))
        if entry.name.startswith("sqlite_") and entry.kind == "table":
            continue  # statistics and sequences
        if MIGRATIONS in (entry.indexed, entry.name if entry.kind == "table" else None):
            continue
        found.append(entry)
    return found


def folded(name: str) -> str:
    """Return *name* as SQLite compares it: without case in ASCII."""
    return name.lower() if name.isascii() else name


def unquoted(name: str) -> str:
    """Return a name without the quotes that it may have in SQL."""
    end = {"[": "]"}.get(name[0], name[0])
    return name[1:-1].replace(end * 2, end) if name[0] in "\"'`[" else name


def packed(entries: Iterable[Entry]) -> str:
    """Return the contents of ``known_schema.json`` for the *entries* of the current version."""
    lines = ",\n".join(json.dumps(entry) for entry in sorted(entries))
    return f'{{"version": {schema.VERSION}, "entries": [\n{lines}\n]}}\n'


@functools.cache
def _packaged() -> tuple[int, tuple[Entry, ...]]:
    found = json.loads(resources.files(__package__).joinpath(FILE).read_text("utf-8"))
    return found["version"], tuple(Entry(*entry) for entry in found["entries"])


def _built(version: int) -> tuple[Entry, ...]:
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for _, migrate in schema.MIGRATIONS[:version]:
            migrate(connection)
        return tuple(read(connection))
