"""The base of all dialogs: a frame with a title and a line of key hints. Esc leaves it."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from airbench_tui.text import safe
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.shared.key_notice import KeyNotice
from airbench_tui.tui.shared.titles import titled
from airbench_tui.tui.steady import Steady

T = TypeVar("T")


class AuditDialog(Steady, ModalScreen[T]):
    """A dialog that ends with a T, or with None when it is left with Esc.

    A dialog may end with two lines: ``#said``, which shows messages (:meth:`say`), and the hint. A dialog
    without a line ``#said`` shows messages in place of the hint.
    """

    BINDINGS = bindings("dialog")
    PLACES: ClassVar[tuple[str, ...]] = ("dialog",)  # keys of ``actions.PLACES``, nearest first
    HEADING: ClassVar[str]
    HINT: ClassVar[str] = ""
    SAYS_IN_HINT: ClassVar[bool] = False  # whether messages replace the hint
    FRAME: ClassVar[str | None] = None  # the id of the frame, for the style sheet

    def compose(self) -> ComposeResult:
        with titled(Vertical(classes="dialog", id=self.FRAME), self.heading):
            yield from self.compose_fields()
            if self.hint:
                said = "said" if self.SAYS_IN_HINT else None
                yield Static(self.hint, classes="hint", id=said, markup=False)
        yield KeyNotice()

    def tell_no_meaning(self, words: str) -> None:
        """Show that the key just pressed means nothing here."""
        self.query_one(KeyNotice).say(words)

    @abstractmethod
    def compose_fields(self) -> ComposeResult:
        """Yield the widgets above the hint."""

    @property
    def heading(self) -> str:
        """Return the title in the frame."""
        return self.HEADING

    @property
    def hint(self) -> str:
        """Return the line of key hints, "" for none."""
        return self.HINT

    def say(self, words: str) -> None:
        """Show a message in the line ``#said``. *words* may quote untrusted text."""
        self.query_one("#said", Static).update(safe(words))

    async def action_refresh(self) -> None:
        """Read again what the dialog shows of the database. By default it shows nothing of it."""

    def keep_draft(self) -> None:
        """Keep what was written here and is not saved, because the program ends. By default that is nothing."""

    def action_leave(self) -> None:
        """Close the dialog without doing anything."""
        self.dismiss(None)
