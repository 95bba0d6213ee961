"""Opening a database file, its connections and its transactions.

A file is checked before anything in it changes. Each thread has one connection. After closing, a single file is left.

WAL with ``synchronous=NORMAL`` survives a killed process, but a power cut may lose the last commits. Reviews are
therefore written with FULL (:func:`transaction` with ``durable=True``).
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from airbench_tui.errors import DisplacedError, StoreError
from airbench_tui.store import backups, open_mark, schema, schema_check, spellings, trail
from airbench_tui.store.codec import row_factory
from airbench_tui.store.database_files import begin, connect, log_of, reading_mode
from airbench_tui.store.faults import failure
from airbench_tui.store.file_check import examine
from airbench_tui.store.file_watch import FileWatch
from airbench_tui.store.rules import views
from airbench_tui.text import one_line, quote

_log = logging.getLogger(__name__)
_BUSY_MS = 10_000
_CACHE = -32_000  # KiB for each connection
_MOST_PAGES = 16_384  # of a WAL: 64 MiB
_ONE_NAME = 8  # the schema that unites the spellings of an auditor's name


def now() -> str:
    """Return the current time as it is stored (:func:`stamp`)."""
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    """Return a time as it is stored: UTC, ISO 8601 with microseconds. Such texts sort by time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def after(last: str | None) -> str:
    """Return the current time, or the time just after *last* if the clock was set back.

    The order of auditors' decisions must not change with the clock.
    """
    at = now()
    if last is None or at > last:
        return at
    return stamp(datetime.fromisoformat(last) + timedelta(microseconds=1))


class Database:
    """One audit database. :attr:`connection` gives each thread a connection of its own.

    A closed database stays closed, so that a late thread cannot recreate a file that was moved away.
    """

    def __init__(self, path: Path | None, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self.notes: list[str] = []  # what the migration of the file changed, to be shown to the user once
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._closed = False
        self._file: tuple[int, int] | None = None  # device and inode of the file that is open
        self._log: tuple[int, int] | None = None  # and of its WAL
        self._sound_at: int | None = None  # the number of changes of the schema when it was found sound
        self._watch: FileWatch | None = None
        self._guard: sqlite3.Connection | None = None
        self._lock = threading.Lock()

    @property
    def connection(self) -> sqlite3.Connection:
        """Return this thread's connection, opened on first use.

        Raises StoreError once the database is closed, and DisplacedError if another file is at its path by then.
        """
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            with self._lock:  # held while connecting too, else `close` could miss the new connection
                if self._closed:
                    name = "the database" if self.path is None else quote(str(self.path), 300)
                    raise StoreError(f"{name} is closed: nothing can be read from it or written to it")
                if self._file is not None and self.path is not None and _file_at(self.path) != self._file:
                    raise self._displaced()  # else this thread would read another file than the others
                found = self._local.connection = self._connect()
                self._open.append(found)
                if self._file is None and self.path is not None and not self.read_only:
                    self._file = _file_at(self.path)
        return found

    def in_place(self) -> bool:
        """Tell whether the open file is still the one at its path."""
        if self._file is None or self.path is None:
            return True
        if _file_at(self.path) != self._file or self.overwritten():
            return False
        self._log = _file_at(log_of(self.path))
        return True

    def overwritten(self) -> bool:
        """Tell whether another program wrote to the open file in place, so that what it held is gone."""
        return self._watch is not None and not self._watch.intact()

    def check_in_place(self) -> None:
        """Raise DisplacedError unless the open file is still the one at its path, and holds what was written to it.

        A program that synchronises folders may replace a file that is open. What is written then is lost with the
        old file.
        """
        if not self.in_place():
            raise self._displaced()

    def _displaced(self) -> DisplacedError:
        return DisplacedError(
            f"{quote(str(self.path), 300)} was moved, deleted, replaced or overwritten while it was open: put it "
            "back, or leave and open the file that is there now"
        )

    def check_schema(self) -> None:
        """Raise ChangedSchemaError where another program changed the schema since, so that nothing may be written."""
        if self.path is not None:
            self._sound_at = schema_check.sound_at(self.connection, self.path, self._sound_at)

    def watch(self) -> None:
        """Notice from now on that the file is overwritten in place, too. Call it once, in the first thread.

        The program then copies the WAL into the file itself (:meth:`checkpoint`): SQLite would do that even where
        the file is another one by now. Only a WAL of many pages is still copied by SQLite, to bound its size.
        """
        if self.path is None or not hasattr(os, "pread"):
            return
        with (
            contextlib.suppress(sqlite3.Error),
            impatient(self.connection) as connection,
        ):  # locked: no mark then
            open_mark.mark(connection)
            connection.execute(f"PRAGMA cache_size = {_CACHE}")  # the mark has changed it
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        with contextlib.suppress(OSError):  # no WAL: on some disks there can be none
            self._watch = FileWatch(self.path)
            self._watch.intact()
            # While it is open, no other connection of this process copies the WAL when it is closed, and it cannot
            # do so itself.
            self._guard = connect(self.path, "mode=ro", check_same_thread=False)
            self._guard.execute("SELECT count(*) FROM sqlite_master").fetchone()
            for connection in self._open:
                connection.execute(f"PRAGMA wal_autocheckpoint = {_MOST_PAGES}")

    def checkpoint(self) -> bool:
        """Copy the WAL into the file, without waiting for anyone, and return whether the file now holds everything.

        Does nothing to a file that is no longer in place. Raises sqlite3.Error.
        """
        if not self.in_place():
            return False
        busy, pages, copied = self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone().values()
        return self.in_place() and busy == 0 and pages == copied

    def remember(self) -> None:
        """Read the whole file once after it has changed. A new time of the file alone then does not matter."""
        if self._watch is not None:
            self._watch.remember()

    def close(self) -> None:
        """Close every connection for good. When the last process has closed its own, a single file is left."""
        with self._lock:
            in_place = self._closed or self.in_place()
            self._closed = True
            guard = [] if self._guard is None else [self._guard]
            if in_place and self._watch is not None:
                self._unmark()
            for connection in [*guard, *self._open] if in_place else [*self._open, *guard]:
                with contextlib.suppress(sqlite3.Error):
                    connection.close()
            self._open.clear()
            self._guard = None
            if self._watch is not None:
                self._watch.close()
                self._watch = None
            self._local = threading.local()
            if not in_place and self.path is not None:
                self._put_log_aside(log_of(self.path))

    def _unmark(self) -> None:
        """Take the mark of an open database away, where that is possible at once. Tolerates its absence."""
        with contextlib.suppress(sqlite3.Error), impatient(self._open[0]) as connection:
            open_mark.unmark(connection)

    def _put_log_aside(self, log: Path) -> None:
        """Rename the WAL that was left beside another file: SQLite would copy its pages into that file."""
        if self._log is not None and _file_at(log) == self._log:
            with contextlib.suppress(OSError):
                log.rename(log.with_name(f"{log.name}-of-replaced-{secrets.token_hex(4)}"))

    def __enter__(self) -> Database:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self.close()
        if isinstance(error, sqlite3.Error) and self.path is not None:
            raise failure(self.path, error) from error

    def _connect(self) -> sqlite3.Connection:
        # The main thread closes the connections of all threads when the program ends, hence no thread check.
        if self.path is None:
            connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        elif self.read_only:
            connection = connect(
                self.path, reading_mode(self.path), isolation_level=None, check_same_thread=False
            )
            connection.execute("PRAGMA query_only = ON")
        else:
            # Only the first connection may create the file: a file that was deleted meanwhile must not come back
            # empty.
            mode = "mode=rw" if self._open else "mode=rwc"
            connection = connect(self.path, mode, writing=True, isolation_level=None, check_same_thread=False)
        connection.row_factory = row_factory
        for pragma in (
            f"busy_timeout = {_BUSY_MS}",
            "foreign_keys = ON",
            # Without this a REPLACE deletes a review and no trigger refuses it.
            "recursive_triggers = ON",
            # Measured: with this, reading pages stays fast while another connection writes. A mapped file would not
            # be faster, and the process would be killed if another program shortened the file.
            f"cache_size = {_CACHE}",
        ):
            connection.execute(f"PRAGMA {pragma}")
        if not self.read_only and self.path is not None:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            if self._watch is not None:
                connection.execute(f"PRAGMA wal_autocheckpoint = {_MOST_PAGES}")
        return connection


def open_database(path: Path) -> Database:
    """Open *path* for reading and writing. A missing file is created with its folder. An older schema is upgraded.

    Raises StoreError for a file that is not an audit database, for a database from a newer program, for one to whose
    schema another program added what could change new rows (``schema_check``), and for a place that cannot be written
    to.
    """
    version, findings = examine(path)
    findings.need_writable(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        before = backups.before(path, "migration") if 0 < version < schema.VERSION else None
        database = Database(path)
        try:
            if version < schema.VERSION:
                migrate(database)
                if before is not None:
                    database.notes.insert(0, f"upgraded to schema {schema.VERSION}; as it was: {before}")
            else:
                database.connection.execute("BEGIN IMMEDIATE")  # fails now if the place is read-only
                database.connection.execute("ROLLBACK")
        except BaseException:
            database.close()
            raise
    except (sqlite3.Error, OSError) as error:
        raise failure(path, error) from error
    return database


def open_for_reading(path: Path) -> Database:
    """Open *path* for reading. A missing file reads as an empty database.

    A file that opens only for reading says why in the notes. Raises StoreError as :func:`open_database` does, for an
    older schema, which reading alone does not upgrade, and for a schema that was changed so that what is read would be
    wrong.
    """
    version, findings = examine(path)
    findings.need_readable(path)
    if version == 0:
        database = Database(None)
        migrate(database)
        return database
    if version < schema.VERSION:
        raise StoreError(older_words(path, version))
    database = Database(path, read_only=True)
    if (why := findings.why_read_only(path)) is not None:
        database.notes = [why]
    try:
        database.connection.execute("SELECT 1 FROM categories LIMIT 1")
    except sqlite3.Error as error:
        database.close()
        raise failure(path, error) from error
    return database


def older_words(path: Path, version: int) -> str:
    """Say that the database *path* has an older schema, and what upgrades it."""
    return (
        f"{quote(str(path), 300)} has schema {version}, written by an older airbench-tui: upgrade it with "
        f"`airbench-tui open`, which backs it up first (this one reads schema {schema.VERSION})"
    )


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection, *, durable: bool = False) -> Iterator[sqlite3.Connection]:
    """Run the body as one transaction. With *durable*, for people's decisions, wait until the disk has the data."""
    if durable:
        connection.execute("PRAGMA synchronous = FULL")
    try:
        begin(connection)
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            # Some errors, such as a full disk, make SQLite roll back by itself. After a failed commit we must do so.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    finally:
        if durable:
            connection.execute("PRAGMA synchronous = NORMAL")


@contextlib.contextmanager
def impatient(connection: sqlite3.Connection, milliseconds: int = 50) -> Iterator[sqlite3.Connection]:
    """Wait only *milliseconds* for another program's lock, for callers that try again later or give up."""
    connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
    try:
        yield connection
    finally:
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")


def integrity(database: Database) -> list[str]:
    """List what SQLite's own checks find wrong. The list is empty for a sound file."""
    connection = database.connection
    found = [str(row["integrity_check"]) for row in connection.execute("PRAGMA integrity_check")]
    broken = [f"foreign key: {row}" for row in connection.execute("PRAGMA foreign_key_check")]
    return [line for line in found if line != "ok"] + broken


def migrate(database: Database) -> None:
    """Upgrade the tables, and create the current views and triggers. A current database is left as it is."""
    connection = database.connection
    with transaction(connection):  # if two programs open a new file at once, the second one waits here
        version = connection.execute("PRAGMA user_version").fetchone()["user_version"]
        if version >= schema.VERSION:
            return
        connection.row_factory = None  # migrations read rows as tuples
        try:
            views.drop(connection)
            schema.migrate(connection)
            views.create(connection)
        finally:
            connection.row_factory = row_factory
        trail.extend(connection, 0)
        if version < _ONE_NAME:
            database.notes = [one.words for one in spellings.known(connection)]
    if database.path is not None:
        _log.info("upgraded %s to schema %d from %d", one_line(database.path.name), schema.VERSION, version)


def _file_at(path: Path) -> tuple[int, int] | None:
    """Return device and inode of the file at *path*, None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
