"""The base of dialogs that show a list."""

from __future__ import annotations

from typing import TypeVar

from textual.binding import Binding
from textual.widgets import OptionList

from airbench_tui.tui.shared.dialogs.audit_dialog import AuditDialog

T = TypeVar("T")


class ListDialog(AuditDialog[T]):
    """A dialog with one OptionList, which has the focus. j and k move its cursor, too."""

    BINDINGS = [
        Binding("j", "down", "Next", show=False),
        Binding("k", "up", "Before", show=False),
    ]

    @property
    def options(self) -> OptionList:
        """Return the list."""
        return self.query_one(OptionList)

    def on_mount(self) -> None:
        self.set_focus(self.options)

    def action_down(self) -> None:
        self.options.action_cursor_down()

    def action_up(self) -> None:
        self.options.action_cursor_up()
