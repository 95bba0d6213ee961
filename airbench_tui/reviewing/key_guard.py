"""A guard that keeps a held or stray key from deciding anything. Pure: callers pass the time."""

from __future__ import annotations

REPEAT = 0.2  # seconds; a terminal repeats a held key faster than this, even on a busy machine


class KeyGuard:
    """A guard that recognises a held key by its pace, because terminals report no key release."""

    def __init__(self) -> None:
        self._drawn_at = float("-inf")
        self._key = ""
        self._key_at = float("-inf")
        self.held = False

    def drawn(self, at: float) -> None:
        """Record that another item is on screen."""
        self._drawn_at = at

    def pressed(self, key: str, at: float) -> None:
        """Record a key, and find out whether it is ``held`` down."""
        self.held = key == self._key and at - self._key_at < REPEAT
        self._key, self._key_at = key, at

    def may_decide(self, settle: float) -> bool:
        """Tell whether the latest key was meant for the item on screen. A click in the key bar presses a key, too.

        *settle* is the time in seconds after an item is drawn during which deciding keys do nothing.
        The key counts from when it was pressed, not from when a busy program comes to it.
        """
        return not self.held and self._key_at - self._drawn_at >= settle
