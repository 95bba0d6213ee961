"""A notice above the key bar, for a short time: a key means nothing here."""

from __future__ import annotations

from typing import ClassVar

from textual.timer import Timer
from textual.widgets import Static

SECONDS = 3.0  # that a notice stays


class KeyNotice(Static):
    """One line over the screen, at its lower left, hidden while there is nothing to say."""

    ALLOW_SELECT = False
    DEFAULT_CSS: ClassVar = """
    KeyNotice {
        display: none; layer: notice; dock: bottom; width: auto; max-width: 100%; height: 1; margin-bottom: 1;
        padding: 0 1; background: $surface2; color: $fg; text-wrap: nowrap; text-overflow: ellipsis;
    }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._timer: Timer | None = None

    def say(self, words: str) -> None:
        """Show *words* in place of the notice before, for a short time."""
        self.hush()
        self.update(words)
        self.display = True
        self._timer = self.set_timer(SECONDS, self.hush)

    def hush(self) -> None:
        """Hide the notice."""
        if self._timer is not None:
            self._timer.stop()
        self._timer, self.display = None, False
