"""Writes of the auditor's decisions on their way to the disk.

They are stored one after another, in the order in which they were put in. One that the store cannot take now, because
the file is locked, its disk is full or it is damaged, is tried again until the store takes it. Nothing else waits for
it: screens stay usable, and each unsaved decision is shown as unsaved.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import sqlite3
import tempfile
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Concatenate, Generic, NamedTuple, ParamSpec, TypeVar, cast

from airbench_tui.errors import AirbenchError, ChangedSchemaError, DisplacedError, StoreError
from airbench_tui.store import backups
from airbench_tui.store.database import Database, impatient, open_database
from airbench_tui.store.faults import failure, is_store_fault
from airbench_tui.text import quote
from airbench_tui.tui.threads import DatabaseThreads

P = ParamSpec("P")
T = TypeVar("T")

_log = logging.getLogger(__name__)
PAUSE = 0.25  # seconds between two attempts; during an import the lock is free for short moments only
_LAST_TRY_MS = 500


@dataclass(eq=False)
class Outgoing(Generic[T]):
    """A write that is not on disk yet.

    ``words`` describe the decision, "" for a write that is none, such as a note of what was seen. ``about`` says what
    it is a decision on.
    """

    store: Callable[[sqlite3.Connection], T]
    words: str
    about: Hashable
    result: asyncio.Future[T]
    tried: asyncio.Event = field(default_factory=asyncio.Event)
    on_disk: bool = False  # set in the writing thread: the event loop may end before it learns of it
    _found: T | None = None

    def write(self, database: Database) -> T:
        """Store it now, in a file that is still the one at its path, and as the program made it.

        Raises DisplacedError or ChangedSchemaError if it is not.
        """
        database.check_in_place()
        database.check_schema()
        if not self.on_disk:  # else it was written just before the file was moved away, and the file is back
            self._found = self.store(database.connection)
            self.on_disk = True
            database.check_in_place()
        return cast(T, self._found)

    async def stored(self) -> bool:
        """Wait for the first attempt, and return whether the write is on disk.

        Raises the AirbenchError with which the store refused it.
        """
        await self.tried.wait()
        if not self.result.done():
            return False
        self.result.result()
        return True


def not_saved(words: str) -> str:
    """Say that a decision is not on disk yet."""
    return f"NOT SAVED YET: {words}. It is saved as soon as the database takes it"


class Unsaved(NamedTuple):
    """What could not be stored: decisions in words, and the copy of the database that holds them, if one was made.

    A copy is also made of a database that is no longer at its path. None can be made of one that was overwritten.
    """

    decisions: list[str]
    rescue: Path | None
    overwritten: bool = False

    def lines(self) -> list[str]:
        """Return what to tell the user after the program, a line each."""
        lines = [f"not saved: {words}" for words in self.decisions]
        if self.overwritten:
            lines.append(
                "another program overwrote the database while it was open: what it held before is in its backups only "
                "(`airbench-tui restore FILE`); the file that is there now was not touched"
            )
        if self.rescue is not None:
            name = quote(str(self.rescue), 300)
            lines.append(
                f"{name} holds the whole audit as you left it: bring it back with `airbench-tui merge {name}`"
            )
        return lines


class Outbox:
    """The writes that are not on disk yet, oldest first."""

    def __init__(self, database: Database, threads: DatabaseThreads) -> None:
        self._database, self._threads = database, threads
        self._waiting: deque[Outgoing[Any]] = deque()
        self._hurry = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self._failing = False  # whether decisions are late
        self.fault = ""  # why the store did not take the oldest write at the last attempt
        # The program sets both: called once when writes begin to fail, and when all decisions are saved after that.
        self.on_fault: Callable[[str], object] = _do_nothing
        self.on_saved: Callable[[], object] = _do_nothing

    def put(
        self,
        words: str,
        about: Hashable,
        function: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Outgoing[T]:
        """Store by ``function(connection, ...)`` as soon as possible. See :class:`Outgoing` for *words* and *about*."""

        def store(connection: sqlite3.Connection) -> T:
            return function(connection, *args, **kwargs)

        one = Outgoing(store, words, about, asyncio.get_running_loop().create_future())
        one.result.add_done_callback(_seen)
        self._waiting.append(one)
        if self.fault:
            one.tried.set()  # it waits behind one that failed
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._store_all())
        return one

    @property
    def unsaved(self) -> list[str]:
        """Return the decisions that failed to be stored so far, in words, oldest first."""
        return [one.words for one in self._waiting if one.words and one.tried.is_set()]

    def unsaved_on(self, about: Hashable) -> str:
        """Return the unsaved decision on *about* in words, "" if there is none."""
        return next((one.words for one in reversed(self._waiting) if one.words and one.about == about), "")

    def hurry(self) -> None:
        """Try again now."""
        self._hurry.set()

    async def emptied(self, seconds: float) -> bool:
        """Try again now, and return whether everything was stored within *seconds*."""
        self.hurry()
        if self._worker is not None:
            await asyncio.wait({self._worker}, timeout=seconds)
        return not self._waiting

    def close(self) -> Unsaved:
        """Try again to store what waits, without an event loop. What cannot be stored goes into a rescue file."""
        try:
            with impatient(self._database.connection, _LAST_TRY_MS):
                while self._waiting:
                    self._write_last(self._waiting[0])
                    self._waiting.popleft()
        except (sqlite3.Error, StoreError):
            _log.warning("writes were given up when the program ended", exc_info=True)
        lost = [one.words for one in self._waiting if one.words]
        if self._database.overwritten():
            return Unsaved(lost, None, overwritten=True)
        in_place = self._database.in_place()
        return Unsaved(lost, self._rescue() if lost or not in_place else None)

    def _write_last(self, one: Outgoing[Any]) -> None:
        try:
            one.write(self._database)
        except StoreError:
            raise
        except AirbenchError:  # the store refuses what it says: the next ones may be stored
            _log.info("a write was refused", exc_info=True)

    def _rescue(self) -> Path | None:
        """Store what waits in a copy of the database, and return its path; None if no copy can be made.

        ``merge`` brings the decisions back from it as they were made.
        """
        path = self._database.path
        for folder in () if path is None else (path.parent, Path(tempfile.gettempdir())):
            copy = folder / f"{path.stem}-not-saved-{secrets.token_hex(4)}.db"  # type: ignore[union-attr]
            try:
                backups.copy_open(self._database.connection, copy)
                with open_database(copy) as opened:
                    for one in self._waiting:
                        if not one.on_disk:  # else the copy has it already
                            one.store(opened.connection)
            except (sqlite3.Error, AirbenchError, OSError):
                _log.warning("no rescue file can be written", exc_info=True)
                with contextlib.suppress(OSError):
                    copy.unlink(missing_ok=True)
            else:
                return copy
        return None

    async def _store_all(self) -> None:
        while self._waiting:
            one = self._waiting[0]
            self._hurry.clear()
            try:
                found = await self._attempt(one)
            except Exception as error:
                if is_store_fault(error):
                    await self._wait_after(error)
                    continue
                _log.log(
                    logging.INFO if isinstance(error, AirbenchError) else logging.ERROR,
                    "a write was refused",
                    exc_info=error,
                )
                self._waiting.popleft()
                one.result.set_exception(error)
            else:
                self._waiting.popleft()
                one.result.set_result(found)
            one.tried.set()
            self.fault = ""
            if self._failing and not any(other.words for other in self._waiting):
                self._failing = False
                self.on_saved()

    async def _attempt(self, one: Outgoing[T]) -> T:
        return await self._threads.attempt(lambda _: one.write(self._database))

    async def _wait_after(self, error: sqlite3.Error | DisplacedError | ChangedSchemaError) -> None:
        began, self._failing, path = not self._failing, True, self._database.path
        if began:
            _log.warning("the database takes no writes for now", exc_info=error)
        self.fault = str(error) if path is None else str(failure(path, error, retried=True))
        for one in self._waiting:
            one.tried.set()
        if began:
            self.on_fault(self.fault)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._hurry.wait(), PAUSE)


def _do_nothing(*_: object) -> None:
    """Stand in for a function that nobody has set."""


def _seen(result: asyncio.Future[Any]) -> None:
    """Take the exception out of a result that nobody may wait for: it was logged."""
    if not result.cancelled():
        result.exception()
