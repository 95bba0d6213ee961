"""A scrolling pane of plain text that records how much of the text has been on screen."""

from __future__ import annotations

from collections.abc import Sequence

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
    COMPONENT_CLASSES = {"text-pane--lead"}
    DEFAULT_CSS = """
    TextPane {
        height: 1fr; overflow-x: hidden; overflow-y: auto;
        scrollbar-size-vertical: 1; scrollbar-gutter: stable;
        & .text-pane--lead { color: $muted; text-style: bold; }
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
        self._lines: list[tuple[bool, str]] = []  # whether the line is a heading, and its text
        self._wrapped_at = 0
        self._drawn = bytearray()  # for each line, whether it has been drawn
        self._reporting = False  # whether a TextSeen is already scheduled

    def set_text(self, text: str) -> None:
        """Show *text* from its beginning."""
        self.set_sections([("", text)])

    def set_sections(self, sections: Sequence[tuple[str, str]]) -> None:
        """Show several texts under headings, from the beginning."""
        self._sections = [(safe(heading), safe(text)) for heading, text in sections]
        self._wrap(force=True)
        self.scroll_to(y=0, animate=False, immediate=True)
        self.refresh()

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
        self._wrap()

    def render_line(self, y: int) -> Strip:
        index = y + self.scroll_offset.y
        heading, line = self._lines[index] if index < len(self._lines) else (False, "")
        if index < len(self._drawn) and not self._drawn[index]:
            self._drawn[index] = True
            if not self._reporting:
                self._reporting = True
                self.call_after_refresh(self._report_seen)
        style = self.rich_style
        drawn = Segment(line, style + Style(bold=True) if heading else style)
        before = [Segment(" " * self.indent, style)]
        if index == 0 and self.lead:
            before.append(Segment(f"{self.lead}  ", self.get_component_rich_style("text-pane--lead")))
        return Strip([*before, drawn]).adjust_cell_length(self.scrollable_content_region.width, style)

    def _room(self, width: int) -> int:
        """Return the most cells of a line in a pane of *width* cells."""
        room = max(1, width - 2 * self.indent)
        return min(room, self.measure) if self.measure else room

    def _wrap(self, *, force: bool = False) -> None:
        share = self.seen_share if self._wrapped_at and not force else 0.0
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
        self.refresh(layout=self.styles.height is not None and self.styles.height.is_auto)

    def _wrapped(self, room: int) -> list[tuple[bool, str]]:
        """Return the lines at *room* cells: whether each is a heading, and its text."""
        lines: list[tuple[bool, str]] = []
        taken = cell_len(self.lead) + 2 if self.lead else 0
        for heading, text in self._sections:
            if heading:
                lines += [(False, "")] * bool(lines)
                lines += [(True, line) for line in wrap(heading, room)]
            if text or not heading:
                lines += [(False, line) for line in wrap(text, room, 0 if lines else taken)]
        return lines

    def _report_seen(self) -> None:
        self._reporting = False
        self.post_message(self.TextSeen(self))
