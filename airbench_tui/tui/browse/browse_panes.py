"""The panes of Browse, and which of them are in sight."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from airbench_tui.tui.browse.category_card import CategoryCard
from airbench_tui.tui.browse.category_tree import CategoryTree, TreeHeading
from airbench_tui.tui.browse.item_detail import ItemDetail
from airbench_tui.tui.browse.response_list import ResponseList
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared.titles import set_title

_TALL = 40  # lines of a screen that always shows the chosen response in full
_MARKS = Content.assemble(
    ("J", "$judge"), (" judge  ", "$muted"), ("≠", "bold $mine"), (" overridden", "$muted")
)


class BrowsePanes(Horizontal):
    """Categories beside their responses, with the chosen response below: in a few lines, or in full.

    Below 76 columns there is one pane, chosen by the focus. The response is shown in full where there are lines for
    it, or while its pane has the focus; it then takes the place of the list unless there is room for both.
    """

    def __init__(self, desk: Desk, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._desk = desk

    def compose(self) -> ComposeResult:
        with Vertical(id="categories"):
            with Vertical(id="tree-pane", classes="pane"):
                yield TreeHeading(id="tree-heading")
                yield CategoryTree(self._desk, id="tree")
            yield CategoryCard(id="card")
        with Vertical(id="responses"):
            with Vertical(id="list-pane", classes="pane"):
                yield Static(id="list-heading", markup=False)
                yield ResponseList(self._desk, id="list")
            yield ItemDetail(self._desk.settings, id="detail")

    def on_mount(self) -> None:
        self.say_of_list("")
        self.say_of_tree("")

    def on_resize(self) -> None:
        self._fit_detail()

    def on_descendant_focus(self) -> None:
        focused = self.screen.focused
        for name in ("tree", "list", "detail"):
            if focused is not None and focused in self.query_one(f"#{name}").walk_children(with_self=True):
                self.go_at(name)

    def go_at(self, at: str) -> None:
        """Bring a pane into sight: "tree", "list" or "detail". It is to have the focus."""
        for name in ("tree", "list", "detail"):
            self.set_class(name == at, f"-at-{name}")
        self._fit_detail()

    def _fit_detail(self) -> None:
        brief = self.screen.size.height < _TALL and not self.has_class("-at-detail")
        self.query_one(ItemDetail).set_class(brief, "-brief")

    def on_response_list_columns_changed(self, message: ResponseList.ColumnsChanged) -> None:
        self.query_one("#list-heading", Static).update(message.heads)

    def say_of_tree(self, beside: str) -> None:
        """Put words beside the title of the categories."""
        set_title(self.query_one("#tree-pane"), "CATEGORIES", "4 levels · → opens", beside=beside)

    def say_of_list(self, beside: str, note: str = "") -> None:
        """Put words beside the title of the responses, and a *note* below them in place of the meaning of marks."""
        pane = self.query_one("#list-pane")
        set_title(pane, "RESPONSES", note, beside=beside)
        if not note:
            pane.border_subtitle = _MARKS
