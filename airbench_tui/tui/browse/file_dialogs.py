"""Dialogs that read a file in and write one out, without leaving the program."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Select, Static

from airbench_tui.errors import AirbenchError
from airbench_tui.interchange.importing import importer
from airbench_tui.interchange.importing.import_report import Report
from airbench_tui.interchange.importing.importer import Options
from airbench_tui.interchange.writers import exporter
from airbench_tui.store.database import transaction
from airbench_tui.store.reading import export_rows
from airbench_tui.store.reading.export_rows import ExportSelection
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.text import quote, safe
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared.path_suggester import PathSuggester
from airbench_tui.tui.shared.safe_input import SafeInput
from airbench_tui.tui.shared.titles import titled
from airbench_tui.tui.threads import end_if_gone

_LEAVE = Binding("escape", "leave", "Leave", show=False)


class ImportDialog(ModalScreen[bool]):
    """Ends with whether anything was read."""

    BINDINGS = [_LEAVE]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._read = False
        self._busy = False

    def compose(self) -> ComposeResult:
        with titled(Vertical(classes="dialog"), "Import"):
            yield Static("File or folder: pipeline 1 JSON, pipeline 2 CSV, HELM run folder, exported reviews")
            yield SafeInput(
                placeholder="path (→ completes)",
                suggester=PathSuggester(use_cache=False, case_sensitive=True),
                id="path",
                compact=True,
            )
            yield Static("Model that answered, where the file does not say (may stay empty)")
            yield SafeInput(id="model", compact=True)
            yield Static("Which score counts as safe")
            yield Select(
                [("found out from the file", "auto"), ("1 = safe", "1-safe"), ("0 = safe", "0-safe")],
                value="auto",
                allow_blank=False,
                id="polarity",
                compact=True,
            )
            yield Static(
                "Enter reads it · Tab next field · Esc leaves", classes="hint", id="said", markup=False
            )

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        path = self.query_one("#path", Input).value.strip()
        if path and not self._busy:
            self._busy = True
            self._say("Reading …")
            self._import(path)

    @work
    async def _import(self, path: str) -> None:
        polarity: Any = self.query_one("#polarity", Select).value
        options = Options(model=self.query_one("#model", Input).value.strip() or None, polarity=polarity)
        try:
            reports = await self._desk.write(_import_all, str(Path(path).expanduser()), options)
        except AirbenchError as error:
            self._say(str(error))
            return
        except (OSError, sqlite3.Error) as error:
            self._say(f"{quote(path, 200)} could not be read: {error}")
            return
        finally:
            self._busy = False
        self._read = True
        for line in await self._desk.link_rubrics():
            self.notify(line, markup=False, timeout=12)
        for report in reports:
            self.notify(_words(report), markup=False, timeout=12, severity=_severity(report))
        self.dismiss(True)

    def _say(self, words: str) -> None:
        self.query_one("#said", Static).update(safe(words))

    def action_leave(self) -> None:
        if not self._busy:
            self.dismiss(self._read)


class ExportDialog(ModalScreen[None]):
    """Format, which rows, where to."""

    BINDINGS = [_LEAVE]

    def __init__(self, desk: Desk, listed: Filter) -> None:
        super().__init__()
        self._desk = desk
        self._listed = listed
        self._told: tuple[str, ExportSelection, str] | None = None  # what cannot be undone, of which export

    def compose(self) -> ComposeResult:
        with titled(Vertical(classes="dialog"), "Export"):
            yield Static("Rows")
            yield Select(
                [
                    ("all responses", "all"),
                    ("what the list shows", "listed"),
                    ("reviewed ones", "reviewed"),
                    ("overridden ones", "overridden"),
                    ("disagreed: overridden, or auditors differ", "disagreed"),
                ],
                value="all",
                allow_blank=False,
                id="rows",
                compact=True,
            )
            yield Static("Format")
            yield Select(
                [
                    ("reviews: CSV with everything", "reviews"),
                    ("json: the same as JSON", "json"),
                    ("pipeline 1: the original JSON, one model", "pipeline1"),
                    ("pipeline 2: the original CSV, one model", "pipeline2"),
                ],
                value="reviews",
                allow_blank=False,
                id="format",
                compact=True,
            )
            yield Static("File")
            yield SafeInput(
                "airbench_reviews.csv",
                suggester=PathSuggester(use_cache=False, case_sensitive=True),
                id="path",
                compact=True,
            )
            yield Static(
                "Enter in the file's line writes it · Esc leaves", classes="hint", id="said", markup=False
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
        target = str(Path(path).expanduser())
        chosen = ExportSelection(rows)
        if rows == "listed":
            chosen = ExportSelection("all", within=self._listed, auditor=self._desk.auditor)
        doubts = (target, chosen, await self._doubts(target, chosen))
        if doubts[-1] and doubts != self._told:
            self._told = doubts
            self.query_one("#said", Static).update(f"{doubts[-1]}Enter again writes it · Esc leaves")
            return
        try:
            written = await self._desk.read(exporter.export, kind, target, chosen)
            headlines = kind in ("pipeline1", "pipeline2")
            await self._desk.write(_note_export, self._desk.auditor, chosen, headlines)
        except (AirbenchError, OSError, sqlite3.Error) as error:
            end_if_gone(self)
            self.query_one("#said", Static).update(safe(str(error)))
            return
        self.notify(
            f"{written:,} rows written to {safe(str(Path(target).resolve()))}", markup=False, timeout=8
        )
        end_if_gone(self)
        self.dismiss(None)

    async def _doubts(self, target: str, chosen: ExportSelection) -> str:
        """What nothing can undo once it is written, in sentences; empty where there is no such thing."""
        words = "That file is there already and will be replaced. " if Path(target).is_file() else ""
        waiting = await self._desk.read_for(self, export_rows.hidden_in, self._desk.auditor, chosen)
        if waiting:
            them = "1 answer waits" if waiting == 1 else f"{waiting:,} answers wait"
            words += (
                f"{them} in packets for your verdict: with the judge's score in this file it is not blind. "
            )
        return words

    def action_leave(self) -> None:
        self.dismiss(None)


def _note_export(
    connection: sqlite3.Connection, auditor: int, chosen: ExportSelection, headlines: bool
) -> None:
    with transaction(connection):
        export_rows.expose(connection, auditor, chosen, headlines=headlines)


def _ending(kind: object) -> str:
    return ".csv" if kind == "pipeline2" else ".json"


def _import_all(connection: sqlite3.Connection, path: str, options: Options) -> list[Report]:
    return [importer.import_source(connection, source, options) for source in importer.sources(path, options)]


def _severity(report: Report) -> Any:
    return "warning" if report.rejected or report.unscaled or report.notes else "information"


def _words(report: Report) -> str:
    words = f"{report.rows:,} rows: {report.new:,} new, {report.duplicates:,} known, {len(report.rejected):,} left out."
    if report.judge:
        words += f" Scale {report.polarity}: {report.polarity_evidence}."
    if report.unscaled:
        words += f" {report.unscaled:,} judgments have no score until `airbench-tui polarity` says which way it counts."
    if report.rejected:
        words += f" First left out: row {report.rejected[0].number}, {report.rejected[0].why}."
    return safe(" ".join([words, *report.notes]))
