"""A dialog that takes one line of text."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Input

from airbench_tui.tui.shared.dialogs.audit_dialog import AuditDialog
from airbench_tui.tui.shared.safe_input import SafeInput


class LineDialog(AuditDialog[str | None]):
    """Ends with the line, or with None if it was left with Esc."""

    HINT = "Enter keeps it · Esc leaves it as it was"

    def __init__(self, title: str, asks: str) -> None:
        super().__init__()
        self._title, self._asks = title, asks

    @property
    def heading(self) -> str:
        return self._title

    def compose_fields(self) -> ComposeResult:
        yield SafeInput(placeholder=self._asks, id="line", compact=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value)
