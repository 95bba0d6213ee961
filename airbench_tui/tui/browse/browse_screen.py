"""Browse, the home screen: categories, responses, and the details of the chosen response."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from textual import work
from textual.app import ComposeResult
from textual.widgets import Static

from airbench_tui.benchmark import taxonomy
from airbench_tui.benchmark.taxonomy import Node
from airbench_tui.errors import FilterError
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reading.filters.terms import Filter, Term, only
from airbench_tui.store.reading.reads import Item
from airbench_tui.store.reviewing import progress
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.browse.browse_panes import BrowsePanes
from airbench_tui.tui.browse.category_card import CategoryCard, read_by_model
from airbench_tui.tui.browse.category_tree import CategoryTree
from airbench_tui.tui.browse.choosing_screen import ChoosingScreen
from airbench_tui.tui.browse.item_detail import ItemDetail, read_details
from airbench_tui.tui.browse.node_words import node_line, tally_figures
from airbench_tui.tui.browse.response_list import ResponseList
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.filter_bar import FilterBar
from airbench_tui.tui.shared.screens.audit_screen import Comparable
from airbench_tui.tui.shared.shown import ShownTable, pages_of

_FIRST = 200  # ids shown at once, before the rest of a long list is read
_NEAR = {"tree": "tree", "list": "list", "detail-texts": "pane"}  # the place of the focused widget, by its id
_SETTLE = 0.06  # seconds that the cursor rests on a row before its texts are read


class BrowseScreen(ChoosingScreen):
    """Categories, responses, and the chosen response, below a line on the chosen category."""

    PLACES = ("browse",)
    TAB = "browse"
    OFFERS = frozenset({"compare"})
    BINDINGS = bindings("browse")
    AUTO_FOCUS = "#tree"
    HORIZONTAL_BREAKPOINTS = [(0, "-single"), (76, "-narrow"), (100, "-medium"), (140, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (28, "-high"), (40, "-tall")]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.expression = self._words = ""  # the filter in editable form, and as the title shows it
        self._filter = Filter()
        self._node: Node = taxonomy.root()
        self._generation = 0
        self._item: Item | None = None
        self._changed = False
        self._loaded = False
        self._decisions = desk.decisions

    def compose_body(self) -> ComposeResult:
        yield Static(id="node-figures", markup=False)
        yield BrowsePanes(self.desk, id="panes")
        yield FilterBar(self.desk, id="filter-bar")

    def on_mount(self) -> None:
        self.read_all()

    def on_resize(self) -> None:
        self._show_node_figures()

    def places(self) -> list[str]:
        focused = self.focused
        near = _NEAR.get(focused.id or "") if focused else None
        return [near, *self.PLACES] if near else list(self.PLACES)

    # -- contents -----------------------------------------------------------------------------

    async def refresh_data(self) -> None:
        self.read_all()

    def read_all(self) -> None:
        """Start reading everything again. The cursor stays on its response if that still matches."""
        self._changed, self._loaded, self._decisions = False, True, self.desk.decisions
        self._load_figures()
        self._load_list()

    async def on_screen_resume(self) -> None:
        """Read marks and figures again after a review. The list keeps its responses."""
        self.refresh_bindings()  # the app's actions depend on the screen in front
        if self._loaded:
            self.shown.reread()
            self._load_figures()
            self._changed = bool(self._filter.terms) and self.desk.decisions != self._decisions
            self._show_list_title()
            self._load_item(self.shown.chosen)

    def go_to(self, response: int) -> None:
        """Focus the list and put its cursor on a response, if the list contains the response."""
        rows = self.shown
        if response in rows.ids:
            rows.cursor = rows.ids.index(response)
        self.set_focus(rows)

    async def find_comparable(self) -> Comparable | None:
        """Return the chosen response, with all listed responses to compare."""
        rows = self.shown
        return None if rows.chosen is None else Comparable(rows.chosen, rows.ids)

    def _load_list(self) -> None:
        self.program.count_waiting(soon=True)  # Triage follows the list
        self._generation += 1
        self._read_list(self._generation)

    async def reload_list(self) -> None:
        """Read the list now, for a caller that cannot wait for the worker."""
        arguments = (self._filter, self.desk.viewer, (self._node.first, self._node.last))
        rows = self.shown
        rows.set_ids(await self.desk.read(reads.response_ids, *arguments), keep=rows.chosen)
        self._show_list_title()

    @work(exclusive=True, group="list")
    async def _read_list(self, generation: int) -> None:
        rows = self.shown
        keep = rows.chosen
        span = (self._node.first, self._node.last)
        arguments = (self._filter, self.desk.viewer, span)
        await self.desk.ready_for(self, self._filter)
        first = await self.desk.read_latest(self, "list", reads.response_ids, *arguments, _FIRST)
        if generation != self._generation:
            return
        complete = len(first) < _FIRST
        if complete or keep is None or keep in first:
            rows.set_ids(first, keep=keep)
        if not complete:
            self._show_list_title(more=True)
            everything = await self.desk.read_latest(self, "list", reads.response_ids, *arguments)
            if generation != self._generation:
                return
            if keep is None or keep in first:
                rows.extend(everything)
            else:
                rows.set_ids(everything, keep=keep)
        self._show_list_title()

    @work(exclusive=True, group="figures")
    async def _load_figures(self) -> None:
        desk = self.desk
        await desk.ready_for(self, self._filter)
        found = await desk.read_latest(self, "figures", reads.tallies, self._filter, desk.viewer)
        scale = await desk.read_for(self, reads.scale)
        reviewed, overridden = await desk.read_for(self, progress.tally, desk.auditor)
        sample = await desk.read_for(self, reads.has_sample)
        self.query_one(CategoryTree).set_tallies(found)
        self._show_node_figures()
        self._read_card()
        self.show_title(
            self.audit_words(sample),
            present.scale_forms(scale),
            (
                f"{reviewed:,} reviewed · {overridden:,} overridden by you",
                f"{reviewed:,} reviewed by you",
            ),
        )

    def _show_node_figures(self) -> None:
        tally = self.query_one(CategoryTree).tally(self._node)
        words = node_line(self._words, self._node, tally, self.size.width - 2)
        self.query_one("#node-figures", Static).update(words)
        self.query_one(BrowsePanes).say_of_tree("filtered" if self._filter.terms else "")

    @work(exclusive=True, group="card")
    async def _read_card(self) -> None:
        card, node = self.query_one(CategoryCard), self._node
        if card.display:
            found = await self.desk.read_latest(
                self, "card", read_by_model, node, self._filter, self.desk.viewer
            )
            if node is self._node:
                card.show(node, found)

    def _show_list_title(self, *, more: bool = False) -> None:
        rows = self.shown
        where = self._node.name if self._node.level else "all categories"
        found = f"{len(rows.ids):,}{' and more …' if more else ''} in {where}"
        if self.desk.marked:
            found = f"■ {len(self.desk.marked):,} marked · {found}"
        if self._words:
            found += f" · {self._words}"
        refresh = f"filter or figures may have changed, {self.program.key('app.refresh')} refreshes"
        note = refresh if self._changed else ""
        self.query_one(BrowsePanes).say_of_list(found, note)

    @work(exclusive=True, group="item")
    async def _load_item(self, response: int | None) -> None:
        detail = self.query_one(ItemDetail)
        if response is None:
            self._item = None
            detail.show(None)
            return
        details = await self.desk.read_for(self, read_details, response, self.desk.viewer, self._filter)
        if response != self.shown.chosen:
            return
        self._item = item = details.item
        veiled = self.desk.settings.is_hard(item.category)
        detail.show(details, veiled=veiled)
        if not veiled and not item.hidden and detail.region:
            self.desk.expose([judgment.id for judgment in item.judgments], "browse")

    # -- panes --------------------------------------------------------------------------------

    def on_category_tree_node_chosen(self, message: CategoryTree.NodeChosen) -> None:
        if message.node is not self._node:
            self._node = message.node
            self._show_node_figures()
            self.set_timer(_SETTLE, self._read_card)
            self._load_list()

    def action_enter_list(self) -> None:
        """Go to the responses of the chosen category."""
        self.set_focus(self.shown)

    def action_leave_list(self) -> None:
        """Go back to the categories."""
        self.set_focus(self.query_one(CategoryTree))

    def action_enter_details(self) -> None:
        """Go to the details of the chosen response."""
        if self.shown.chosen is not None:
            self.query_one(BrowsePanes).go_at("detail")
            self.set_focus(self.query_one("#detail-texts"))

    def action_hit(self, by: int) -> None:
        """Go to the next hit in the details, or to the one before if *by* is negative."""
        detail = self.query_one(ItemDetail)
        if not detail.query_one("#detail-texts").region:
            self.action_enter_details()
        if not detail.go_to_hit(by):
            self.notify("The filter's words are not in this response's texts", markup=False)

    def on_response_list_row_chosen(self, message: ResponseList.RowChosen) -> None:
        response = message.response
        self.set_timer(_SETTLE, lambda: self._settled(response))

    def _settled(self, response: int | None) -> None:
        # A held arrow key passes over many rows: read texts only where the cursor rests.
        if response == self.shown.chosen:
            self._load_item(response)

    def action_back(self) -> None:
        """Go back from details to responses, from responses to categories. If any are marked, first unmark them."""
        focused = self.focused
        if focused is self.shown and self.desk.marked:
            self.shown.clear_marks()
            return
        if focused is not None and focused.id == "detail-texts":
            self.set_focus(self.shown)
        else:
            self.set_focus(self.query_one(CategoryTree))

    # -- filter -------------------------------------------------------------------------------

    @property
    def filter_in_force(self) -> str:
        return self.expression

    def focus_filtered(self) -> None:
        self.action_enter_list()

    def apply_filter(self, expression: str) -> None:
        """Show the responses that *expression* matches. Raises FilterError if it cannot be parsed."""
        self._filter = parse(expression)
        self.shown.searched = self._filter
        self.expression = self._words = expression.strip()
        self.read_all()

    def show_matching(self, expression: str) -> None:
        """List the responses in all categories that *expression* matches. Raises FilterError."""
        self.query_one(CategoryTree).select("")
        self._node = taxonomy.root()
        self.apply_filter(expression)
        self.action_enter_list()

    async def resume(self, expression: str, node: str, response: int | None) -> None:
        """Show the list again that the auditor left. A filter or a category that is none any more shows everything."""
        with contextlib.suppress(FilterError):
            self.apply_filter(expression)
        if node in taxonomy.nodes():
            self.query_one(CategoryTree).select(node)
            self._node = taxonomy.nodes()[node]
        await self.reload_list()
        self.read_all()
        if response is not None:
            self.go_to(response)

    @property
    def in_hand(self) -> tuple[str, str, int | None]:
        """Return the filter, the category, and the chosen response, None while the categories have the keys."""
        at_list = self.focused is not None and self.focused.id != "tree"
        return self.expression, self._node.id, self.shown.chosen if at_list else None

    def show_only(self, responses: Sequence[int], words: str) -> None:
        """List exactly these responses until another filter is applied. *words* describe them in the title."""
        self._filter = only(responses)
        self.shown.searched = self._filter
        self.expression, self._words = "", words
        self.query_one(CategoryTree).select("")
        self._node = taxonomy.root()
        self.read_all()
        self.action_enter_list()

    async def action_mark_hard(self) -> None:
        """Mark the chosen category, or the category of the chosen response, as hard to read; or unmark it."""
        at_list = self.focused is not None and self.focused.id != "tree"
        node = self._item.category if at_list and self._item else self._node.id
        if not node:
            self.notify("Not marked: choose a category first", severity="warning", markup=False)
            return
        marked = await self.desk.settings.toggle_hard(node)
        name = taxonomy.nodes()[node].name
        self.notify(f"{name}: {'veiled from now on' if marked else 'no longer veiled'}", markup=False)
        self.query_one(CategoryTree).set_tallies(
            await self.desk.read(reads.tallies, self._filter, self.desk.viewer)
        )
        self.shown.reread()
        self._load_item(self.shown.chosen)

    async def action_import_file(self) -> None:
        """Ask for a file and import it."""
        from airbench_tui.tui.browse.import_dialog import ImportDialog

        def done(read: bool | None) -> None:
            if read:
                self.read_all()

        await self.app.push_screen(ImportDialog(self.desk), done)

    async def action_export_file(self) -> None:
        """Ask what to export and where, and write the file."""
        from airbench_tui.tui.browse.export_dialog import ExportDialog

        await self.app.push_screen(ExportDialog(self.desk, self.listed))

    def figures_in_hand(self) -> list[str]:
        """Return the figures of the category under the cursor while the tree has the focus."""
        tree = self.query_one(CategoryTree)
        return tally_figures(tree.tally(self._node)) if self.focused is tree else []

    def seen(self) -> list[ShownTable]:
        """Return the table of open categories and their figures, then the texts of the chosen response."""
        return [self.query_one(CategoryTree).seen(), *(pages_of(self.readable) if self.readable else ())]

    @property
    def readable(self) -> Item | None:
        item = self._item
        return None if item is None or self.desk.settings.is_hard(item.category) else item

    @property
    def listed(self) -> Filter:
        node = Term("cat", ":", (self._node.id,))
        return self._filter.also(node) if self._node.level else self._filter

    def on_response_list_marks_changed(self) -> None:
        self._show_list_title()

    @property
    def listed_words(self) -> str:
        words = self.expression if self.expression == self._words else f"listed: {self._words}"
        return f"{words} cat:{self._node.id}".strip() if self._node.level else words

    async def action_quit(self) -> None:
        """Leave the program."""
        await self.program.leave()
