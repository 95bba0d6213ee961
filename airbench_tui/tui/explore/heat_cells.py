"""The parts of a heat map: its measures in terminal columns, the names above its columns, and its cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from airbench_tui.store.reading.dimensions import GridRow
from airbench_tui.store.reading.explore import Cell, Measure, is_few
from airbench_tui.text import one_line
from airbench_tui.tui.shared import heat, present
from airbench_tui.tui.theme.tokens import HEAT

GAP = 1  # terminal columns between cells
HEADING = 2  # lines above the cells
HATCH = "╱"
_MOST_NAME = 52
# The least width of the screen, with the width of a cell and the least width of the rows' names from there on.
_WIDTHS = ((140, 11, 25), (100, 9, 25), (0, 7, 18))


@dataclass(frozen=True, slots=True)
class CellGrid:
    """A heat map in terminal columns: those of the rows' names, those of a cell, and the number of cells in a row."""

    names: int
    cell: int
    columns: int

    @property
    def step(self) -> int:
        """The distance of two cells."""
        return self.cell + GAP


def grid(width: int, longest: int, columns: int) -> CellGrid:
    """Divide *width* between the names of rows, the longest of which takes *longest*, and at most *columns* cells."""
    cell, least = next((cell, least) for wide, cell, least in _WIDTHS if width >= wide)
    shown = max(1, min(columns, (width - least) // (cell + GAP)))
    free = max(8, width - shown * (cell + GAP))
    return CellGrid(min(free, max(least, min(_MOST_NAME, longest))), cell, shown)


# -- names ------------------------------------------------------------------------------------


def broken(name: str, width: int) -> list[str]:
    """Break a model's name after a hyphen into two lines of *width* cells at most.

    If they are not enough, the provider is left out, then the hyphen is not looked for, then the middle is left out.
    """
    whole = one_line(name, 200)
    for words in (whole, whole.rsplit("/", 1)[-1]):
        lines = _wrapped(words, width)
        if len(lines) <= HEADING and all(cell_len(line) <= width for line in lines):
            return lines
    short = present.short_model(whole, width * HEADING)
    return [short[:width], short[width:]] if len(short) > width else [short]


def _wrapped(words: str, width: int) -> list[str]:
    lines = [""]
    for piece in re.split(r"(?<=[-/_: ])", words):
        if lines[-1] and cell_len((lines[-1] + piece).rstrip("- ")) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip("- ") for line in lines[:-1]] + lines[-1:]


def headings(names: Sequence[str], counts: Sequence[int | None], width: int) -> list[list[str]]:
    """Return the two lines above each column: its name, and how many responses each of its cells has.

    The numbers are left out if one is unknown (None) or has no room.
    """
    columns = [broken(name, width) for name in names]
    numbered = [
        _with_number(lines, "" if number is None else f"n {number:,}", width)
        for lines, number in zip(columns, counts, strict=True)
    ]
    return [[*lines, ""][:HEADING] for lines in (numbered if all(numbered) else columns)]


def _with_number(lines: list[str], number: str, width: int) -> list[str]:
    if len(lines) == 1:
        return [*lines, number] if number and cell_len(number) <= width else []
    last = f"{lines[-1]} {number}"
    return [*lines[:-1], last] if number and cell_len(last) <= width else []


def row_name(row: GridRow) -> tuple[str, str]:
    """Return the id of a category, empty for level 1 and for other rows, and the name without it."""
    name = one_line(row.name, 120)
    bare = name.removeprefix(f"{row.id} ")
    return (row.id, bare) if row.level and bare != name else ("", name)


# -- cells ------------------------------------------------------------------------------------


class CellStyles(NamedTuple):
    """The styles of the figure, of the rest and of the hatch of a cell."""

    figure: Style
    rest: Style
    hatch: Style


class HeatStyles:
    """The styles of cells in one theme. *variables* are the theme's, *few_colours* is for terminals of 16 colours."""

    def __init__(self, variables: Mapping[str, str], *, few_colours: bool = False) -> None:
        page = variables["bg"]
        self.edge = Style(color=variables["fg"], bgcolor=page, bold=True)
        self.plain = CellStyles(*[Style(color=variables["fg"], bgcolor=page)] * 3)
        self.none = CellStyles(*[Style(color=variables["muted"], bgcolor=page)] * 3)
        self._steps = []
        for number, token in enumerate(HEAT, 1):
            ground = variables[token]
            ink, hatch = heat.inks(ground, few_colours=few_colours)
            rest = Style(color=ink, bgcolor=ground)
            figure = rest + Style(bold=number <= heat.BOLD)
            self._steps.append(CellStyles(figure, rest, Style(color=hatch, bgcolor=ground)))

    def of(self, measure: Measure, cell: Cell) -> CellStyles:
        """Return the styles of a cell."""
        if cell.value is None:
            return self.none
        step = heat.step(measure, cell.value)
        return self.plain if step is None else self.step(step)

    def step(self, step: int) -> CellStyles:
        """Return the styles of a step of heat, 1 to 7."""
        return self._steps[step - 1]


def figure_words(measure: Measure, cell: Cell) -> str:
    """Return a cell's figure in three to five characters, right-aligned; ``·`` without one."""
    if measure.kind == "count" and cell.value is not None and cell.value >= 10_000:
        return f"{cell.value / 1000:.0f}k"
    return f"{'·' if cell.value is None else present.bare_figure(measure, cell.value):>3}"


def scores_words(behind: tuple[int, int, int] | None, cell: Cell, width: int) -> str:
    """Return the single scores of a cell, worst first, if they are known and few; else their number."""
    if behind is not None and 0 < cell.n <= width - 4:
        return "".join(mark * count for mark, count in zip("0½1", behind, strict=True))
    return f"n {cell.n:,}" if cell.n else ""


def cell_segments(
    words: str, measure: Measure, cell: Cell, width: int, styles: HeatStyles, *, figure: bool, chosen: bool
) -> list[Segment]:
    """Draw one line of a cell in *width* terminal columns, with *words* in its middle. *chosen* has the cursor."""
    of = styles.of(measure, cell)
    fill = HATCH if cell.value is not None and is_few(measure, cell) else " "
    room = width - 2 if chosen else width
    if len(words) + (2 if chosen else 4) <= room:  # else the blanks would take the room of the hatch
        words = f" {words} "
    left = max(0, (room - len(words)) // 2)
    style = of.figure if figure else of.rest
    segments = [
        Segment(fill * left, of.hatch),
        Segment(words, style + Style(bold=True) if chosen else style),
        Segment(fill * max(0, room - len(words) - left), of.hatch),
    ]
    return [Segment("▐", styles.edge), *segments, Segment("▌", styles.edge)] if chosen else segments
