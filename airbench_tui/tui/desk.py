"""What every screen works with: the database behind threads, who audits, and their settings."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable
from dataclasses import replace

from textual.widget import Widget

from airbench_tui.errors import AirbenchError
from airbench_tui.pipeline.linking import link_rubrics
from airbench_tui.store.database import Database, failure, open_database, transaction
from airbench_tui.store.reading.filters.terms import Filter, asks_for_signals
from airbench_tui.store.reviewing import auditor_rows, exposures
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.store.triage import signals
from airbench_tui.tui.settings import AuditorSettings
from airbench_tui.tui.threads import DatabaseThreads, end_if_gone
from airbench_tui.workspace import Workspace


class Desk:
    """Holds the open database, its threads, and the auditor with their settings.

    Raises StoreError when the database cannot be opened or the auditor cannot be stored.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.database: Database = open_database(workspace.database)
        self.threads = threads = DatabaseThreads(self.database)
        # Every screen asks the database: the desk lends it the threads' own methods.
        self.read, self.read_for, self.read_latest = threads.read, threads.read_for, threads.read_latest
        self.write, self.think = threads.write, threads.think
        self.blind = False  # asked for in Review; holds until asked otherwise
        self.decisions = 0  # verdicts given and withdrawn since the program started
        try:
            with transaction(self.database.connection) as connection:
                self.auditor = auditor_rows.auditor_id(connection, workspace.auditor)
                # Screens name them as they were spelled first.
                self.workspace = replace(workspace, auditor=auditor_rows.called(connection, self.auditor))
            self.viewer = Viewer(self.auditor)
            self.settings = AuditorSettings(self.database.connection, threads, self.auditor)
        except sqlite3.Error as error:
            self.close()
            raise failure(workspace.database, error) from error

    async def link_rubrics(self) -> list[str]:
        """Link judgments without a rubric to the fetched benchmark's; return what to tell, if anything."""
        with contextlib.suppress(AirbenchError, sqlite3.Error):  # the next start does what this one could not
            linked = await self.threads.work_apart(lambda _: link_rubrics(self.workspace, self.database))
            return linked.lines if linked.judgments else []
        return []

    async def catch_up(self) -> None:
        """Work out the signals of responses that have none yet."""
        await self.threads.work_apart(signals.catch_up)

    async def ready_for(self, owner: Widget, *chosen: Filter) -> None:
        """Work out missing signals if one of *chosen* asks for signals: else it would miss responses.

        For a worker that then draws on *owner*, as ``read_for``.
        """
        if any(map(asks_for_signals, chosen)):
            await self.catch_up()
            end_if_gone(owner)

    def expose(self, judgments: Iterable[int], place: str) -> None:
        """Remember, in the background, that these scores have been on this auditor's screen."""
        seen = list(judgments)

        def store(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                exposures.expose(connection, self.auditor, seen, place)

        if seen:
            self.threads.write_later(store)

    def close(self) -> None:
        """Finish what is being written, and leave one file behind."""
        try:
            self.threads.close()
        finally:  # also when the program ends because the database is damaged
            self.database.close()
