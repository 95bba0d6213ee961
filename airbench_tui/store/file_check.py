"""The examination of a database file before it is opened: whose it is, its version, and what was done to its schema."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from airbench_tui.errors import StoreError
from airbench_tui.regular_file import why_not_read
from airbench_tui.store import schema, schema_check
from airbench_tui.store.database_files import FROZEN, connect, has_log
from airbench_tui.store.faults import failure
from airbench_tui.store.schema_check import Findings
from airbench_tui.text import quote

_WAIT = 10.0  # seconds for another program's lock


def examine(path: Path) -> tuple[int, Findings]:
    """Return the schema version of *path*, 0 for a missing or empty file, and how its schema differs from ours.

    Raises StoreError for a folder, a device, a pipe, another program's file, a newer schema, and a file that cannot be
    read.
    """
    try:
        return _examine(path)
    except (sqlite3.Error, OSError) as error:
        raise failure(path, error) from error
    except UnicodeDecodeError as error:  # of SQLite's message, which quotes the damaged schema
        raise failure(path, sqlite3.DatabaseError("malformed schema")) from error


def schema_version(path: Path) -> int:
    """Return the schema version of *path*, 0 for a missing or empty file.

    Raises as :func:`examine` does, and StoreError where the schema was changed so that what is read would be wrong.
    """
    version, findings = examine(path)
    findings.need_readable(path)
    return version


def _examine(path: Path) -> tuple[int, Findings]:
    if not path.exists():
        return 0, Findings()
    status = path.stat()
    if why := why_not_read(status):
        raise StoreError(f"{quote(str(path), 300)} {why}")
    if status.st_size == 0:
        return 0, Findings()
    # A file that will be refused must not change, and reading it must not leave a WAL beside it.
    mode = "mode=ro" if has_log(path) else FROZEN
    with contextlib.closing(connect(path, mode, timeout=_WAIT)) as probe:
        probe.text_factory = lambda text: text.decode("utf-8", "replace")
        (application,) = probe.execute("PRAGMA application_id").fetchone()
        (version,) = probe.execute("PRAGMA user_version").fetchone()
        (entries,) = probe.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if entries == 0 and version == 0:
            return 0, Findings()
        if application != schema.APPLICATION_ID:
            raise StoreError(
                f"{quote(str(path), 300)} is an SQLite file of another program: choose another file"
            )
        if version > schema.VERSION:
            raise StoreError(
                f"{quote(str(path), 300)} has schema {version}, written by a newer airbench-tui (this one knows "
                f"{schema.VERSION}): upgrade the program; the file was not touched"
            )
        if version < 1 or entries == 0:
            what = "no schema version" if version < 1 else "a schema version, but no tables"
            raise StoreError(f"{quote(str(path), 300)} has {what}: restore a backup")
        return version, schema_check.check(probe, version)
