"""The places found in the texts on screen, in reading order, and the one in hand. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from airbench_tui.reviewing.finding import NO_ANSWERS, PROMPT, REASON
from airbench_tui.reviewing.folded_search import Span


@dataclass(frozen=True, slots=True)
class Hits:
    """Places by source, in reading order: ``spans`` of ``sources``. ``at`` is the number of the one in hand, from 0."""

    places: tuple[tuple[str, Span], ...] = ()
    at: int = 0

    def __len__(self) -> int:
        return len(self.places)

    @property
    def source(self) -> str:
        """Return the source of the hit in hand, "" if there is none."""
        return self.places[self.at][0] if self.places else ""

    def of(self, source: str) -> list[Span]:
        """Return the places in one source."""
        return [span for name, span in self.places if name == source]

    def now(self, source: str) -> int | None:
        """Return which of the places in *source* is in hand, from 0; None if it is in another source."""
        if self.source != source:
            return None
        return sum(name == source for name, _ in self.places[: self.at])

    def begin(self, source: str) -> int | None:
        """Return where the hit in hand begins, None if it is in another source."""
        return self.places[self.at][1][0] if self.source == source else None

    def move(self, by: int) -> Hits:
        """Return the hits with another one in hand. After the last one comes the first."""
        return replace(self, at=(self.at + by) % len(self.places)) if self.places else self

    def keeping(self, before: Hits) -> Hits:
        """Return the hits with the one in hand that *before* had, if it is still there."""
        if before.places and (held := before.places[before.at]) in self.places:
            return replace(self, at=self.places.index(held))
        return self


NO_HITS = Hits()


def order(found: Mapping[str, Sequence[Span]], sources: Sequence[str]) -> Hits:
    """Return the places found in *sources*, in that order.

    The first in an answer is in hand, else the first in the prompt, else the first in the judge's reason.
    """
    places = tuple((source, span) for source in sources for span in found.get(source, ()))
    names = [name for name, _ in places]
    answers = (at for at, name in enumerate(names) if name not in NO_ANSWERS)
    return Hits(places, next(answers, names.index(PROMPT) if PROMPT in names else 0))


_WHERE = {PROMPT: " in the prompt", REASON: " in the reason"}


def edge_words(name: str, hits: Hits, keys: str) -> str:
    """Return the words for the edge of the answer: ``“hike” hit 2 of 5 · [ ]``; "" if there is no hit.

    A hit elsewhere than in the answer says where it is. *keys* are those that lead to the hits before and after.
    """
    if not hits:
        return ""
    moves = f" · {keys}" if len(hits) > 1 else ""
    return f"{name} {hits.at + 1} of {len(hits)}{_WHERE.get(hits.source, '')}{moves}"
