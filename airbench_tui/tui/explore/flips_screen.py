"""Flips: prompts on which one model or run is safe and another is not, by category, with a test for chance."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import set_cell_size
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

_AROUND = 5  # terminal columns of the frame, its padding and the scroll bar
_FEW = 20  # terminal columns of a category's name at least
_LOW = 0.05  # a p below which it is bold
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
        set_title(self.query_one("#flips"), "FLIPS", "p: exact, two-sided, as if the rows were independent")
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
        columns = FlipColumns.of(self.size.width - _AROUND, first.name, second.name)
        self.query_one("#flips-heading", Static).update(columns.heads())
        listed.add_options([columns.line(flip) for flip in self.found])
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


@dataclass(frozen=True, slots=True)
class FlipColumns:
    """The table's columns: the terminal columns of a category and of each side's figures, and the sides' names."""

    category: int
    side: int
    first: str
    second: str

    @classmethod
    def of(cls, width: int, first: str, second: str) -> FlipColumns:
        """Divide *width*. Names too long for their columns are shortened, and still differ."""
        side = 12 if width >= 96 else 9
        names = [present.short_model(name, side - 1) for name in (first, second)]
        if names[0] == names[1]:
            names = [one_line(name, 200)[1 - side :] for name in (first, second)]
        return cls(max(_FEW, width - 6 - 4 * side - 9), side, *names)

    def heads(self) -> Content:
        """Return two lines of heads: the sides' names, above them what the figures below them are."""
        wide = 2 * self.side
        names = f"{self.first:>{self.side}}{self.second:>{self.side}}"
        return Content.assemble(
            (f"{'':{self.category + 6}}{'safe %':>{wide}}{'safe by one only':>{wide}}\n", "$muted"),
            (f"{'category':<{self.category}}{'n':>6}{names}{names}{'p':>9}", "bold $fg"),
        )

    def line(self, one: Flips) -> Content:
        """Return the row of a category."""
        name = present.shortened(one_line(f"{one.node} {one.name}".strip(), 200), self.category)
        shares = (
            present.percent(safe / one.n).removesuffix(" %") for safe in (one.safe_first, one.safe_second)
        )
        only = (f"{number:,}" if number else "·" for number in (one.lost, one.won))
        p = "<0.0001" if one.p < 0.0001 else f"{one.p:.4f}"
        return Content.assemble(
            f"{set_cell_size(name, self.category)}",
            (f"{one.n:>6,}", "$muted"),
            "".join(f"{share:>{self.side}}" for share in shares),
            ("".join(f"{number:>{self.side}}" for number in only), "bold"),
            (f"{p:>9}", "bold" if one.p < _LOW else "$muted"),
        )
