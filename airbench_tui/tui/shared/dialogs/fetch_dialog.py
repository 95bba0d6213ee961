"""A dialog that fetches the benchmark's prompts and rubrics, after it said from where and how much."""

from __future__ import annotations

import sqlite3

from textual import work
from textual.app import ComposeResult
from textual.widgets import Static

from airbench_tui.benchmark import files
from airbench_tui.benchmark.manifest import DATASET, REVISION
from airbench_tui.errors import AirbenchError, InputError
from airbench_tui.pipeline.fetching import MEGABYTES, hub_of
from airbench_tui.text import one_line, safe
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared.dialogs.audit_dialog import AuditDialog
from airbench_tui.tui.threads import end_if_gone

_LOOK = 0.2  # seconds between two looks at how far the fetch is


class FetchDialog(AuditDialog[str | None]):
    """Ends with a message once rubrics were fetched and linked to the stored judgments, else with None.

    If the benchmark is there already, the dialog says why this judgment has no rubric, and fetches nothing.
    """

    HEADING = "The judge's rubric"
    HINT = "Enter fetches · Esc leaves it"
    SAYS_IN_HINT = True
    PLACES = ("fetch", "dialog")
    BINDINGS = bindings("fetch")

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._there = [one.revision for one in files.available(desk.workspace.data)]
        self._fetching = False
        self._left = False  # the user left: the fetch stops at its next file
        self._count = (0, 0)  # files that are there, files wanted

    def compose_fields(self) -> ComposeResult:
        if self._there:
            words = (
                f"data/ holds the benchmark's revision {one_line(', '.join(self._there), 60)}, but none of its "
                "rubrics fits this judgment: there is none for the category, or it counts the other way than the "
                "judgment was read. `airbench-tui fetch --revision SHA` brings another revision."
            )
        else:
            words = (
                "The file that this came from does not hold the rubric that its judge was given. The benchmark has "
                f"one for each category. To be fetched: {DATASET}, revision {REVISION[:12]}, prompts and rubrics, "
                f"about {MEGABYTES} MB, into data/ of the workspace. It is linked where it counts the way a "
                "judgment was read."
            )
        yield Static(safe(words), markup=False)

    def on_mount(self) -> None:
        if self._there:
            self.say("Esc leaves")
        self.set_interval(_LOOK, self._look)

    def action_fetch(self) -> None:
        """Fetch, unless it is there already."""
        if not self._there and not self._fetching:
            self._fetching = True
            self._fetch()

    def action_leave(self) -> None:
        """Close the dialog. A fetch stops at its next file, and another one continues it."""
        self._left = True
        self.dismiss(None)

    @work(exclusive=True)
    async def _fetch(self) -> None:
        try:
            await self._desk.threads.work_apart(lambda _: self._download())
            lines = await self._desk.link_rubrics()
        except (AirbenchError, OSError, sqlite3.Error) as error:
            end_if_gone(self)
            self._fetching = False
            self.say(f"{error}. Enter tries again · Esc leaves it")
            return
        end_if_gone(self)
        self.dismiss("; ".join(lines) or "The benchmark is in data/, but no rubric fits a stored judgment")

    def _download(self) -> None:
        from airbench_tui.benchmark import hub

        source, _ = hub_of(self._desk.workspace.folder)
        hub.fetch(self._desk.workspace.data, hub=source, progress=self._note)

    def _note(self, there: int, wanted: int) -> None:
        if self._left:
            raise InputError("stopped")
        self._count = (there, wanted)

    def _look(self) -> None:
        if self._fetching:
            there, wanted = self._count
            self.say(
                f"Fetching: {there} of {wanted} files · Esc stops" if wanted else "Fetching … · Esc stops"
            )
