"""A dialog that takes one line of text."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Input

from airbench_tui.tui.shared.dialogs.form_dialog import FormDialog
from airbench_tui.tui.shared.forms.form_field import FormField, form_row
from airbench_tui.tui.shared.safe_input import SafeInput


class LineDialog(FormDialog[str | None]):
    """Ends with the line, or with None if it was left with Esc."""

    DOES = "keeps it"

    def __init__(self, title: str, asks: str) -> None:
        super().__init__()
        self._title, self._asks = title, asks

    @property
    def heading(self) -> str:
        return self._title

    def compose_form(self) -> Iterable[Widget]:
        yield form_row(FormField(self._title, SafeInput(id="line", compact=True), explains=self._asks))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value)
