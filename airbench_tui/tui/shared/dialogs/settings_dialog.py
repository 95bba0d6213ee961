"""A dialog of an auditor's settings, and of the time they spent on hard categories. Only they see it."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.widgets import Input, Static

from airbench_tui.benchmark import taxonomy
from airbench_tui.store.reviewing import auditors
from airbench_tui.store.reviewing.auditors import Care
from airbench_tui.text import counted, one_line, quote, safe
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared.dialogs.audit_dialog import AuditDialog
from airbench_tui.tui.shared.safe_input import SafeInput

_LISTS = {
    "hard": "Hard to read, veiled in Review (h there and in Browse marks one): ids such as 9.28, 14.3940.16",
    "opted-out": "Not for you: in packets drawn from now on these go to others",
}


class SettingsDialog(AuditDialog[bool]):
    """Fields for the break reminder and two lists of categories; below, codes and time spent on hard categories.

    Ends with whether the veiled categories changed.
    """

    HINT = "Enter keeps it · Tab next field · Esc leaves it as it was"
    SAYS_IN_HINT = True
    FRAME = "settings"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    @property
    def heading(self) -> str:
        return f"Settings of {self._desk.workspace.auditor}"

    def compose_fields(self) -> ComposeResult:
        own = ", ".join(one_line(code, 30) for code in self._desk.settings.own_codes)
        begun = {"hard": self._desk.settings.hard_nodes, "opted-out": self._desk.settings.opted_out}
        yield Static("Remind me of a break after this many minutes of reviewing (0: never)", markup=False)
        yield SafeInput(
            str(self._desk.settings.break_minutes),
            type="integer",
            select_on_focus=False,
            id="minutes",
            compact=True,
        )
        for name, what in _LISTS.items():
            yield Static(what, markup=False)
            yield SafeInput(
                ", ".join(one_line(str(node), 30) for node in begun[name]),
                select_on_focus=False,
                id=name,
                compact=True,
            )
            yield Static(id=f"{name}-names", classes="names", markup=False)
        yield Static(id="care", markup=False)
        yield Static(f"Codes of your own (n in the codes dialog adds): {own or 'none'}", markup=False)

    def on_mount(self) -> None:
        self._read_care()

    @work(exclusive=True)
    async def _read_care(self) -> None:
        found = await self._desk.read_for(
            self,
            auditors.care,
            self._desk.auditor,
            self._desk.settings.hard_nodes,
            self._desk.settings.opted_out,
        )
        self.query_one("#care", Static).update(_care_words(found))

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id in _LISTS:
            nodes = taxonomy.nodes()
            names = [
                nodes[node].name if node in nodes else f"{quote(node, 30)}: no such category"
                for node in _ids(event.value)
            ]
            self.query_one(f"#{event.input.id}-names", Static).update(safe(", ".join(names)) or "none")

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        minutes = self.query_one("#minutes", Input).value
        lists = {name: _ids(self.query_one(f"#{name}", Input).value) for name in _LISTS}
        unknown = [node for ids in lists.values() for node in ids if node not in taxonomy.nodes()]
        if not minutes.isdecimal():
            self.say("Minutes are a whole number, 0 or more")
        elif unknown:
            self.say(f"There is no category {quote(unknown[0], 30)}: write 14, 14.3940 or 14.3940.16")
        else:
            veils = tuple(lists["hard"]) != self._desk.settings.hard_nodes
            await self._desk.settings.keep(
                break_minutes=int(minutes),
                hard=lists["hard"],
                opted_out=sorted(lists["opted-out"]) or None,
            )
            self.dismiss(veils)


def _ids(text: str) -> list[str]:
    """Split node ids at commas and blanks, and drop repeated ones."""
    return list(dict.fromkeys(text.replace(",", " ").split()))


def _care_words(found: list[Care]) -> str:
    """Describe the time spent on each marked category; "" if none is marked."""
    if not found:
        return ""
    lines = [
        f"  {one.node} {one.name} ({one.why}): {counted(one.items, 'item')}, {_time(one.seconds)}"
        for one in found
    ]
    return "\n".join(["What they have cost you so far (for your eyes only):", *lines])


def _time(seconds: float) -> str:
    return f"{seconds / 60:,.0f} min" if seconds >= 60 else f"{seconds:,.0f} s"
