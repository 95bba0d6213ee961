"""A line of input that draws what was pasted or completed only in safe form."""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widgets import Input

from airbench_tui.text import mask


class SafeInput(Input):
    """Textual's Input hands control characters on to the terminal as they came.

    What is typed or pasted stays as it is in ``value``; on screen each such character takes the one
    cell that the cursor counts for it.
    """

    async def _on_key(self, event: events.Key) -> None:
        """Act on keys that edit in the order in which they were typed.

        Textual has them wait for their way through the app and back, and what was typed behind them
        comes first: of a word and a new one typed quickly over it, the new one's end would go.
        """
        edits = () if event.is_printable else self._bindings.key_to_bindings.get(event.key, ())
        if not edits:
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        await self.run_action(edits[0].action)

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        drawn = [Segment(mask(text), style, control) for text, style, control in strip]
        return Strip(drawn, strip.cell_length)
