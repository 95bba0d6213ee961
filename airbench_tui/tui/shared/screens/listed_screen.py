"""The base of screens whose keys move the cursor of one list."""

from __future__ import annotations

from textual.widgets import OptionList

from airbench_tui.tui.shared.screens.audit_screen import AuditScreen


class ListedScreen(AuditScreen):
    """Holds one OptionList. It never has the focus: every key belongs to the screen."""

    @property
    def options(self) -> OptionList:
        """The list."""
        return self.query_one(OptionList)

    def on_mount(self) -> None:
        self.options.can_focus = False

    def action_cursor_down(self) -> None:
        self.options.action_cursor_down()

    def action_cursor_up(self) -> None:
        self.options.action_cursor_up()

    def action_first(self) -> None:
        self.options.action_first()

    def action_last(self) -> None:
        self.options.action_last()
