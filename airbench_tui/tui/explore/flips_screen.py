"""Flips: prompts on which one model or run is safe and another is not, by category, with a test for chance."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Select, Static

from airbench_tui.store.reading import flips, reads
from airbench_tui.store.reading.flips import Flips, FlipSide
from airbench_tui.text import one_line
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.explore.compare_screen import CompareScreen
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.screens.listed_screen import ListedScreen
from airbench_tui.tui.shared.shown import ShownTable
from airbench_tui.tui.shared.titles import set_title

HEADINGS = ("category", "n", "first safe", "second safe", "safe → not", "not → safe", "McNemar p")


class FlipsScreen(ListedScreen):
    """Two fields for the sides to compare, above a table. Enter compares the prompts of a row that flipped."""

    PLACES = ("flips",)
    TAB = "explore"
    BINDINGS = bindings("flips")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found: list[Flips] = []
        self._sides: list[FlipSide] = []
        self._level = 2

    def compose_body(self) -> ComposeResult:
        for name in ("first", "second"):
            yield Select[int]([], prompt=f"the {name} model or run", id=name, compact=True)
        yield Static(id="flips-heading", markup=False)
        yield OptionList(id="flips", classes="pane", compact=True)

    def on_mount(self) -> None:
        set_title(self.query_one("#flips"), "Flips", "p: exact, two-sided, as if the rows were independent")
        self._read_sides()

    @work(exclusive=True, group="sides")
    async def _read_sides(self) -> None:
        self._sides = await self.desk.read_for(self, flips.sides)
        sample = await self.desk.read_for(self, reads.has_sample)
        self.show_title(f"Flips · {self.audit_words(sample)}")
        for at, choice in enumerate(self.query(Select).results(Select)):
            choice.set_options(
                [(Content(one_line(f"{side.kind} {side.name}", 70)), n) for n, side in enumerate(self._sides)]
            )
            if at < len(self._sides):
                choice.value = at

    def on_select_changed(self) -> None:
        self._count()

    async def refresh_data(self) -> None:
        self._count()

    @work(exclusive=True, group="flips")
    async def _count(self) -> None:
        chosen = [side.value for side in self.query(Select).results(Select) if isinstance(side.value, int)]
        if len(chosen) < 2:
            return
        first, second = (self._sides[at] for at in chosen)
        self.found = await self.desk.read_latest(
            self, "flips", flips.flips, first, second, self.desk.viewer, self._level
        )
        listed = self.options
        listed.clear_options()
        width = max(20, self.size.width - 62)
        self.query_one("#flips-heading", Static).update(
            f"  {'category':<{width}} {'n':>6} {'first':>7} {'second':>7} {'safe→not':>9} {'not→safe':>9} {'p':>8}"
        )
        listed.add_options([_line(flip, width) for flip in self.found])
        if self.found:
            listed.highlighted = 0
        else:
            listed.add_option(Content("These two have no scored answers to the same prompts."))

    @property
    def rows(self) -> list[list[str]]:
        """Return the table as cells, in the order of HEADINGS."""
        return [
            [
                f"{one.node} {one.name}".strip(),
                *map(str, (one.n, one.safe_first, one.safe_second, one.lost, one.won)),
                repr(one.p),
            ]
            for one in self.found
        ]

    def seen(self) -> list[ShownTable]:
        """Return the table."""
        return [ShownTable("flips", "table: flips", HEADINGS, self.rows)]

    def action_level(self, level: int) -> None:
        """Show the categories of a level."""
        self._level = level
        self._count()

    async def action_open(self) -> None:
        """Open Compare on the prompts of this row that flipped."""
        at = self.options.highlighted
        if at is not None and at < len(self.found) and self.found[at].responses:
            responses = self.found[at].responses
            await self.app.push_screen(CompareScreen(self.desk, responses, responses[0]))

    async def on_option_list_option_selected(self) -> None:
        await self.action_open()  # reached by a click only: the screen handles Enter itself

    def action_choose(self) -> None:
        """Focus the fields for the two sides."""
        self.query_one("#first", Select).focus()

    def action_back(self) -> None:
        """Go back from the sides to the table, and from the table to the previous screen."""
        if self.focused is None:
            self.dismiss(None)
        else:
            self.set_focus(None)


def _line(one: Flips, width: int) -> Content:
    name = one_line(f"{one.node} {one.name}".strip(), width)
    rates = [present.percent(safe / one.n) for safe in (one.safe_first, one.safe_second)]
    p = "<0.0001" if one.p < 0.0001 else f"{one.p:.4f}"
    return Content(
        f" {name:<{width}} {one.n:>6,} {rates[0]:>7} {rates[1]:>7} {one.lost:>9,} {one.won:>9,} {p:>8}"
    )
