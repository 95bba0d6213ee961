"""The queue of a review session: the order of responses, and those put off. Pure."""

from __future__ import annotations

from collections.abc import Sequence


class ReviewQueue:
    """An order of response ids with a current place. It never shrinks during a session."""

    def __init__(self, ids: Sequence[int], start: int = 0) -> None:
        self._ids = list(ids)
        self._at = max(0, min(start, len(self._ids) - 1))
        self.skipped: set[int] = set()

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def ids(self) -> Sequence[int]:
        """Return all ids, in order."""
        return self._ids

    @property
    def position(self) -> int:
        """Return the current place, from 0."""
        return self._at

    @property
    def current(self) -> int | None:
        """Return the response in hand; None for an empty queue."""
        return self._ids[self._at] if self._ids else None

    @property
    def before(self) -> int | None:
        """Return the response before the one in hand; None for the first."""
        return self._ids[self._at - 1] if self._at else None

    @property
    def at_end(self) -> bool:
        """Tell whether nothing comes after the response in hand."""
        return self._at >= len(self._ids) - 1

    def move(self, by: int) -> bool:
        """Move by *by* places, forward or back; tell whether the place changed."""
        return self.to(self._at + by)

    def to(self, position: int) -> bool:
        """Move to the nearest existing place; tell whether it changed."""
        before = self._at
        self._at = max(0, min(position, len(self._ids) - 1))
        return self._at != before

    def skip(self) -> bool:
        """Move the response in hand to the end; return False if it is the last one already."""
        current = self.current
        if current is None or self.at_end:
            return False
        self._ids.append(self._ids.pop(self._at))
        self.skipped.add(current)
        return True

    def go_to(self, response: int) -> None:
        """Take *response* in hand; insert it at the current place if it is not in the queue."""
        if response in self._ids:
            self._at = self._ids.index(response)
        else:
            self._ids.insert(self._at, response)
