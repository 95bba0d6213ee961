"""The lock that keeps a second program from working on the same run and paying twice for the same answers.

It is a kernel lock on a small file beside the database, which exists while the run is in progress. The lock of a
killed program is released, so the run can be resumed at once. The next program takes over the file that is left.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from airbench_tui.errors import StoreError
from airbench_tui.store.database import now
from airbench_tui.text import one_line, quote

if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        os.lseek(file, 1 << 30, os.SEEK_SET)  # beyond the content, which other programs must be able to read
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        os.lseek(file, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextlib.contextmanager
def hold(database: Path, uid: str, name: str) -> Iterator[None]:
    """Hold the lock of the run *uid* (called *name*) of a database.

    Raises StoreError, which names the process, when another program or another part of this one holds the lock.
    """
    place = database.resolve()
    path = place.with_name(f"{place.name}.run-{uid}.lock")
    try:
        file = _held(path, name)
    except OSError as error:
        raise StoreError(f"{quote(str(path), 300)} cannot be locked: {error.strerror or error}") from error
    try:
        with contextlib.suppress(OSError):  # the lock holds on a full disk too; only its holder stays unnamed
            os.ftruncate(file, 0)
            os.write(file, json.dumps({"process": os.getpid(), "since": now()}).encode())
        yield
    finally:
        # Deleted while the lock is held: a program that has opened the file finds it gone and makes another.
        with contextlib.suppress(OSError):
            path.unlink()
        os.close(file)


def _held(path: Path, name: str) -> int:
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        try:
            _lock(file)
        except OSError as error:
            holder = _holder(file)
            os.close(file)
            if not isinstance(error, BlockingIOError | PermissionError):  # Windows raises the latter
                raise
            raise StoreError(
                f"the run {quote(name)} is already running{holder}: stop it there first"
            ) from None
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file), path.stat()):
                return file
        os.close(file)


def _holder(file: int) -> str:
    """Describe the process that holds the lock. Return "" while that process has not recorded itself."""
    try:
        os.lseek(file, 0, os.SEEK_SET)
        found = json.loads(os.read(file, 1000))
        return f" in process {int(found['process'])} since {one_line(str(found['since'])[11:16])} UTC"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
