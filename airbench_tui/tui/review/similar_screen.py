"""Near-identical answers in a row in Review: the difference to the answer before, and its verdict once more."""

from __future__ import annotations

import sqlite3
from abc import abstractmethod
from collections.abc import Mapping
from typing import NamedTuple

from airbench_tui.reviewing.own_verdict import Own, counting
from airbench_tui.reviewing.sessions import PacketSession, ReviewSession
from airbench_tui.reviewing.similar import WordDifference, difference
from airbench_tui.store.reading.reads import Item
from airbench_tui.store.reviewing.review_history import Review
from airbench_tui.store.rules.decisions import one_by_one
from airbench_tui.text import safe
from airbench_tui.tui.review.ending_screen import EndingScreen
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.reading.item_panes import Likeness


class _Before(NamedTuple):
    """The answer before: how the one in hand differs from it, and the auditor's verdict on it, if any counts."""

    difference: WordDifference | None  # None where the two may not be compared
    verdict: Review | None


class SimilarScreen(EndingScreen):
    """Compares each answer with the one before in the queue, and repeats the verdict on near-identical ones."""

    _before: _Before | None = None  # None for the first answer of the queue

    @abstractmethod
    async def _decide(self, score: float, own: Own | None = None) -> None:
        """Store a score as the auditor's, with *own* note and codes or the current ones, and move on."""

    @abstractmethod
    def _may_decide(self) -> bool:
        """Tell whether the key just pressed may decide. If not, say why."""

    async def _read(self) -> None:
        await super()._read()
        before = self.queue.before
        self._before = None
        if before is not None and self._item is not None:
            self._before = await self.desk.read(
                _read_before, self.session, self.desk.auditor, before, self._item
            )

    def key_words(self) -> Mapping[str, str]:
        """Offer the verdict on the answer before only where it can be repeated."""
        return {**super().key_words(), "as_before": "as before" if self._to_repeat is not None else ""}

    @property
    def likeness(self) -> Likeness | None:
        """Return what the answer shares with the one before, None if they are not near-identical."""
        if self._before is None or (found := self._before.difference) is None or not found.near:
            return None
        verdict = self._to_repeat
        if verdict is None or verdict.score is None or self._decided:
            return Likeness(found.shared, found.edge_words)
        again = self.key("review.as_before"), f"as you decided: {present.score_words(verdict.score)}"
        return Likeness(found.shared, found.edge_words, again)

    @property
    def _to_repeat(self) -> Review | None:
        """Return the verdict on the answer before if that is near-identical, else None."""
        before = self._before
        near = before is not None and before.difference is not None and before.difference.near
        return before.verdict if before is not None and near else None

    async def action_as_before(self) -> None:
        """Give this answer the verdict on the one before if the two are near-identical; else say how they differ.

        A note and codes written here stay. Where there are none, those of the answer before come along.
        """
        if not self._may_decide():
            return
        before, again = self._before, self._to_repeat
        if again is not None and again.score is not None:
            note, codes = self._own
            own = note or again.note, codes or again.codes
            await self._decide(again.score, None if own == self._own else own)
        elif before is None:
            self._say("Not decided: this is the first answer of the queue")
        elif before.difference is None:
            self._say("Not decided: a packet asks anew about the same prompt")
        elif before.difference.near:
            self._say("Not decided: the answer before has no verdict of yours alone")
        else:
            self._say(f"Not decided: {before.difference.share_words}")


def _read_before(
    connection: sqlite3.Connection, session: ReviewSession, auditor: int, entry: int, item: Item
) -> _Before:
    """Read the *entry* before *item*, and compare the answers.

    In a packet, answers to the same prompt are not compared: one of them may be a hidden repeat of the other, and
    measures how far the auditor agrees with themself.
    """
    before = session.load(connection, auditor, entry)
    standing = counting(before.standing)
    if standing is not None and not one_by_one(standing.origin):
        standing = None
    if isinstance(session, PacketSession) and before.item.prompt == item.prompt:
        return _Before(None, None)
    return _Before(
        difference(safe(item.answer), safe(before.item.answer)),
        standing if standing is not None and one_by_one(standing.origin) else None,
    )
