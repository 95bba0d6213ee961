"""The state that all screens share: the database and its threads, the auditor, and their settings."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from textual.widget import Widget

from airbench_tui.errors import AirbenchError
from airbench_tui.interchange.writers.output_file import Kept, Output
from airbench_tui.pipeline.linking import link_rubrics
from airbench_tui.reviewing.marked import MarkedResponses
from airbench_tui.settings.files import SettingsFile
from airbench_tui.store.database import Database, open_database, transaction
from airbench_tui.store.faults import failure
from airbench_tui.store.reading.filters.terms import Filter, asks_for_signals
from airbench_tui.store.reading.imported_files import imported_files
from airbench_tui.store.reviewing import auditor_rows, exposures, unfinished
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.store.triage import signals
from airbench_tui.tui.outbox import Outbox, Outgoing, Unsaved
from airbench_tui.tui.settings import AuditorSettings
from airbench_tui.tui.threads import DatabaseThreads, end_if_gone
from airbench_tui.tui.upkeep import Upkeep
from airbench_tui.workspace import Workspace


class Desk:
    """The open database, its threads, and the auditor with their settings.

    *files* are what the files ``settings.toml`` say, weakest first.

    Creating it raises StoreError if the database cannot be opened or the auditor cannot be stored.
    """

    def __init__(self, workspace: Workspace, files: Sequence[SettingsFile] = ()) -> None:
        self.database: Database = open_database(workspace.database)
        self.threads = threads = DatabaseThreads(self.database)
        # Every screen uses these methods of the threads, so the desk offers them directly.
        self.read, self.read_for, self.read_latest = threads.read, threads.read_for, threads.read_latest
        self.write, self.think = threads.write, threads.think
        self.outbox = Outbox(self.database, threads)
        self.upkeep = Upkeep(self.database, threads)
        self.marked = MarkedResponses()  # while the program runs
        self.blind = False  # set in Review, and kept until the auditor turns it off
        self._begun: dict[
            str, str
        ] = {}  # texts left in dialogs since the program started, by what they are about
        self.decisions = 0  # verdicts given and withdrawn since the program started
        self.on_decided: Callable[[], object] = lambda: None
        try:
            with transaction(self.database.connection) as connection:
                self.auditor = auditor_rows.auditor_id(connection, workspace.auditor)
                # Screens spell the auditor's name as it was first stored.
                self.workspace = replace(workspace, auditor=auditor_rows.called(connection, self.auditor))
            self.viewer = Viewer(self.auditor)
            self.settings = AuditorSettings(self.database.connection, self.outbox, self.auditor, files)
            self.database.watch()
        except sqlite3.Error as error:
            self.close()
            raise failure(workspace.database, error) from error

    async def output(self, target: str, *, replace: bool) -> Output:
        """Describe an output that no file of this audit may be lost to. *replace*: the user agreed to replace it."""
        return Output(target, Kept(self.workspace.database, await self.read(imported_files)), replace)

    async def link_rubrics(self) -> list[str]:
        """Link judgments without a rubric to the fetched benchmark's rubrics. Return lines to show, if any."""
        with contextlib.suppress(AirbenchError, sqlite3.Error):  # the next start tries again
            linked = await self.threads.work_apart(lambda _: link_rubrics(self.workspace, self.database))
            return linked.lines if linked.judgments else []
        return []

    def decided(self) -> None:
        """Take note of a verdict that was given or withdrawn."""
        self.decisions += 1
        self.on_decided()

    async def catch_up(self) -> None:
        """Compute the signals of responses that have none yet."""
        await self.threads.work_apart(signals.catch_up)

    async def ready_for(self, owner: Widget, *chosen: Filter) -> None:
        """Compute missing signals if one of *chosen* filters by signals: without them it would miss responses.

        For a worker that then draws on *owner*, as in ``read_for``.
        """
        if any(map(asks_for_signals, chosen)):
            await self.catch_up()
            end_if_gone(owner)

    async def unfinished(self, about: str) -> str:
        """Return the text that this auditor began on *about* in a dialog and left, "" if there is none."""
        if about in self._begun:
            return self._begun[about]
        return await self.read(unfinished.read, self.auditor, about)

    def keep_unfinished(self, about: str, text: str) -> Outgoing[None]:
        """Keep *text* as begun on *about*, or forget what was kept if it is empty, as soon as the database takes it."""
        self._begun[about] = text
        words = "draft of a reason" if text else ""
        return self.outbox.put(words, None, unfinished.keep, self.auditor, about, text)

    def expose(self, judgments: Iterable[int], place: str) -> None:
        """Record, in the background, that this auditor has seen these judgments' scores on screen."""
        seen = list(judgments)

        def store(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                exposures.expose(connection, self.auditor, seen, place)

        if seen:
            self.outbox.put("", None, store)

    def close(self) -> Unsaved:
        """Finish pending writes and close the database, which leaves a single file.

        Returns the decisions that could not be stored.
        """
        try:
            self.threads.close()
            return self.outbox.close()
        finally:  # even if the program ends because the database is damaged
            self.database.close()
