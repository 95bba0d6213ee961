"""The faults of a database's file or disk: which errors mean one, and how users are told."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from pathlib import Path
from typing import TypeGuard

from airbench_tui.errors import ChangedSchemaError, DisplacedError, StoreError
from airbench_tui.text import quote

_LOG_INDEX = 32_768  # size in bytes of the -shm file that SQLite makes beside a database with a WAL


def is_store_fault(error: BaseException) -> TypeGuard[sqlite3.Error | DisplacedError | ChangedSchemaError]:
    """Tell whether the file or its disk is at fault, such as a lock or a full disk, and not what was to be written."""
    return (
        isinstance(error, sqlite3.OperationalError | DisplacedError | ChangedSchemaError)
        or type(error) is sqlite3.DatabaseError
    )


def failure(path: Path, error: Exception, *, retried: bool = False) -> StoreError:
    """Return the StoreError for *error*, of SQLite or the system: one line that names *path* and says what to do.

    With *retried* it does not ask the user to try again, because the program does so by itself.
    """
    if isinstance(error, StoreError):
        return error
    name = quote(str(path), 300)
    text = str(error)
    if disk_is_full(path, error):
        return StoreError(
            f"{name} cannot be written to: its disk is full, or the disk for temporary files; "
            f"make room there{'' if retried else ' and try again'}"
        )
    if isinstance(error, OSError) or "readonly" in text or "unable to open" in text:
        return StoreError(
            f"{name} cannot be opened or written to: check the folder's permissions or choose another file with --db"
        )
    if "not a database" in text or "malformed" in text:
        return StoreError(f"{name} is not a sound SQLite database: choose another file or restore a backup")
    if "locked" in text or "busy" in text:
        then = "" if retried else ": try again when that program is done"
        return StoreError(f"{name} is locked by another program{then}")
    if "disk I/O error" in text:
        return StoreError(
            f"{name} cannot be read or written (disk I/O error): check whether its disk has errors or is read-only now"
        )
    return StoreError(f"{name} cannot be used: {quote(text, 200)}")


def disk_is_full(path: Path, error: Exception) -> bool:
    """Tell whether *error* means that the disk of *path* is full."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    if "disk is full" in str(error):
        return True
    if "disk I/O error" not in str(error):
        return False
    # Where there is no room for the WAL's index, SQLite only reports an I/O error.
    try:
        return shutil.disk_usage(path.parent).free < _LOG_INDEX
    except OSError:
        return False
