"""The codes of a response as a list to tick, in as many columns as fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from airbench_tui.text import one_line
from airbench_tui.tui.actions import bindings

_LONGEST = 30  # cells of a code; a longer one is cut on screen only
_BESIDE = 4  # cells of the box and of the gaps around a code


class CodeList(Widget, can_focus=True):
    """Codes with their meanings. Space ticks the one under the cursor; Tab leads here and away."""

    BINDINGS = bindings("codes")
    DEFAULT_CSS = "CodeList { height: auto; width: 1fr; }"

    class CodeMoved(Message):
        """The cursor is on another code."""

    def __init__(self, codes: Mapping[str, str], ticked: Iterable[str], *, id: str) -> None:
        super().__init__(id=id)
        self._codes = dict(codes)
        self._ticked = set(ticked)
        self._at = 0

    @property
    def ticked(self) -> tuple[str, ...]:
        """Return the ticked codes, in the order of the list."""
        return tuple(code for code in self._codes if code in self._ticked)

    @property
    def meaning(self) -> str:
        """Describe the code under the cursor."""
        code = list(self._codes)[self._at]
        return f"{code}: {self._codes[code]}"

    def add(self, code: str, meaning: str) -> None:
        """Add *code* to the list, if it is not in it, and tick it."""
        self._codes.setdefault(code, meaning)
        self._ticked.add(code)
        self._go_to(list(self._codes).index(code))
        self.refresh(layout=True)

    # -- drawing ------------------------------------------------------------------------------

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return -(-len(self._codes) // self._columns(width))

    def render(self) -> Content:
        columns, lines = self._columns(self.content_size.width), [Content()]
        for index, code in enumerate(self._codes):
            if index and index % columns == 0:
                lines.append(Content())
            lines[-1] += self._cell(index, code)
        return Content("\n").join(lines)

    def _cell(self, index: int, code: str) -> Content:
        ticked = code in self._ticked
        shown = f" {'■' if ticked else '□'} {one_line(code, _LONGEST)} "
        style = "bold $mine" if ticked else "$muted"
        if index == self._at and self.has_focus:
            style = f"{style} on $surface2 reverse"
        return Content.assemble((shown, style), " " * (self._width + _BESIDE - len(shown)))

    @property
    def _width(self) -> int:
        return max(len(one_line(code, _LONGEST)) for code in self._codes)

    def _columns(self, width: int) -> int:
        return max(1, width // (self._width + _BESIDE))

    # -- keys and mouse -----------------------------------------------------------------------

    def action_move(self, right: int, down: int) -> None:
        """Move the cursor by columns and rows."""
        self._go_to(self._at + right + down * self._columns(self.content_size.width))

    def action_tick(self) -> None:
        """Tick the code under the cursor, or untick it."""
        self._ticked ^= {list(self._codes)[self._at]}
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        columns = self._columns(self.content_size.width)
        self._go_to(event.y * columns + min(event.x // (self._width + _BESIDE), columns - 1))
        self.action_tick()

    def on_focus(self) -> None:
        self.refresh()
        self.post_message(self.CodeMoved())

    def on_blur(self) -> None:
        self.refresh()

    def _go_to(self, index: int) -> None:
        if 0 <= index < len(self._codes):
            self._at = index
            self.refresh()
            self.post_message(self.CodeMoved())
