"""The database behind threads: drawing never waits for the disk."""

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
from airbench_tui.store.database import Database

P = ParamSpec("P")
T = TypeVar("T")

_log = logging.getLogger(__name__)
_LOOK = 5_000  # steps of SQLite's machine, some tenths of a millisecond


def end_if_gone(owner: Widget) -> None:
    """Cancel the worker that calls this if *owner*, on which it draws, has gone meanwhile."""
    # ``display`` is False, too, for what is being taken away.
    if not (owner.app.is_running and owner.is_attached and owner.display):
        raise asyncio.CancelledError


class DatabaseThreads:
    """Runs functions on the database in threads, each with a connection of its own.

    Writes go through one thread, in order. Whatever a function raises is logged here and raised again
    for the caller, who decides what to tell the user.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reader = ThreadPoolExecutor(3, thread_name_prefix="reader")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._asked: dict[str, _Question] = {}

    async def read(
        self, function: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return ``function(connection, ...)``, run in a reading thread."""
        return await self._run_in(self._reader, lambda: function(self._database.connection, *args, **kwargs))

    async def think(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return ``function(...)``, run in a reading thread: for what takes longer than a key may."""
        return await self._run_in(self._reader, lambda: function(*args, **kwargs))

    async def read_for(
        self,
        owner: Widget,
        function: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Return what :meth:`read` returns, to a worker that then draws on *owner*.

        Cancels the worker if *owner* has gone meanwhile: the user left its screen, or the program.
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
        """Return what :meth:`read_for` returns, where only the latest answer about something counts.

        A question *about* the same that is not answered yet is stopped in the database and its worker
        cancelled, so that somebody typing never waits for what they typed before.
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
        """Return ``function(connection, ...)``, run in the writing thread."""
        return await self._run_in(self._writer, lambda: function(self._database.connection, *args, **kwargs))

    def write_later(self, function: Callable[[sqlite3.Connection], object]) -> None:
        """Run ``function(connection)`` in the writing thread, without waiting for it."""
        self._writer.submit(_logged(lambda: function(self._database.connection)))

    async def work_apart(
        self, function: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return ``function(connection, ...)``, run in a thread of its own.

        For writing that takes seconds in a big database: a verdict must not wait for it.
        """
        return await asyncio.to_thread(_logged(lambda: function(self._database.connection, *args, **kwargs)))

    def close(self) -> None:
        """Wait until what is being read and written is done, and end the threads."""
        self._reader.shutdown(wait=True)
        self._writer.shutdown(wait=True)

    async def _run_in(self, threads: ThreadPoolExecutor, job: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(threads, _logged(job))


class _Question:
    """One question to the database that a later one may supersede."""

    def __init__(self) -> None:
        self.superseded = False

    def check(self) -> None:
        """Raise CancelledError when it was superseded."""
        if self.superseded:
            raise asyncio.CancelledError

    @contextmanager
    def running(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Wrap the reading, in its thread. Raises CancelledError when the question was superseded."""
        self.check()
        # The database looks while it works: an interrupt is lost on a statement that is just about to begin.
        connection.set_progress_handler(lambda: self.superseded, _LOOK)
        try:
            yield
        except sqlite3.OperationalError:
            self.check()
            raise
        finally:
            connection.set_progress_handler(None, 0)


def _logged(job: Callable[[], T]) -> Callable[[], T]:
    """Return *job* with whatever it raises logged: here its traceback is whole."""

    def run() -> T:
        try:
            return job()
        except AirbenchError:  # the user asked for what cannot be done, and is told so
            _log.info("a request could not be met", exc_info=True)
            raise
        except Exception:
            _log.exception("a job failed")
            raise

    return run
