"""Browse, the home screen: categories, responses, and everything about the chosen one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Footer, Static

from airbench_tui.benchmark import taxonomy
from airbench_tui.benchmark.taxonomy import Node
from airbench_tui.store.reading import reads, search
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reading.filters.terms import Filter, Term
from airbench_tui.store.reading.reads import Item
from airbench_tui.store.reading.search import Match
from airbench_tui.store.reviewing import progress, review_history
from airbench_tui.store.reviewing.bulk import BulkAction
from airbench_tui.store.reviewing.review_history import Review
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.browse.category_tree import HEADING, CategoryTree
from airbench_tui.tui.browse.item_detail import ItemDetail
from airbench_tui.tui.browse.response_list import ResponseList
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.filter_bar import FilterBar
from airbench_tui.tui.shared.shown import ShownTable
from airbench_tui.tui.shared.title_bar import TitleBar
from airbench_tui.tui.shared.titles import set_title

_FIRST = 200  # ids shown at once, before the rest of a long list is read
_SETTLE = 0.06  # seconds the cursor rests on a row before its texts are read


class BrowseScreen(Screen[None]):
    """Three panes from 140 columns on, two from 100, one below; the focus says which."""

    BINDINGS = bindings("browse")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (140, "-wide")]
    AUTO_FOCUS = "#tree"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.expression = self._words = ""  # as it is edited, as it is shown
        self._filter = Filter()
        self._node: Node = taxonomy.root()
        self._generation = 0
        self._item: Item | None = None
        self._changed = False
        self._loaded = False
        self._decisions = desk.decisions

    def compose(self) -> ComposeResult:
        yield TitleBar(id="title")
        with Horizontal(id="panes"):
            with Vertical(id="tree-pane", classes="pane"):
                yield Static(HEADING, id="tree-heading", markup=False)
                yield CategoryTree(self.desk, id="tree")
                yield Static(id="node-figures", markup=False)
            with Vertical(id="list-pane", classes="pane"):
                yield ResponseList(self.desk, id="list")
            yield ItemDetail(id="detail", classes="pane")
        yield FilterBar(self.desk, id="filter-bar")
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        set_title(self.query_one("#tree-pane"), "Categories")
        self.refresh_data()

    # -- what is shown ------------------------------------------------------------------------

    def refresh_data(self) -> None:
        """Read everything again; the cursor stays on its response where it still matches."""
        self._changed, self._loaded, self._decisions = False, True, self.desk.decisions
        self._load_figures()
        self._load_list()

    async def on_screen_resume(self) -> None:
        """Back from reviewing: the list stays as it was, its marks and the figures are read again."""
        self.refresh_bindings()  # what the app offers depends on the screen
        if self._loaded:
            self.query_one(ResponseList).reread()
            self._load_figures()
            self._changed = bool(self._filter.terms) and self.desk.decisions != self._decisions
            self._show_list_title()
            self._load_item(self.query_one(ResponseList).chosen)

    def go_to(self, response: int) -> None:
        """Put the cursor on a response if the list has it."""
        rows = self.query_one(ResponseList)
        if response in rows.ids:
            rows.cursor = rows.ids.index(response)

    def _load_list(self) -> None:
        self._generation += 1
        self._read_list(self._generation)

    async def reload_list(self) -> None:
        """Read the list now, for who cannot wait for the worker."""
        arguments = (self._filter, self.desk.viewer, (self._node.first, self._node.last))
        rows = self.query_one(ResponseList)
        rows.set_ids(await self.desk.read(reads.response_ids, *arguments), keep=rows.chosen)
        self._show_list_title()

    @work(exclusive=True, group="list")
    async def _read_list(self, generation: int) -> None:
        rows = self.query_one(ResponseList)
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
        self.query_one(TitleBar).set_parts(
            present.audit_words(
                desk.workspace.database.name, sample=desk.workspace.sample, has_sample=sample
            ),
            present.scale_forms(scale),
            (
                f"{desk.workspace.auditor} · {reviewed:,} reviewed · {overridden:,} overridden by you",
                f"{desk.workspace.auditor} · {reviewed:,} reviewed by you",
            ),
        )

    def _show_node_figures(self) -> None:
        tree = self.query_one(CategoryTree)
        self.query_one("#node-figures", Static).update(
            f"{self._node.id + ' ' if self._node.level > 1 else ''}{self._node.name}\n"
            f"{present.tally_words(tree.tally(self._node))}"
        )
        set_title(
            self.query_one("#tree-pane"), "Categories · filtered" if self._filter.terms else "Categories"
        )

    def _show_list_title(self, *, more: bool = False) -> None:
        rows = self.query_one(ResponseList)
        where = self._node.name if self._node.level else "all"
        title = f"Responses · {len(rows.ids):,}{' and more …' if more else ''} · {where}"
        if self._filter.terms:
            title += f" · {self._words}"
        note = (
            "filter or figures may have changed, F5 refreshes"
            if self._changed
            else "mark score→yours category model prompt"
        )
        set_title(self.query_one("#list-pane"), title, note)

    @work(exclusive=True, group="item")
    async def _load_item(self, response: int | None) -> None:
        detail = self.query_one(ItemDetail)
        if response is None:
            self._item = None
            detail.show(None, [])
            return
        item, history, found = await self.desk.read_for(
            self, _everything_of, response, self.desk.viewer, self._filter
        )
        if response != self.query_one(ResponseList).chosen:
            return
        self._item = item
        veiled = self.desk.settings.is_hard(item.category)
        detail.show(item, history, veiled=veiled, found=found)
        if not veiled and not item.hidden and detail.region:
            self.desk.expose([judgment.id for judgment in item.judgments], "browse")

    # -- panes --------------------------------------------------------------------------------

    def on_descendant_focus(self) -> None:
        """Narrow terminals show the pane that has the focus, medium ones its neighbour too."""
        focused = self.focused
        at = "tree"
        if focused is not None:
            if focused.id == "list":
                at = "list"
            elif focused in self.query_one("#detail").walk_children():
                at = "detail"
            elif focused.id != "tree":
                return
        for name in ("tree", "list", "detail"):
            self.set_class(name == at, f"-at-{name}")

    def on_category_tree_node_chosen(self, message: CategoryTree.NodeChosen) -> None:
        if message.node is not self._node:
            self._node = message.node
            self._show_node_figures()
            self._load_list()

    def action_enter_list(self) -> None:
        """To the responses of the chosen category."""
        self.set_focus(self.query_one(ResponseList))

    def action_leave_list(self) -> None:
        """Back to the categories."""
        self.set_focus(self.query_one(CategoryTree))

    def action_enter_details(self) -> None:
        """To the details of the chosen response."""
        if self.query_one(ResponseList).chosen is not None:
            self.set_focus(self.query_one("#detail-texts"))

    def on_response_list_row_chosen(self, message: ResponseList.RowChosen) -> None:
        response = message.response
        self.set_timer(_SETTLE, lambda: self._settled(response))

    def _settled(self, response: int | None) -> None:
        # A held arrow key passes over rows: only where it rests are the texts read.
        if response == self.query_one(ResponseList).chosen:
            self._load_item(response)

    def action_back(self) -> None:
        """Details to responses, responses to categories."""
        focused = self.focused
        if focused is not None and focused.id == "detail-texts":
            self.set_focus(self.query_one(ResponseList))
        else:
            self.set_focus(self.query_one(CategoryTree))

    # -- filter -------------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Open the line that takes a filter."""
        self.query_one(FilterBar).open(self.expression)

    def action_clear_filter(self) -> None:
        """Show everything again."""
        self.apply_filter("")

    async def action_searches(self) -> None:
        """Take up a saved search, or save the filter in force."""
        from airbench_tui.tui.shared.searches_dialog import SearchesDialog

        def picked(expression: str | None) -> None:
            if expression is not None:
                self.apply_filter(expression)

        await self.app.push_screen(SearchesDialog(self.desk, self.expression), picked)

    def on_filter_bar_applied(self, message: FilterBar.Applied) -> None:
        self.apply_filter(message.expression)
        self.action_enter_list()

    def on_filter_bar_closed(self) -> None:
        self.action_enter_list()

    def apply_filter(self, expression: str) -> None:
        """Show what *expression* matches. Raises FilterError when it cannot be understood."""
        self._filter = parse(expression)
        self.query_one(ResponseList).searched = self._filter
        self.expression = self._words = expression.strip()
        self.refresh_data()

    def show_matching(self, expression: str) -> None:
        """List what *expression* matches, in all categories. Raises FilterError."""
        self.query_one(CategoryTree).select("")
        self._node = taxonomy.root()
        self.apply_filter(expression)
        self.action_enter_list()

    def show_only(self, responses: Sequence[int], words: str) -> None:
        """List exactly these responses; *words* say what they are, until another filter is asked for."""
        self._filter = Filter((Term("only", ":", (json.dumps(list(responses)),)),))
        self.query_one(ResponseList).searched = self._filter
        self.expression, self._words = "", words
        self.query_one(CategoryTree).select("")
        self._node = taxonomy.root()
        self.refresh_data()
        self.action_enter_list()

    async def action_mark_hard(self) -> None:
        """Mark the chosen category, or the chosen response's, as hard to read."""
        at_list = self.focused is not None and self.focused.id != "tree"
        node = self._item.category if at_list and self._item else self._node.id
        if not node:
            self.notify(
                "Choose a category first: all of them can't be marked", severity="warning", markup=False
            )
            return
        marked = await self.desk.settings.toggle_hard(node)
        name = taxonomy.nodes()[node].name
        self.notify(f"{name}: {'veiled from now on' if marked else 'no longer veiled'}", markup=False)
        self.query_one(CategoryTree).set_tallies(
            await self.desk.read(reads.tallies, self._filter, self.desk.viewer)
        )
        self.query_one(ResponseList).reread()
        self._load_item(self.query_one(ResponseList).chosen)

    async def action_import_file(self) -> None:
        """Ask for a file and read it in."""
        from airbench_tui.tui.browse.file_dialogs import ImportDialog

        def done(read: bool | None) -> None:
            if read:
                self.refresh_data()

        await self.app.push_screen(ImportDialog(self.desk), done)

    async def action_export_file(self) -> None:
        """Ask what to write where, and write it."""
        from airbench_tui.tui.browse.file_dialogs import ExportDialog

        await self.app.push_screen(ExportDialog(self.desk, self.listed))

    def figures_in_hand(self) -> list[str]:
        """The figures of the category under the cursor, while it has the focus."""
        tree = self.query_one(CategoryTree)
        return present.tally_figures(tree.tally(self._node)) if self.focused is tree else []

    def seen(self) -> list[ShownTable]:
        """The categories that are open, with their figures."""
        return [self.query_one(CategoryTree).seen()]

    @property
    def listed(self) -> Filter:
        """What the list shows: the filter, and the category in hand."""
        node = Term("cat", ":", (self._node.id,))
        return self._filter.also(node) if self._node.level else self._filter

    async def action_bulk(self) -> None:
        """Preview one decision on all that the list shows, and make it."""
        from airbench_tui.tui.browse.bulk_dialogs import BulkDialog, in_words

        def decided(made: BulkAction | None) -> None:
            if made is not None:
                self.desk.decisions += 1
                self.notify(f"{in_words(made)} in bulk · U takes it back", markup=False, timeout=8)
                self.refresh_data()

        words = self.expression if self.expression == self._words else f"listed: {self._words}"
        if self._node.level:
            words = f"{words} cat:{self._node.id}".strip()
        await self.app.push_screen(BulkDialog(self.desk, self.listed, words), decided)

    async def action_bulk_actions(self) -> None:
        """Show what was decided in bulk, to withdraw it."""
        from airbench_tui.tui.browse.bulk_dialogs import BulkActionsDialog

        def left(withdrawn: bool | None) -> None:
            if withdrawn:
                self.refresh_data()

        await self.app.push_screen(BulkActionsDialog(self.desk), left)

    async def action_quit(self) -> None:
        """Leave."""
        self.app.exit()


def _everything_of(
    connection: sqlite3.Connection, response: int, viewer: Viewer, chosen: Filter
) -> tuple[Item, list[Review], list[Match]]:
    found = search.matches(connection, [response], chosen, viewer).get(response, [])
    item = reads.item(connection, response, viewer)
    return item, review_history.history(connection, response, viewer.auditor, viewer=viewer.auditor), found
