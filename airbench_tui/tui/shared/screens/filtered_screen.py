"""The base of screens that show the responses a filter matches."""

from __future__ import annotations

from abc import abstractmethod

from airbench_tui.tui.shared.filter_bar import FilterBar
from airbench_tui.tui.shared.screens.audit_screen import AuditScreen


class FilteredScreen(AuditScreen):
    """A screen with a FilterBar. Its filter comes from the bar or from the saved searches."""

    @property
    @abstractmethod
    def filter_in_force(self) -> str:
        """Return the filter as its user would write it, "" for none."""

    @abstractmethod
    def apply_filter(self, expression: str) -> None:
        """Show the responses that *expression* matches. Raises FilterError if it cannot be parsed."""

    @abstractmethod
    def focus_filtered(self) -> None:
        """Focus the widget that shows the matching responses."""

    def action_filter(self) -> None:
        """Open the filter line."""
        self.query_one(FilterBar).open(self.filter_in_force)

    def action_clear_filter(self) -> None:
        """Remove the filter, so that everything is shown."""
        self.apply_filter("")

    async def action_searches(self) -> None:
        """Apply a saved search, or save the filter in force."""
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
