"""Verified copies of a database file: on request, and by themselves before a migration, a merge and a restoration.

The automatic ones lie in ``backups/`` beside the database. The latest :data:`KEPT` of each database are kept; a
backup made on request is never deleted.
"""

from __future__ import annotations

import contextlib
import logging
import re
import secrets
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from airbench_tui.errors import StoreError
from airbench_tui.store import database_files, open_mark
from airbench_tui.store.database_files import reading_mode
from airbench_tui.text import one_line, quote

_log = logging.getLogger(__name__)
KEPT = 5
_WAIT = 10.0  # seconds for another program's lock

Occasion = Literal["migration", "merge", "restore"]


def default_place(path: Path) -> Path:
    """Return where a backup of the database *path* made now on request goes."""
    return _folder(path) / f"{path.stem}-{_stamp()}.db"


def before(path: Path, occasion: Occasion) -> Path:
    """Back up the database *path* before *occasion*, and return the backup.

    Older automatic backups are deleted. Raises as :func:`copy` does.
    """
    target = _automatic(path, occasion)
    copy(path, target)
    _prune(path)
    return target


def set_aside(path: Path) -> Path:
    """Copy the files of a database that cannot be read, byte by byte, and return the copy. Raises OSError."""
    target = _automatic(path, "restore")
    for ending in ("", "-wal"):
        source = path.with_name(path.name + ending)
        if source.exists():
            shutil.copy2(source, target.with_name(target.name + ending))
    return target


def copy(source: Path, target: Path) -> dict[str, int]:
    """Write a verified copy of the database *source* to *target* and return its rows by table.

    Other programs may go on writing to *source*: the copy is one moment of it. It appears whole or not at all, and
    replaces what is there. Raises StoreError for a copy that is not sound, because *source* is damaged, and
    sqlite3.Error or OSError where a file cannot be read or written.
    """
    target = target.resolve()  # a link stays one
    part = target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.part")
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(connect(source)) as found:
            found.execute("BEGIN")
            wanted = rows(found)  # from here on, `found` sees this moment only
            copy_open(found, part)
        with contextlib.closing(connect(part)) as made:
            _verify(made, source, wanted)
        shutil.copymode(source, part)
        part.replace(target)
    except UnicodeDecodeError as error:  # of SQLite's message, which quotes the damaged schema
        raise StoreError(f"{quote(str(source), 300)} is damaged and was not backed up") from error
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):
            part.with_name(part.name + ending).unlink(missing_ok=True)
    _log.info("copied %s to %s", one_line(source.name), one_line(target.name))
    return wanted


def copy_open(source: sqlite3.Connection, target: Path) -> None:
    """Copy the database that *source* has open to the new file *target*, even if another program locks it.

    The copy is one file, without a WAL beside it, and not verified. Raises sqlite3.Error.
    """
    with contextlib.closing(database_files.connect(target, "mode=rwc", isolation_level=None)) as made:
        source.backup(made)
        made.execute("PRAGMA journal_mode = DELETE")
        open_mark.unmark(made)


def rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Count the rows of every table."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " AND sql LIKE 'CREATE TABLE %' ORDER BY name"
    ).fetchall()
    quoted = {name: '"' + name.replace('"', '""') + '"' for (name,) in names}
    return {
        name: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for name, table in quoted.items()
    }


def connect(path: Path) -> sqlite3.Connection:
    """Open the existing file *path* without a look at its schema. Raises sqlite3.Error."""
    return database_files.connect(path, reading_mode(path), timeout=_WAIT, isolation_level=None)


def _verify(made: sqlite3.Connection, source: Path, wanted: dict[str, int]) -> None:
    """Raise StoreError where the copy *made* is damaged, or has other rows than were *wanted*."""
    found = [str(line) for (line,) in made.execute("PRAGMA integrity_check(1)")]
    if found != ["ok"]:
        raise StoreError(
            f"{quote(str(source), 300)} is damaged and was not backed up: {quote(found[0], 200)}"
        )
    if rows(made) != wanted:
        raise StoreError(f"the backup of {quote(str(source), 300)} lacks rows and was not kept: try again")


def _folder(path: Path) -> Path:
    return path.parent / "backups"


def _automatic(path: Path, occasion: Occasion) -> Path:
    target = _folder(path) / f"{path.stem}-{_stamp()}-before-{occasion}.db"
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _stamp() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"


def _prune(path: Path) -> None:
    """Delete the automatic backups of *path* but the latest."""
    shape = re.compile(re.escape(path.stem) + r"-\d{8}T\d{6}\.\d{6}Z-before-[a-z]+\.db")
    found = sorted(file for file in _folder(path).iterdir() if shape.fullmatch(file.name))
    for file in found[:-KEPT]:
        for ending in ("", "-wal"):
            file.with_name(file.name + ending).unlink(missing_ok=True)
