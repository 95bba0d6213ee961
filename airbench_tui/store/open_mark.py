"""A mark in a database's header while the terminal program has it open.

A copy of the file alone, made meanwhile, may lack what was only in the WAL. It has the mark, and no WAL beside it.
The mark is the header's suggested size of the cache, which nothing else uses: every connection of this program sets its
own. A file that was open in other programs only has no mark, and a copy made in the seconds in which the WAL held
nothing has one although nothing is missing.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from airbench_tui.store.database_files import log_of

_OPEN, _USUAL = 2_587, 0  # suggested pages
_AT = slice(48, 52)  # in the header: https://sqlite.org/fileformat.html


def mark(connection: sqlite3.Connection) -> None:
    """Mark the database as open. Raises sqlite3.Error."""
    _suggest(connection, _OPEN)


def unmark(connection: sqlite3.Connection) -> None:
    """Take the mark away. Raises sqlite3.Error."""
    _suggest(connection, _USUAL)


def lacks_log(path: Path) -> bool:
    """Tell whether *path* was copied while it was open and its WAL is not beside it. Raises OSError.

    Not for a database that this process has open: closing the file would remove SQLite's locks.
    """
    with path.open("rb") as file:
        header = file.read(_AT.stop)
    return (
        header.startswith(b"SQLite format 3\0")
        and int.from_bytes(header[_AT], "big") == _OPEN
        and not log_of(path).exists()
    )


def _suggest(connection: sqlite3.Connection, pages: int) -> None:
    connection.execute(f"PRAGMA default_cache_size = {pages}")
