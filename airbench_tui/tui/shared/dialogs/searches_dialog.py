"""A dialog of saved searches: filters that an auditor named, to apply, save and forget."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from airbench_tui.errors import FilterError
from airbench_tui.store.reading.filters.parser import in_words, parse
from airbench_tui.text import one_line
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.program import program_of
from airbench_tui.tui.shared.dialogs.list_dialog import ListDialog
from airbench_tui.tui.shared.forms.form_field import FormField
from airbench_tui.tui.shared.safe_input import SafeInput


class SearchesDialog(ListDialog[str | None]):
    """Ends with the filter that was picked, or None if left with Esc. A field saves the filter in force."""

    HEADING = "Saved searches"
    PLACES = ("searches", "list_dialog", "dialog")
    BINDINGS = bindings("searches")

    def __init__(self, desk: Desk, expression: str) -> None:
        super().__init__()
        self._desk = desk
        self._expression = expression

    @property
    def hint(self) -> str:
        key = program_of(self).key
        words = f"{key('searches.new')} saves the filter · {key('searches.forget')} forgets"
        return f"Enter applies · {words} · {key('dialog.leave')} leaves"

    def compose_fields(self) -> ComposeResult:
        yield OptionList(id="searches", compact=True)
        name = FormField("A name for the filter in force", SafeInput(id="search-name", compact=True))
        name.display = False  # until a name is asked for
        yield name
        yield Static(id="said", markup=False)

    def on_mount(self) -> None:
        self._list()

    def _list(self) -> None:
        found = self.options
        found.clear_options()
        for name, expression in self._desk.settings.searches.items():
            found.add_option(Content(f"{one_line(name, 30):<30} {one_line(expression, 200)}"))
        found.highlighted = 0 if self._desk.settings.searches else None
        key = program_of(self).key
        none = f"None yet: {key('browse.filter')} sets a filter, then {key('searches.new')} here saves it."
        self.say("" if self._desk.settings.searches else none)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        expression = list(self._desk.settings.searches.values())[event.option_index]
        try:
            self.say(in_words(parse(expression)))
        except FilterError as error:  # saved by a program that knew a field which this one does not know
            self.say(str(error))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        expression = list(self._desk.settings.searches.values())[event.option_index]
        try:
            parse(expression)
        except FilterError as error:
            self.say(str(error))
        else:
            self.dismiss(expression)

    def action_new(self) -> None:
        """Ask for a name for the filter in force."""
        if not self._expression:
            self.say(f"No filter is in force: {program_of(self).key('browse.filter')} sets one.")
            return
        field = self.query_one(FormField)
        field.display = True
        field.field.focus()
        self.say(self._expression)

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        name = " ".join(event.value.split())
        if name:
            await self._desk.settings.keep(searches={**self._desk.settings.searches, name: self._expression})
            event.input.value = ""
            self.query_one(FormField).display = False
            self._list()
            self.options.focus()

    async def action_forget(self) -> None:
        """Forget the search under the cursor."""
        at = self.options.highlighted
        if at is not None:
            gone = list(self._desk.settings.searches)[at]
            rest = {name: kept for name, kept in self._desk.settings.searches.items() if name != gone}
            await self._desk.settings.keep(searches=rest)
            self._list()
