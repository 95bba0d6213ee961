"""Border titles from untrusted text: Textual would read a plain string as markup."""

from __future__ import annotations

from typing import TypeVar

from textual.content import Content
from textual.widget import Widget

from airbench_tui.text import one_line

Titled = TypeVar("Titled", bound=Widget)


def set_title(widget: Widget, title: str, subtitle: str | None = None) -> None:
    """Put *title* (and *subtitle*) into the widget's border, safe and literal."""
    widget.border_title = Content(one_line(title, 120))
    if subtitle is not None:
        widget.border_subtitle = Content(one_line(subtitle, 120))


def titled(widget: Titled, title: str) -> Titled:
    """Return *widget* with *title* in its border, for use in ``compose``."""
    set_title(widget, title)
    return widget
