"""Where text goes that arrives at once: into the field that has the focus, or nowhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual import events
from textual.app import App
from textual.widgets import Input, TextArea

from airbench_tui.tui.terminal_input import Burst, KeyAmidText

FIELDS = (Input, TextArea)  # the widgets that take text
_NOTHING = "Text that arrives at once, like a paste, does nothing outside fields"
_ENDS_LINE = {"\r": "enter", "\n": "enter", "\t": "tab"}  # the keys that a script types after a line


class PastedText:
    """Passes pasted texts on. Without a field nothing happens, because text must never decide, and *tell* says so."""

    def __init__(self, app: App[Any], tell: Callable[[str], object]) -> None:
        self._app, self._tell = app, tell

    async def take(self, event: events.Paste) -> None:
        """Pass *event* on. In a field of one line, the key that ended a burst of one line is a key."""
        focused = self._app.focused
        if isinstance(focused, Input) and isinstance(event, Burst) and event.text[-1] in _ENDS_LINE:
            line, key = event.text[:-1], _ENDS_LINE[event.text[-1]]
            if line:
                focused._forward_event(Burst(line))
            await self._app.on_event(events.Key(key, None))
        elif isinstance(focused, FIELDS):
            focused._forward_event(event)
        else:
            self._tell(_NOTHING)

    def refuses(self, event: events.Key) -> bool:
        """Tell whether a key came amid a text and would act on what is on screen; if so, a notice says so."""
        acts = event.is_printable or event.key in ("enter", "delete", "tab")
        if not isinstance(event, KeyAmidText) or isinstance(self._app.focused, FIELDS) or not acts:
            return False
        self._tell(_NOTHING)
        return True
