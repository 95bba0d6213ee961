"""The outcome of a finished piece of work: what was decided, how long it took, and what is missing. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from airbench_tui.store.reviewing.outcomes import VerdictInPlace

PAUSE = timedelta(minutes=30)
"""A longer time between two verdicts begins a new sitting."""

_PARTS = 16  # of the work, for the row of the pace


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdicts on a piece of work.

    ``overridden`` counts overrides by the auditor's score; ``unjudged`` are verdicts beside no judge's score.
    ``without_note`` are the entries of overrides without a note, in the queue's order. ``seconds`` are those of
    active time, and ``pace`` their medians over equal parts of the work, in the order in which it was done.
    """

    confirmed: int
    overridden: Mapping[float, int]
    unjudged: int
    without_note: tuple[int, ...]
    seconds: float
    sittings: int
    pace: tuple[float, ...]

    @property
    def overrides(self) -> int:
        """Return the number of overrides."""
        return sum(self.overridden.values())


def outcome(verdicts: Iterable[VerdictInPlace], entries: Sequence[int]) -> Outcome:
    """Return the outcome of the *verdicts* on *entries*."""
    position = {entry: at for at, entry in enumerate(entries)}
    found = sorted((one for one in verdicts if one.entry in position), key=lambda one: one.made_at)
    bare = [one.entry for one in found if one.decision == "overridden" and not one.has_note]
    times = [datetime.fromisoformat(one.made_at) for one in found]
    seconds = [one.seconds for one in found if one.seconds is not None]
    return Outcome(
        confirmed=sum(one.decision == "confirmed" for one in found),
        overridden=Counter(one.score for one in found if one.decision == "overridden"),
        unjudged=sum(one.decision is None for one in found),
        without_note=tuple(sorted(bare, key=position.__getitem__)),
        seconds=sum(seconds),
        sittings=bool(times) + sum(later - earlier > PAUSE for earlier, later in pairwise(times)),
        pace=_pace(seconds),
    )


def _pace(seconds: Sequence[float]) -> tuple[float, ...]:
    """Return the medians of equal parts of *seconds*; empty if there are too few for parts."""
    size = -(-len(seconds) // _PARTS)
    if size < 2:
        return ()
    return tuple(median(seconds[at : at + size]) for at in range(0, len(seconds), size))
