"""A guard that keeps a held or stray key from deciding anything. Pure: callers pass the time."""

from __future__ import annotations

SETTLE = 0.25  # seconds after an item is drawn during which deciding keys do nothing
REPEAT = 0.2  # seconds; a terminal repeats a held key faster than this, even on a busy machine


class KeyGuard:
    """A guard that recognises a held key by its pace, because terminals report no key release."""

    def __init__(self) -> None:
        self._drawn_at = float("-inf")
        self._key = ""
        self._key_at = float("-inf")
        self._waiting: float | None = None  # when a key was pressed that has had no effect yet
        self.held = False

    def drawn(self, at: float) -> None:
        """Record that another item is on screen."""
        self._drawn_at = at
        self._waiting = None

    def pressed(self, key: str, at: float) -> None:
        """Record a key, and find out whether it is ``held`` down."""
        self.held = key == self._key and at - self._key_at < REPEAT
        self._key, self._key_at = key, at
        self._waiting = at

    def may_decide(self, at: float) -> bool:
        """Tell whether a key or a click was meant for the item on screen.

        A key counts from when it was pressed, not from when a busy program comes to it at the time *at*.
        """
        since = at if self._waiting is None else self._waiting
        return not self.held and since - self._drawn_at >= SETTLE
