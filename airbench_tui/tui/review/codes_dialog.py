"""A dialog for the codes of a response, which name the reasons for its verdict."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList

from airbench_tui.reviewing.codes import CODES
from airbench_tui.text import one_line
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared.dialogs.list_dialog import ListDialog
from airbench_tui.tui.shared.safe_input import SafeInput


class CodesDialog(ListDialog[tuple[str, ...] | None]):
    """A list of codes to tick, with a field for adding the auditor's own. Ends with None if left with Esc."""

    HEADING = "Codes: why"
    HINT = "Space ticks · + adds your own · Enter keeps · Esc leaves it as it was"
    PLACES = ("codes", "list_dialog", "dialog")
    BINDINGS = bindings("codes")

    def __init__(self, desk: Desk, chosen: tuple[str, ...]) -> None:
        super().__init__()
        self._desk = desk
        self._known = dict(CODES)
        for code in (*desk.settings.own_codes, *chosen):
            self._known.setdefault(code, "your own")
        self._chosen = set(chosen)

    def compose_fields(self) -> ComposeResult:
        yield OptionList(*(self._prompt(code) for code in self._known), id="codes", compact=True)
        line = SafeInput(placeholder="A code of your own, one word", id="own-code", compact=True)
        line.display = False  # until the auditor asks for it
        yield line

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._tick(event.option_index)  # reached by a click only: the binding of Enter comes first

    def action_tick(self) -> None:
        """Tick or untick the code under the cursor."""
        codes = self.options
        if codes.has_focus and codes.highlighted is not None:
            self._tick(codes.highlighted)

    def action_new(self) -> None:
        """Show the field for a code of the auditor's own."""
        line = self.query_one("#own-code", Input)
        line.display = True
        line.focus()

    async def action_done(self) -> None:
        """Keep the ticked codes; in the field, add its code to the list instead."""
        codes, line = self.options, self.query_one("#own-code", Input)
        if not line.has_focus:
            self.dismiss(tuple(code for code in self._known if code in self._chosen))
            return
        # Exports separate codes with semicolons, so a code must not contain one.
        code = "-".join(line.value.replace(";", " ").split())
        if code and code not in self._known:
            self._known[code] = "your own"
            self._chosen.add(code)
            codes.add_option(self._prompt(code))
            await self._desk.settings.add_code(code)
        line.value = ""
        line.display = False
        codes.focus()

    def _tick(self, index: int) -> None:
        code = list(self._known)[index]
        self._chosen ^= {code}
        self.options.replace_option_prompt_at_index(index, self._prompt(code))

    def _prompt(self, code: str) -> Content:
        box = "[x]" if code in self._chosen else "[ ]"
        return Content(f"{box} {one_line(code, 30):<12} {self._known[code]}")
