"""The list of the help: actions by what one wants to do, in two columns where they fit, among texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Literal, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from airbench_tui.text import safe
from airbench_tui.tui.actions import shown_keys
from airbench_tui.tui.keys.action import GROUPS, Action
from airbench_tui.tui.shared.wrapping import wrap

_KEYS = 9  # cells for an action's keys
_COLUMN = 36  # cells that a column needs at least
_GAP = 2

Group = tuple[str, list[Action]]
Sections = Sequence[tuple[str, str]]
Kind = Literal["heading", "action", "text"]


class Piece(NamedTuple):
    """A part of a line. ``at`` is its first cell; ``number`` is that of an action, in the order of the cursor."""

    at: int
    kind: Kind
    text: str
    number: int = -1


class HelpLayout(NamedTuple):
    """The pieces of each line, the actions in the cursor's order, and the line of each."""

    lines: list[list[Piece]]
    actions: list[Action]
    line_of: list[int]
    column: int


def matching(actions: Iterable[Action], words: str) -> list[Group]:
    """Group the actions in whose name, sentence, keys or group all *words* occur."""
    wanted = words.lower().split()

    def fits(action: Action) -> bool:
        text = f"{action.short} {action.help} {shown_keys(action)} {action.group}".lower()
        return all(word in text for word in wanted)

    found = [action for action in actions if fits(action)]
    groups = [(group, [action for action in found if action.group == group]) for group in GROUPS]
    return [group for group in groups if group[1]]


def arrange(groups: Sequence[Group], width: int, before: Sections = (), after: Sections = ()) -> HelpLayout:
    """Lay out *groups* in one column or two, between texts, in *width* cells."""
    two = width >= 2 * _COLUMN
    column = width // 2 if two else width
    heights = [len(actions) + 2 for _, actions in groups]
    first = min(range(len(groups) + 1), key=lambda cut: (max(sum(heights[:cut]), sum(heights[cut:])), -cut))
    cut = first if two else len(groups)
    lines = _texts(before, width)
    actions: list[Action] = []
    line_of: list[int] = []
    top = len(lines)
    for at, part in ((0, groups[:cut]), (column, groups[cut:])):
        y = top
        for heading, found in part:
            _put(lines, y, Piece(at, "heading", f"… {heading}"))
            for number in range(len(actions), len(actions) + len(found)):
                y += 1
                _put(lines, y, Piece(at, "action", "", number))
                line_of.append(y)
            actions += found
            y += 2
    lines += [[]] if groups and after else []
    return HelpLayout([*lines, *_texts(after, width)], actions, line_of, column)


def _put(lines: list[list[Piece]], y: int, piece: Piece) -> None:
    lines.extend([] for _ in range(y + 1 - len(lines)))
    lines[y].append(piece)


def _texts(sections: Sections, width: int) -> list[list[Piece]]:
    lines: list[list[Piece]] = []
    for heading, text in sections:
        lines.append([Piece(0, "heading", safe(heading))])
        lines += [[Piece(0, "text", line.text)] for line in wrap(safe(text), width)]
        lines.append([])
    return lines


class HelpList(ScrollView, can_focus=False):
    """The actions with a cursor, among the texts. It never has the focus: the dialog's field has it."""

    COMPONENT_CLASSES: ClassVar = {f"help-list--{name}" for name in ("heading", "key", "chosen")}
    DEFAULT_CSS = """
    HelpList {
        height: 1fr; overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
    }
    HelpList .help-list--heading { color: $fg; text-style: bold; }
    HelpList .help-list--key { color: $focus; text-style: bold; }
    HelpList .help-list--chosen { background: $surface2; text-style: bold; }
    """

    class Picked(Message):
        """An action was clicked."""

        def __init__(self, action: Action) -> None:
            super().__init__()
            self.action = action

    def __init__(self) -> None:
        super().__init__()
        self._asked: tuple[Sequence[Group], Sections, Sections] = ((), (), ())
        self._layout = HelpLayout([], [], [], 0)
        self._cursor = 0

    @property
    def sections(self) -> list[tuple[str, str]]:
        """Return the texts, first those before the actions."""
        return [*self._asked[1], *self._asked[2]]

    @property
    def actions(self) -> list[Action]:
        """Return the actions in the order of the cursor."""
        return [action for _, actions in self._asked[0] for action in actions]

    @property
    def chosen(self) -> Action | None:
        """Return the action under the cursor; None without any."""
        actions = self.actions
        return actions[self._cursor] if actions else None

    def show(self, groups: Sequence[Group], before: Sections, after: Sections) -> None:
        """Show other contents, from the beginning, with the cursor on the first action."""
        self._asked = groups, before, after
        self._cursor = 0
        self._arrange()
        self.scroll_to(y=0, animate=False, immediate=True)

    def move(self, by: int) -> None:
        """Move the cursor by a number of actions."""
        if self._layout.actions:
            self._cursor = max(0, min(self._cursor + by, len(self._layout.actions) - 1))
            line = self._layout.line_of[self._cursor]
            top = line - 1 if self._cursor else 0  # the heading above the first one
            self.scroll_to_region(Region(0, top, 1, line - top + 1), animate=False, immediate=True)
            self.refresh()

    def page(self, pages: int) -> None:
        """Scroll by a number of pages. The cursor stays."""
        self.scroll_relative(y=pages * max(1, self.size.height - 1), animate=False, immediate=True)

    def on_resize(self, _: events.Resize) -> None:
        self._arrange()

    def _arrange(self) -> None:
        width = self.scrollable_content_region.width
        if width:
            groups, before, after = self._asked
            self._layout = arrange(groups, width, before, after)
            self.virtual_size = Size(width, len(self._layout.lines))
            self.refresh()

    def render_line(self, y: int) -> Strip:
        y += self.scroll_offset.y
        width, plain = self.scrollable_content_region.width, self.rich_style
        pieces = self._layout.lines[y] if y < len(self._layout.lines) else []
        segments: list[Segment] = []
        cells = 0
        for piece in pieces:
            segments.append(Segment(" " * (piece.at - cells), plain))
            drawn = self._drawn(piece, plain)
            cells = piece.at + sum(cell_len(segment.text) for segment in drawn)
            segments += drawn
        return Strip(segments).adjust_cell_length(width, plain)

    def _drawn(self, piece: Piece, plain: Style) -> list[Segment]:
        if piece.kind != "action":
            style = self._style("heading") if piece.kind == "heading" else Style()
            return [Segment(piece.text, plain + style)]
        action = self._layout.actions[piece.number]
        room = self._layout.column - _GAP - _KEYS - 3
        chosen = self._style("chosen") if piece.number == self._cursor else Style()
        keys = " ".join(shown_keys(action).split()[:2]) or "^P"
        keys = keys if cell_len(keys) < _KEYS else keys.split()[0]
        return [
            Segment("▸ " if chosen else "  ", plain + chosen),
            Segment(set_cell_size(keys, _KEYS), plain + chosen + self._style("key")),
            Segment(set_cell_size(action.short, min(room, 28) + 1), plain + chosen),
        ]

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"help-list--{name}", partial=True)

    def on_click(self, event: events.Click) -> None:
        y = event.y + self.scroll_offset.y
        pieces = self._layout.lines[y] if y < len(self._layout.lines) else []
        clicked = [piece for piece in pieces if piece.at <= event.x < piece.at + self._layout.column]
        if clicked and clicked[0].kind == "action":
            self.post_message(self.Picked(self._layout.actions[clicked[0].number]))
