"""Reading another audit database beside the open one."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from airbench_tui.errors import StoreError
from airbench_tui.store import backups, schema
from airbench_tui.store.database import Database, migrate
from airbench_tui.store.database_files import FROZEN, connect, log_of, uri
from airbench_tui.store.faults import disk_is_full, failure
from airbench_tui.store.file_check import examine
from airbench_tui.text import quote

_WAIT = 10.0  # seconds for another program's lock


@contextlib.contextmanager
def attached(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Attach the audit database *path* to *connection*, to be read as schema ``other``.

    The file is never written to. A copy is read instead where the file has an older schema, or a WAL beside it
    because another program has it open or was killed. Raises StoreError as ``open_database`` does, and where
    *path* holds no audit. Other exceptions inside the ``with`` are passed on, because either database may be at fault.
    """
    with contextlib.ExitStack() as stack:
        try:
            if not path.exists():
                raise StoreError(f"there is no file {quote(str(path), 300)}")
            version, findings = examine(path)
            if version == 0:
                raise StoreError(f"{quote(str(path), 300)} is empty: it holds no audit")
            (findings.need_writable if version < schema.VERSION else findings.need_readable)(path)
            source = path
            has_log = log_of(path).exists()
            if version < schema.VERSION or has_log:
                source = (
                    Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="airbench-"))) / "copy.db"
                )
                with contextlib.closing(
                    connect(path, "mode=ro" if has_log else FROZEN, timeout=_WAIT)
                ) as found:
                    backups.copy_open(found, source)
                with contextlib.closing(Database(source)) as opened:
                    migrate(opened)
            connection.execute("ATTACH ? AS other", [uri(source, FROZEN)])
        except (sqlite3.Error, OSError) as error:
            if disk_is_full(Path(tempfile.gettempdir()), error):
                raise StoreError(
                    f"{quote(str(path), 300)} cannot be copied for reading: the disk for temporary files is full; "
                    "make room there and try again"
                ) from error
            raise failure(path, error) from error
        stack.callback(connection.execute, "DETACH other")
        yield
