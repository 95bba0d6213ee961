"""The base of all dialogs: a frame with a title, a line of what its keys do, and Esc leaves."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from airbench_tui.text import safe
from airbench_tui.tui.shared.titles import titled

T = TypeVar("T")


class AuditDialog(ModalScreen[T]):
    """A dialog that ends with a T, or with None when it is left with Esc.

    Two lines may stand at its end: ``#said`` for what :meth:`say` says, and the hint. A dialog that
    composes no line ``#said`` says things in place of its hint.
    """

    BINDINGS = [Binding("escape", "leave", "Leave", show=False)]
    HEADING: ClassVar[str]
    HINT: ClassVar[str] = ""
    SAYS_IN_HINT: ClassVar[bool] = False  # whether :meth:`say` takes the hint's place
    FRAME: ClassVar[str | None] = None  # the id of the frame, for the style sheet

    def compose(self) -> ComposeResult:
        with titled(Vertical(classes="dialog", id=self.FRAME), self.heading):
            yield from self.compose_fields()
            if self.HINT:
                said = "said" if self.SAYS_IN_HINT else None
                yield Static(self.HINT, classes="hint", id=said, markup=False)

    def compose_fields(self) -> ComposeResult:
        """Yield what stands above the hint."""
        raise NotImplementedError

    @property
    def heading(self) -> str:
        """The title in the frame."""
        return self.HEADING

    def say(self, words: str) -> None:
        """Show *words*, which may quote untrusted text, in the line ``#said``."""
        self.query_one("#said", Static).update(safe(words))

    def action_leave(self) -> None:
        """Leave without doing anything."""
        self.dismiss(None)
