"""A dialog that exports the screen to a file: a table as CSV or text, a page with its plots as text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from textual import work
from textual.widget import Widget
from textual.widgets import Input, Select

from airbench_tui.errors import AirbenchError
from airbench_tui.interchange.writers import tables
from airbench_tui.interchange.writers.output_file import Output, OutputExistsError
from airbench_tui.text import counted, one_line, safe
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared.dialogs.form_dialog import FormDialog
from airbench_tui.tui.shared.forms.choice import choice
from airbench_tui.tui.shared.forms.form_field import FormField, form_row
from airbench_tui.tui.shared.forms.path_field import EXISTS, path_field
from airbench_tui.tui.shared.shown import ShownTable
from airbench_tui.tui.threads import end_if_gone
from airbench_tui.workspace import expanded

_ENDINGS = "a table as .csv, or as .txt with aligned columns."


class SeenDialog(FormDialog[None]):
    """Fields for the table to export, if there are several, and for the path."""

    HEADING = "Export what is seen"
    DOES = "writes it"

    def __init__(self, desk: Desk, seen: Sequence[ShownTable]) -> None:
        super().__init__()
        self._desk = desk
        self._seen = seen
        self._replacing = ""  # the file that the user was warned exists

    def compose_form(self) -> Iterable[Widget]:
        if len(self._seen) > 1:
            tables = choice("what", [(one_line(table.words, 70), at) for at, table in enumerate(self._seen)])
            yield form_row(FormField("What", tables, explains="the table or page of the screen to write."))
        yield form_row(FormField("File", path_field(self._seen[0].file), explains=_ENDINGS))

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#path"))

    @property
    def _chosen(self) -> ShownTable:
        at = self.query_one("#what", Select).value if len(self._seen) > 1 else 0
        return self._seen[at] if isinstance(at, int) else self._seen[0]

    def on_select_changed(self) -> None:
        chosen = self._chosen
        self.query_one("#path", Input).value = chosen.file
        file = self.query(FormField).last()
        file.explains = "text, as it stands on the screen." if chosen.text else _ENDINGS

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        path = event.value.strip()
        if path:
            self._write(path)

    @work(exclusive=True)
    async def _write(self, path: str) -> None:
        chosen = self._chosen
        try:
            target = expanded(path)
            output = await self._desk.output(str(target), replace=path == self._replacing)
            await self._desk.think(_write, output, chosen)
        except OutputExistsError:
            end_if_gone(self)
            self._replacing = path  # replacing a file cannot be undone: warn once
            self.say(EXISTS)
            return
        except (AirbenchError, OSError, sqlite3.Error) as error:
            end_if_gone(self)
            self.say(str(error))
            return
        what = "The page" if chosen.text else counted(len(chosen.rows), "row")
        self.notify(f"{what} written to {safe(str(target.resolve()))}", markup=False, timeout=8)
        end_if_gone(self)
        self.dismiss(None)


def _write(output: Output, chosen: ShownTable) -> None:
    if chosen.text:
        tables.write_text(output, chosen.text)
    else:
        tables.write_table(output, chosen.headings, chosen.rows)
