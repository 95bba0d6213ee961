"""Small dialogs of Review: a note, codes."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

from airbench_tui.reviewing.codes import CODES
from airbench_tui.text import one_line
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared.safe_input import SafeInput
from airbench_tui.tui.shared.titles import titled

_LEAVE = Binding("escape", "leave", "Leave it as it was", show=False)


class NoteDialog(ModalScreen[str | None]):
    """One line of text; None when left with Esc, or as it was unless it *answers* a question."""

    BINDINGS = [_LEAVE]
    LONGEST: ClassVar = 4000

    def __init__(
        self,
        note: str,
        title: str = "Note",
        asks: str = "What should others know of this?",
        *,
        answers: bool = False,
    ) -> None:
        super().__init__()
        self._title, self._asks, self._answers = title, asks, answers
        # A stored note may hold what a terminal would obey: it is edited in its visible form.
        self._begun = one_line(note, self.LONGEST)

    def compose(self) -> ComposeResult:
        with titled(Vertical(classes="dialog"), self._title):
            yield SafeInput(
                self._begun,
                placeholder=self._asks,
                select_on_focus=False,
                id="note",
                compact=True,
            )
            yield Static("Enter keeps it · Esc leaves it as it was", classes="hint", markup=False)

    def on_mount(self) -> None:
        self.set_focus(self.query_one(Input))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        # Left as it was, it stays what it was: the line shows lines and signs of a note as one line.
        same = event.value == self._begun and not self._answers
        self.dismiss(None if same else event.value)

    def action_leave(self) -> None:
        self.dismiss(None)


class CodesDialog(ModalScreen[tuple[str, ...] | None]):
    """Codes to tick; a line takes one of the auditor's own. None when left with Esc."""

    BINDINGS = [
        _LEAVE,
        Binding("enter", "done", "Keep", show=False, priority=True),
        Binding("space", "tick", "Tick", show=False),
        Binding("n", "new", "A code of your own", show=False),
    ]

    def __init__(self, desk: Desk, chosen: tuple[str, ...]) -> None:
        super().__init__()
        self._desk = desk
        self._known = dict(CODES)
        for code in (*desk.settings.own_codes, *chosen):
            self._known.setdefault(code, "your own")
        self._chosen = set(chosen)

    def compose(self) -> ComposeResult:
        with titled(Vertical(classes="dialog"), "Codes: why"):
            yield OptionList(*(self._prompt(code) for code in self._known), id="codes", compact=True)
            yield SafeInput(placeholder="A code of your own, one word", id="own-code", compact=True)
            yield Static(
                "1-9 or Space tick · n adds your own · Enter keeps · Esc leaves it as it was",
                classes="hint",
                markup=False,
            )

    def on_mount(self) -> None:
        self.query_one("#own-code").display = False
        self.set_focus(self.query_one(OptionList))

    def on_key(self, event: events.Key) -> None:
        codes = self.query_one(OptionList)
        if codes.has_focus and event.key.isdigit() and 0 < int(event.key) <= len(self._known):
            self._tick(int(event.key) - 1)
            event.stop()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._tick(event.option_index)  # a click; Enter is taken before it gets here

    def action_tick(self) -> None:
        """Tick or untick the code under the cursor."""
        codes = self.query_one(OptionList)
        if codes.has_focus and codes.highlighted is not None:
            self._tick(codes.highlighted)

    def action_new(self) -> None:
        """Show the line for a code of one's own."""
        line = self.query_one("#own-code", Input)
        line.display = True
        line.focus()

    async def action_done(self) -> None:
        """Keep what is ticked; from the line, add the code first."""
        codes, line = self.query_one(OptionList), self.query_one("#own-code", Input)
        if not line.has_focus:
            self.dismiss(tuple(code for code in self._known if code in self._chosen))
            return
        # Exports separate codes with semicolons.
        code = "-".join(line.value.replace(";", " ").split())
        if code and code not in self._known:
            self._known[code] = "your own"
            self._chosen.add(code)
            codes.add_option(self._prompt(code))
            await self._desk.settings.keep(codes=[*self._desk.settings.own_codes, code])
        line.value = ""
        line.display = False
        codes.focus()

    def action_leave(self) -> None:
        self.dismiss(None)

    def _tick(self, index: int) -> None:
        code = list(self._known)[index]
        self._chosen ^= {code}
        self.query_one(OptionList).replace_option_prompt_at_index(index, self._prompt(code))

    def _prompt(self, code: str) -> Content:
        number = list(self._known).index(code) + 1
        key = str(number) if number < 10 else " "
        box = "[x]" if code in self._chosen else "[ ]"
        return Content(f"{box} {key} {one_line(code, 30):<12} {self._known[code]}")
