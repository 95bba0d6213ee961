"""The key bar at the bottom: the keys that work on the screen, each of which can be clicked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, NamedTuple, Protocol, runtime_checkable

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.screen import Screen
from textual.widget import Widget

from airbench_tui.tui.actions import action_of, in_order

_AT_THE_RIGHT = ("help", "command_palette")
_KEY = "key"  # the key under the mouse, in the style's meta data


@runtime_checkable
class HasKeyWords(Protocol):
    """A screen whose words for keys follow its state."""

    def key_words(self) -> Mapping[str, str]:
        """Return words for the key bar by action, "" to leave a key out, where they differ from the registry's."""


class _Entry(NamedTuple):
    """A key of the bar: its name as shown, its effect in a word and in a sentence, and whether it works now.

    ``leads`` tells whether it stands before the others, ``ends`` whether at the right.
    """

    key: str
    shown: str
    label: str
    works: bool
    tooltip: str
    leads: bool
    ends: bool


class _Group(NamedTuple):
    """Keys side by side that share a word, such as ``1 5 0 decide``."""

    entries: tuple[_Entry, ...]

    @property
    def label(self) -> str:
        return self.entries[0].label

    @property
    def width(self) -> int:
        return sum(cell_len(entry.shown) + 1 for entry in self.entries) + cell_len(self.label)


class KeyBar(Widget):
    """A line of keys: those that decide, a rule, the screen's others, and at the right those for help.

    A key is shown with its word or not at all; the first one that does not fit ends the others. One widget draws
    it all, because Textual's Footer makes a widget for each key anew whenever the focus moves.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar = {f"key-bar--{name}" for name in ("lead", "rule", "key", "label", "hover")}
    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; padding: 0 1; color: $muted; background: $surface1; }
    KeyBar .key-bar--lead { color: $fg; }
    KeyBar .key-bar--rule { color: $line; }
    KeyBar .key-bar--key { color: $focus; text-style: bold; }
    KeyBar .key-bar--label { color: $muted; }
    KeyBar .key-bar--hover { background: $surface2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._entries: dict[str, _Entry] = {}
        self._hovered: str | None = None

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._change)

    def renew(self) -> None:
        """Show the keys again, because the words for some of them may have changed."""
        self._change(self.screen)

    def _change(self, screen: Screen[object]) -> None:
        """Show the bindings that are active now. They stay as they are while the terminal has no focus."""
        if not self.app.app_focus:
            return
        words: Mapping[str, str] = screen.key_words() if isinstance(screen, HasKeyWords) else {}
        entries: dict[str, _Entry] = {}
        known: set[str] = set()
        active_bindings = screen.active_bindings
        for binding in in_order(active.binding for active in active_bindings.values()):
            label = words.get(binding.action, binding.description)
            if not binding.show or not label or binding.action in known:
                continue
            known.add(binding.action)
            active = active_bindings[binding.key]
            entries[binding.key] = _Entry(
                binding.key,
                self.app.get_key_display(binding),
                label,
                active.enabled,
                active.tooltip,
                leads=(action := action_of(binding)) is not None and action.leads,
                ends=binding.action in _AT_THE_RIGHT,
            )
        if entries != self._entries:
            self._entries = entries
            self.refresh()

    def render(self) -> Text:
        groups = _grouped(self._entries.values())
        leads = [group for group in groups if group.entries[0].leads]
        right = [group for group in groups if group.entries[0].ends]
        others = [group for group in groups if group not in leads and group not in right]
        width = self.content_size.width
        room = width - sum(group.width + 2 for group in (*leads, *right))
        line = Text(no_wrap=True)
        for group in leads:
            self._append(line, group, "lead")
        if others and others[0].width + 2 <= room:
            if leads:
                line.right_crop(1)
                line.append("│ ", self._style("rule"))
                room -= 1
            for group in others:
                if group.width + 2 > room:
                    break
                room -= group.width + 2
                self._append(line, group, "key")
        line.append(" " * max(0, width - line.cell_len - sum(group.width + 2 for group in right) + 2))
        for group in right:
            self._append(line, group, "key")
        line.truncate(width)
        return line

    def _append(self, line: Text, group: _Group, kind: str) -> None:
        for entry in group.entries:
            style = self._of(entry) + Style(bold=True)
            line.append(entry.shown, self._style(kind) + style)
            line.append(" ")
        # A click on a word that keys share says nothing about which of them is meant.
        told = self._of(group.entries[0]) if len(group.entries) == 1 else Style()
        line.append(group.label, self._style("lead" if kind == "lead" else "label") + told)
        line.append("  ")

    def _of(self, entry: _Entry) -> Style:
        hover = self._style("hover") if entry.key == self._hovered else Style()
        return hover + Style(dim=not entry.works, meta={_KEY: entry.key})

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"key-bar--{name}", partial=True)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._hover(event.style.meta.get(_KEY))

    def on_leave(self) -> None:
        self._hover(None)

    def _hover(self, key: str | None) -> None:
        if key != self._hovered:
            self._hovered = key
            self.tooltip = self._entries[key].tooltip if key in self._entries else None
            self.refresh()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Press the key that was clicked."""
        key = event.style.meta.get(_KEY)
        if key not in self._entries:
            return
        if self._entries[key].works:
            self.app.simulate_key(key)
        else:
            self.app.bell()


def _grouped(entries: Iterable[_Entry]) -> list[_Group]:
    groups: list[_Group] = []
    for entry in entries:
        if groups and groups[-1].label == entry.label:
            groups[-1] = _Group((*groups[-1].entries, entry))
        else:
            groups.append(_Group((entry,)))
    return groups
