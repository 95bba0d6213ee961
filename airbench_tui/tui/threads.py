"""Threads for the database, so that drawing never waits for the disk."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Concatenate, ParamSpec, TypeVar

from textual.widget import Widget

from airbench_tui.errors import AirbenchError
from airbench_tui.store.database import Database, impatient

P = ParamSpec("P")
T = TypeVar("T")

_log = logging.getLogger(__name__)
_LOOK = 5_000  # SQLite instructions between two checks, some tenths of a millisecond


def end_if_gone(owner: Widget) -> None:
    """Cancel the calling worker if *owner*, the widget that it draws on, has been removed meanwhile."""
    # ``display`` is False for a widget that is being removed, too.
    if not (owner.app.is_running and owner.is_attached and owner.display):
        raise asyncio.CancelledError


class DatabaseThreads:
    """Runs functions on the database in threads, each with a connection of its own.

    One thread does all writes, in order. Exceptions of a function are logged here and raised again for the
    caller, which decides what to tell the user.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reader = ThreadPoolExecutor(3, thread_name_prefix="reader")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._asked: dict[str, _Question] = {}

    async def read(
        self, function: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``function(connection, ...)`` in a reading thread and return its result."""
        return await self._run_in(self._reader, lambda: function(self._database.connection, *args, **kwargs))

    async def think(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``function(...)`` in a reading thread and return its result.

        For computations that take longer than a key press may.
        """
        return await self._run_in(self._reader, lambda: function(*args, **kwargs))

    async def read_for(
        self,
        owner: Widget,
        function: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Do the same as :meth:`read`, for a worker that then draws on *owner*.

        Cancels the worker if *owner* has been removed meanwhile, because the user left its screen or the program.
        """
        found = await self.read(function, *args, **kwargs)
        end_if_gone(owner)
        return found

    async def read_latest(
        self,
        owner: Widget,
        about: str,
        function: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Do the same as :meth:`read_for`, where only the latest of several reads *about* one thing counts.

        An earlier read *about* the same thing that is still going on is stopped in the database and its worker
        cancelled. A user who types never waits for the result of what they typed before.
        """
        if about in self._asked:
            self._asked[about].superseded = True
        asked = self._asked[about] = _Question()

        def answer(connection: sqlite3.Connection) -> T:
            with asked.running(connection):
                return function(connection, *args, **kwargs)

        found = await self.read(answer)
        asked.check()
        end_if_gone(owner)
        return found

    async def write(
        self, function: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``function(connection, ...)`` in the writing thread and return its result."""
        return await self._run_in(self._writer, lambda: function(self._database.connection, *args, **kwargs))

    async def attempt(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Do the same as :meth:`write`, but fail at once if the database is locked, moved or replaced.

        The caller logs exceptions, because it may try the same again and again.
        """

        def job() -> T:
            self._database.check_in_place()
            with impatient(self._database.connection) as connection:
                return function(connection)

        return await asyncio.get_running_loop().run_in_executor(self._writer, job)

    async def work_apart(
        self, function: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``function(connection, ...)`` in a thread of its own and return its result.

        For writes that take seconds in a big database: a verdict must not wait for them.
        """
        return await asyncio.to_thread(_logged(lambda: function(self._database.connection, *args, **kwargs)))

    def close(self) -> None:
        """Wait for pending reads and writes, and end the threads."""
        self._reader.shutdown(wait=True)
        self._writer.shutdown(wait=True)

    async def _run_in(self, threads: ThreadPoolExecutor, job: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(threads, _logged(job))


class _Question:
    """A read that a later read about the same thing may supersede."""

    def __init__(self) -> None:
        self.superseded = False

    def check(self) -> None:
        """Raise CancelledError if the read was superseded."""
        if self.superseded:
            raise asyncio.CancelledError

    @contextmanager
    def running(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Wrap the read in its thread, and stop it once it is superseded. Raises CancelledError then."""
        self.check()
        # SQLite checks while it works. An interrupt would have no effect on a statement that is just about to start.
        connection.set_progress_handler(lambda: self.superseded, _LOOK)
        try:
            yield
        except sqlite3.OperationalError:
            self.check()
            raise
        finally:
            connection.set_progress_handler(None, 0)


def _logged(job: Callable[[], T]) -> Callable[[], T]:
    """Wrap *job* so that its exceptions are logged, while their tracebacks are still complete."""

    def run() -> T:
        try:
            return job()
        except AirbenchError:  # an expected failure, which the caller reports to the user
            _log.info("a request could not be met", exc_info=True)
            raise
        except Exception:
            _log.exception("a job failed")
            raise

    return run
