"""The contents of a screen as tables and pages of text, for export to a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


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


def cells(values: Iterable[object]) -> list[str]:
    """Return values as a table's cells: numbers to ten significant digits, "" for None."""
    return [
        "" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)
        for value in values
    ]
