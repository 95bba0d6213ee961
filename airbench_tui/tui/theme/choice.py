"""The themes to choose from, and whether a chosen one is among them."""

from __future__ import annotations

import difflib

from textual.theme import BUILTIN_THEMES, Theme

from airbench_tui.settings.held import Held
from airbench_tui.text import quote
from airbench_tui.tui.theme.themes import OWN

CHOICE: dict[str, Theme] = {theme.name: theme for theme in (*OWN, *BUILTIN_THEMES.values())}
"""All themes by name: first the program's own, then Textual's."""


def fault_of_theme(chosen: Held) -> str | None:
    """Say in a line why the chosen theme does not hold, and which names are like it; None if there is such a theme."""
    if chosen.value in CHOICE:
        return None
    near = difflib.get_close_matches(chosen.value, CHOICE, cutoff=0.5)
    names = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(CHOICE)}"
    return f"{chosen.where or 'your own choice'} is ignored: there is no theme {quote(chosen.value, 30)}: {names}"
