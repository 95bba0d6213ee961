"""Help for where the user is: what they can want to do here, and the texts that explain what is shown."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.widgets import Input, Static

from airbench_tui.tui.actions import PLACES, bindings
from airbench_tui.tui.keys.action import Action
from airbench_tui.tui.shared.dialogs.audit_dialog import AuditDialog
from airbench_tui.tui.shared.dialogs.help_list import HelpList, matching
from airbench_tui.tui.shared.dialogs.help_texts import definitions, sections
from airbench_tui.tui.shared.safe_input import SafeInput
from airbench_tui.tui.shared.titles import set_title


class HelpDialog(AuditDialog[Action | None]):
    """A field that filters, above the actions of *places*. Ends with the chosen action, or None.

    The definitions of *figures*, those under the cursor, stand first. ? closes it, too, while the field is empty.
    """

    PLACES = ("help", "dialog")
    BINDINGS = bindings("help")
    FRAME = "help"

    def __init__(self, places: Sequence[str], actions: Sequence[Action], figures: Sequence[str] = ()) -> None:
        super().__init__()
        self._places, self._actions, self._figures = places, actions, figures

    @property
    def heading(self) -> str:
        return f"Help · {PLACES[self._places[0]]}"

    def compose_fields(self) -> ComposeResult:
        yield SafeInput(placeholder="a word or two: undo, next, filter, export, score …", id="wanted")
        yield HelpList()
        yield Static(id="said", markup=False)

    def on_mount(self) -> None:
        field = self.query_one("#wanted", Input)
        set_title(field, "I want to")
        self.query_one("#help").border_subtitle = "Enter does it · ↑ ↓ choose · PgDn reads on · Esc back"
        self.set_focus(field)
        self._show("")

    def _show(self, words: str) -> None:
        wanted = words.lower().split()
        texts = [
            (heading, text)
            for heading, text in sections(self._places)
            if all(word in f"{heading} {text}".lower() for word in wanted)
        ]
        groups = matching(self._actions, words)
        self.query_one(HelpList).show(groups, () if wanted else definitions(self._figures), texts)
        self._explain()

    def _explain(self) -> None:
        chosen = self.query_one(HelpList).chosen
        self.say("Nothing here is called that: try another word" if chosen is None else f"{chosen.help}.")

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.value == "?":  # the key that opened the help
            self.dismiss(None)
        else:
            self._show(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if (chosen := self.query_one(HelpList).chosen) is not None:
            self.dismiss(chosen)

    def on_help_list_picked(self, message: HelpList.Picked) -> None:
        self.dismiss(message.action)

    def action_choose(self, by: int) -> None:
        """Move the cursor by a number of actions."""
        self.query_one(HelpList).move(by)
        self._explain()

    def action_page(self, pages: int) -> None:
        """Scroll by a number of pages."""
        self.query_one(HelpList).page(pages)
