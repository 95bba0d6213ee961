"""The data of Review: reading the current entry, storing verdicts, notes and codes, and counting the work."""

from __future__ import annotations

import sqlite3
import time
from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Concatenate, ParamSpec

from textual import work

from airbench_tui.reviewing import own_verdict
from airbench_tui.reviewing.clock import ActiveClock
from airbench_tui.reviewing.own_verdict import NOTHING_WRITTEN, Own
from airbench_tui.reviewing.progress import WorkDone
from airbench_tui.reviewing.queue import ReviewQueue
from airbench_tui.reviewing.sessions import Loaded, PacketSession, ReviewSession
from airbench_tui.store.reading.filters.terms import NO_FILTER, Filter
from airbench_tui.store.reviewing.review_history import Review
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.outbox import not_saved
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.screens.queue_screen import QueueScreen

P = ParamSpec("P")


class EntryScreen(QueueScreen):
    """Reads entries one at a time and stores verdicts, notes and codes on them. The subclass draws them."""

    def __init__(
        self, desk: Desk, queue: ReviewQueue, session: ReviewSession, searched: Filter = NO_FILTER
    ) -> None:
        super().__init__(desk, queue, searched)
        self.session = session
        self.work: WorkDone | None = None  # None until the work is counted
        self._why: tuple[str, ...] = ()
        self._standing: Review | None = None
        self._draft: Own = NOTHING_WRITTEN
        self._cannot: str | None = None  # the reason of a standing "cannot judge"
        self._awaits_final = False  # a blind first verdict was given and the judge revealed
        self._revealed = True
        self._said = ""
        self._clock = ActiveClock()
        self._decisions = desk.decisions  # of the whole program, when another screen covered this one
        self._answers = 0  # answers stored or withdrawn on this screen
        self._answered_at: int | None = None  # the entry of the latest answer, until it is counted

    # -- implemented by the subclass ----------------------------------------------------------

    @abstractmethod
    def _draw_around(self) -> None:
        """Draw the title and the status line again."""

    @abstractmethod
    def _draw_verdicts(self) -> None:
        """Draw the verdicts, the title and the status line again."""

    @abstractmethod
    async def _advance(self, said: str, *, stored: bool = True) -> None:
        """Move to the next entry and show *said*. *stored* tells whether an answer was stored."""

    # -- reading ------------------------------------------------------------------------------

    async def _read(self) -> None:
        """Read the current entry, with the auditor's standing verdict and draft, and the work so far."""
        answered, self._answered_at = self._answered_at, None
        found, done = await self.desk.read(
            _entry_and_work, self.session, self.desk.auditor, self._entry, answered
        )
        self._item, self._standing, self._draft = found.item, found.standing, found.draft
        self._why, self._cannot = found.why, found.answered
        await self.look()
        self.work = done or self.work

    def on_screen_suspend(self) -> None:
        self._decisions = self.desk.decisions

    async def on_screen_resume(self) -> None:
        """Read again what was decided in Compare meanwhile."""
        if self.desk.decisions != self._decisions:
            self._decisions = self.desk.decisions
            await self.refresh_data()

    @work(exclusive=True, group="progress")
    async def _count(self) -> None:
        """Count the work on the whole queue. From then on each answer adjusts the count."""
        before = None
        while before != self._answers:  # an answer stored meanwhile may be missing from the count
            before = self._answers
            done = await self.desk.read_for(self, self.session.progress, self.desk.auditor, self.queue.ids)
        self.work = done
        if self._item is not None:
            self._draw_around()

    async def refresh_data(self) -> None:
        """Read the current entry and count the work again, because another process may have changed the database."""
        if self.queue.current is None:
            return
        if self._item is None:
            await self._load()
        else:
            await self._read()
            self._draw_verdicts()
        self._count()

    @property
    def _entry(self) -> int:
        entry = self.queue.current
        assert entry is not None
        return entry

    @property
    def _decided(self) -> bool:
        return own_verdict.counting(self._standing) is not None

    @property
    def _has_unsaved_draft(self) -> bool:
        """Tell whether note and codes are a draft that the standing verdict does not have."""
        return self._decided and self._draft != NOTHING_WRITTEN

    @property
    def _own(self) -> Own:
        """Return note and codes: the draft's if there is one, else those of the standing verdict."""
        return own_verdict.written(self._standing, self._draft)

    def key_words(self) -> Mapping[str, str]:
        """Name what Enter does now, and offer to reveal the judge only where that works."""
        item, in_packet = self._item, isinstance(self.session, PacketSession)
        if item is None:
            return {}
        scored = item.judgment is not None and item.judgment.score is not None
        enter = (
            "next" if self._awaits_final or self._decided else "confirm" if self._revealed and scored else ""
        )
        hidden = not (self._revealed or in_packet or item.hidden)
        return {"confirm": enter, "reveal": "reveal" if hidden else ""}

    # -- writing ------------------------------------------------------------------------------

    async def _store(self, score: float, own: Own | None = None) -> str | None:
        """Store a verdict and describe it in words; return None if the database does not take it for now.

        *own* are new note and codes, None to keep the current ones.
        """
        item, standing = self._item, self._standing
        assert item is not None
        verdict = own_verdict.next_verdict(
            item,
            score,
            standing,
            self._own if own is None else own,
            revealed=self._revealed,
            makes_final=self._awaits_final,
            seconds=self._clock.seconds(time.monotonic()),
            read_share=self._panes.answer.seen_share,
        )
        given = present.score_words(score)
        words = f"{given} on {item.category}"
        if not await self._stored(words, self.session.decide, verdict):
            return None
        judged = item.judgment.score if item.judgment and self._revealed else None
        if judged is None:
            return f"✓ {words}"
        if judged == score:
            return f"✓ confirmed {words}"
        return f"≠ overridden {present.SCORE_MARK[judged]} → {given} on {item.category}"

    async def _stored(
        self,
        words: str,
        function: Callable[Concatenate[sqlite3.Connection, int, int, P], object],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> bool:
        """Store an answer on the current entry by ``function(connection, auditor, entry, ...)``.

        Returns False if the database does not take it for now. It is then stored later.
        """
        entry = self._entry
        outgoing = self.desk.outbox.put(
            words, self.session.about(entry), function, self.desk.auditor, entry, *args, **kwargs
        )
        stored = await outgoing.stored()
        if stored:
            self._was_answered(entry)
        else:
            self.when_stored(outgoing, lambda: self._stored_late(entry, words))
        return stored

    def _stored_late(self, entry: int, words: str) -> None:
        self._was_answered(entry)
        self.call_later(self._show_stored, entry, f"✓ saved now: {words}")

    async def _show_stored(self, entry: int, words: str) -> None:
        if entry == self.queue.current:
            await self._load(words)
        elif self._item is not None:
            self._say(words)
            self._draw_around()
        self._count()

    def _unsaved(self) -> str:
        """Return why the current entry takes no other answer now: it has one that is not saved. "" if it has none."""
        words = self.desk.outbox.unsaved_on(self.session.about(self._entry))
        return not_saved(words) if words else ""

    def _was_answered(self, entry: int) -> None:
        """Take note that an answer on *entry* was stored or withdrawn."""
        self.desk.decided()
        self._answers += 1
        self._answered_at, self._unchanged = entry, None

    def _nothing_changed(self) -> None:
        """Take note that the last key changed nothing, so that an undo right after it withdraws nothing."""
        if self._standing is not None:
            stays = f"your {present.score_words(self._standing.score)} stays"
        else:
            stays = "not decided yet" if self._cannot is None else "your “cannot judge” stays"
        self._unchanged = self._entry, f"nothing was changed: {stays}"


def _entry_and_work(
    connection: sqlite3.Connection, session: ReviewSession, auditor: int, entry: int, answered: int | None
) -> tuple[Loaded, WorkDone | None]:
    """Read an entry, and the work done if an answer on the entry *answered* was just stored or withdrawn."""
    done = None if answered is None else session.look_again(connection, auditor, answered)
    return session.load(connection, auditor, entry), done
