"""The base of screens that show what a filter matches."""

from __future__ import annotations

from airbench_tui.tui.shared.filter_bar import FilterBar
from airbench_tui.tui.shared.screens.audit_screen import AuditScreen


class FilteredScreen(AuditScreen):
    """Holds a FilterBar, and takes a filter from it or from the saved searches."""

    @property
    def filter_in_force(self) -> str:
        """The filter as somebody writes it, "" for none."""
        raise NotImplementedError

    def apply_filter(self, expression: str) -> None:
        """Show what *expression* matches. Raises FilterError when it cannot be understood."""
        raise NotImplementedError

    def focus_filtered(self) -> None:
        """Give the focus to what the filter chose."""
        raise NotImplementedError

    def action_filter(self) -> None:
        """Open the line that takes a filter."""
        self.query_one(FilterBar).open(self.filter_in_force)

    def action_clear_filter(self) -> None:
        """Show everything again."""
        self.apply_filter("")

    async def action_searches(self) -> None:
        """Take up a saved search, or save the filter in force."""
        from airbench_tui.tui.shared.dialogs.searches_dialog import SearchesDialog

        def picked(expression: str | None) -> None:
            if expression is not None:
                self.apply_filter(expression)

        await self.app.push_screen(SearchesDialog(self.desk, self.filter_in_force), picked)

    def on_filter_bar_applied(self, message: FilterBar.Applied) -> None:
        self.apply_filter(message.expression)
        self.focus_filtered()

    def on_filter_bar_closed(self) -> None:
        self.focus_filtered()
