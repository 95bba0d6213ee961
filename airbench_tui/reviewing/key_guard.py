"""A guard that keeps a held or stray key from deciding anything. Pure: callers pass the time."""

from __future__ import annotations

SETTLE = 0.25  # seconds after an item is drawn during which deciding keys do nothing
REPEAT = 0.1  # seconds; a terminal repeats a held key faster than this, a person cannot


class KeyGuard:
    """A guard that recognises a held key by its pace, because terminals report no key release."""

    def __init__(self) -> None:
        self._drawn_at = float("-inf")
        self._key = ""
        self._key_at = float("-inf")
        self._held = False

    def drawn(self, at: float) -> None:
        """Record that another item is on screen."""
        self._drawn_at = at

    def pressed(self, key: str, at: float) -> bool:
        """Record a key, and tell whether it is being held down."""
        self._held = key == self._key and at - self._key_at < REPEAT
        self._key, self._key_at = key, at
        return self._held

    def may_decide(self, at: float) -> bool:
        """Tell whether the key just pressed was meant for the item on screen."""
        return not self._held and at - self._drawn_at >= SETTLE
