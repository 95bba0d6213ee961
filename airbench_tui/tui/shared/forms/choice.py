"""A field for choosing one of a few values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from textual.content import Content
from textual.widgets import Select

T = TypeVar("T")


def choice(id: str, options: Iterable[tuple[str, T]]) -> Select[T]:
    """Return a field for choosing one of *options*, pairs of words and value; the first is chosen.

    The words must be safe already (:mod:`airbench_tui.text`). They are shown literally, never read as markup.
    """
    shown = [(Content(words), value) for words, value in options]
    return Select(shown, value=shown[0][1], allow_blank=False, id=id, compact=True)
