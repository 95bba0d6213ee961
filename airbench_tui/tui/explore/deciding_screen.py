"""Deciding in Compare: verdicts, notes and codes on the answer of the side in hand."""

from __future__ import annotations

import sqlite3
import time
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from functools import partial

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from airbench_tui.reviewing import own_verdict
from airbench_tui.reviewing.key_guard import KeyGuard
from airbench_tui.reviewing.own_verdict import NOTHING_WRITTEN, Own
from airbench_tui.reviewing.sessions import ListSession, Loaded
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.reading.reads import Item
from airbench_tui.store.reviewing import drafts, reviews
from airbench_tui.store.reviewing.review_history import Review
from airbench_tui.text import one_line
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.outbox import not_saved
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.dialogs.note_dialog import NoteDialog, Written
from airbench_tui.tui.shared.reading.verdict_bar import Marks, VerdictBar
from airbench_tui.tui.shared.reading.verdict_words import TOO_SOON
from airbench_tui.tui.shared.screens.finding_screen import FindingScreen

_DECIDING = {1.0: "compare.decide_1", 0.5: "compare.decide_half", 0.0: "compare.decide_0"}


class DecidingScreen(FindingScreen):
    """Decides on one of several answers side by side. The verdicts are the auditor's own, outside packets."""

    VERTICAL_BREAKPOINTS = [(0, "-low"), (28, "-middle"), (45, "-tall")]

    def __init__(self, desk: Desk, searched: Filter) -> None:
        super().__init__(desk, searched)
        self._session = ListSession()
        self._own: Mapping[int, Loaded] = {}  # the auditor's part of each answer, by its id
        self._guard = KeyGuard()
        self._said = ""

    # -- implemented by the subclass ----------------------------------------------------------

    @property
    @abstractmethod
    def in_hand(self) -> Item | None:
        """Return the answer that is decided on, None while there is none or it is veiled."""

    @abstractmethod
    def answers(self) -> Sequence[Item]:
        """Return all answers to the prompt in hand."""

    @abstractmethod
    def read_share(self) -> float:
        """Return the share of the answer in hand, 0 to 1, that has been on screen."""

    # -- drawing ------------------------------------------------------------------------------

    def compose_verdicts(self) -> ComposeResult:
        """Yield the row that names the side in hand, and the keys that decide."""
        with Horizontal(id="side-row"):
            yield Static(id="side-words", markup=False)
            yield Static(id="other-words", markup=False)
        yield VerdictBar(_DECIDING, id="bar")

    async def read_own(self) -> None:
        """Read the auditor's verdicts and drafts on the answers to the prompt in hand."""
        ids = [item.id for item in self.answers()]
        self._own = await self.desk.read_for(self, _loaded, self._session, self.desk.auditor, ids)

    def drawn(self) -> None:
        """Take note that another prompt was drawn: keys that decide must not come from the one before."""
        self._guard.drawn(time.monotonic())
        self._said = ""

    def draw_verdicts(self) -> None:
        """Draw what was decided on the side in hand and on the others."""
        item = self.in_hand
        standing = self._standing(item)
        judged = item.judgment.score if item is not None and item.judgment and not item.hidden else None
        self.query_one(VerdictBar).show(Marks(judged, None if standing is None else standing.score))
        others = self._others(item)
        self.query_one("#other-words", Static).update(others)
        if self._said:
            words = Content(one_line(self._said, 200)).stylize("bold")
        elif item is None:
            words = Content("")
        else:
            has_note = self._note(item) != NOTHING_WRITTEN
            words = Content.assemble(
                ("▲ ", "$focus"),
                ("your verdict on ", "$muted"),
                (one_line(item.target, 40), "bold"),
                (" ≡" * has_note, "$mine"),
            )
        self.query_one("#side-words", Static).update(words)

    def _others(self, item: Item | None) -> Content:
        """Say what was decided on the other sides, as far as there is room."""
        said, room = list[Content](), self.size.width // 2
        for other in self.answers():
            standing = self._standing(other)
            if other is item or standing is None or standing.score is None:
                continue
            decision = standing.decision if not other.hidden else None
            mark = present.DECISION_MARK.get(decision or "", "●")
            one = Content.assemble(
                (f"{one_line(other.target, 24)} ", "$muted"),
                (f"{mark} ", "$mine"),
                (present.SCORE_MARK[standing.score], f"bold ${present.SCORE_WORD[standing.score]}"),
            )
            room -= cell_len(one.plain) + 3
            if room < 0:
                break
            said.append(one)
        return Content("   ").join(said)

    def _standing(self, item: Item | None) -> Review | None:
        """Return the auditor's verdict on an answer, None if none counts."""
        found = None if item is None else self._own.get(item.id)
        return None if found is None else own_verdict.counting(found.standing)

    def _note(self, item: Item) -> Own:
        """Return the auditor's note and codes on an answer."""
        found = self._own.get(item.id)
        return NOTHING_WRITTEN if found is None else own_verdict.written(found.standing, found.draft)

    # -- keys ---------------------------------------------------------------------------------

    def key_pressed(self, event: events.Key) -> None:
        self._guard.pressed(event.key, event.time)
        if self._said and not self._guard.held:
            self.say("")

    def say(self, words: str) -> None:
        self._said = words
        self.draw_verdicts()

    def tell_no_meaning(self, words: str) -> None:
        self.say(words)  # a notice above the key bar would cover the verdicts

    async def action_decide(self, score: float) -> None:
        """Store the auditor's score on the side in hand. The screen stays."""
        item = self.in_hand
        if item is None:
            return
        if not self._guard.may_decide(self.desk.settings.decision_guard):
            if not self._guard.held:
                self.say(TOO_SOON)
            return
        standing, found = self._standing(item), self._own.get(item.id)
        if (
            standing is not None
            and standing.score == score
            and found is not None
            and found.draft == NOTHING_WRITTEN
        ):
            self.say(f"kept your {present.score_words(score)} on {one_line(item.target, 40)}")
        else:
            await self._store(item, score, self._note(item))

    async def _store(self, item: Item, score: float, own: Own) -> None:
        if unsaved := self.desk.outbox.unsaved_on(self._session.about(item.id)):
            self.say(not_saved(unsaved))
            return
        found = self._own.get(item.id)
        # Without seconds: the time is spent on several answers at once.
        verdict = own_verdict.next_verdict(
            item,
            score,
            found.standing if found else None,
            own,
            revealed=not item.hidden,
            read_share=self.read_share(),
        )
        words = f"{present.score_words(score)} on {one_line(item.target, 40)}"
        outgoing = self.desk.outbox.put(
            words, self._session.about(item.id), self._session.decide, self.desk.auditor, item.id, verdict
        )
        if await outgoing.stored():
            await self._changed(f"✓ {words} · {self.key('compare.undo')} undoes")
        else:
            self.when_stored(outgoing, lambda: self.call_later(self._changed, f"✓ saved now: {words}"))
            self.say(not_saved(words))

    async def _changed(self, said: str) -> None:
        """Draw the verdicts again after one was stored or withdrawn."""
        self.desk.decided()
        await self.read_own()
        self.say(said)

    async def action_undo(self) -> None:
        """Withdraw the auditor's verdict on the side in hand."""
        item = self.in_hand
        if item is None:
            return
        if unsaved := self.desk.outbox.unsaved:
            self.say(f"Undo works again once this is saved: {unsaved[-1]}")
            return
        found = await self.desk.threads.attempt(
            partial(reviews.withdraw, auditor=self.desk.auditor, response=item.id)
        )
        if found is None:
            self.say(f"There is no verdict of yours on {one_line(item.target, 40)} to withdraw")
            return
        await self._changed(present.withdrawn_words(found))

    async def action_note(self) -> None:
        """Ask for a note on the side in hand, with the codes below it."""
        await self._write(at_codes=False)

    async def action_codes(self) -> None:
        """Ask for codes, in the same dialog as a note."""
        await self._write(at_codes=True)

    async def _write(self, *, at_codes: bool) -> None:
        item = self.in_hand
        if item is None:
            return
        note, codes = self._note(item)

        async def noted(written: Written | None) -> None:
            if written is not None:
                await self._annotate(item, written)

        dialog = NoteDialog(
            self.desk,
            "note",
            note,
            codes,
            title=f"Note on {one_line(item.target, 40)}",
            asks="What should others know of this?",
            about=present.category_words(item.category),
            at_codes=at_codes,
        )
        await self.app.push_screen(dialog, noted)

    async def _annotate(self, item: Item, written: Written) -> None:
        """Store note and codes with the standing verdict, or keep them for the next one."""
        standing = self._standing(item)
        had = self._note(item)
        if standing is not None and standing.score is not None and not written.draft:
            if (written.text, set(written.codes)) != (standing.note, set(standing.codes)):
                await self._store(item, standing.score, (written.text, written.codes))
        elif (written.text, set(written.codes)) != (had[0], set(had[1])):
            words = f"draft of a note on {one_line(item.target, 40)}"
            outgoing = self.desk.outbox.put(
                words, None, drafts.save, self.desk.auditor, item.id, written.text, written.codes
            )
            stored = await outgoing.stored()
            await self.read_own()
            self.say("note kept, saved with your verdict" if stored else not_saved(words))


def _loaded(
    connection: sqlite3.Connection, session: ListSession, auditor: int, ids: Sequence[int]
) -> dict[int, Loaded]:
    """Read the auditor's part of each answer."""
    return {response: session.load(connection, auditor, response) for response in ids}
