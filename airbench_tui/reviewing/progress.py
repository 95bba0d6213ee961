"""An auditor's progress with a piece of work, in numbers and in words, for screens and commands.

A piece of work is a packet's places or the responses of a list. The number of decided items comes from the
database, not from what one session did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from airbench_tui.store.reviewing.packet_places import PacketProgress, PacketStatus

FEWEST = 5  # decided items with a known time; with fewer, no time is estimated


@dataclass(frozen=True, slots=True)
class WorkDone:
    """The state of a piece of work. ``decided`` counts the items with a verdict.

    ``pace`` are the auditor's median seconds for an item; None while too little is known.
    """

    decided: int
    cannot_judge: int
    left: int
    pace: float | None = None

    @property
    def seconds_left(self) -> float | None:
        """Return the seconds that the rest takes at the auditor's own pace; None without a rest or a pace."""
        return self.pace * self.left if self.left and self.pace is not None else None

    @property
    def total(self) -> int:
        """Return the number of all items to answer."""
        return self.answered + self.left

    @property
    def answered(self) -> int:
        """Return the number of items decided, or answered with "cannot judge"."""
        return self.decided + self.cannot_judge


def work(decided: int, cannot_judge: int, left: int, seconds: Sequence[float]) -> WorkDone:
    """Return the state of the work; the pace is the median of *seconds* per decided item."""
    return WorkDone(decided, cannot_judge, left, median(seconds) if len(seconds) >= FEWEST else None)


class Counted:
    """The decided ones among *entries*, kept so that one more verdict does not need a new count of all."""

    def __init__(self, entries: Iterable[int], decided: Mapping[int, float | None]) -> None:
        self._entries = set(entries)
        self._decided = {entry: decided[entry] for entry in decided.keys() & self._entries}

    def look_again(self, entry: int, decided: Mapping[int, float | None]) -> None:
        """Update one entry from *decided*. An entry that is new joins the others, as in the queue."""
        self._entries.add(entry)
        self._decided.pop(entry, None)
        if entry in decided:
            self._decided[entry] = decided[entry]

    def work(self) -> WorkDone:
        """Return the state of the work."""
        seconds = [one for one in self._decided.values() if one is not None]
        return work(len(self._decided), 0, len(self._entries) - len(self._decided), seconds)


# -- in words ---------------------------------------------------------------------------------


def figures(done: WorkDone) -> list[str]:
    """Describe the progress in figures, the most important first."""
    words = [f"{done.decided:,} of {done.total:,} decided"]
    words += [f"{done.cannot_judge:,} cannot judge"] if done.cannot_judge else []
    words += [f"{done.left:,} left"] if done.left else []
    words += [_time_left(done.seconds_left)] if done.seconds_left is not None else []
    return words + ([f"{done.pace:.0f} s each"] if done.pace is not None else [])


def end_words(done: WorkDone | None, *, at_end: bool, stored: bool) -> str:
    """Return the message after an answer: everything is answered, or so many are left at the queue's end."""
    if done is not None and not done.left and (at_end or stored):
        if not done.cannot_judge:
            return f"all {done.total:,} decided"
        return f"all {done.total:,} answered: {done.decided:,} decided, {done.cannot_judge:,} cannot judge"
    if not at_end:
        return ""
    return "last of the queue" + ("" if done is None else f" · {done.left:,} left")


def packet_words(state: PacketStatus, auditor: str) -> str:
    """Describe the progress of *auditor* and of everybody in a packet, both counted the same way."""
    mine, all_of_it = state.of(auditor), state.everyone
    own = "none yours" if mine is None else f"yours {mine.answered:,} of {mine.assigned:,}"
    return f"{own} · all {all_of_it.answered:,} of {all_of_it.assigned:,} answered"


def place_words(one: PacketProgress) -> list[str]:
    """Describe one auditor's progress in a packet: the places answered, then their outcomes."""
    decided, *more = outcome_words(one)
    cannot_judge = more[: bool(one.cannot_judge)]
    return [
        f"{one.answered:,} of {one.assigned:,} answered",
        decided,
        *cannot_judge,
        f"{one.left:,} left",
        *more[len(cannot_judge) :],
    ]


def outcome_words(one: PacketProgress) -> list[str]:
    """Describe what became of one auditor's places, apart from how many are left."""
    return [
        f"{one.done:,} decided",
        *([f"{one.cannot_judge:,} cannot judge"] if one.cannot_judge else []),
        *([f"{one.deferred:,} put off"] if one.deferred else []),
        *([f"{one.blind:,} of {one.first_verdicts:,} blind"] if one.first_verdicts else []),
    ]


def _time_left(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 2:
        return "about a minute"
    return f"about {minutes} min" if minutes < 100 else f"about {seconds / 3600:,.0f} h"
