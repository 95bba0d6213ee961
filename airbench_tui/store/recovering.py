"""Saving what can be read from a damaged database into a new one.

Rows are read in the order of their table, without its indexes, which may be damaged themselves. Where a page cannot be
read, the next key that can be read is looked for by doubling the distance and then halving it. Indexes, the search
index, triggers, views and what the program keeps of other rows are made anew.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from airbench_tui.errors import InputError, StoreError
from airbench_tui.store import backups, schema
from airbench_tui.store.codec import decode
from airbench_tui.store.database import Database, migrate, transaction
from airbench_tui.store.database_files import connect, log_of
from airbench_tui.store.faults import failure
from airbench_tui.store.rules import views
from airbench_tui.text import quote

_log = logging.getLogger(__name__)
_AT_ONCE = 200  # rows
_FARTHEST = 2**40  # the distance between two keys at which no more rows are looked for
_LEAST = -(2**63)
_FIRST = ("reviews", "adjudications", "auditors", "responses", "judgments", "prompts")
# Each new database has them, or they are worked out from other rows.
_MADE_ANEW = ("_sqlite_migrations", "review_states")
_KNOWN_ANYWAY = ("categories", "signal_names")


@dataclass
class RecoveredTable:
    """What was read of one table. ``lost`` is None where it cannot be told how many rows there were."""

    read: int = 0
    lost: int | None = 0
    left_out: int = 0  # of those read: they belong to rows that were lost


@dataclass
class Recovered:
    """What a recovery brought."""

    version: int  # the schema of the damaged database
    tables: dict[str, RecoveredTable] = field(default_factory=dict)
    left_out: list[str] = field(
        default_factory=list
    )  # reviews that could be read, but not what they are about

    @property
    def whole(self) -> bool:
        return not any(table.lost is None or table.lost or table.left_out for table in self.tables.values())


def recover(path: Path, new: Path) -> Recovered:
    """Save what can be read from the database *path*, which is not changed, in the new database *new*.

    Raises InputError where there is no *path*, or something is at *new*, and StoreError where nothing can be read and
    where *new* cannot be written. Then nothing is left at *new*.
    """
    if not path.exists():
        raise InputError(f"there is no database {quote(str(path), 300)} to recover")
    if new.exists() or new.is_symlink():
        raise InputError(f"{quote(str(new), 300)} exists: name a new file")
    try:
        new.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".recover-", dir=new.parent) as folder:
            damaged, made = Path(folder) / "damaged.db", Path(folder) / "made.db"
            shutil.copyfile(path, damaged)
            if log_of(path).exists():
                shutil.copyfile(log_of(path), log_of(damaged))
            found = _recover(path, damaged, made)
            backups.copy(made, new)
    except (sqlite3.Error, OSError) as error:
        raise failure(new, error) from error
    except UnicodeDecodeError as error:  # of SQLite's message, which quotes the damaged schema
        raise StoreError(f"nothing of {quote(str(path), 300)} can be read") from error
    _log.info("recovered %d rows", sum(table.read for table in found.tables.values()))
    return found


def _recover(path: Path, damaged: Path, made: Path) -> Recovered:
    found = Recovered(_version(path, damaged))
    with contextlib.closing(connect(made, "mode=rwc", writing=True, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")  # the file is copied when it is done
        connection.execute("PRAGMA foreign_keys = OFF")
        with transaction(connection):
            schema.migrate(connection, found.version)
            triggers = _take_triggers(connection)
        with contextlib.closing(connect(damaged, "mode=ro")) as source, transaction(connection):
            try:
                tables = _tables(source) & _tables(connection) - {*_MADE_ANEW}
            except sqlite3.DatabaseError as error:
                raise StoreError(f"nothing of {quote(str(path), 300)} can be read") from error
            for name in [*(name for name in _FIRST if name in tables), *sorted(tables - {*_FIRST})]:
                found.tables[name] = _Copying(source, connection, name).run()
            if not any(table.read for table in found.tables.values()):
                raise StoreError(f"nothing of {quote(str(path), 300)} can be read")
            _leave_out_orphans(connection, found)
            for sql in triggers:
                connection.execute(sql)
            _index_texts(connection)
            if found.version == schema.VERSION:
                views.create(connection)
    with contextlib.closing(Database(made)) as opened:
        migrate(opened)
    return found


def _version(path: Path, damaged: Path) -> int:
    """Return the schema version of the copy *damaged* of *path*, which it applies its WAL to. Raises StoreError."""
    nothing = StoreError(
        f"nothing of {quote(str(path), 300)} can be read: it is no audit database, or its head is lost"
    )
    try:
        with contextlib.closing(connect(damaged, "mode=rw", isolation_level=None)) as connection:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            with contextlib.suppress(sqlite3.Error):
                connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise nothing from error
    if application != schema.APPLICATION_ID or not 0 < version <= schema.VERSION:
        raise nothing
    return int(version)


def _take_triggers(connection: sqlite3.Connection) -> list[str]:
    """Drop every trigger, and return the SQL that makes them."""
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in found:
        connection.execute(f"DROP TRIGGER {name}")
    return [sql for _, sql in found]


def _tables(connection: sqlite3.Connection) -> set[str]:
    """Return the tables that hold rows of their own."""
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL %'"
        " AND name NOT LIKE '%\\_fts\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    return {name for (name,) in found}


class _UnreadableError(Exception):
    """Rows cannot be read, or are none that the schema allows."""


class _Key(NamedTuple):
    """A place in a table: before or at (``inclusive``) the row with these values of the key."""

    values: tuple[object, ...]
    inclusive: bool


class _Copying:
    """Copies the rows of one table that can be read."""

    def __init__(self, source: sqlite3.Connection, made: sqlite3.Connection, name: str) -> None:
        self._source, self._made, self._name = source, made, name
        columns, there = self._columns(made), self._columns(source)
        self._shared = [column for column in columns if column in there]
        keys = sorted((place, column) for column, place in columns.items() if place)
        without = made.execute("SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?", [name])
        self._keys = [column for _, column in keys] if without.fetchone()[0] else ["rowid"]
        ignoring = "OR IGNORE " if name in _KNOWN_ANYWAY else ""
        marks = ", ".join("?" * len(self._shared))
        self._insert = f"INSERT {ignoring}INTO {name} ({', '.join(self._shared)}) VALUES ({marks})"
        self._found = RecoveredTable()

    def _columns(self, connection: sqlite3.Connection) -> dict[str, int]:
        """Return the columns of the table without computed ones, and the place of each in its primary key or 0."""
        return dict(connection.execute("SELECT name, pk FROM pragma_table_info(?)", [self._name]).fetchall())

    def run(self) -> RecoveredTable:
        """Copy them, and return how many they are. Raises sqlite3.Error where the new database takes no more."""
        place: _Key | None = _Key((_LEAST,) * len(self._keys), inclusive=True)
        damage = False
        while place is not None:
            try:
                after = self._copy(place, _AT_ONCE)
            except _UnreadableError:
                damage = True
                after = self._copy_singly(place)
            place = after
        self._found.lost = self._missing() if damage else 0
        return self._found

    def _copy(self, place: _Key, most: int) -> _Key | None:
        """Copy *most* rows from *place* on, and return the place after them, None at the end. Copies all or none."""
        rows = self._read(place, most, *self._shared)
        if not rows:
            return None
        keys = len(self._keys)
        self._made.execute("SAVEPOINT rows")
        try:
            self._made.executemany(self._insert, [row[keys:] for row in rows])
        except (sqlite3.IntegrityError, UnicodeError) as error:  # damage that SQLite does not notice
            self._made.execute("ROLLBACK TO rows")
            raise _UnreadableError from error
        finally:
            self._made.execute("RELEASE rows")
        self._found.read += len(rows)
        return _Key(rows[-1][:keys], inclusive=False)

    def _copy_singly(self, place: _Key) -> _Key | None:
        """Copy one row after another up to the next damage, and return the place after that."""
        for _ in range(_AT_ONCE):
            try:
                keys = self._read(place, 1)
            except _UnreadableError:
                return self._beyond(place)
            if not keys:
                return None
            with contextlib.suppress(_UnreadableError):
                self._copy(place, 1)
            place = _Key(keys[0], inclusive=False)
        return place

    def _beyond(self, place: _Key) -> _Key | None:
        """Return the next place that can be read, None if there is none."""
        for at in reversed(range(len(self._keys))):
            value = place.values[at]
            if not isinstance(value, int):
                continue
            start = max(value, 0)  # ids begin at 1

            def moved(distance: int, at: int = at, start: int = start) -> _Key:
                rest = (_LEAST,) * (len(self._keys) - at - 1)
                return _Key((*place.values[:at], start + distance, *rest), inclusive=True)

            far = 1
            while far <= _FARTHEST and not self._readable(moved(far)):
                far *= 2
            if far > _FARTHEST:
                continue
            near = far // 2
            while far - near > 1:
                middle = (near + far) // 2
                near, far = (near, middle) if self._readable(moved(middle)) else (middle, far)
            return moved(far)
        return None

    def _readable(self, place: _Key) -> bool:
        try:
            return bool(self._read(place, 1))
        except _UnreadableError:
            return False

    def _read(self, place: _Key, most: int, *columns: str) -> list[tuple[object, ...]]:
        """Return the keys and *columns* of the rows from *place* on. Raises _UnreadableError."""
        keys, marks = ", ".join(self._keys), ", ".join("?" * len(self._keys))
        try:
            return self._source.execute(
                f"SELECT {', '.join([*self._keys, *columns])} FROM {self._name} NOT INDEXED"
                f" WHERE ({keys}) {'>=' if place.inclusive else '>'} ({marks}) ORDER BY {keys} LIMIT ?",
                [*place.values, most],
            ).fetchall()
        except sqlite3.Error as error:
            raise _UnreadableError from error

    def _missing(self) -> int | None:
        """Return how many rows were not read, by the count in an index; None where that is damaged, too."""
        try:
            (there,) = self._source.execute(f"SELECT count(*) FROM {self._name}").fetchone()
        except sqlite3.Error:
            return None
        return max(0, int(there) - self._found.read)


def _leave_out_orphans(connection: sqlite3.Connection, found: Recovered) -> None:
    """Delete the rows that must refer to a row that was lost, and empty the references that may be empty."""
    while broken := connection.execute("PRAGMA main.foreign_key_check").fetchall():
        for name, rowid, parent, number in broken:
            column, key = connection.execute(
                "SELECT \"from\", coalesce(\"to\", 'id') FROM pragma_foreign_key_list(?, 'main') WHERE id = ?",
                [name, number],
            ).fetchone()
            # A table without row ids gives none: then all of its rows that refer to nothing.
            which = f"{column} IS NOT NULL AND {column} NOT IN (SELECT {key} FROM main.{parent})"
            if rowid is not None:
                which = f"rowid = {int(rowid)} AND {which}"
            try:
                connection.execute(f"UPDATE main.{name} SET {column} = NULL WHERE {which}")
            except sqlite3.IntegrityError:  # it must refer to a row
                if name == "reviews":
                    found.left_out += _named(connection, which)
                deleted = connection.execute(f"DELETE FROM main.{name} WHERE {which}").rowcount
                found.tables.setdefault(name, RecoveredTable()).left_out += deleted


def _named(connection: sqlite3.Connection, which: str) -> list[str]:
    """Describe the reviews that are left out."""
    rows = connection.execute(
        "SELECT v.made_at, coalesce(a.name, '?'), v.kind, coalesce(v.score, ''), v.note FROM main.reviews v"
        f" LEFT JOIN main.auditors a ON a.id = v.auditor WHERE v.id IN (SELECT id FROM main.reviews WHERE {which})"
    )
    return [" ".join(str(decode(value)) for value in row if value != "") for row in rows]


def _index_texts(connection: sqlite3.Connection) -> None:
    """Build the search indexes."""
    found = connection.execute(
        "SELECT name FROM main.sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL %'"
    ).fetchall()
    for (name,) in found:
        connection.execute(f"INSERT INTO main.{name}({name}) VALUES ('rebuild')")
