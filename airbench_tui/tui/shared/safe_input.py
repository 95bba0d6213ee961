"""An input line that draws pasted and completed text in safe form."""

from __future__ import annotations

import re

from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widgets import Input

from airbench_tui.text import mask


class SafeInput(Input):
    """An Input that masks control characters on screen; Textual's would send them to the terminal unchanged.

    ``value`` keeps the text as typed or pasted. On screen each control character takes the one cell that
    the cursor counts for it.
    """

    async def _on_key(self, event: events.Key) -> None:
        """Handle editing keys at once, in the order in which they were typed.

        Textual sends editing keys through the app and back, so that characters typed after them arrive first:
        when a new word is quickly typed over an old one, the end of the new word would be deleted.
        """
        edits = () if event.is_printable else self._bindings.key_to_bindings.get(event.key, ())
        if not edits:
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        await self.run_action(edits[0].action)

    def _on_paste(self, event: events.Paste) -> None:
        """Insert a pasted text whole: several lines become one, and a notice says so.

        Textual's own method drops all lines but the first.
        """
        event.stop()
        event.prevent_default()
        self._put(event.text)

    def action_paste(self) -> None:
        """Insert what was copied or cut in this program."""
        self._put(self.app.clipboard)

    def _put(self, text: str) -> None:
        lines = re.split(r"\r\n?|\n", text.rstrip("\r\n"))
        before = self.value
        self.replace(" ".join(lines), *sorted(self.selection))
        if any(lines) and self.value == before:
            self.notify("This field takes only numbers: nothing was pasted", markup=False)
        elif len(lines) > 1:
            self.notify(f"This field takes one line: {len(lines)} pasted lines were joined", markup=False)

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        drawn = [Segment(mask(text), style, control) for text, style, control in strip]
        return Strip(drawn, strip.cell_length)
