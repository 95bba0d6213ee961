"""A dialog that asks before a key goes over plain http to another machine."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.widgets import Static

from airbench_tui.text import safe
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.program import program_of
from airbench_tui.tui.shared.dialogs.audit_dialog import AuditDialog


class PlainHttpDialog(AuditDialog[bool | None]):
    """Names the keys and their way. Ends with True if the user allows it, else None."""

    HEADING = "A key without encryption"
    PLACES = ("plain_http", "dialog")
    BINDINGS = bindings("plain_http")

    def __init__(self, exposed: Sequence[str]) -> None:
        super().__init__()
        self._exposed = exposed

    @property
    def hint(self) -> str:
        key = program_of(self).key
        return f"{key('plain_http.allow')} sends it · {key('dialog.leave')} starts nothing"

    def compose_fields(self) -> ComposeResult:
        lines = [f"{words[0].upper()}{words[1:]}." for words in self._exposed]
        yield Static(
            safe("\n".join([*lines, "Others on the way can read it. An https address keeps it secret."])),
            markup=False,
        )

    def action_allow(self) -> None:
        """Allow it for this start of the run."""
        self.dismiss(True)
