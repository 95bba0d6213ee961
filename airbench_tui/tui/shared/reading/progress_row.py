"""The row of progress: a bar, the figures of the whole queue, and the message about the last key."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from airbench_tui.text import one_line
from airbench_tui.tui.shared.meter import meter_cells
from airbench_tui.tui.theme.inks import ink

Part = tuple[str, str]
"""Words and the token of their colour. Bold words have a ``*`` after their token."""

_SHORTEST_BAR = 8  # cells


class ProgressRow(Widget):
    """A line: at the left a bar or, after a key that has something to say, its message; at the right the figures.

    Figures that do not fit are left out whole, the last first. A message comes before all figures.
    """

    DEFAULT_CSS = "ProgressRow { height: 1; padding: 0 1; background: $bg; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.said = ""
        self.parts: tuple[Part, ...] = ()
        self._share: float | None = None

    def show(self, share: float | None, parts: Sequence[Part]) -> None:
        """Show the *share* done, 0 to 1, None while it is unknown, and *parts* of figures, the most important first."""
        self._share = share
        self.parts = tuple((one_line(words, 80), token) for words, token in parts)
        self.refresh()

    def say(self, words: str) -> None:
        """Show a message in place of the bar, "" for the bar."""
        self.said = one_line(words)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.content_size.width
        room = width - 2 - (cell_len(self.said) if self.said else _SHORTEST_BAR)
        shown: list[Segment] = []
        for words, token in self.parts:
            between = [Segment(" · ", ink(self, "muted"))] if shown else []
            needed = cell_len(words) + 3 * bool(between)
            if needed > room:
                break
            room -= needed
            shown += [*between, Segment(words, ink(self, token.rstrip("*"), bold=token.endswith("*")))]
        right = sum(segment.cell_length for segment in shown)
        gap = "  " if shown else ""
        left = max(0, width - right - len(gap))
        return Strip([*self._left(left), Segment(gap, ink(self, "fg")), *shown]).adjust_cell_length(
            width, ink(self, "fg")
        )

    def _left(self, width: int) -> list[Segment]:
        if self.said:
            words = self.said if cell_len(self.said) <= width else f"{set_cell_size(self.said, width - 1)}…"
            return [Segment(set_cell_size(words, width), ink(self, "fg", bold=True))]
        if self._share is None:
            return [Segment(" " * width, ink(self, "fg"))]
        done, rest = meter_cells(self._share, width)
        return [Segment(done, ink(self, "mine")), Segment(rest, ink(self, "line"))]
