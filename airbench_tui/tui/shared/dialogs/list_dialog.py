"""The base of dialogs that show a list."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.widgets import OptionList

from airbench_tui.tui.actions import bindings
from airbench_tui.tui.shared.dialogs.audit_dialog import AuditDialog

T = TypeVar("T")


class ListDialog(AuditDialog[T]):
    """A dialog with one OptionList, which has the focus. j, k, g and G move its cursor, too."""

    PLACES: ClassVar[tuple[str, ...]] = ("list_dialog", "dialog")
    BINDINGS = bindings("list_dialog")

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

    def action_first(self) -> None:
        self.options.action_first()

    def action_last(self) -> None:
        self.options.action_last()
