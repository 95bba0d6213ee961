"""A dialog that takes one line of text."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Input

from airbench_tui.text import one_line
from airbench_tui.tui.shared.dialogs.audit_dialog import AuditDialog
from airbench_tui.tui.shared.safe_input import SafeInput


class NoteDialog(AuditDialog[str | None]):
    """Ends with the line, or with None if it was left with Esc.

    An unchanged line also ends with None, unless the line *answers* a question.
    """

    HINT = "Enter keeps it · Esc leaves it as it was"
    LONGEST: ClassVar = 4000

    def __init__(
        self,
        note: str,
        title: str = "Note",
        asks: str = "What should others know of this?",
        *,
        answers: bool = False,
    ) -> None:
        super().__init__()
        self._title, self._asks, self._answers = title, asks, answers
        # A stored note may contain characters that a terminal would obey: the field shows them in visible form.
        self._begun = one_line(note, self.LONGEST)

    @property
    def heading(self) -> str:
        return self._title

    def compose_fields(self) -> ComposeResult:
        yield SafeInput(
            self._begun,
            placeholder=self._asks,
            select_on_focus=False,
            id="note",
            compact=True,
        )

    def on_mount(self) -> None:
        self.set_focus(self.query_one(Input))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        # The field shows a note of several lines as one line: keep the stored note if the field was not edited.
        same = event.value == self._begun and not self._answers
        self.dismiss(None if same else event.value)
