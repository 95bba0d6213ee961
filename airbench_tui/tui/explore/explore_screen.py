"""Explore: a heat map that shows where models fail and where the judge errs. Every cell opens its responses."""

from __future__ import annotations

import sqlite3

from textual import events, work
from textual.app import ComposeResult
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from airbench_tui.agreement.corrected_cells import CORRECTED
from airbench_tui.benchmark.regions import categories_by_region
from airbench_tui.errors import InputError
from airbench_tui.store.reading import explore, reads
from airbench_tui.store.reading.dimensions import DIMENSIONS
from airbench_tui.store.reading.explore import Question
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reading.reads import ResponseRow
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.text import counted, one_line, safe
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.explore.cell_pane import CellPane, CellWords, cell_interval
from airbench_tui.tui.explore.heat_map import HeatMap
from airbench_tui.tui.explore.legend import legend
from airbench_tui.tui.explore.outlook import Outlook
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.cycling import after
from airbench_tui.tui.shared.filter_bar import FilterBar
from airbench_tui.tui.shared.screens.audit_screen import Comparable
from airbench_tui.tui.shared.screens.filtered_screen import FilteredScreen
from airbench_tui.tui.shared.shown import ShownTable, cells
from airbench_tui.tui.threads import end_if_gone

_NOTHING = {
    "code": "No review has a code yet: c in Review gives one.",
    "region": "The benchmark's files say what belongs to a region: `airbench-tui fetch` gets them.",
    "judge": "No judge has scored these responses.",
    "signal": "No signal of an error of the judge flags any of these responses.",
}
_NOT_ESTIMABLE = (
    "Nothing is estimable: rates by category (levels 1 to 3) need a reviewed packet, which {key} draws."
)
_ORDER_WORDS = {"worst": "worst first", "best": "best first", "natural": "in their own order"}
_COUNT_WORDS = {**_ORDER_WORDS, "worst": "most first", "best": "fewest first"}


_MEASURES = {**explore.MEASURES, CORRECTED.name: CORRECTED}
_SETTLE = 0.06  # seconds that the cursor rests on a cell before its answers are read
_CELL_LOW, _CELL = 2, 5  # lines of the cell's pane at least, on a low screen and on others
_AROUND = 5  # lines of the screen around heat map and cell at least: tabs, title, measure, legend, keys


class ExploreScreen(FilteredScreen):
    """A heat map of rows by models, above a description of the cell under the cursor."""

    PLACES = ("explore",)
    TAB = "explore"
    OFFERS = frozenset({"compare"})
    BINDINGS = bindings("explore")
    AUTO_FOCUS = "#heat"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (28, "-high")]

    def __init__(self, desk: Desk, outlook: Outlook) -> None:
        super().__init__(desk)
        self.outlook = outlook
        self._regions: dict[str, frozenset[int]] | None = None
        self._shown: tuple[str, str, str] | None = None  # measure, dimension and filter of the table
        self._beside: dict[
            str, explore.Table
        ] = {}  # the tables of the measures shown beside the cell's own, by name
        self._answers: list[ResponseRow] = []  # answers behind the cell under the cursor
        self._resting: Timer | None = None
        self._question: Question | None = None  # the question that the table answers

    def compose_body(self) -> ComposeResult:
        yield Static(id="what", markup=False)
        yield HeatMap(self.outlook, id="heat")
        yield CellPane(id="cell")
        yield Static(id="legend", markup=False)
        yield FilterBar(self.desk, id="filter-bar")

    def on_mount(self) -> None:
        self._read_table()

    @property
    def heat(self) -> HeatMap:
        """Return the heat map."""
        return self.query_one(HeatMap)

    @property
    def expression(self) -> str:
        """Return the filter that matches the responses behind the cell under the cursor."""
        heat = self.heat
        if heat.row is None:
            return self.outlook.expression
        return explore.trace(heat.measure, heat.row, heat.model, self.outlook.expression)

    # -- contents -----------------------------------------------------------------------------

    async def refresh_data(self) -> None:
        self._read_table()

    @work(exclusive=True, group="figures")
    async def _read_table(self) -> None:
        desk, outlook = self.desk, self.outlook
        if outlook.dimension == "region" and self._regions is None:
            try:
                self._regions = await desk.read(lambda _: categories_by_region(desk.workspace.data))
            except InputError as error:
                self.notify(safe(str(error)), severity="error", markup=False)
                self._regions = {}
            end_if_gone(self)
        expression = outlook.expression
        dimension, chosen = DIMENSIONS[outlook.dimension], parse(expression)
        question = Question(dimension, desk.viewer, chosen, self._regions or {})
        measure = _MEASURES[outlook.measure]
        self._show_title("reading …")
        self._beside = {}
        await desk.ready_for(self, *(group for _, group in dimension.groups(chosen)))
        table = await desk.read_latest(self, "heat map", explore.table, measure, question)
        heat = self.heat
        why = (
            _NOT_ESTIMABLE.format(key=self.key("app.packets"))
            if measure is CORRECTED
            else _NOTHING.get(outlook.dimension, "Nothing here.")
        )
        heat.nothing = why if not outlook.expression else (
            "Nothing here. / changes the filter, Ctrl+X takes it away."
        )  # fmt: skip
        self._shown, self._question = (measure.name, dimension.name, expression), question
        heat.set_table(table, measure)
        for name in present.BESIDE:
            if name != measure.name:
                found = await desk.read_latest(
                    self, "beside", explore.table, explore.MEASURES[name], question
                )
                self._beside[name] = found
        self._show_cell()
        scale = await desk.read_for(self, reads.scale)
        sample = await desk.read_for(self, reads.has_sample)
        self.show_title(self.audit_words(sample), present.scale_forms(scale))

    @work(exclusive=True, group="scores")
    async def _read_scores(self, question: Question) -> None:
        """Read what the second lines of cells show."""
        heat = self.heat
        measure, known = heat.measure, {heat.measure.name: heat.table}
        for name in ("safe", "mean"):
            if name not in known:
                wanted = explore.MEASURES[name]
                known[name] = await self.desk.read_latest(self, "scores", explore.table, wanted, question)
        if heat.measure is measure:
            heat.set_scores(known["safe"], known["mean"])

    def on_resize(self, _: events.Resize) -> None:
        self.call_after_refresh(self._share_lines)

    def on_heat_map_arranged(self) -> None:
        self._share_lines()

    def _share_lines(self) -> None:
        """Give the heat map the lines that its rows need, and the cell the others, but never less than a few."""
        heat, pane = self.heat, self.query_one(CellPane)
        around = sum(
            child.outer_size.height + child.styles.margin.height
            for child in self.displayed_children
            if child not in (heat, pane)
        )
        room = self.size.height - max(_AROUND, around) - pane.styles.margin.height
        heat.fit(max(4, room - (_CELL_LOW if self.has_class("-low") else _CELL)))
        self.call_after_refresh(self._show_title)
        judged = heat.measure.of == explore.SCORED
        if self._question and heat.is_tall and heat.scores is None and judged:
            self._read_scores(self._question)

    def on_heat_map_moved(self) -> None:
        self._answers = []
        self._show_title()
        self._show_cell()
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(_SETTLE, self._read_answers)

    @work(exclusive=True, group="answers")
    async def _read_answers(self) -> None:
        room, cell = self.query_one(CellPane).lines_for_answers, self.heat.cell
        if not room or not cell.n or self.heat.row is None:
            return
        expression = self.expression
        found = await self.desk.read_latest(
            self, "answers", _first_answers, expression, self.desk.viewer, room
        )
        if expression != self.expression:
            return
        self._answers = found
        self.desk.expose([line.judgment for line in found if line.judgment is not None], "explore")
        self._show_cell()

    def _show_cell(self) -> None:
        heat, pane = self.heat, self.query_one(CellPane)
        row = heat.row
        if row is None:
            pane.show(None)
            return
        where = present.node_words(row.id) if row.level and self.has_class("-wide") else row.name
        beside = [
            present.cell_sentence(explore.MEASURES[name], table.cell(row, heat.model))
            for name, table in self._beside.items()
        ]
        whole = None if heat.model is None else heat.table.cell(row, None)
        pane.show(
            CellWords(where, heat.model or "all models", heat.measure, heat.cell, whole, beside),
            self._answers,
            hard={line.id for line in self._answers if self.desk.settings.is_hard(line.category)},
        )

    def _show_title(self, doing: str = "") -> None:
        heat, outlook = self.heat, self.outlook
        # While another table is being read, the screen still shows the previous one: the title names that.
        measure, dimension, expression = self._shown or (
            outlook.measure,
            outlook.dimension,
            outlook.expression,
        )
        shown = _MEASURES[measure]
        unit = ", %" if shown.kind == "share" else ""
        words = one_line(f"by {DIMENSIONS[dimension].title} · {expression or 'all answers'}", 300)
        left, right = heat.hidden_models
        counts = shown.kind == "count"
        heat.order_words = (_COUNT_WORDS if counts else _ORDER_WORDS)[outlook.order]
        self.query_one("#what", Static).update(
            Content.assemble(
                (shown.title.upper(), "bold $fg"),
                (f"{unit} · {words}", "$muted"),
                (f" · ← {counted(left, 'model')}" if left else "", "$muted"),
                (f" · {counted(right, 'more model')} →" if right else "", "$muted"),
                (f" · {doing}" if doing else "", "$ambiguous"),
            )
        )
        first, last = heat.rows_in_view
        rows = f"rows {first}–{last} of {len(heat.lines):,}" if last - first + 1 < len(heat.lines) else ""
        self.query_one("#legend", Static).update(legend(shown, heat.heat_styles, rows, self.size.width - 2))

    # -- actions ------------------------------------------------------------------------------

    def action_move(self, rows: int, columns: int) -> None:
        """Move the cursor."""
        self.heat.move(rows, columns)

    def action_page(self, pages: int) -> None:
        """Move the cursor by a number of pages."""
        self.heat.move(pages * self.heat.page)

    def action_edge(self, end: int) -> None:
        """Go to the last row, or to the first if *end* is negative."""
        self.heat.move(end * len(self.heat.lines))

    def action_level(self, level: int) -> None:
        """Show the categories of a level."""
        if self.outlook.dimension != "category":
            self.outlook.dimension = "category"
            self._read_table()
        self.heat.show_level(level)

    def action_toggle_row(self) -> None:
        """Expand the category under the cursor to the level below, or collapse it."""
        self.heat.toggle()

    def action_sort(self) -> None:
        """Order the rows by the column under the cursor."""
        self.heat.sort()

    def action_measure(self) -> None:
        """Show the next measure."""
        self.outlook.measure = after(_MEASURES, self.outlook.measure)
        self._read_table()

    def action_dimension(self) -> None:
        """Show the next dimension: another kind of rows."""
        self.outlook.dimension = after(DIMENSIONS, self.outlook.dimension)
        self._read_table()

    async def action_open(self) -> None:
        """List in Browse the responses behind the cell under the cursor."""
        if self.heat.row is not None and self.heat.cell.n:
            await self.program.show_matching(self.expression)

    def figures_in_hand(self) -> list[str]:
        """Return the figure under the cursor, and its interval if the cell has one."""
        heat = self.heat
        return [heat.figure, *(["interval of a cell"] if cell_interval(heat.measure, heat.cell) else [])]

    def seen(self) -> list[ShownTable]:
        """Return the heat map as a table: every cell's unrounded figure and its n."""
        heat, names = self.heat, ["all models", *self.heat.table.models]
        headings = ["id", "name", *(f"{name}{part}" for name in names for part in ("", " n"))]
        rows = []
        for row, _ in heat.lines:
            figures = [heat.table.cell(row, model) for model in heat.models]
            rows.append(
                cells([row.id, row.name, *(part for cell in figures for part in (cell.value, cell.n))])
            )
        name = f"{self.outlook.dimension}_{self.outlook.measure}"
        return [ShownTable(name, f"table: {heat.measure.title} by {self.outlook.dimension}", headings, rows)]

    async def action_flips(self) -> None:
        """Open Flips, which compares two models or runs."""
        from airbench_tui.tui.explore.flips_screen import FlipsScreen

        await self.app.push_screen(FlipsScreen(self.desk))

    async def find_comparable(self) -> Comparable | None:
        """Return the responses behind the cell under the cursor."""
        found = await self.desk.read(reads.response_ids, parse(self.expression), self.desk.viewer)
        return Comparable(found[0], found) if found else None

    async def on_heat_map_cell_opened(self) -> None:
        await self.action_open()

    @property
    def filter_in_force(self) -> str:
        return self.outlook.expression

    def apply_filter(self, expression: str) -> None:
        self.outlook.expression = expression.strip()
        self._read_table()

    def focus_filtered(self) -> None:
        self.set_focus(self.heat)


def _first_answers(
    connection: sqlite3.Connection, expression: str, viewer: Viewer, most: int
) -> list[ResponseRow]:
    ids = reads.response_ids(connection, parse(expression), viewer, None, most)
    return reads.lines(connection, ids, viewer)
