"""The pane of the prompt, which tells how much of it is out of sight."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

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
        words = f" ▼ {below:,} more lines " if below > 0 else " ▲ end "
        width = self.scrollable_content_region.width
        label = [Segment(words, ink(self, "muted")), Segment("p ", ink(self, "focus", bold=True))]
        kept = strip.crop(0, max(0, width - cell_len(words) - 2))
        return Strip([*kept, *label])
