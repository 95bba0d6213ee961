"""A row that is not what the rest of the database says it must be."""

from __future__ import annotations

from dataclasses import dataclass

from airbench_tui.text import one_line


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that differs from what was computed again.

    ``table`` is its table, ``row`` its uid or key (None where no row is left), and ``words`` a sentence without its
    full stop that names the row.
    """

    table: str
    row: str | None
    words: str


def of_row(table: str, called: str, row: object, words: str) -> Difference:
    """Return a difference of the row *row* (a uid), which is *called* so in messages: ``response 3f…: words``."""
    shown = one_line(str(row), 60)
    return Difference(table, shown, f"{called} {shown}: {words}")
