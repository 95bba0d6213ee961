"""The rows of the Settings dialog, as styled lines of text. Pure functions: the dialog passes what to show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.theme import Theme

from airbench_tui.benchmark import taxonomy
from airbench_tui.settings.held import Held
from airbench_tui.settings.kinds import Categories, Flag, Number, Texts
from airbench_tui.settings.registry import Setting
from airbench_tui.store.reviewing.auditors import Care
from airbench_tui.text import counted, one_line
from airbench_tui.tui.theme.themes import tokens_of
from airbench_tui.tui.theme.tokens import HEAT

_SIGNS = (("safe", "1"), ("ambiguous", "½"), ("unsafe", "0"), ("judge", "◆"), ("mine", "●"), ("focus", "━"))
_WORDS = {
    "air-dark": "dark, the default",
    "air-light": "for daylight",
    "air-contrast": "against glare",
}
_ORIGINS = {
    "default": ("default", "$muted"),
    "config folder": ("config folder", "$fg"),
    "workspace": ("workspace", "$fg"),
    "auditor": ("your settings", "$mine"),
}
_NAME = 18  # cells of a theme's name


class Columns(NamedTuple):
    """The widths in cells of the columns: setting, value, where it comes from."""

    name: int
    value: int
    origin: int

    @classmethod
    def of(cls, width: int) -> Columns:
        """Divide *width* cells."""
        name, origin = 24, 15
        return cls(name, max(10, width - name - origin), origin)

    def line(self, name: str, value: str, origin: str, styles: tuple[str, str, str]) -> Content:
        """Return a row, whose parts are safe and fit their columns."""
        padded = (_padded(name, self.name), _padded(value, self.value), origin)
        return Content.assemble(*zip(padded, styles, strict=True))


def theme_row(theme: Theme, held: Held | None, width: int) -> Content:
    """Return a theme's name, its inks on its own page, its heat, and a word on it while there is room.

    *held* is the setting if this theme is chosen, else None.
    """
    tokens = tokens_of(theme)
    page = f"on {tokens['bg']}"
    parts: list[tuple[str, str]] = [
        ("● " if held else "  ", "bold $mine"),
        (_padded(theme.name, _NAME), "bold $fg" if held else "$fg"),
        (" Aa ", f"bold {tokens['fg']} {page}"),
        (" muted ", f"{tokens['muted']} {page}"),
        *((f" {sign} ", f"bold {tokens[token]} {page}") for token, sign in _SIGNS),
        (" ", ""),
        *(("  ", f"on {tokens[step]}") for step in HEAT),
    ]
    words, style = theme_words(theme.name), "$muted"
    if held:
        words, style = _ORIGINS[held.origin]
    if sum(cell_len(text) for text, _ in parts) + 2 + len(words) <= width:
        parts.append((f"  {words}", style))
    return Content.assemble(*parts)


def theme_words(name: str) -> str:
    """Say in a few words what a theme is for, or whose it is."""
    return _WORDS.get(name, "of Textual")


def setting_row(setting: Setting, held: Held, columns: Columns) -> Content:
    """Return a setting's title, its value and where it comes from."""
    words, style = _ORIGINS[held.origin]
    value = shown_value(setting, held.value, columns.value - 2)
    return columns.line(setting.title, value, words, ("$fg", "bold $fg", style))


def shown_value(setting: Setting, value: Any, room: int) -> str:
    """Return a value in words of at most *room* cells."""
    kind = setting.kind
    if isinstance(kind, Flag):
        return "■ yes" if value else "□ no"
    if isinstance(kind, Number):
        return f"{value:g} {kind.unit}" if value or not kind.zero else kind.zero
    if isinstance(kind, Categories):
        return fitting([taxonomy.nodes()[node].name for node in value], room)
    if isinstance(kind, Texts) and not kind.one_word:
        return counted(len(value), "text") if value else "none"
    return fitting(value, room) if isinstance(value, tuple) else one_line(str(value), room)


def fitting(words: Sequence[str], room: int) -> str:
    """Return the first of *words*, as many as fit *room* cells, and how many there are more."""
    lines = [one_line(word, 200) for word in words]
    for count in range(len(lines), 0, -1):
        more = f" +{len(lines) - count}" if count < len(lines) else ""
        text = ", ".join(lines[:count]) + more
        if cell_len(text) <= room:
            return text
    if not lines:
        return "none"
    return (
        one_line(lines[0], room) if len(lines) == 1 else f"{one_line(lines[0], room - 4)} +{len(lines) - 1}"
    )


def care_lines(found: Sequence[Care]) -> list[str]:
    """Describe the time spent on each marked category, the longest first."""
    return [
        f"{one.node} {one.name} ({one.why}): {counted(one.items, 'item')}, {_time(one.seconds)}"
        for one in sorted(found, key=lambda one: -one.seconds)
    ]


def _time(seconds: float) -> str:
    """Return a time in minutes, or in seconds if it is shorter than a minute."""
    return f"{seconds / 60:,.0f} min" if seconds >= 60 else f"{seconds:,.0f} s"


def moved_keys(moved: Mapping[str, str]) -> str:
    """Say how many actions have keys of the auditor's own."""
    return f"{counted(len(moved), 'action')} changed" if moved else "as they come"


def _padded(text: str, width: int) -> str:
    return text + " " * max(1, width - cell_len(text))
