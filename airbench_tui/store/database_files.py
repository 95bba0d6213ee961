"""How SQLite is told to open a database file, and to wait for its lock.

No other file is left beside it, and nothing in it is trusted.
"""

from __future__ import annotations

import contextlib
import functools
import os
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote as url_quote

FROZEN = "mode=ro&immutable=1"
"""The mode for a file that nobody writes to meanwhile, and that has no WAL."""

_LOOK = 0.003  # seconds between two attempts to get the lock


def connect(path: Path, mode: str, *, writing: bool = False, **options: Any) -> sqlite3.Connection:
    """Open *path* in the URI *mode*, with other *options* of :func:`sqlite3.connect`. Raises sqlite3.Error.

    Another program may have written to the file. Its views, triggers and computed columns may therefore call no
    function that reaches outside it, no SQL writes to the schema or to the search index's own tables (from Python 3.12
    on), and damaged pages are noticed earlier. *writing*: rows will be added, so the program's triggers must run.
    """
    connection: sqlite3.Connection = sqlite3.connect(uri(path, mode), uri=True, **options)
    if not writing or _untrusted_triggers_may_search():
        connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
    return connection


@functools.cache
def _untrusted_triggers_may_search() -> bool:
    """Return whether triggers may write to a search index while the schema is not trusted: not in SQLite 3.40."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for statement in (
            "CREATE TABLE texts(text)",
            "CREATE VIRTUAL TABLE found USING fts5(text)",
            "CREATE TRIGGER note AFTER INSERT ON texts BEGIN INSERT INTO found(text) VALUES (new.text); END",
            "PRAGMA trusted_schema = OFF",
        ):
            connection.execute(statement)
        try:
            connection.execute("EXPLAIN INSERT INTO texts VALUES ('')")
        except sqlite3.OperationalError:
            return False
    return True


def uri(path: Path, mode: str) -> str:
    """Return the URI of *path* for :func:`sqlite3.connect`, with *mode* as its query."""
    # A path that begins with two slashes would be read as a host name.
    return f"file:{'//' if path.is_absolute() else ''}{url_quote(os.fsencode(path))}?{mode}"


def reading_mode(path: Path) -> str:
    """Return the URI mode for reading that leaves a single file behind."""
    if os.access(path.parent, os.W_OK):
        return "mode=rw"  # a connection must be able to write in order to remove the WAL
    # In a folder that cannot be written to, SQLite opens a WAL database only as immutable.
    return "mode=ro" if has_log(path) else FROZEN


def has_log(path: Path) -> bool:
    """Tell whether a WAL with contents lies beside *path*."""
    log = log_of(path)
    return log.exists() and log.stat().st_size > 0


def log_of(path: Path) -> Path:
    """Return the path of the WAL beside *path*, whether it exists or not."""
    return path.with_name(path.name + "-wal")


def index_of(path: Path) -> Path:
    """Return the path of the index of the WAL beside *path*, whether it exists or not."""
    return path.with_name(path.name + "-shm")


def begin(connection: sqlite3.Connection) -> None:
    """Begin a transaction as soon as no other program writes. Raises sqlite3.OperationalError if that takes too long.

    SQLite looks for the lock less and less often, at last every 100 ms. It would hardly ever find the short pauses
    between the batches of an import, for which a person's decision would then wait seconds.
    """
    cursor = connection.cursor()
    cursor.row_factory = None
    (patience,) = cursor.execute("PRAGMA busy_timeout").fetchone()
    end = time.monotonic() + patience / 1000
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= end:
                    raise
            time.sleep(_LOOK)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience}")
