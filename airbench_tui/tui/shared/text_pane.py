"""A scrolling pane of plain text that marks passages, and records how much of the text has been on screen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from airbench_tui.text import safe
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.shared.wrapping import wrap

_ABOVE = 3  # a passage that is gone to stands a third of the pane's height below its upper edge


class _Line(NamedTuple):
    """A line as drawn. ``section`` is the number of its section, ``start`` its place there, -1 above the text."""

    section: int
    start: int
    text: str
    heading: bool = False


class TextPane(ScrollView, can_focus=True):
    """A pane for untrusted text, which it makes safe, wraps to its width, and draws a line at a time.

    Only lines in view are drawn, so a long answer costs no more than a short one. ``seen_share`` is
    the share of its lines that have been in view since the text was set. With ``height: auto`` the pane is as
    tall as its text.

    ``indent`` are empty cells at both sides of the text, ``measure`` the most cells of a line (0: no limit),
    and ``lead`` a label in front of the first line.
    """

    indent = 0
    measure = 0
    lead = ""

    BINDINGS = bindings("pane")
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "text-pane--lead",
        "text-pane--muted",
        "text-pane--hit",
        "text-pane--hit-now",
    }
    DEFAULT_CSS = """
    TextPane {
        height: 1fr; overflow-x: hidden; overflow-y: auto;
        scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0; scrollbar-gutter: stable;
        & .text-pane--lead { color: $muted; text-style: bold; }
        & .text-pane--muted { color: $muted; }
        & .text-pane--hit { background: $hit; color: $fg; text-style: underline; }
        & .text-pane--hit-now { background: $hit-now; color: $on-fill; text-style: bold; }
    }
    """

    class TextSeen(Message):
        """More of the text has been in view."""

        def __init__(self, pane: TextPane) -> None:
            super().__init__()
            self.pane = pane

        @property
        def control(self) -> TextPane:
            """Return the pane."""
            return self.pane

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._sections: list[tuple[str, str]] = []
        self._lines: list[_Line] = []
        self._muted: Sequence[tuple[int, int]] = ()  # in the first section, in ascending order
        self._hits: dict[int, list[tuple[int, int]]] = {}  # by section, in ascending order
        self._hit_now: tuple[int, int] | None = None  # the section and the number of the hit in hand
        self._sight: tuple[int, int] | None = None  # the hit to keep in view
        self._going = False  # whether it is to be scrolled to once the text is wrapped
        self._height = 0  # at which the next two were noted, to be kept when the size changes
        self._top = (0, 0)  # section and place of the line at the top
        self._holds = False  # whether the hit to keep in view was in view
        self._wrapped_at = 0
        self._drawn = bytearray()  # for each line, whether it has been drawn
        self._reporting = False  # whether a TextSeen is already scheduled

    def set_text(self, text: str) -> None:
        """Show *text* from its beginning."""
        self.set_sections([("", text)])

    def set_sections(self, sections: Sequence[tuple[str, str]]) -> None:
        """Show several texts under headings, from the beginning."""
        self._sections = [(safe(heading), safe(text)) for heading, text in sections]
        self._hits, self._hit_now, self._sight, self._going = {}, None, None, False
        self._muted = ()
        self._wrap(force=True)
        self.scroll_to(y=0, animate=False, immediate=True)
        self.refresh()

    def mute(self, passages: Sequence[tuple[int, int]]) -> None:
        """Draw passages in the second-rank colour until another text is set.

        They are starts and ends in the first section's safe text, in ascending order. Hits in them stay marked.
        """
        self._muted = passages
        self.refresh()

    def mark(
        self,
        hits: Mapping[int, Sequence[tuple[int, int]]],
        now: tuple[int, int] | None = None,
        *,
        go: tuple[int, int] | None = None,
    ) -> None:
        """Mark passages until another text is set.

        *hits* are starts and ends in each section's safe text, by the number of the section, in ascending order. *now*
        is the section and the number of the hit in hand, *go* those of a hit to scroll into view.
        """
        self._hits = {section: list(spans) for section, spans in hits.items() if spans}
        self._hit_now, self._sight, self._going = now, go or now, go is not None
        self._go_to_hit()
        self._note_view()
        self.refresh()

    @property
    def hit_in_view(self) -> bool:
        """Tell whether the hit in hand, or else the one gone to, is in view."""
        if self._sight is None or not self._lines:
            return False
        return 0 <= self._line_of_hit(*self._sight) - self.scroll_offset.y < self.size.height

    @property
    def sections(self) -> list[tuple[str, str]]:
        """Return the headings and texts that the pane shows, made safe."""
        return self._sections

    @property
    def seen_share(self) -> float:
        """Return the share of lines, 0 to 1, that have been in view; 1 for an empty text."""
        return sum(self._drawn) / len(self._drawn) if self._drawn else 1.0

    @property
    def at_end(self) -> bool:
        """Tell whether the last line is in view."""
        return self.scroll_offset.y + self.size.height >= len(self._lines)

    def action_page_down(self) -> None:
        """Scroll one page down, keeping one line in view for orientation."""
        self.scroll_relative(y=max(1, self.size.height - 1), animate=False, immediate=True)

    def action_page_up(self) -> None:
        """Scroll one page up."""
        self.scroll_relative(y=-max(1, self.size.height - 1), animate=False, immediate=True)

    def page_round(self) -> None:
        """Scroll one page down; at the end, return to the beginning."""
        if self.at_end:
            self.scroll_home(animate=False)
        else:
            self.action_page_down()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines at *width* cells, for ``height: auto``."""
        return len(self._wrapped(self._room(width - self.scrollbar_size_vertical)))

    def on_resize(self, _: events.Resize) -> None:
        self._going = self._going or self._holds
        self._wrap()
        self._height = self.size.height
        self._go_to_hit()
        self._note_view()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if self.size.height == self._height:  # else the size has changed, and the scrolling with it
            self._note_view()

    def _note_view(self) -> None:
        if self._lines:
            line = self._lines[min(self.scroll_offset.y, len(self._lines) - 1)]
            self._top, self._holds = (line.section, line.start), self.hit_in_view

    def render_line(self, y: int) -> Strip:
        index = y + self.scroll_offset.y
        line = self._lines[index] if index < len(self._lines) else _Line(-1, 0, "")
        if index < len(self._drawn) and not self._drawn[index]:
            self._drawn[index] = True
            if not self._reporting:
                self._reporting = True
                self.call_after_refresh(self._report_seen)
        style = self.rich_style
        if line.start >= 0 and line.section in self._hits:
            drawn = self._marked(line, style)
        elif line.start >= 0:
            drawn = self._plain(line, 0, len(line.text), style)
        else:
            drawn = [Segment(line.text, style + Style(bold=True) if line.heading else style)]
        before = [Segment(" " * self.indent, style)]
        if index == 0 and self.lead:
            before.append(Segment(f"{self.lead}  ", self.get_component_rich_style("text-pane--lead")))
        return Strip([*before, *drawn]).adjust_cell_length(self.scrollable_content_region.width, style)

    def _marked(self, line: _Line, style: Style) -> list[Segment]:
        """Return the segments of a line whose section has hits."""
        spans = self._hits[line.section]
        now = self._hit_now[1] if self._hit_now and self._hit_now[0] == line.section else -1
        start, text = line.start, line.text
        drawn, at = list[Segment](), 0
        first = max(0, bisect_right(spans, (start,)) - 1)
        for number in range(first, len(spans)):
            begin, end = spans[number][0] - start, spans[number][1] - start
            if begin >= len(text):
                break
            begin, end = max(begin, at), min(end, len(text))
            if begin < end:
                name = "text-pane--hit-now" if number == now else "text-pane--hit"
                drawn += self._plain(line, at, begin, style)
                drawn.append(
                    Segment(text[begin:end], style + self.get_component_rich_style(name, partial=True))
                )
                at = end
        return [*drawn, *self._plain(line, at, len(text), style)]

    def _plain(self, line: _Line, at: int, end: int, style: Style) -> list[Segment]:
        """Return the segments of a part of a line without hits. Passages that are muted have their own colour."""
        if line.section or not self._muted:
            return [Segment(line.text[at:end], style)]
        muted = style + self.get_component_rich_style("text-pane--muted", partial=True)
        drawn = list[Segment]()
        first = max(0, bisect_right(self._muted, (line.start + at,)) - 1)
        for span in self._muted[first:]:
            begin, last = max(at, span[0] - line.start), min(end, span[1] - line.start)
            if begin >= end:
                break
            if begin < last:
                drawn += [Segment(line.text[at:begin], style), Segment(line.text[begin:last], muted)]
                at = last
        return [*drawn, Segment(line.text[at:end], style)]

    def _line_at(self, section: int, place: int) -> int:
        """Return the number of the line that shows a place of a section."""
        return max(
            0, bisect_right(self._lines, (section, place), key=lambda line: (line.section, line.start)) - 1
        )

    def _line_of_hit(self, section: int, number: int) -> int:
        return self._line_at(section, self._hits[section][number][0])

    def _go_to_hit(self) -> None:
        """Scroll to a hit if that is asked for. A pane that is not wrapped yet does so when it is."""
        if self._going and self._sight is not None and self._lines and self.size.height:
            self._going = False
            if not self.hit_in_view:
                self._scroll_to_line(self._line_of_hit(*self._sight) - self.size.height // _ABOVE)

    def _scroll_to_line(self, line: int) -> None:
        self.scroll_to(y=line, animate=False, immediate=True, force=True)

    def _room(self, width: int) -> int:
        """Return the most cells of a line in a pane of *width* cells."""
        room = max(1, width - 2 * self.indent)
        return min(room, self.measure) if self.measure else room

    def _wrap(self, *, force: bool = False) -> None:
        share = self.seen_share if self._wrapped_at and not force else 0.0
        top = self._top if self._wrapped_at and not force else (0, -1)
        if force:  # a hidden pane has no width: its text is wrapped when it is shown
            self._wrapped_at, self._lines, self._drawn = 0, [], bytearray()
        if not self.scrollable_content_region.width:
            return
        room = self._room(self.scrollable_content_region.width)
        if room == self._wrapped_at:
            return
        self._lines = self._wrapped(room)
        self._wrapped_at = room
        seen = round(share * len(self._lines))
        self._drawn = bytearray(index < seen for index in range(len(self._lines)))
        self.virtual_size = Size(room, len(self._lines))
        if top > (0, 0):  # the text that was at the top stays there
            self._scroll_to_line(self._line_at(*top))
        self.refresh(layout=self.styles.height is not None and self.styles.height.is_auto)

    def _wrapped(self, room: int) -> list[_Line]:
        """Return the lines at *room* cells."""
        lines: list[_Line] = []
        taken = cell_len(self.lead) + 2 if self.lead else 0
        for number, (heading, text) in enumerate(self._sections):
            if heading:
                lines += [_Line(number, -1, "")] * bool(lines)
                lines += [_Line(number, -1, line, heading=True) for _, line in wrap(heading, room)]
            if text or not heading:
                wrapped = wrap(text, room, 0 if lines else taken)
                lines += [_Line(number, start, line) for start, line in wrapped]
        return lines

    def _report_seen(self) -> None:
        self._reporting = False
        self.post_message(self.TextSeen(self))
