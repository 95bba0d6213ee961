"""Time spent on an item, idle time left out, and when to suggest a break. Pure: callers pass the time."""

from __future__ import annotations

IDLE_AFTER = 60.0  # seconds without a key, click or scroll that count as reading at most
REST = 300.0  # seconds away that count as a break


class ActiveClock:
    """Adds up the time between signs of life, each gap counted up to IDLE_AFTER seconds."""

    def __init__(self) -> None:
        self._last: float | None = None
        self._seconds = 0.0

    def restart(self, at: float) -> None:
        """A new item is on screen."""
        self._last, self._seconds = at, 0.0

    def alive(self, at: float) -> None:
        """The auditor did something."""
        if self._last is not None:
            self._seconds += min(max(0.0, at - self._last), IDLE_AFTER)
        self._last = at

    def away(self, at: float) -> None:
        """The window lost the focus: nothing counts until the next sign of life."""
        self.alive(at)
        self._last = None

    def seconds(self, at: float) -> float:
        """Active seconds since the restart."""
        running = 0.0 if self._last is None else min(max(0.0, at - self._last), IDLE_AFTER)
        return self._seconds + running


class BreakReminder:
    """Says once when *minutes* of work have gone by without a rest."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        self._since: float | None = None
        self._last = 0.0

    def due(self, at: float) -> bool:
        """Whether to remind now; then not again for as long. 0 minutes never reminds."""
        if self._since is None or at - self._last > REST:
            self._since = at
        self._last = at
        if self.minutes and at - self._since >= self.minutes * 60:
            self._since = at
            return True
        return False
