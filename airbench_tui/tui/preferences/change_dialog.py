"""A dialog that changes one setting: a field, what it does, and what to write."""

from __future__ import annotations

from typing import Any, NamedTuple

from textual.app import ComposeResult
from textual.widgets import Input, Static

from airbench_tui.benchmark import taxonomy
from airbench_tui.settings.held import Held
from airbench_tui.settings.kinds import Categories, Number
from airbench_tui.settings.registry import Setting, in_words
from airbench_tui.text import one_line, quote, safe
from airbench_tui.tui.shared.dialogs.audit_dialog import AuditDialog
from airbench_tui.tui.shared.safe_input import SafeInput


class Chosen(NamedTuple):
    """The value that the auditor chose, as the database keeps it; None: what holds without a choice of theirs."""

    value: Any


class ChangeDialog(AuditDialog[Chosen]):
    """A field for the value of one setting. Ends with the choice, or with None if left with Esc."""

    HINT = "Enter keeps it · Esc leaves it as it was"
    SAYS_IN_HINT = True
    FRAME = "change"

    def __init__(self, setting: Setting, own: Any, held: Held, without: Held) -> None:
        """Begin with the auditor's *own* value or what is *held*. *without* is what would hold without their own."""
        super().__init__()
        self._setting = setting
        self._without = without
        # A list that adds up is edited without the parts that others gave.
        self._begun = (own or ()) if setting.adds_up else held.value

    @property
    def heading(self) -> str:
        return self._setting.title

    def compose_fields(self) -> ComposeResult:
        yield Static(self._setting.meaning, markup=False)
        field = SafeInput(_written(self._begun), select_on_focus=False, id="value")
        if isinstance(self._setting.kind, Number):
            field.border_subtitle = self._setting.kind.unit
        yield field
        yield Static(id="value-means", classes="names", markup=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        self.query_one("#value-means", Static).update(safe(self._means(event.value)))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            value = self._setting.kind.check(self._read(event.value))
        except ValueError as error:
            self.say(f"{self._setting.title} {error}")
            return
        nothing = value == () and (self._setting.adds_up or not self._without.value)
        self.dismiss(Chosen(None if nothing else list(value) if isinstance(value, tuple) else value))

    def _read(self, text: str) -> object:
        """Return the value that *text* writes, to be checked."""
        if isinstance(self._setting.kind, Number):
            try:
                return int(text) if self._setting.kind.whole else float(text.replace(",", "."))
            except ValueError:
                return text
        return list(dict.fromkeys(text.replace(",", " ").split()))

    def _means(self, text: str) -> str:
        """Say below the field what it stands for: names of categories, or what others add or would hold."""
        if isinstance(self._setting.kind, Categories):
            nodes = taxonomy.nodes()
            ids = list(dict.fromkeys(text.replace(",", " ").split()))
            names = [
                nodes[node].name if node in nodes else f"{quote(node, 30)}: no such category" for node in ids
            ]
            return ", ".join(names) or "none; ids such as 9.28 or 14.3940.16, separated by commas"
        if self._setting.adds_up:
            return f"Separate them by commas. From {self._without.origin}: {in_words(self._without.value)}"
        weaker = f"{self._without.origin.capitalize()}: {in_words(self._without.value)}"
        return f"{self._setting.kind.words.capitalize()}. {weaker}"


def _written(value: Any) -> str:
    """Return *value* as one would type it."""
    if isinstance(value, list | tuple):
        return ", ".join(one_line(str(one), 60) for one in value)
    return f"{value:g}"
