"""The base of dialogs that only show text."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from textual.app import ComposeResult

from airbench_tui.tui.shared.dialogs.audit_dialog import AuditDialog
from airbench_tui.tui.shared.text_pane import TextPane


class TextDialog(AuditDialog[None]):
    """A dialog of texts under headings, which scroll."""

    HINT = "Space scrolls · Esc goes back"

    @abstractmethod
    def text_sections(self) -> Sequence[tuple[str, str]]:
        """Return headings and texts."""

    def compose_fields(self) -> ComposeResult:
        yield TextPane(id="text")

    def on_mount(self) -> None:
        pane = self.query_one(TextPane)
        pane.set_sections(self.text_sections())
        pane.focus()
