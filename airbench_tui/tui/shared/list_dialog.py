"""What dialogs that are a list have in common: j and k, and Esc leaves."""

from __future__ import annotations

from typing import TypeVar

from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import OptionList

T = TypeVar("T")


class ListDialog(ModalScreen[T]):
    """Holds one OptionList, which has the focus. Left with Esc it ends with None."""

    BINDINGS = [
        Binding("escape", "leave", "Leave", show=False),
        Binding("j", "down", "Next", show=False),
        Binding("k", "up", "Before", show=False),
    ]

    def action_down(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        self.query_one(OptionList).action_cursor_up()

    def action_leave(self) -> None:
        self.dismiss(None)
