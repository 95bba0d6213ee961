"""A dialog that imports a file."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable
from typing import Any

from textual import work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Select, Static

from airbench_tui.errors import AirbenchError
from airbench_tui.interchange.importing import importer
from airbench_tui.interchange.importing.import_report import Report
from airbench_tui.interchange.importing.importer import Options
from airbench_tui.interchange.readers.detect import detect
from airbench_tui.interchange.readers.registry import KNOWN_FORMATS, READERS
from airbench_tui.text import quote, safe
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared.dialogs.form_dialog import FormDialog
from airbench_tui.tui.shared.forms.choice import choice
from airbench_tui.tui.shared.forms.form_field import FormField, form_row
from airbench_tui.tui.shared.forms.path_field import path_field
from airbench_tui.tui.shared.safe_input import SafeInput
from airbench_tui.tui.threads import end_if_gone
from airbench_tui.workspace import expanded

_PAUSE = 0.3  # seconds without a change before the file is looked at
_NOTHING_YET = "nothing is stored yet"


class ImportDialog(FormDialog[bool]):
    """Fields for the path, the model and the polarity. Ends with whether anything was imported."""

    HEADING = "Import"
    DOES = "reads it"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._read = False
        self._busy = False

    def compose_form(self) -> Iterable[Widget]:
        yield form_row(
            FormField(
                "File or folder", path_field(placeholder="path"), unit="→ completes", explains=KNOWN_FORMATS
            )
        )
        yield form_row(
            FormField(
                "Model",
                SafeInput(id="model", compact=True),
                unit="may stay empty",
                explains="the model that answered, where the file does not say.",
            )
        )
        polarity = [("found out from the file", "auto"), ("1 = safe", "1-safe"), ("0 = safe", "0-safe")]
        yield form_row(
            FormField(
                "Scores",
                choice("polarity", polarity),
                explains="which score counts as safe. The judge's reasons in the file tell, with rare exceptions.",
            ),
            FormField(
                "Reviews under your name",
                choice("accept", [("may be somebody else's", ""), ("are mine", "yes")]),
                explains="they count as yours only if you say so, in a file with other people's reviews.",
            ),
        )

    def compose_preview(self) -> Iterable[Widget]:
        yield Static(_NOTHING_YET, id="recognised", classes="preview", markup=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id == "path":
            self._recognise(event.value.strip())

    @work(exclusive=True, group="recognise")
    async def _recognise(self, path: str) -> None:
        """Show what the file is, once the user pauses."""
        await asyncio.sleep(_PAUSE)
        end_if_gone(self)
        words = Content(_NOTHING_YET)
        if path:
            try:
                words = Content.assemble(
                    (await self._desk.think(_kind, path), "bold $mine"), f" · {_NOTHING_YET}"
                )
            except (AirbenchError, OSError, ValueError) as error:  # ValueError: a null character was pasted
                words = Content.styled(safe(str(error)), "$muted")
        end_if_gone(self)
        self.query_one("#recognised", Static).update(words)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        path = self.query_one("#path", Input).value.strip()
        if path and not self._busy:
            self._busy = True
            self.say("Reading …")
            self._import(path)

    @work
    async def _import(self, path: str) -> None:
        polarity: Any = self.query_one("#polarity", Select).value
        options = Options(
            model=self.query_one("#model", Input).value.strip() or None,
            polarity=polarity,
            auditor=self._desk.workspace.auditor,
            accept=bool(self.query_one("#accept", Select).value),
        )
        try:
            reports = await self._desk.write(_import_all, str(expanded(path)), options)
        except AirbenchError as error:
            self.say(str(error))
            return
        except (OSError, sqlite3.Error) as error:
            self.say(f"{quote(path, 200)} could not be read: {error}")
            return
        finally:
            self._busy = False
        self._read = True
        for line in await self._desk.link_rubrics():
            self.notify(line, markup=False, timeout=12)
        for report in reports:
            self.notify(_words(report), markup=False, timeout=12, severity=_severity(report))
        self.dismiss(True)

    def action_leave(self) -> None:
        if not self._busy:
            self.dismiss(self._read)


def _kind(path: str) -> str:
    """Say what a file is. Raises InputError as ``detect`` does. A folder is searched only once it is to be read."""
    target = expanded(path)
    return "a folder: looked through for HELM runs" if target.is_dir() else READERS[detect(target)].NAME


def _import_all(connection: sqlite3.Connection, path: str, options: Options) -> list[Report]:
    return [importer.import_source(connection, source, options) for source in importer.sources(path, options)]


def _severity(report: Report) -> Any:
    return "warning" if report.rejected or report.unscaled or report.notes else "information"


def _words(report: Report) -> str:
    words = f"{report.rows:,} rows: {report.new:,} new, {report.duplicates:,} known, {report.left_out:,} left out."
    if report.judge:
        words += f" Scale {report.polarity}: {report.polarity_evidence}."
    if report.unscaled:
        words += f" {report.unscaled:,} judgments have no score until `airbench-tui polarity` says which way it counts."
    if report.rejected:
        words += f" First left out: row {report.rejected[0].number}, {report.rejected[0].why}."
    return safe(" ".join([words, *report.notes]))
