"""The row of screens at the top: where the user is, what waits for them elsewhere, and who they are."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.screen import Screen
from textual.widget import Widget

from airbench_tui.reviewing.waiting import WaitingCounts
from airbench_tui.text import one_line
from airbench_tui.tui.program import program_of

_ACTION = "tab"  # the action of the tab under the mouse, in the style's meta data
SAMPLE = "SAMPLE"
FEWEST_ROWS = 24  # a lower terminal needs the row for texts

# The screens by the name of the action that opens them, in the order of the row.
TABS = {
    "browse": "Browse",
    "review": "Review",
    "triage": "Triage",
    "packets": "Packets",
    "settle": "Disagreements",
    "agreement": "Agreement",
    "explore": "Explore",
    "model_run": "Models",
}


class _Tab(NamedTuple):
    """A tab as drawn: its action, its key, its words, its badge."""

    action: str
    key: str
    words: str
    badge: str

    @property
    def width(self) -> int:
        return cell_len(self.words) + (1 + cell_len(self.badge) if self.badge else 0) + 2

    def short(self) -> _Tab:
        """Return the tab with its key instead of its name."""
        return self._replace(words=self.key or self.words[:3])


class TabRow(Widget):
    """The names of the screens, each with its key underlined and the number of what waits there.

    Where not all names fit, the longest ones shrink to their key first; the active screen always keeps its name.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar = {f"tab-row--{name}" for name in ("active", "badge", "who", "hover")}
    DEFAULT_CSS = """
    TabRow { height: 1; color: $muted; background: $surface1; }
    TabRow .tab-row--active { color: $fg; background: $bg; text-style: bold; }
    TabRow .tab-row--badge { color: $mine; }
    TabRow .tab-row--who { color: $fg; }
    TabRow .tab-row--hover { background: $surface2; }
    """

    def __init__(self, active: str, auditor: str, *, sample: bool) -> None:
        super().__init__()
        self.active = active
        self._auditor = one_line(auditor, 24)
        self._sample = sample
        self._hovered = ""

    def on_mount(self) -> None:
        self.screen.screen_layout_refresh_signal.subscribe(self, self._fit)

    def _fit(self, screen: Screen[object]) -> None:
        """Give the row away in a terminal with few rows, except for sample data, which is always named as such."""
        self.display = screen.size.height >= FEWEST_ROWS or self._sample

    def render(self) -> Text:
        tabs, who = self._fitting(self.size.width)
        line = Text(no_wrap=True)
        for tab in tabs:
            self._append(line, tab)
        gap = self.size.width - line.cell_len - cell_len(who) - 1
        if who and gap >= 0:
            line.append(" " * gap)
            before, sample, name = who.rpartition(SAMPLE)
            line.append(f"{before}{sample}", self._style("who") + Style(bold=True))
            line.append(name if sample else who)
        return line

    def _append(self, line: Text, tab: _Tab) -> None:
        active = tab.action == self.active
        style = Style(meta={_ACTION: tab.action}) + (
            self._style("active")
            if active
            else self._style("hover")
            if tab.action == self._hovered
            else Style()
        )
        before, key, after = tab.words.partition(tab.key)
        line.append(f" {before}", style)
        line.append(key, style + Style(underline=True))
        line.append(after, style)
        if tab.badge:
            line.append(f" {tab.badge}", style + Style(color=self._style("badge").color))
        line.append(" ", style)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"tab-row--{name}", partial=True)

    def _fitting(self, width: int) -> tuple[list[_Tab], str]:
        """Return the tabs and the words at the right that fit into *width* cells.

        All names matter more than the auditor's name, and the word SAMPLE more than all names. Where there is no room
        for all names, the longest ones give way first: more names are left than if all did.
        """
        names = (f"{SAMPLE}  {self._auditor}", SAMPLE) if self._sample else (self._auditor, "")
        whole = self._tabs()
        longest = sorted(
            (tab.action for tab in whole if tab.action != self.active),
            key=lambda action: -len(TABS[action]),
        )
        for count in range(len(longest) + 1):
            tabs = [tab.short() if tab.action in longest[:count] else tab for tab in whole]
            room = width - sum(tab.width for tab in tabs)
            for who in names:
                if (cell_len(who) + 2 if who else 0) <= room:
                    return tabs, who
        return [tab if tab.action == self.active else tab.short() for tab in whole], ""

    def _tabs(self) -> list[_Tab]:
        program = program_of(self)
        waits = _badges(program.waiting)
        found = []
        for action, name in TABS.items():
            key = program.key(f"app.{action}")
            words = name if key and key in name else f"{key} {name}".strip()
            found.append(_Tab(action, key, words, waits.get(action, "")))
        return found

    # -- the mouse ----------------------------------------------------------------------------

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._hover(event.style.meta.get(_ACTION, ""))

    def on_leave(self) -> None:
        self._hover("")

    def _hover(self, action: str) -> None:
        if action != self._hovered:
            self._hovered = action
            self.refresh()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Open the screen whose tab was clicked."""
        action = event.style.meta.get(_ACTION, "")
        if action and action != self.active:
            # Not awaited: the action removes this screen, and removal waits for the screen's handlers to end.
            self.app.run_worker(self.app.run_action(f"app.{action}"))


def _badges(waits: WaitingCounts | None) -> dict[str, str]:
    """Return the numbers to show by tab. A number that is 0 or not known is left out."""
    if waits is None:
        return {}
    counts = {"triage": waits.triage, "packets": waits.packets, "settle": waits.disagreements}
    return {action: f"{count:,}" for action, count in counts.items() if count}
