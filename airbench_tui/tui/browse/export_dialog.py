"""A dialog that exports responses to a file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual import work
from textual.widget import Widget
from textual.widgets import Input, Select

from airbench_tui.errors import AirbenchError
from airbench_tui.interchange.writers import exporter, heads_file
from airbench_tui.interchange.writers.output_file import Output, OutputExistsError, check
from airbench_tui.store.database import transaction
from airbench_tui.store.reading import export_rows
from airbench_tui.store.reading.export_rows import ExportSelection
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.rules.viewer import UNRESTRICTED
from airbench_tui.text import counted, safe
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared.dialogs.form_dialog import FormDialog
from airbench_tui.tui.shared.forms.choice import choice
from airbench_tui.tui.shared.forms.form_field import FormField, form_row
from airbench_tui.tui.shared.forms.path_field import path_field
from airbench_tui.tui.threads import end_if_gone
from airbench_tui.workspace import expanded


class ExportDialog(FormDialog[None]):
    """Fields for the rows, the format and the path of an export."""

    HEADING = "Export"
    DOES = "writes it"

    def __init__(self, desk: Desk, listed: Filter) -> None:
        super().__init__()
        self._desk = desk
        self._listed = listed
        self._warned: tuple[str, ExportSelection, str] | None = (
            None  # the export and the warning shown for it
        )

    def compose_form(self) -> Iterable[Widget]:
        rows = choice(
            "rows",
            [
                ("all responses", "all"),
                ("what the list shows", "listed"),
                ("reviewed ones", "reviewed"),
                ("overridden ones", "overridden"),
                ("disagreed: overridden, or auditors differ", "disagreed"),
            ],
        )
        formats = choice(
            "format",
            [
                ("reviews: CSV with everything", "reviews"),
                ("json: the same as JSON", "json"),
                ("pipeline 1: the original JSON, one model", "pipeline1"),
                ("pipeline 2: the original CSV, one model", "pipeline2"),
            ],
        )
        yield form_row(
            FormField(
                "Rows",
                rows,
                explains="one row for each answer and review. All rows by default: what was not reviewed counts, too.",
            )
        )
        yield form_row(
            FormField(
                "Format",
                formats,
                explains="the reviews CSV and the JSON hold everything; pipelines 1 and 2 are the benchmark's own.",
            )
        )
        yield form_row(
            FormField(
                "File",
                path_field("airbench_reviews.csv"),
                explains="where the rows go. A file that exists is replaced only after a warning.",
            )
        )

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#path"))

    def on_select_changed(self, event: Select.Changed) -> None:
        if event.select.id == "format":
            self.query_one("#path", Input).value = (
                "airbench_reviews.csv"
                if event.value == "reviews"
                else f"airbench_{event.value}" + _ending(event.value)
            )

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        path = event.value.strip()
        if path:
            self._export(path)

    @work(exclusive=True)
    async def _export(self, path: str) -> None:
        kind: Any = self.query_one("#format", Select).value
        rows: Any = self.query_one("#rows", Select).value
        chosen = ExportSelection(UNRESTRICTED, rows)
        if rows == "listed":
            chosen = ExportSelection(self._desk.viewer, "all", within=self._listed)
        try:
            target = str(expanded(path))
            output = await self._desk.output(target, replace=False)
            exists = await self._desk.think(_exists, output, kind)
            warning = await self._warning(chosen, exists=exists)
            if warning and self._warned != (target, chosen, warning):
                self._warned = (target, chosen, warning)
                self.say(f"{warning}Enter again writes it · Esc leaves")
                return
            written = await self._desk.read(
                _write, kind, replace(output, replace=exists), chosen, self._desk.workspace.auditor
            )
            await self._desk.write(_note_export, self._desk.auditor, kind, chosen)
        except (AirbenchError, OSError, sqlite3.Error) as error:
            end_if_gone(self)
            self.say(str(error))
            return
        self.notify(
            f"{counted(written, 'row')} written to {safe(str(Path(target).resolve()))}",
            markup=False,
            timeout=8,
        )
        end_if_gone(self)
        self.dismiss(None)

    async def _warning(self, chosen: ExportSelection, *, exists: bool) -> str:
        """Describe in sentences which effects of the export cannot be undone; "" if there are none."""
        words = "That file exists and will be replaced. " if exists else ""
        waiting = await self._desk.read_for(self, export_rows.hidden_in, self._desk.auditor, chosen)
        if waiting:
            them = "1 answer waits" if waiting == 1 else f"{waiting:,} answers wait"
            words += (
                f"{them} in packets for your verdict: with the judge's score in this file it is not blind. "
            )
        return words


def _write(
    connection: sqlite3.Connection, kind: str, output: Output, chosen: ExportSelection, auditor: str
) -> int:
    """Write the file, and the heads of the trail beside one that contains reviews. Return the number of rows."""
    rows = exporter.export(connection, kind, output, chosen)
    if exporter.has_reviews(kind):
        heads_file.write(connection, output, auditor)
    return rows


def _exists(output: Output, kind: str) -> bool:
    """Tell whether *output* would replace a file. Raises InputError where it may not be written at all."""
    try:
        (heads_file.check if exporter.has_reviews(kind) else check)(output)
    except OutputExistsError:
        return True
    return False


def _note_export(connection: sqlite3.Connection, auditor: int, kind: str, chosen: ExportSelection) -> None:
    with transaction(connection):
        exporter.expose(connection, auditor, kind, chosen)


def _ending(kind: object) -> str:
    return ".csv" if kind == "pipeline2" else ".json"
