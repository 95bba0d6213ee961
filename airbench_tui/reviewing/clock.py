"""The active time spent on an item, and the moment to suggest a break. Pure: callers pass the time."""

from __future__ import annotations

IDLE_AFTER = 60.0  # seconds; the longest gap between keys, clicks or scrolls that counts as reading
REST = 300.0  # seconds; an absence this long counts as a break


class ActiveClock:
    """A clock that adds up the time between activities, counting each gap up to IDLE_AFTER seconds."""

    def __init__(self) -> None:
        self._last: float | None = None
        self._seconds = 0.0

    def restart(self, at: float) -> None:
        """Start at zero, because a new item is on screen."""
        self._last, self._seconds = at, 0.0

    def alive(self, at: float) -> None:
        """Record that the auditor did something."""
        if self._last is not None:
            self._seconds += min(max(0.0, at - self._last), IDLE_AFTER)
        self._last = at

    def away(self, at: float) -> None:
        """Record that the window lost the focus: no time counts until the next activity."""
        self.alive(at)
        self._last = None

    def seconds(self, at: float) -> float:
        """Return the active seconds since the restart."""
        running = 0.0 if self._last is None else min(max(0.0, at - self._last), IDLE_AFTER)
        return self._seconds + running


class BreakReminder:
    """A reminder after every *minutes* of work without a break."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        self._since: float | None = None
        self._last = 0.0

    def due(self, at: float) -> bool:
        """Tell whether to remind now; it is then not due again for the same time. 0 minutes never reminds."""
        if self._since is None or at - self._last > REST:
            self._since = at
        self._last = at
        if self.minutes and at - self._since >= self.minutes * 60:
            self._since = at
            return True
        return False
