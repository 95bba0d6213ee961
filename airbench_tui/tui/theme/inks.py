"""Styles of drawn cells, named by tokens, for widgets that draw their own lines."""

from __future__ import annotations

from functools import lru_cache

from rich.style import Style
from textual.color import Color
from textual.widget import Widget


def ink(
    widget: Widget, token: str, ground: str = "bg", *, bold: bool = False, underline: bool = False
) -> Style:
    """Return the style for text in the colour *token* on the colour *ground* in the theme of *widget*'s app."""
    colours = widget.app.theme_variables
    return _style(colours[token], colours[ground], bold, underline)


@lru_cache(maxsize=256)
def _style(colour: str, ground: str, bold: bool, underline: bool) -> Style:
    return Style.from_color(Color.parse(colour).rich_color, Color.parse(ground).rich_color) + Style(
        bold=bold, underline=underline
    )
