"""What is on a screen, as tables and pages of text that can be written to a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table, or with ``text`` a page with its plots. ``name`` begins the file's, ``words`` say what it is."""

    name: str
    words: str
    headings: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    text: str = ""

    @property
    def file(self) -> str:
        """A name for the file."""
        return f"{self.name}.{'txt' if self.text else 'csv'}"


def cells(values: Iterable[object]) -> list[str]:
    """Return values as a table's cells: numbers unrounded, "" where there is none."""
    return ["" if one is None else f"{one:.10g}" if isinstance(one, float) else str(one) for one in values]
