"""The key bar at the bottom: the keys that work on the screen, each of which can be clicked."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import ActiveBinding
from textual.screen import Screen
from textual.widget import Widget

_KEY = "key"  # the key under the mouse, in the style's meta data


class _Entry(NamedTuple):
    """A key of the bar: its name as shown, its effect in a word and in a sentence, and whether it works now."""

    shown: str
    label: str
    works: bool
    tooltip: str

    @property
    def width(self) -> int:
        return cell_len(self.shown) + 1 + cell_len(self.label)


class KeyBar(Widget):
    """A line of keys, as many as fit whole.

    One widget that draws text. Textual's Footer makes a widget for each key anew whenever the focus moves; that was a
    quarter of the processor time of driving the screens.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"key-bar--key", "key-bar--label", "key-bar--hover"}
    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; color: $muted; background: $surface1; }
    KeyBar .key-bar--key {
        color: $focus; background: $surface1; text-style: bold;
    }
    KeyBar .key-bar--label { color: $muted; background: $surface1; }
    KeyBar .key-bar--hover { color: $focus; background: $surface2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._entries: dict[str, _Entry] = {}
        self._hovered: str | None = None

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._change)

    def _change(self, screen: Screen[object]) -> None:
        """Show the bindings that are active now. They stay as they are while the terminal has no focus."""
        if not self.app.app_focus:
            return
        first_of_each: dict[str, ActiveBinding] = {}
        for active in screen.active_bindings.values():
            if active.binding.show:
                first_of_each.setdefault(active.binding.action, active)
        entries = {
            active.binding.key: _Entry(
                self.app.get_key_display(active.binding),
                active.binding.description,
                active.enabled,
                active.tooltip,
            )
            for active in first_of_each.values()
        }
        if entries != self._entries:
            self._entries = entries
            self.refresh()

    def render(self) -> Text:
        styles = {
            name: self.get_component_rich_style(f"key-bar--{name}") for name in ("key", "label", "hover")
        }
        line, room = Text(no_wrap=True), self.size.width
        for key, entry in self._entries.items():
            if entry.width > room:
                break
            room -= entry.width + 1
            hover = styles["hover"] if key == self._hovered else Style()
            told = Style(dim=not entry.works, meta={_KEY: key})
            line.append(entry.shown, styles["key"] + hover + told)
            line.append(f" {entry.label}", styles["label"] + hover + told)
            line.append(" ")
        return line

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
