"""The base of screens whose keys move the cursor of a single list."""

from __future__ import annotations

from textual.widgets import OptionList

from airbench_tui.tui.shared.screens.audit_screen import AuditScreen


class ListedScreen(AuditScreen):
    """A screen with one OptionList, which never has the focus: the screen handles every key."""

    @property
    def options(self) -> OptionList:
        """Return the list."""
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
