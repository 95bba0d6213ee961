"""A page of figures in lines of text. Each figure can link to the answers that it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from airbench_tui.tui.actions import bindings


@dataclass(frozen=True, slots=True)
class Link:
    """The answers behind a figure, words that describe them, and the figure's name in the glossary."""

    responses: Sequence[int]
    words: str
    figure: str = ""


class Span(NamedTuple):
    """A piece of a line: safe text, one of the page's styles ("" for plain), and the link that it opens.

    ``drawn`` marks a bar or an interval: a drawing, not words.
    """

    text: str
    style: str = ""
    link: Link | None = None
    drawn: bool = False


Line = tuple[Span, ...]
Place = tuple[int, int]  # the indexes of a line and of a span in it


def side_by_side(left: Sequence[Line], right: Sequence[Line], at: int) -> list[Line]:
    """Join two columns of lines into one; the right one begins at cell *at*."""
    lines = []
    for one, other in zip_longest(left, right, fillvalue=()):
        gap = max(1, at - sum(cell_len(span.text) for span in one))
        lines.append((*one, Span(" " * gap), *other) if other else one)
    return lines


class FigurePage(ScrollView, can_focus=True):
    """Lines of spans, in one column or two. Cursor keys go from link to link, and scroll where no link is near."""

    BINDINGS = bindings("figures")
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "page--heading",
        "page--strong",
        "page--muted",
        "page--warning",
        "page--link",
        "page--cursor",
        "page--cursor-blurred",
    }
    DEFAULT_CSS = """
    FigurePage {
        height: 1fr; scrollbar-size: 1 1;
        & .page--heading { color: $mine; text-style: bold; }
        & .page--strong { text-style: bold; }
        & .page--muted { color: $muted; }
        & .page--warning { color: $ambiguous; }
        & .page--link { text-style: underline; }
        & .page--cursor {
            background: $surface2; color: $fg; text-style: bold;
        }
        & .page--cursor-blurred { background: $surface2; text-style: bold underline; }
    }
    """

    class LinkOpened(Message):
        """The user opened a figure's link."""

        def __init__(self, link: Link) -> None:
            super().__init__()
            self.link = link

    class Pointed(Message):
        """The cursor moved to another figure, or to none (None)."""

        def __init__(self, link: Link | None) -> None:
            super().__init__()
            self.link = link

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: list[Line] = []
        self._places: list[Place] = []  # the places of the spans with links
        self._cursor: Place | None = None
        self._second: int | None = None

    def show_lines(self, lines: Sequence[Line], second: int | None = None, *, partial: bool = False) -> None:
        """Show *lines*. The cursor keeps its place if there is still a link there.

        *second* is the cell at which a second column begins: up and down stay within a column. While the page
        is *partial* it does not scroll, because the lines still to come may include the reader's place.
        """
        self._lines, self._second = list(lines), second
        self._places = [
            (row, at) for row, line in enumerate(self._lines) for at, span in enumerate(line) if span.link
        ]
        widths = (sum(cell_len(span.text) for span in line) for line in self._lines)
        height = max(len(self._lines), self.virtual_size.height if partial else 0)
        self.virtual_size = Size(max(widths, default=0), height)
        if not partial:
            self._cursor = self.cursor
        self.refresh()

    @property
    def text(self) -> str:
        """Return the whole page as text."""
        return "\n".join("".join(span.text for span in line).rstrip() for line in self._lines)

    @property
    def link(self) -> Link | None:
        """Return the link under the cursor, None for no link."""
        if self.cursor is None:
            return None
        line, span = self.cursor
        return self._lines[line][span].link

    @property
    def lines(self) -> Sequence[Line]:
        """Return all lines of the page."""
        return self._lines

    @property
    def cursor(self) -> Place | None:
        """Return the cursor's place, None if there is no link (yet)."""
        return self._cursor if self._cursor in self._places else None

    @property
    def second_column(self) -> int | None:
        """Return the cell at which the second column begins, None if there is one column."""
        return self._second

    def render_line(self, y: int) -> Strip:
        left, top = self.scroll_offset
        row, base = y + top, self.rich_style
        if row >= len(self._lines):
            return Strip.blank(self.size.width, base)
        segments, here = [], self.cursor
        for at, span in enumerate(self._lines[row]):
            style = base + self._style(span, (row, at) == here)
            segments.append(Segment(span.text, style))
        return Strip(segments).crop_extend(left, left + self.size.width, base)

    def _style(self, span: Span, under_cursor: bool) -> Style:
        if under_cursor:
            return self.get_component_rich_style("page--cursor" if self.has_focus else "page--cursor-blurred")
        style = self.get_component_rich_style(f"page--{span.style}") if span.style else Style()
        # A drawn span opens too, but is not underlined: the line would look like a part of the drawing.
        underlined = span.link is not None and not span.drawn
        return style + self.get_component_rich_style("page--link", partial=True) if underlined else style

    # -- movement -----------------------------------------------------------------------------

    def action_cursor_down(self) -> None:
        """Go to the next line with a link; scroll one line down if none is near."""
        self._vertical(1)

    def action_cursor_up(self) -> None:
        """Go to the previous line with a link; scroll one line up if none is near."""
        self._vertical(-1)

    def action_cursor_right(self) -> None:
        """Go to the next figure."""
        self._along(1)

    def action_cursor_left(self) -> None:
        """Go to the previous figure."""
        self._along(-1)

    def action_page_down(self) -> None:
        """Scroll one page down."""
        self.scroll_to(y=self.scroll_offset.y + max(1, self.size.height - 2), animate=False)

    def action_page_up(self) -> None:
        """Scroll one page up."""
        self.scroll_to(y=self.scroll_offset.y - max(1, self.size.height - 2), animate=False)

    def action_first(self) -> None:
        """Go to the beginning."""
        self._to(None)
        self.scroll_to(y=0, animate=False)

    def action_last(self) -> None:
        """Go to the end."""
        self._to(None)
        self.scroll_to(y=len(self._lines), animate=False)

    def action_open(self) -> None:
        """Open the answers behind the figure under the cursor."""
        if self.link is not None:
            self.post_message(self.LinkOpened(self.link))

    def on_click(self, event: Click) -> None:
        """Move the cursor to the clicked figure, or open it if the cursor is already there."""
        row, column = event.y + self.scroll_offset.y, event.x + self.scroll_offset.x
        if row < len(self._lines):
            for at, span in enumerate(self._lines[row]):
                width = cell_len(span.text)
                if column < width:
                    if span.link is not None:
                        again = self.cursor == (row, at)
                        self._to((row, at))
                        if again:
                            self.action_open()
                    return
                column -= width

    def _vertical(self, by: int) -> None:
        top, bottom = self.scroll_offset.y, self.scroll_offset.y + self.size.height
        here = self.cursor
        if here is None or not top <= here[0] < bottom:
            row, column = (top - 1 if by > 0 else bottom), 0  # enter the visible part of the page
        else:
            row, column = here[0], self._column(here)
        ahead = [place for place in self._places if (place[0] - row) * by > 0]
        if here is not None and self._second is not None:
            side = self.in_second_column(here)
            ahead = [place for place in ahead if self.in_second_column(place) == side]
        near = min(ahead, key=lambda place: abs(place[0] - row), default=None)
        if near is None or not top - 1 <= near[0] <= bottom:
            self.scroll_to(y=top + by, animate=False)
            return
        same = [place for place in ahead if place[0] == near[0]]
        self._to(min(same, key=lambda place: abs(self._column(place) - column)))

    def _along(self, by: int) -> None:
        places, here = self._places, self.cursor
        if here is None:
            self._vertical(by)
            return
        at = places.index(here) + by
        if 0 <= at < len(places):
            self._to(places[at])

    def _to(self, place: Place | None) -> None:
        self._cursor = place
        if place is not None:
            end, width = self._column(place), cell_len(self._lines[place[0]][place[1]].text)
            self.scroll_to_region(Region(end - width, place[0], width, 1), animate=False)
        self.refresh()
        self.post_message(self.Pointed(self.link))

    def in_second_column(self, place: Place) -> bool:
        """Tell whether a place is in the second column."""
        return self._second is not None and self._column(place) > self._second

    def _column(self, place: Place) -> int:
        row, at = place
        before = sum(cell_len(span.text) for span in self._lines[row][:at])
        return before + cell_len(self._lines[row][at].text)  # figures are aligned right
