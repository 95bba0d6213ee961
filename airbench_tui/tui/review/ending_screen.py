"""The end of a piece of work in Review: the card, and the way on from there."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from textual import work

from airbench_tui.reviewing.outcome import Outcome, outcome
from airbench_tui.reviewing.progress import WorkDone
from airbench_tui.reviewing.sessions import ReviewSession
from airbench_tui.store.reviewing import adjudications
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.text import counted
from airbench_tui.tui.review.end_dialog import NOTES, EndDialog
from airbench_tui.tui.review.noted_screen import NotedScreen

_LEAST = 5  # items of the work; for fewer the message at the end says it all


class EndingScreen(NotedScreen):
    """Shows a card once nothing of the queue is left to answer."""

    def show_end(self) -> None:
        """Show the card if the answer just stored was the last one."""
        if self.work is not None and not self.work.left and self.work.total >= _LEAST:
            self._show_card(self.work)

    @work(exclusive=True, group="end")
    async def _show_card(self, done: WorkDone) -> None:
        found, disagreements = await self.desk.read_for(
            self, _read, self.session, self.desk.auditor, self.queue.ids
        )
        await self.app.push_screen(EndDialog(self.session.name, done, found, disagreements), self._go_on)

    async def return_to(self, entry: int) -> None:
        """Go to an entry of the queue that the auditor left in an earlier session, if it still is in the queue."""
        if entry in self.queue.ids:
            self.queue.go_to(entry)
            await self._load("Back where you were")

    async def _go_on(self, way: str | None) -> None:
        if way == NOTES:
            await self._write_next_note()
        elif way is not None:
            self.run_in_program(way)

    async def _write_next_note(self) -> None:
        """Go to the first override without a note, and open its note."""
        found, _ = await self.desk.read(_read, self.session, self.desk.auditor, self.queue.ids)
        if found.without_note:
            self.queue.go_to(found.without_note[0])
            await self._load(f"{counted(len(found.without_note), 'override')} without a note")
            await self.action_note()


def _read(
    connection: sqlite3.Connection, session: ReviewSession, auditor: int, entries: Sequence[int]
) -> tuple[Outcome, int]:
    """Return the outcome of the work on *entries*, and the number of all open disagreements."""
    verdicts = session.verdicts(connection, auditor)
    return outcome(verdicts, entries), len(adjudications.queue(connection, Viewer(auditor)))
