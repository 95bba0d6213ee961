"""A table of figures, rows by models, drawn a line at a time.

The ground of a cell shows how bad its figure is (``shared.heat``), and the figure always stands on it. A cell of few
responses is hatched.
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
from airbench_tui.store.reading.dimensions import DIMENSIONS, GridRow
from airbench_tui.store.reading.explore import MEASURES, Cell, Measure, Order, Table, is_few
from airbench_tui.tui.explore.heat_cells import (
    HEADING,
    CellGrid,
    HeatStyles,
    cell_segments,
    figure_words,
    grid,
    headings,
    row_name,
    scores_words,
)
from airbench_tui.tui.explore.outlook import Outlook
from airbench_tui.tui.shared.cycling import after
from airbench_tui.tui.shared.present import shortened

_EMPTY = Table((), (), {})
_ORDERS: tuple[Order, ...] = ("worst", "best", "natural")
_ORDER_MARK = {"worst": "▾", "best": "▴", "natural": " "}
_TALL = 30  # least number of free lines for rows of two lines


class HeatMap(Widget, can_focus=True):
    """A heat map with a cursor, which keeps its row and model when the measure or the columns change."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"heat--heading", "heat--at", "heat--muted"}
    DEFAULT_CSS = """
    HeatMap {
        height: 1fr;
        & .heat--heading { text-style: bold; color: $fg; }
        & .heat--at { text-style: bold; color: $focus; }
        & .heat--muted { color: $muted; }
    }
    """

    class Moved(Message):
        """The cursor moved to another cell, or the figure of its cell changed."""

    class Arranged(Message):
        """Other rows are shown, or the same in another order."""

    class CellOpened(Message):
        """A cell was double-clicked."""

    def __init__(self, outlook: Outlook, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.outlook = outlook
        self.table = _EMPTY
        self.measure: Measure = MEASURES[outlook.measure]
        self.scores: tuple[Table, Table] | None = (
            None  # safe rates and mean scores: from them the single scores
        )
        self.lines: list[tuple[GridRow, int]] = []
        self.nothing = ""  # the words to show for an empty table
        self.order_words = ""  # the words for the order of the rows, in the corner
        self._at = 0
        self._column = 0
        self._top = 0
        self._left = 0
        self._row_height = 1
        self._grid = CellGrid(18, 7, 1)
        self._counts: dict[str | None, int | None] = {}  # what _count_in_all found
        self._styled: tuple[str, HeatStyles] | None = None  # a theme and its styles

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

    @property
    def hidden_models(self) -> tuple[int, int]:
        """Return how many models are out of view at the left and at the right."""
        return self._left, max(0, len(self.models) - self._left - self._grid.columns)

    @property
    def rows_in_view(self) -> tuple[int, int]:
        """Return the first and the last row in view, counted from 1."""
        return self._top + 1, min(len(self.lines), self._top + self.page)

    def set_table(self, table: Table, measure: Measure) -> None:
        """Show the figures of a measure. A new measure moves the cursor to the first row."""
        keep = measure is self.measure
        self.table, self.measure, self.scores = table, measure, None
        self._column = self.models.index(self.outlook.model) if self.outlook.model in self.models else 0
        if self.outlook.by not in self.models:
            self.outlook.by = None
        self.order_rows(keep=keep)

    def set_scores(self, safe: Table, mean: Table) -> None:
        """Show the single scores behind cells of few responses, from the tables of safe rates and mean scores."""
        self.scores = safe, mean
        self.refresh()

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
        self._lay_out()
        self.post_message(self.Arranged())
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
        return max(1, (self.size.height - HEADING) // self._row_height)

    def fit(self, room: int) -> None:
        """Take as many of *room* lines as the rows need. Rows take two lines where all of them have room for that."""
        rows = max(1, len(self.lines))
        self._row_height = 2 if room >= _TALL and HEADING + 2 * rows <= room else 1
        self.styles.height = min(room, HEADING + rows * self._row_height)

    @property
    def is_tall(self) -> bool:
        """Tell whether rows take two lines."""
        return self._row_height == 2

    def _lay_out(self) -> None:
        """Find the widths of names and cells for the rows."""
        longest = max(
            (cell_len(f"{number} {name}") + 2 * indent for number, name, indent in self._labels()), default=0
        )
        self._grid = grid(self.size.width, longest + 3, len(self.models))
        self._counts = {}

    def _labels(self) -> list[tuple[str, str, int]]:
        return [(*row_name(row), indent) for row, indent in self.lines]

    def _heads(self) -> list[list[str]]:
        """Return the lines above each column in view."""
        models = [self.models[column] for column in self._in_view()]
        names = ["all" if model is None else model for model in models]
        return headings(names, [self._count_in_all(model) for model in models], self._grid.cell)

    def _count_in_all(self, model: str | None) -> int | None:
        """Return the number of responses behind each cell of a column; None if they differ, or are the figures."""
        if model not in self._counts:
            found = {self.table.cell(row, model).n for row, _ in self.lines}
            self._counts[model] = found.pop() if len(found) == 1 and self.measure.kind != "count" else None
        return self._counts[model]

    def _show(self) -> None:
        self._top = max(0, min(self._top, self._at, len(self.lines) - self.page))
        self._top = max(self._top, self._at - self.page + 1)
        self._left = max(min(self._left, self._column), self._column - self._grid.columns + 1, 0)
        if self.row is not None:  # while the table is empty, the last chosen row and model are kept
            self.outlook.row, self.outlook.model = self.row.id, self.model
        self.refresh()
        self.post_message(self.Moved())

    # -- drawing ------------------------------------------------------------------------------

    def on_resize(self, _: events.Resize) -> None:
        self._lay_out()
        self._show()

    @property
    def heat_styles(self) -> HeatStyles:
        """Return the styles of cells in the theme in force."""
        if self._styled is None or self._styled[0] != self.app.theme:
            system = self.app.console.color_system
            few_colours = system in ("standard", "windows") and not self.app.is_headless
            self._styled = self.app.theme, HeatStyles(self.app.theme_variables, few_colours=few_colours)
        return self._styled[1]

    def render_line(self, y: int) -> Strip:
        width, base = self.size.width, self.visual_style.rich_style
        index, part = divmod(y - HEADING, self._row_height)
        index += self._top
        if y < HEADING:
            segments = self._heading(y, base)
        elif index < len(self.lines):
            segments = self._row(index, part, base)
        else:
            words = f" {self.nothing}" if not self.lines and y == HEADING else ""
            segments = [Segment(set_cell_size(words, width), base)]
        return Strip(segments).adjust_cell_length(width, base)

    def _in_view(self) -> range:
        return range(self._left, min(len(self.models), self._left + self._grid.columns))

    def _heading(self, y: int, base: Style) -> list[Segment]:
        style, at, muted = (
            base + self.get_component_rich_style(f"heat--{name}", partial=True)
            for name in ("heading", "at", "muted")
        )
        outlook, wide = self.outlook, self._grid.cell
        level = (
            f"level {outlook.level}"
            if outlook.dimension == "category"
            else DIMENSIONS[outlook.dimension].title
        )
        corner = (self._order_in(self._grid.names - 2), level)[y]
        segments = [
            Segment(set_cell_size(shortened(f" {corner}", self._grid.names - 1), self._grid.names - 1), muted)
        ]
        for column, head in zip(self._in_view(), self._heads(), strict=True):
            sorts = y == 0 and self.models[column] == outlook.by
            segments.append(Segment(_ORDER_MARK[outlook.order] if sorts else " ", muted))
            here = at if column == self._column and self.lines else style if y == 0 else muted
            segments.append(Segment(set_cell_size(head[y].center(wide), wide), here))
        return segments

    def _order_in(self, room: int) -> str:
        whole = f"{self.order_words}, few last"
        few = any(is_few(self.measure, self.table.cell(row, self.outlook.by)) for row, _ in self.lines)
        return whole if few and self.outlook.order != "natural" and len(whole) <= room else self.order_words

    def _row(self, index: int, part: int, base: Style) -> list[Segment]:
        row, _ = self.lines[index]
        here = index == self._at
        segments = self._label(index, base) if part == 0 else [Segment(" " * self._grid.names, base)]
        styles, wide = self.heat_styles, self._grid.cell
        for column in self._in_view():
            model = self.models[column]
            cell = self.table.cell(row, model)
            words = (
                scores_words(self._scores(row, model), cell, wide)
                if part
                else figure_words(self.measure, cell)
            )
            chosen = here and column == self._column
            segments += cell_segments(words, self.measure, cell, wide, styles, figure=not part, chosen=chosen)
            segments.append(Segment(" ", base))
        return segments

    def _label(self, index: int, base: Style) -> list[Segment]:
        """Draw a row's name: a mark, the id in the width of the longest one of its level, and the name."""
        row, indent = self.lines[index]
        number, name = row_name(row)
        here = base + self.get_component_rich_style("heat--at", partial=True)
        muted = base + self.get_component_rich_style("heat--muted", partial=True)
        opened, at = row.id in self.outlook.opened, index == self._at
        mark = "▾" if opened else "▸" if at else " "
        widest = max(len(one.id) for one, _ in self.lines if one.level == row.level)
        lead = f"{' ' * 2 * indent}{number:>{widest if number else 0}} " if number else " "
        room = self._grid.names - len(lead) - 2
        return [
            Segment(mark, here if at else muted),
            Segment(lead, muted),
            Segment(set_cell_size(shortened(name, room), room + 1), here if at else base),
        ]

    def _scores(self, row: GridRow, model: str | None) -> tuple[int, int, int] | None:
        if self.scores is None or self.measure.of != explore.SCORED:
            return None
        return explore.scores_behind(*(table.cell(row, model) for table in self.scores))

    def on_click(self, event: events.Click) -> None:
        index = self._top + (event.y - HEADING) // self._row_height
        column = self._left + (event.x - self._grid.names) // self._grid.step
        if event.y < HEADING or index >= len(self.lines):
            return
        if event.chain > 1 and index == self._at:
            self.post_message(self.CellOpened())
        self.move(index - self._at, column - self._column if event.x >= self._grid.names else 0)

    def on_mouse_scroll_down(self, _: events.MouseScrollDown) -> None:
        self.move(3)

    def on_mouse_scroll_up(self, _: events.MouseScrollUp) -> None:
        self.move(-3)
