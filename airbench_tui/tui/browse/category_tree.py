"""The four-tier taxonomy as a tree, with each node's figures in columns at the right."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import set_cell_size
from rich.style import Style
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widgets import Static, Tree
from textual.widgets.tree import TreeNode

from airbench_tui.benchmark import taxonomy
from airbench_tui.benchmark.taxonomy import Node
from airbench_tui.store.reading.explore import MEASURES
from airbench_tui.store.reading.reads import Tally
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared import heat, present
from airbench_tui.tui.shared.present import shortened
from airbench_tui.tui.shared.shown import ShownTable, cells
from airbench_tui.tui.steady import Steady

_BOLD_BELOW = 55  # per cent of safe answers
_INDENT = 2  # cells of a level


class _Columns(NamedTuple):
    """The figures beside a category, by their widths in cells; 0 for none."""

    n: int
    bar: int
    counts: int

    @property
    def width(self) -> int:
        return self.n + 1 + self.bar + 4 + 2 * self.counts


def _columns(width: int) -> _Columns:
    """Return the figures that a tree of *width* cells shows."""
    if width >= 56:
        return _Columns(8, 8, 6)
    return _Columns(7 if width >= 36 else 0, 6, 0)


class TreeHeading(Static):
    """The heads of the tree's columns."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)

    def on_resize(self, _: events.Resize) -> None:
        shown = _columns(self.content_size.width)
        counts = f"{'rev':>{shown.counts}}{'ovr':>{shown.counts}}" if shown.counts else ""
        n = f"{'n':>{shown.n}}" if shown.n else ""
        self.update(f"{n}{'safe %':>{shown.bar + 5}}{counts}")


class CategoryTree(Steady, Tree[Node]):
    """The tree of categories. At most 379 nodes are open at once, few enough for Textual's Tree."""

    BINDINGS = bindings("tree")
    ICON_NODE = "▸ "
    ICON_NODE_EXPANDED = "▾ "

    class NodeChosen(Message):
        """The cursor moved to another node."""

        def __init__(self, node: Node) -> None:
            super().__init__()
            self.node = node

    def __init__(self, desk: Desk, *, id: str | None = None) -> None:
        super().__init__("", data=taxonomy.root(), id=id)
        self._desk = desk
        self._tallies: dict[str, Tally] = {}
        self.guide_depth = _INDENT
        self.show_guides = False
        self.auto_expand = False
        self._grow(self.root, taxonomy.root())
        self.root.expand()
        for child in self.root.children:
            child.expand()

    def tally(self, node: Node) -> Tally:
        """Return the figures of a node."""
        return self._tallies.get(node.id, Tally())

    def set_tallies(self, by_category: dict[int, Tally]) -> None:
        """Show new figures. *by_category* holds those of level 4 by category key; higher levels are summed."""
        self._tallies = {}
        self._sum(taxonomy.root(), by_category)
        self._invalidate()
        self.refresh()

    def render_label(self, node: TreeNode[Node], base_style: Style, style: Style) -> Text:
        data = node.data
        assert data is not None
        tally = self.tally(data)
        icon = (
            "" if not node.allow_expand else self.ICON_NODE_EXPANDED if node.is_expanded else self.ICON_NODE
        )
        width = self.scrollable_content_region.width
        shown = _columns(width)
        room = max(8, width - _INDENT * data.level - len(icon) - shown.width)
        name = data.name if data.level < 4 else f"{data.id.rsplit('.', 1)[1]} {data.name}"
        if data.id in self._desk.settings.hard_nodes:
            name = f"▒ {name}"
        muted = style + Style(color=self._colour("muted"))
        text = Text.assemble(
            (icon, base_style),
            (set_cell_size(shortened(name, room - 1), room), style + Style(bold=data.level < 2 or None)),
            *self._figures(tally, shown, style, muted),
        )
        if not tally.items:
            text.stylize(muted)
        return text

    def _colour(self, token: str) -> str:
        return self.app.theme_variables[token]

    def _figures(self, tally: Tally, shown: _Columns, style: Style, muted: Style) -> list[tuple[str, Style]]:
        n = f"{_short(tally.items, shown.n - 1):>{shown.n}}" if shown.n else ""
        if not tally.items:
            return [(n + " " * (shown.width - len(n)), muted)]
        rate = tally.safe_rate
        parts = [(f"{n} ", muted)]
        for drawn, token in heat.bar(MEASURES["safe"], rate, shown.bar):
            parts.append((drawn, style + Style(color=self._colour(token), bold=False)))
        low = rate is not None and round(rate * 100) < _BOLD_BELOW
        parts.append((f"{present.percent(rate).removesuffix(' %'):>4}", style + Style(bold=low or None)))
        if shown.counts:
            mine = style + Style(color=self._colour("mine"), bold=True)
            for number, of in ((tally.reviewed, style), (tally.overridden, mine)):
                parts.append((f"{_short(number, shown.counts - 1):>{shown.counts}}", of if number else muted))
        return parts

    def seen(self) -> ShownTable:
        """Return the table of open nodes with their unrounded figures."""
        counts = (
            "items", "judged", "safe", "reviewed", "overridden", "blank", "malformed", "failed", "missing", "waiting",
        )  # fmt: skip
        headings = ("id", "level", "name", *counts, "safe rate", "mean score")
        rows, open_nodes = [], [self.root]
        while open_nodes:
            node = open_nodes.pop()
            assert node.data is not None
            tally = self.tally(node.data)
            figures = [getattr(tally, name) for name in counts]
            rates = (tally.safe_rate, tally.mean_score if tally.judged else None)
            rows.append(cells([node.data.id, node.data.level, node.data.name, *figures, *rates]))
            open_nodes += reversed(node.children) if node.is_expanded else ()
        return ShownTable("categories", "table: categories", headings, rows)

    def action_first(self) -> None:
        self.cursor_line = 0

    def action_last(self) -> None:
        self.cursor_line = self.last_line

    async def action_open_or_enter(self) -> None:
        node = self.cursor_node
        if node and node.allow_expand and not node.is_expanded:
            node.expand()
        else:
            await self.run_action("screen.enter_list")

    def action_close_or_parent(self) -> None:
        node = self.cursor_node
        if node and node.allow_expand and node.is_expanded and node.parent:
            node.collapse()
        elif node and node.parent:
            self.move_cursor(node.parent)

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[Node]) -> None:
        event.stop()
        if event.node.data:
            self.post_message(self.NodeChosen(event.node.data))

    def on_tree_node_selected(self, event: Tree.NodeSelected[Node]) -> None:
        event.stop()  # a click should only move the cursor, which it has done

    def on_resize(self, _: events.Resize) -> None:
        self._invalidate()

    def select(self, node_id: str) -> None:
        """Expand the nodes above a node and put the cursor on it."""
        wanted = taxonomy.nodes()[node_id]
        here = self.root
        while here.data and here.data.id != node_id:
            here.expand()
            here = next(
                child
                for child in here.children
                if child.data and child.data.first <= wanted.first <= child.data.last
            )
        self.call_after_refresh(self.move_cursor, here)

    def _grow(self, place: TreeNode[Node], node: Node) -> None:
        for child in node.children:
            if child.children:
                self._grow(place.add(child.name, data=child), child)
            else:
                place.add_leaf(child.name, data=child)

    def _sum(self, node: Node, by_category: dict[int, Tally]) -> Tally:
        total = Tally()
        if node.level == 4:
            total = by_category.get(node.first, total)
        for child in node.children:
            total.add(self._sum(child, by_category))
        self._tallies[node.id] = total
        return total


def _short(number: int, room: int) -> str:
    """Format a count in *room* cells, in thousands if it is too wide: cutting off a digit would change it."""
    words = f"{number:,}" if number else "·"
    return words if len(words) <= room else f"{number / 1000:.0f}k"
