"""A page of figures in lines of text. Each figure can link to the answers that it counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from airbench_tui.tui.actions import bindings
from airbench_tui.tui.shared.figures.lines import GROUNDS, INKS, Heading, Line, Link, Place, Span, width_of
from airbench_tui.tui.shared.interval_bar import coloured
from airbench_tui.tui.theme.contrast import ink_on


class FigurePage(ScrollView, can_focus=True):
    """Lines of spans, in one column or two. Cursor keys go from link to link, and scroll where no link is near.

    A page may have sections, between which the reader jumps.
    """

    BINDINGS = bindings("figures")
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"page--{style}" for style in (*INKS, *GROUNDS)),
        "page--cursor",
        "page--cursor-blurred",
    }
    DEFAULT_CSS = """
    FigurePage {
        height: 1fr; scrollbar-size: 1 1;
        & .page--heading { color: $fg; text-style: bold; }
        & .page--strong { text-style: bold; }
        & .page--muted { color: $muted; }
        & .page--line { color: $line; }
        & .page--warning { color: $ambiguous; }
        & .page--safe { color: $safe; }
        & .page--ambiguous { color: $ambiguous; }
        & .page--unsafe { color: $unsafe; }
        & .page--judge { color: $judge; }
        & .page--judge-strong { color: $judge; text-style: bold; }
        & .page--mine { color: $mine; }
        & .page--mine-strong { color: $mine; text-style: bold; }
        & .page--hot { color: $h2; text-style: bold; }
        & .page--alike { background: $surface2; }
        & .page--far { background: $h3; text-style: bold; }
        & .page--near { background: $h4; }
        & .page--strict { background: $h6; }
        & .page--cursor { background: $focus; color: $on-fill; text-style: bold; }
        & .page--cursor-blurred { background: $surface2; color: $fg; text-style: bold underline; }
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

    class SectionSeen(Message):
        """Another section is in view, or the sections changed."""

        def __init__(self, names: Sequence[str], seen: str) -> None:
            super().__init__()
            self.names = names
            self.seen = seen

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: list[Line] = []
        self._places: list[Place] = []  # the places of the spans with links
        self._cursor: Place | None = None
        self._second: int | None = None
        self._headings: list[Heading] = []
        self._jumped: Heading | None = None  # the section that the reader jumped to last
        self._told: tuple[Sequence[str], str] = (), ""

    def show_lines(
        self,
        lines: Sequence[Line],
        second: int | None = None,
        *,
        headings: Sequence[Heading] = (),
        partial: bool = False,
    ) -> None:
        """Show *lines*. The cursor stays on its figure, wherever that is now, else in its place.

        *second* is the cell at which a second column begins: up and down stay within a column. *headings* are the
        page's sections in the order in which the reader jumps to them. While the page is *partial* it does not scroll,
        because the lines still to come may include the reader's place.
        """
        before, top = self.cursor, self.scroll_offset.y
        figure = self.link
        self._lines, self._second, self._headings = list(lines), second, list(headings)
        self._places = [
            (row, at) for row, line in enumerate(self._lines) for at, span in enumerate(line) if span.link
        ]
        widths = map(width_of, self._lines)
        height = max(len(self._lines), self.virtual_size.height if partial else 0)
        self.virtual_size = Size(max(widths, default=0), height)
        if before is not None and figure is not None:
            self._cursor = self._place_of(figure, before)
            self.scroll_to(y=top + self._cursor[0] - before[0], animate=False)
        if not partial:
            self._cursor = self.cursor
        self.refresh()
        self._tell_section()

    def _place_of(self, figure: Link, before: Place) -> Place:
        """Return the place of the same figure nearest to its place *before*; that place if it is gone."""
        same = [place for place in self._places if _is_same(self._link_at(place), figure)]
        return min(
            same, key=lambda place: (abs(place[0] - before[0]), abs(place[1] - before[1])), default=before
        )

    @property
    def text(self) -> str:
        """Return the whole page as text."""
        return "\n".join("".join(span.text for span in line).rstrip() for line in self._lines)

    @property
    def link(self) -> Link | None:
        """Return the link under the cursor, None for no link."""
        return None if self.cursor is None else self._link_at(self.cursor)

    def _link_at(self, place: Place) -> Link | None:
        row, at = place
        return self._lines[row][at].link

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
        here = self.cursor
        segments: list[Segment] = []
        for at, span in enumerate(self._lines[row]):
            segments += self._segments(span, (row, at) == here)
        strip = Strip(segments).apply_style(base)
        return strip.crop_extend(left, left + self.size.width, base)

    def _segments(self, span: Span, under_cursor: bool) -> list[Segment]:
        if under_cursor:
            name = "page--cursor" if self.has_focus else "page--cursor-blurred"
            return [Segment(span.text, self.get_component_rich_style(name))]
        if not span.drawn:
            return [Segment(span.text, self._style(span.style))]
        return [Segment(cells, self._style(style)) for cells, style in coloured(span.text, span.style)]

    def _style(self, name: str) -> Style:
        if not name:
            return Style()
        style = self.get_component_rich_style(f"page--{name}", partial=True)
        ground = style.bgcolor
        return style if ground is None else style + Style(color=ink_on(ground.name))

    # -- sections ------------------------------------------------------------------------------

    @property
    def headings(self) -> Sequence[Heading]:
        """Return the page's sections in order."""
        return self._headings

    @property
    def section(self) -> str:
        """Return the name of the section in view: the cursor's, else the one at the top; "" without sections."""
        top, bottom = self.scroll_offset.y, self.scroll_offset.y + self.size.height
        here, jumped = self.cursor, self._jumped
        if here is not None and top <= here[0] < bottom:
            seen = self._heading_above(here[0], right=self.in_second_column(here))
        elif jumped in self._headings and jumped is not None and top <= jumped.row < bottom:
            seen = jumped
        else:
            seen = self._heading_above(top, right=False)
        return seen.name if seen is not None else ""

    def _heading_above(self, row: int, *, right: bool) -> Heading | None:
        above = [heading for heading in self._headings if heading.row <= row]
        return max(above, key=lambda heading: (heading.right == right, heading.row), default=None)

    def action_next_section(self) -> None:
        """Jump to the next section; after the last, to the first."""
        self._jump_by(1)

    def action_previous_section(self) -> None:
        """Jump to the previous section; before the first, to the last."""
        self._jump_by(-1)

    def _jump_by(self, by: int) -> None:
        names = [heading.name for heading in self._headings]
        if names:
            seen = self.section
            self.jump(names[(names.index(seen) + by) % len(names)] if seen else names[0])

    def jump(self, name: str) -> None:
        """Jump to a section: scroll it to the top, and put the cursor on its first figure, if it has one."""
        heading = next(one for one in self._headings if one.name == name)
        end = min(
            (one.row for one in self._headings if one.right == heading.right and one.row > heading.row),
            default=len(self._lines),
        )
        inside = (
            place
            for place in self._places
            if heading.row <= place[0] < end and self.in_second_column(place) == heading.right
        )
        self._cursor, self._jumped = next(inside, None), heading
        self.scroll_to(x=0, y=heading.row, animate=False)
        self.refresh()
        self.post_message(self.Pointed(self.link))
        self._tell_section()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._tell_section()

    def _tell_section(self) -> None:
        """Post a message if another section is in view, or if the sections changed."""
        told = tuple(heading.name for heading in self._headings), self.section
        if told != self._told:
            self._told = told
            self.post_message(self.SectionSeen(*told))

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
        self._tell_section()

    def in_second_column(self, place: Place) -> bool:
        """Tell whether a place is in the second column."""
        return self._second is not None and self._column(place) > self._second

    def _column(self, place: Place) -> int:
        row, at = place
        return width_of(self._lines[row][: at + 1])  # figures are aligned right


def _is_same(link: Link | None, other: Link) -> bool:
    """Tell whether two links are of the same figure. The answers behind it may have changed meanwhile."""
    return link is not None and (link.figure, link.words) == (other.figure, other.words)
