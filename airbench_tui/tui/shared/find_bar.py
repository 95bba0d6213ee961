"""The line in which the user types words to find in the texts on screen."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from airbench_tui.tui.shared.safe_input import SafeInput


class FindBar(Horizontal):
    """One line above the key bar, filled with the words in force. Enter finds, Esc leaves; it then removes itself."""

    BINDINGS = [
        Binding("escape", "close", "Leave", show=False),
        Binding("tab,shift+tab", "stay", "Stay", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    FindBar {
        height: 1; dock: bottom; background: $surface1; padding: 0 1; margin-bottom: 1;
        & Static { width: auto; color: $muted; }
        & Input { width: 1fr; background: $surface2; background-tint: $fg 0%; padding: 0 1; margin: 0 1; }
    }
    """

    class Entered(Message):
        """The user pressed Enter: find *words*, or nothing any more if there are none."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def compose(self) -> ComposeResult:
        yield Static("Find")
        yield SafeInput(
            self._words, placeholder="words; none ends the search", compact=True, select_on_focus=True
        )
        yield Static("Enter finds · Esc leaves")

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Entered(event.value.strip()))
        await self.action_close()

    def action_stay(self) -> None:
        """Do nothing: there is one field, and what the screen does on the key must wait."""

    async def action_close(self) -> None:
        self.screen.set_focus(None)
        await self.remove()
