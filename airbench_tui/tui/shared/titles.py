"""Border titles from untrusted text, which Textual would parse as markup if given a plain string."""

from __future__ import annotations

from typing import TypeVar

from textual.content import Content
from textual.widget import Widget

from airbench_tui.text import one_line

Titled = TypeVar("Titled", bound=Widget)


def set_title(widget: Widget, title: str, subtitle: str | None = None, *, beside: str = "") -> None:
    """Set the widget's border title, and *subtitle* if given, as safe literal text.

    Words *beside* the title are quieter than it.
    """
    words = Content(one_line(title, 120))
    widget.border_title = (
        Content.assemble(words, (f" {one_line(beside, 120)}", "not bold $muted")) if beside else words
    )
    if subtitle is not None:
        set_subtitle(widget, subtitle)


def set_subtitle(widget: Widget, subtitle: str, ink: str = "") -> None:
    """Set the title in the widget's lower border, as safe literal text, in the style *ink*."""
    widget.border_subtitle = Content.styled(one_line(subtitle, 120), ink)


def titled(widget: Titled, title: str) -> Titled:
    """Return *widget* with *title* in its border, for use in ``compose``."""
    set_title(widget, title)
    return widget
