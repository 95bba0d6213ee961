"""What the program does about the database's file while nobody writes to it: it copies the WAL into the file.

A copy that somebody makes of the file alone is then nearly always whole. And a file that was moved, deleted, replaced
or overwritten is reported before the next decision.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Callable

from airbench_tui.errors import StoreError
from airbench_tui.store.database import Database
from airbench_tui.store.database_files import log_of
from airbench_tui.tui.threads import DatabaseThreads

_log = logging.getLogger(__name__)
LOOK = 1.5  # seconds between two looks; the WAL is copied when it is the same at two of them


class Upkeep:
    """Looks after the file of *database* as long as the program runs."""

    def __init__(self, database: Database, threads: DatabaseThreads) -> None:
        self._database, self._threads = database, threads
        self._task: asyncio.Task[None] | None = None
        self._seen: tuple[int, int] | None = (
            None  # the WAL at the last look: its size, and when it was written to
        )
        self._copied: tuple[int, int] | None = None  # the WAL that is in the file
        self._displaced = False
        self.on_displaced: Callable[[str], object] = (
            _do_nothing  # set by the program; called once with the reason
        )

    def start(self) -> None:
        """Begin, in the running event loop."""
        self._task = asyncio.create_task(self._run())

    def stop(self) -> None:
        """End at once."""
        if self._task is not None:
            self._task.cancel()

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            with contextlib.suppress(sqlite3.Error, OSError):  # locked, or its disk is full: later
                await self.look()

    async def look(self) -> None:
        """Copy the WAL into the file if it has not changed since the last look. Raises sqlite3.Error and OSError."""
        try:
            await self._threads.attempt(lambda _: None)
        except StoreError as error:
            if not self._displaced:
                self._displaced = True
                self.on_displaced(str(error))
            return
        self._displaced = False
        last, self._seen = self._seen, await asyncio.to_thread(self._log_state)
        if self._seen != last or self._seen == self._copied:
            return
        if await self._threads.attempt(lambda _: self._database.checkpoint()):
            self._copied = self._seen
            await asyncio.to_thread(self._database.remember)

    def _log_state(self) -> tuple[int, int] | None:
        if self._database.path is None:
            return None
        try:
            status = log_of(self._database.path).stat()
        except OSError:
            return None
        return status.st_size, status.st_mtime_ns


def _do_nothing(_: str) -> None:
    """Stand in for a function that nobody has set."""
