"""The responses that an auditor marked, one by one or as a range of a list. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MOST = 10_000  # responses: more are chosen by a filter


class MarkedResponses:
    """The ids of marked responses, at most MOST. They stay marked whatever a list shows."""

    def __init__(self) -> None:
        self._ids: set[int] = set()
        self._before: set[int] = set()  # what was marked before the range
        self._from: int | None = None  # the place in the list at which the range begins, None without one
        self._to = 0

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, response: int) -> bool:
        return response in self._ids

    def in_order(self, listed: Iterable[int]) -> list[int]:
        """Return the marked responses in the order of a list. Those that it does not show come last."""
        shown = [response for response in listed if response in self._ids]
        return [*shown, *sorted(self._ids.difference(shown))]

    def toggle(self, response: int) -> bool:
        """Mark a response, or unmark it. Return False if it would be one too many."""
        self._from = None
        if response in self._ids:
            self._ids.remove(response)
        elif len(self._ids) >= MOST:
            return False
        else:
            self._ids.add(response)
        return True

    def stretch(self, listed: Sequence[int], at: int, to: int) -> bool:
        """Mark all of a list from the place *at*, where the cursor was, to the place *to*, where it goes.

        A call that goes on from where the last one ended stretches the same range, or draws it back. Return False if
        that would be too many.
        """
        if self._from is None or at != self._to:
            self._from, self._before = at, set(self._ids)
        first, last = min(self._from, to), max(self._from, to)
        ids = self._before.union(listed[first : last + 1])
        if len(ids) > MOST:
            return False
        self._ids, self._to = ids, to
        return True

    def end_range(self) -> None:
        """Let the next stretch begin another range, because the list or its cursor changed."""
        self._from = None

    def clear(self) -> None:
        """Unmark everything."""
        self._ids, self._from = set(), None
