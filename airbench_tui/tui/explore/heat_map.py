"""A table of figures, rows by models, drawn a line at a time.

Every cell shows its figure in digits and as the height of a bar; colour only repeats it. A figure of few
responses is dim, and their number is shown beside it.
"""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from airbench_tui.store.reading import explore
from airbench_tui.store.reading.dimensions import GridRow
from airbench_tui.store.reading.explore import MEASURES, SMALL, Cell, Measure, Order, Table
from airbench_tui.text import one_line
from airbench_tui.tui.explore.outlook import Outlook
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.cycling import after

_CELL = 14  # terminal columns of a cell: figure, bar, and n if it is small
_LEAST_NAME, _MOST_NAME = 22, 52
_MOST_MODEL = 30  # terminal columns that a cell may grow to, to show its model's name
_EMPTY = Table((), (), {})
_ORDERS: tuple[Order, ...] = ("worst", "best", "natural")
_ORDER_MARK = {"worst": "▾", "best": "▴", "natural": ""}


class HeatMap(Widget, can_focus=True):
    """A heat map with a cursor, which keeps its row and model when the measure or the columns change."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "heat--heading",
        "heat--cursor",
        "heat--row",
        "heat--hot",
        "heat--warm",
        "heat--muted",
    }
    DEFAULT_CSS = """
    HeatMap {
        height: 1fr;
        & .heat--heading { text-style: bold; color: $fg; }
        & .heat--cursor {
            background: $surface2; color: $fg; text-style: bold;
        }
        & .heat--row { background: $surface2; text-style: bold; }
        & .heat--hot { background: $h3; color: auto; }
        & .heat--warm { background: $h5; color: auto; }
        & .heat--muted { color: $muted; text-style: dim; }
    }
    """

    class Moved(Message):
        """The cursor moved to another cell, or the figure of its cell changed."""

    class CellOpened(Message):
        """A cell was double-clicked."""

    def __init__(self, outlook: Outlook, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.outlook = outlook
        self.table = _EMPTY
        self.measure: Measure = MEASURES[outlook.measure]
        self.lines: list[tuple[GridRow, int]] = []
        self.nothing = ""  # the words to show for an empty table
        self._at = 0
        self._column = 0
        self._top = 0
        self._left = 0

    # -- contents -----------------------------------------------------------------------------

    @property
    def models(self) -> tuple[str | None, ...]:
        """Return the models of the columns, beginning with None for all models."""
        return (None, *self.table.models)

    @property
    def row(self) -> GridRow | None:
        """Return the row under the cursor, None if the table is empty."""
        return self.lines[self._at][0] if self._at < len(self.lines) else None

    @property
    def model(self) -> str | None:
        """Return the model of the column under the cursor, None for all models."""
        return self.models[self._column]

    @property
    def cell(self) -> Cell:
        """Return the cell under the cursor."""
        return self.table.cell(self.row, self.model) if self.row else Cell(None, 0)

    @property
    def figure(self) -> str:
        """Return the glossary name of the figure that the cells show."""
        return self.measure.title

    def set_table(self, table: Table, measure: Measure) -> None:
        """Show the figures of a measure. A new measure moves the cursor to the first row."""
        keep = measure is self.measure
        self.table, self.measure = table, measure
        self._column = self.models.index(self.outlook.model) if self.outlook.model in self.models else 0
        if self.outlook.by not in self.models:
            self.outlook.by = None
        self.order_rows(keep=keep)

    def order_rows(self, *, keep: bool = True) -> None:
        """Order the rows again. With *keep* the cursor stays on its row, else it goes to the first."""
        outlook = self.outlook
        self.lines = explore.arrange(
            self.table,
            self.measure,
            level=outlook.level,
            opened=outlook.opened,
            by=outlook.by,
            order=outlook.order,
        )
        rows = [row.id for row, _ in self.lines]
        self._at = rows.index(outlook.row) if keep and outlook.row in rows else 0
        self._show()

    def show_level(self, level: int) -> None:
        """Show the categories of a level, with the cursor on the first row."""
        self.outlook.level, self.outlook.opened = level, frozenset()
        self.order_rows(keep=False)

    def toggle(self) -> None:
        """Expand the category under the cursor to the level below, or collapse it."""
        row = self.row
        if row is not None and 0 < row.level < 4:
            self.outlook.opened = self.outlook.opened ^ {row.id}
            self.order_rows()

    def sort(self) -> None:
        """Order by the column under the cursor; repeated: worst first, best first, then natural order."""
        if self.outlook.by == self.model:
            self.outlook.order = after(_ORDERS, self.outlook.order)
        else:
            self.outlook.by, self.outlook.order = self.model, "worst"
        self.order_rows(keep=False)

    def move(self, rows: int = 0, columns: int = 0) -> None:
        """Move the cursor by rows and columns, up to the edges."""
        self._at = max(0, min(self._at + rows, len(self.lines) - 1))
        self._column = max(0, min(self._column + columns, len(self.models) - 1))
        self._show()

    @property
    def page(self) -> int:
        """Return the number of rows in view."""
        return max(1, self.size.height - 1)

    def _show(self) -> None:
        self._top = max(0, min(self._top, self._at, len(self.lines) - self.page))
        self._top = max(self._top, self._at - self.page + 1)
        shown = self._columns_in_view()
        self._left = max(min(self._left, self._column), self._column - shown + 1, 0)
        if self.row is not None:  # while the table is empty, the last chosen row and model are kept
            self.outlook.row, self.outlook.model = self.row.id, self.model
        self.refresh()
        self.post_message(self.Moved())

    # -- drawing ------------------------------------------------------------------------------

    def on_resize(self, _: events.Resize) -> None:
        self._show()

    def _columns_in_view(self) -> int:
        return max(1, min(len(self.models), (self.size.width - _LEAST_NAME) // _CELL))

    def _name_width(self) -> int:
        free = self.size.width - self._columns_in_view() * _CELL
        return max(8, min(_MOST_NAME, free))

    def _cell_width(self) -> int:
        longest = max((cell_len(one_line(model, 80)) + 3 for model in self.table.models), default=0)
        room = (self.size.width - self._name_width()) // self._columns_in_view()
        return max(_CELL, min(longest, room, _MOST_MODEL))

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        base = self.rich_style
        index = self._top + y - 1
        if y == 0:
            segments = self._heading(base)
        elif index < len(self.lines):
            segments = self._row(index, base)
        else:
            words = f" {self.nothing}" if not self.lines and y == 1 else ""
            segments = [Segment(set_cell_size(words, width), base)]
        return Strip(segments).adjust_cell_length(width, base)

    def _heading(self, base: Style) -> list[Segment]:
        style = base + self.get_component_rich_style("heat--heading", partial=True)
        last, wide = self._left + self._columns_in_view(), self._cell_width()
        more = ("‹" if self._left else " ") + ("›" if last < len(self.models) else " ")
        segments = [Segment(set_cell_size(f" {more}", self._name_width()), style)]
        for model in self.models[self._left : last]:
            mark = _ORDER_MARK[self.outlook.order] if model == self.outlook.by else ""
            name = "all models" if model is None else present.short_model(model, wide - 2 - len(mark))
            segments.append(Segment(" " + set_cell_size(mark + name, wide - 1), style))
        return segments

    def _row(self, index: int, base: Style) -> list[Segment]:
        row, indent = self.lines[index]
        here = index == self._at
        style = base + self.get_component_rich_style("heat--row", partial=True) if here else base
        width, wide = self._name_width(), self._cell_width()
        opens = (
            "▾ "
            if row.id in self.outlook.opened
            else "▸ "
            if 0 < row.level < 4
            else "  "
            if row.level
            else " "
        )
        name = f" {'  ' * indent}{opens}{one_line(row.name, 120)}"
        segments = [Segment(set_cell_size(_shortened(name, width - 1), width), style)]
        for column in range(self._left, self._left + self._columns_in_view()):
            cell = self.table.cell(row, self.models[column])
            segments.append(Segment(" ", style))
            segments.append(
                Segment(cell_words(self.measure, cell), self._cell_style(cell, style, here, column))
            )
            segments.append(Segment(" " * (wide - _CELL), style))
        return segments

    def _cell_style(self, cell: Cell, style: Style, here: bool, column: int) -> Style:
        if here and column == self._column:
            return style + self.get_component_rich_style("heat--cursor", partial=True)
        if cell.value is None or cell.n < SMALL:
            return style + self.get_component_rich_style("heat--muted", partial=True)
        heat = present.heat(self.measure, cell.value)
        return style + self.get_component_rich_style(f"heat--{heat}", partial=True) if heat else style

    def on_click(self, event: events.Click) -> None:
        index, column = (
            self._top + event.y - 1,
            self._left + (event.x - self._name_width()) // self._cell_width(),
        )
        if event.y == 0 or index >= len(self.lines):
            return
        if event.chain > 1 and index == self._at:
            self.post_message(self.CellOpened())
        self.move(index - self._at, column - self._column if event.x >= self._name_width() else 0)

    def on_mouse_scroll_down(self, _: events.MouseScrollDown) -> None:
        self.move(3)

    def on_mouse_scroll_up(self, _: events.MouseScrollUp) -> None:
        self.move(-3)


def cell_words(measure: Measure, cell: Cell) -> str:
    """Format a cell in 13 terminal columns: figure, bar, and n if it is small."""
    if cell.value is None:
        return f"{'·':>6}       "
    few = f"n{cell.n:>3}" if cell.n < SMALL and measure.kind != "count" else ""
    return f"{present.figure(measure, cell.value):>6} {present.bar(measure, cell.value)} {few:<4}"


def _shortened(name: str, room: int) -> str:
    return name if len(name) <= room else name[: room - 1] + "…"
