"""The title bar at the top: the current screen, the scale, and the auditor."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from airbench_tui.text import one_line


class TitleBar(Widget):
    """A line with left, middle and right parts.

    Middle and right are given in several forms, longest first; the longest forms that fit are shown.
    """

    DEFAULT_CSS = """
    TitleBar { height: 1; background: $surface1; color: $fg; text-style: bold; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.left = ""
        self.middle: tuple[str, ...] = ("",)
        self.right: tuple[str, ...] = ("",)

    def set_parts(self, left: str, middle: Sequence[str], right: Sequence[str]) -> None:
        """Show the parts, made safe here. The middle is never left out."""
        self.left = one_line(left)
        self.middle = tuple(one_line(form) for form in middle)
        self.right = (*(one_line(form) for form in right), "")
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width, left = self.size.width, self.left
        forms = [(middle, right) for right in self.right for middle in self.middle]
        room = width - cell_len(left) - 6
        fitting = (form for form in forms if cell_len(form[0]) + cell_len(form[1]) <= room)
        middle, right = next(fitting, (self.middle[-1], ""))
        gap = max(0, width - cell_len(left) - cell_len(middle) - cell_len(right) - 4)
        line = f" {left}{' ' * (gap // 2 + 1)}{middle}{' ' * (gap - gap // 2 + 1)}{right} "
        style = self.rich_style
        return Strip([Segment(set_cell_size(line, width), style + Style(bold=True))])
