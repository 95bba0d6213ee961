"""The pane of the prompt, which tells how much of it is out of sight."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from airbench_tui.text import counted
from airbench_tui.tui.shared.text_pane import TextPane
from airbench_tui.tui.theme.inks import ink


class PromptPane(TextPane, inherit_bindings=False):
    """As tall as the prompt, up to a limit. What does not fit is counted over the end of the last line."""

    indent = 1
    lead = "PROMPT"

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        below = self.virtual_size.height - self.scroll_offset.y - self.size.height
        if y < self.size.height - 1 or (below <= 0 and not self.scroll_offset.y):
            return strip
        words = f" ▼ {counted(below, 'more line')} " if below > 0 else " ▲ end "
        width = self.scrollable_content_region.width
        label = [Segment(words, ink(self, "muted")), Segment("p ", ink(self, "focus", bold=True))]
        room = max(0, width - cell_len(words) - 2)
        whole = strip.crop(0, room + 1).text.rpartition(" ")[0] or strip.text  # no word is cut
        return Strip(
            [*strip.crop(0, min(room, cell_len(whole))).adjust_cell_length(room, self.rich_style), *label]
        )
