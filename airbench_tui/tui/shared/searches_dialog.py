"""Saved searches: filters that an auditor gave names, to keep, take up again and forget."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from airbench_tui.errors import FilterError
from airbench_tui.store.reading.filters.parser import in_words, parse
from airbench_tui.text import one_line, safe
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared.list_dialog import ListDialog
from airbench_tui.tui.shared.safe_input import SafeInput
from airbench_tui.tui.shared.titles import titled


class SearchesDialog(ListDialog[str | None]):
    """Ends with the filter that was picked, None when left with Esc. A line keeps the one in force."""

    BINDINGS = [
        Binding("delete,d", "forget", "Forget", show=False),
        Binding("n", "new", "Save the filter in force", show=False),
    ]

    def __init__(self, desk: Desk, expression: str) -> None:
        super().__init__()
        self._desk = desk
        self._expression = expression

    def compose(self) -> ComposeResult:
        with titled(Vertical(classes="dialog"), "Saved searches"):
            yield OptionList(id="searches", compact=True)
            yield SafeInput(placeholder="A name for the filter in force", id="search-name", compact=True)
            yield Static(id="said", markup=False)
            yield Static(
                "Enter takes it up · n saves the filter in force · d forgets · Esc leaves",
                classes="hint",
                markup=False,
            )

    def on_mount(self) -> None:
        self.query_one("#search-name").display = False
        self._list()
        self.set_focus(self.query_one(OptionList))

    def _list(self) -> None:
        found = self.query_one(OptionList)
        found.clear_options()
        for name, expression in self._desk.settings.searches.items():
            found.add_option(Content(f"{one_line(name, 30):<30} {one_line(expression, 200)}"))
        found.highlighted = 0 if self._desk.settings.searches else None
        self._say("" if self._desk.settings.searches else "None yet: / sets a filter, then n here saves it.")

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        expression = list(self._desk.settings.searches.values())[event.option_index]
        try:
            self._say(in_words(parse(expression)))
        except FilterError as error:  # an older program knew a field that this one does not
            self._say(str(error))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        expression = list(self._desk.settings.searches.values())[event.option_index]
        try:
            parse(expression)
        except FilterError as error:
            self._say(str(error))
        else:
            self.dismiss(expression)

    def action_new(self) -> None:
        """Ask for a name for the filter in force."""
        if not self._expression:
            self._say("No filter is in force: / sets one.")
            return
        line = self.query_one("#search-name", Input)
        line.display = True
        line.focus()
        self._say(self._expression)

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        name = " ".join(event.value.split())
        if name:
            await self._desk.settings.keep(searches={**self._desk.settings.searches, name: self._expression})
            event.input.value = ""
            event.input.display = False
            self._list()
            self.query_one(OptionList).focus()

    async def action_forget(self) -> None:
        """Forget the search under the cursor."""
        at = self.query_one(OptionList).highlighted
        if at is not None:
            gone = list(self._desk.settings.searches)[at]
            rest = {name: kept for name, kept in self._desk.settings.searches.items() if name != gone}
            await self._desk.settings.keep(searches=rest)
            self._list()

    def _say(self, words: str) -> None:
        self.query_one("#said", Static).update(safe(words))
