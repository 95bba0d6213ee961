"""A page that counts the disagreements by pair of auditors, and by pair of roles, languages and groups."""

from __future__ import annotations

import sqlite3

from rich.cells import set_cell_size
from textual import work

from airbench_tui.store.reviewing import disagreements
from airbench_tui.store.reviewing.auditors import ATTRIBUTES
from airbench_tui.store.reviewing.disagreements import DifferingPair
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.text import one_line
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.figures.lines import Line, Link, Span
from airbench_tui.tui.shared.figures.sections import Section, in_one_column
from airbench_tui.tui.shared.screens.figure_screen import FigureScreen
from airbench_tui.tui.shared.shown import ShownTable, cells

_NONE = "No response has verdicts of two auditors yet."
_MEANS = {
    "": "of the responses that both decided on",
    **dict.fromkeys(ATTRIBUTES, "each pair of auditors counts"),
}


class PairsScreen(FigureScreen):
    """A page of tables. Every count of differing responses opens them."""

    PLACES = ("figures", "pairs")
    TAB = "settle"
    COUNTED = "responses"
    BINDINGS = bindings("pairs")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._pairs: dict[str, list[DifferingPair]] = {}

    def on_mount(self) -> None:
        self.show_title("Disagreements · who differs from whom")
        self._count()

    async def refresh_data(self) -> None:
        self._count()

    @work(exclusive=True, group="pairs")
    async def _count(self) -> None:
        found = await self.desk.read_for(self, _read, self.desk.viewer)
        page = in_one_column(
            Section(about.capitalize() or "Auditors", _table(about, pairs)) for about, pairs in found.items()
        )
        self._pairs = found
        self.page.show_lines(page.lines or [(Span(f"  {_NONE}"),)], headings=page.headings)

    def seen(self) -> list[ShownTable]:
        """Return one table with all pairs."""
        rows = [
            cells([about or "auditor", pair.first, pair.second, pair.differing, pair.both])
            for about, pairs in self._pairs.items()
            for pair in pairs
        ]
        headings = ("by", "first", "second", "differ", "of both")
        return [ShownTable("differences", "table: who differs from whom", headings, rows)] if rows else []


def _read(connection: sqlite3.Connection, viewer: Viewer) -> dict[str, list[DifferingPair]]:
    """Return the pairs of auditors under the key "", and pairs of values under each attribute that is set."""
    found = {"": disagreements.pairs(connection, viewer)}
    for attribute in ATTRIBUTES:
        pairs = disagreements.by_attribute(connection, attribute, viewer)
        if any(name is not None for pair in pairs for name in (pair.first, pair.second)):
            found[attribute] = pairs
    return found if found[""] else {}


def _table(about: str, pairs: list[DifferingPair]) -> list[Line]:
    lines: list[Line] = [
        (
            Span(f"  BY {about.upper()}" if about else "  AUDITORS", "heading"),
            Span(f"  {_MEANS[about]}", "muted"),
        )
    ]
    for pair in pairs:
        first, second = (one_line(name or f"no {about}", 18) for name in (pair.first, pair.second))
        words = f"within {first}" if about and pair.first == pair.second else f"{first} and {second}"
        link = Link(pair.responses, f"{words} differ") if pair.responses else None
        lines.append(
            (
                Span(set_cell_size(f"  {words}", 46)),
                Span(f"{pair.differing:>6,} differ", "", link),
                Span(f" of {pair.both:,} · {present.percent(pair.differing / pair.both)}"),
            )
        )
    return lines
