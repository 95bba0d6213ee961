"""What all screens share: the database behind threads, who audits, and their settings."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from textual.widget import Widget

from airbench_tui.benchmark import taxonomy
from airbench_tui.errors import AirbenchError
from airbench_tui.pipeline.linking import link_rubrics
from airbench_tui.reviewing.clock import BreakReminder
from airbench_tui.store.database import Database, failure, open_database, transaction
from airbench_tui.store.incoming import runs
from airbench_tui.store.reading.filter_language import Filter, asks_for_signals
from airbench_tui.store.reviewing import reviews
from airbench_tui.store.triage import signals
from airbench_tui.workspace import Workspace

if TYPE_CHECKING:
    from airbench_tui.tui.runner import Runner

P = ParamSpec("P")
T = TypeVar("T")


def end_if_gone(owner: Widget) -> None:
    """End the worker that calls this (as cancelled) when *owner*, which it draws on, has gone meanwhile."""
    # ``display`` is False, too, for what is being taken away.
    if not (owner.app.is_running and owner.is_attached and owner.display):
        raise asyncio.CancelledError


_LOOK = 5_000  # steps of SQLite's machine, some tenths of a millisecond


class _Asked:
    """One question to the database that a later one may supersede."""

    def __init__(self) -> None:
        self.superseded = False

    def check(self) -> None:
        """Raise CancelledError when it was superseded."""
        if self.superseded:
            raise asyncio.CancelledError

    @contextmanager
    def running(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Around the reading, in its thread. Raises CancelledError when it was superseded."""
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


class Desk:
    """The open database. Reads and writes run in threads, so that drawing never waits for the disk.

    Writes go through one thread, in order; each thread has its own connection. Raises StoreError when the
    database cannot be opened or who audits cannot be stored.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.database: Database = open_database(workspace.database)
        self._reader = ThreadPoolExecutor(3, thread_name_prefix="reader")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._asked: dict[str, _Asked] = {}
        self.runner: Runner | None = None
        self.blind = False  # asked for in Review; holds until asked otherwise
        self.decisions = 0  # verdicts given and taken back since the program started
        try:
            with transaction(self.database.connection) as connection:
                self.auditor = reviews.auditor_id(connection, workspace.auditor)
                # Screens name them as they were spelled first.
                self.workspace = replace(workspace, auditor=reviews.called(connection, self.auditor))
            self.settings: dict[str, Any] = reviews.attributes(self.database.connection, self.auditor)
        except sqlite3.Error as error:
            self.database.close()
            raise failure(workspace.database, error) from error
        self.reminder = BreakReminder(self.break_minutes)

    def titled(self, words: str) -> str:
        """*words* as a screen's title: the sample audit says SAMPLE wherever it shows."""
        return f"SAMPLE {words}" if self.workspace.sample else words

    async def read(
        self, function: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """``function(connection, ...)`` in the reading thread."""
        return await asyncio.get_running_loop().run_in_executor(
            self._reader, lambda: function(self.database.connection, *args, **kwargs)
        )

    async def think(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """``function(...)`` in a reading thread: what takes longer than a key may."""
        return await asyncio.get_running_loop().run_in_executor(
            self._reader, lambda: function(*args, **kwargs)
        )

    async def read_for(
        self,
        owner: Widget,
        function: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """As :meth:`read`, for a worker that then draws on *owner*.

        The worker ends there (as cancelled) when *owner* has gone meanwhile: its screen was left, or
        the program.
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
        """As :meth:`read_for`, where only the latest answer about something counts.

        What was asked before *about* the same and is not answered yet is stopped in the database, so
        that somebody typing never waits for what was typed before; its worker ends (as cancelled).
        """
        if about in self._asked:
            self._asked[about].superseded = True
        asked = self._asked[about] = _Asked()

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
        """``function(connection, ...)`` in the writing thread."""
        return await asyncio.get_running_loop().run_in_executor(
            self._writer, lambda: function(self.database.connection, *args, **kwargs)
        )

    async def link_rubrics(self) -> list[str]:
        """Link judgments without a rubric to the fetched benchmark's; what to tell, nothing where none was."""
        # In a thread of its own: a big database takes seconds, and a verdict must not wait for it.
        with contextlib.suppress(AirbenchError, sqlite3.Error):  # the next start does what this one could not
            linked = await asyncio.to_thread(link_rubrics, self.workspace, self.database)
            return linked.lines if linked.judgments else []
        return []

    async def catch_up(self) -> None:
        """Work out the signals that wait. In a thread of its own, as :meth:`link_rubrics` and for the same reason."""
        await asyncio.to_thread(lambda: signals.catch_up(self.database.connection))

    async def ready_for(self, owner: Widget, *chosen: Filter) -> None:
        """As :meth:`catch_up` where one of *chosen* asks for signals: else it would miss what waits.

        For a worker that then draws on *owner*, as :meth:`read_for`.
        """
        if any(map(asks_for_signals, chosen)):
            await self.catch_up()
            end_if_gone(owner)

    def expose(self, judgments: Iterable[int], place: str) -> None:
        """Remember, in the background, that these scores have been on this auditor's screen."""
        seen = list(judgments)

        def store() -> None:
            with transaction(self.database.connection) as connection:
                reviews.expose(connection, self.auditor, seen, place)

        if seen:
            self._writer.submit(store)

    async def keep_settings(self, **changes: Any) -> None:
        """Change this auditor's settings and keep them."""
        self.settings = {**self.settings, **changes}
        self.reminder.minutes = self.break_minutes
        await self.write(reviews.set_attributes, self.auditor, changes)

    @property
    def hard_nodes(self) -> tuple[str, ...]:
        """Ids of the taxonomy nodes this auditor marked as hard to read."""
        return tuple(self.settings.get("hard", ()))

    @property
    def opted_out(self) -> tuple[str, ...]:
        """Ids of the taxonomy nodes whose items in packets go to other auditors."""
        return tuple(self.settings.get("opted_out") or ())

    def is_hard(self, category: str) -> bool:
        """Whether the auditor marked this category, or a node above it, as hard to read."""
        key = taxonomy.sort_key(category)
        marked = (taxonomy.nodes()[node] for node in self.hard_nodes if node in taxonomy.nodes())
        return any(node.first <= key <= node.last for node in marked)

    async def toggle_hard(self, node: str) -> bool:
        """Mark a taxonomy node as hard to read, or unmark it; whether it is marked now."""
        marked = node not in self.hard_nodes
        rest = [other for other in self.hard_nodes if other != node]
        await self.keep_settings(hard=[*rest, node] if marked else rest)
        return marked

    @property
    def break_minutes(self) -> int:
        """Minutes of active reviewing between reminders; 0 for none."""
        return int(self.settings.get("break_minutes", 45))

    @property
    def own_codes(self) -> tuple[str, ...]:
        """Codes this auditor added."""
        return tuple(self.settings.get("codes", ()))

    @property
    def searches(self) -> dict[str, str]:
        """Filters that this auditor saved, by their names."""
        return dict(self.settings.get("searches", {}))

    def close(self) -> str | None:
        """Stop a run (what came back is kept), finish what is being written, leave one file behind.

        The name of a run that was stopped so.
        """
        stopped = None
        try:
            if self.runner is not None and self.runner.going:
                self.runner.cancel()
                self.runner.wait(10.0)
                _, stopped = runs.uid_and_name(self.database.connection, self.runner.run)
        finally:  # also when the program ends because the database is damaged
            self._reader.shutdown(wait=True)
            self._writer.shutdown(wait=True)
            self.database.close()
        return stopped
