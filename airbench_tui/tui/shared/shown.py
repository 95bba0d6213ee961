"""The contents of a screen as tables and pages of text, for export to a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from airbench_tui.store.reading.reads import Item
from airbench_tui.text import safe

BLANK = "(blank)"


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table, or with ``text`` a page with its plots.

    ``name`` begins the file's name; ``words`` describe the contents to the user.
    """

    name: str
    words: str
    headings: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    text: str = ""

    @property
    def file(self) -> str:
        """Return a name for the file."""
        return f"{self.name}.{'txt' if self.text else 'csv'}"


def pages_of(item: Item) -> list[ShownTable]:
    """Return the answer and the prompt of a response as pages. They say nothing of the judge."""
    name = f"{item.category}-{item.uid[:8]}"
    texts = {"answer": item.answer, "prompt": item.prompt}
    words = "with hidden characters made visible"
    return [
        ShownTable(f"{what}-{name}", f"The {what}, {words}", text=safe(text) or BLANK)
        for what, text in texts.items()
    ]


def cells(values: Iterable[object]) -> list[str]:
    """Return values as a table's cells: numbers to ten significant digits, "" for None."""
    return [
        "" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)
        for value in values
    ]
