"""Review: one response with everything needed to decide on it, and one key to decide."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from functools import partial

from textual import events
from textual.app import ComposeResult

from airbench_tui.benchmark import taxonomy
from airbench_tui.errors import StoreError
from airbench_tui.reviewing import progress
from airbench_tui.reviewing.finding import REASON
from airbench_tui.reviewing.key_guard import KeyGuard
from airbench_tui.reviewing.own_verdict import NOTHING_WRITTEN, Own
from airbench_tui.reviewing.queue import ReviewQueue
from airbench_tui.reviewing.sessions import ListSession, PacketSession, ReviewSession, TriageSession
from airbench_tui.store.reading.filters.terms import NO_FILTER, Filter
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.review import around
from airbench_tui.tui.review.similar_screen import SimilarScreen
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.key_bar import KeyBar
from airbench_tui.tui.shared.reading.item_panes import ItemPanes, View
from airbench_tui.tui.shared.reading.verdict_words import TOO_SOON
from airbench_tui.tui.shared.screens.audit_screen import Comparable

_ALWAYS_BLIND = "A packet is always blind: the judge is shown after your first verdict here"


class ReviewScreen(SimilarScreen):
    """Works through a queue of responses. No action needs the mouse or a confirmation."""

    PLACES = ("review",)
    TAB = "review"
    OFFERS = frozenset({"compare"})
    BINDINGS = bindings("review")
    ONE = "response of the queue"

    def __init__(
        self,
        desk: Desk,
        queue: ReviewQueue,
        session: ReviewSession | None = None,
        searched: Filter = NO_FILTER,
    ) -> None:
        super().__init__(desk, queue, session or ListSession(), searched)
        self._guard = KeyGuard()

    def compose_body(self) -> ComposeResult:
        yield ItemPanes(self.desk.settings, id="panes")

    async def on_mount(self) -> None:
        self._panes = self.query_one(ItemPanes)
        await self._load()
        self._count()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer "cannot judge" only in packets."""
        return action != "cannot_judge" or isinstance(self.session, PacketSession)

    @property
    def tab(self) -> str:
        return "triage" if isinstance(self.session, TriageSession) else self.TAB

    @property
    def response(self) -> int | None:
        return None if self._item is None else self._item.id

    async def find_comparable(self) -> Comparable | None:
        """Return the current response, to compare with those that Browse lists; None while judges are hidden."""
        if self.blind:
            self.notify("Blind: Compare would show the judges' scores", markup=False)
            return None
        return None if self.response is None else Comparable(self.response, None)

    # -- drawing ------------------------------------------------------------------------------

    async def _load(self, said: str = "") -> None:
        """Read the current response and draw it, with the message *said*."""
        self._said = said
        if self.queue.current is None:
            self._panes.show_nothing()
            return
        await self._read()
        self._draw_entry()

    async def _read(self) -> None:
        try:
            await super()._read()
        except (sqlite3.Error, StoreError):  # what is shown must not be decided in place of the current one
            self._item = None
            self._panes.show_nothing("This response cannot be read now.\n\nF5 reads again.")
            self._say(self._said)
            raise

    def _draw_entry(self) -> None:
        """Draw the item that was read as newly entered: texts at their beginnings, clock and key guard restarted."""
        self._awaits_final = False
        self._revealed = not self._item_hidden and (self._decided or not self.blind)
        self._panes.show(self._view())
        self.mark(anew=True)
        self._draw_around()
        self._clock.restart(time.monotonic())
        self._drawn()
        self.call_after_refresh(self._drawn)

    @property
    def blind(self) -> bool:
        """Tell whether judges are hidden until the auditor has decided."""
        return self.desk.blind if self.session.blind is None else self.session.blind

    @property
    def judge_shown(self) -> bool:
        return self._revealed and not self._item_hidden

    def sources_shown(self) -> Sequence[str]:
        shown = super().sources_shown()
        return (*shown, REASON) if shown and self.judge_shown else shown

    @property
    def _item_hidden(self) -> bool:
        return self._item is not None and self._item.hidden

    def _drawn(self) -> None:
        self._guard.drawn(time.monotonic())

    def _view(self) -> View:
        assert self._item is not None
        note, codes = self._own
        return View(
            item=self._item,
            standing=self._standing,
            note=note,
            codes=codes,
            draft=self._has_unsaved_draft,
            revealed=self._revealed,
            veiled=self._veiled,
            why=self._why,
            cannot=self._cannot,
            session=around.session_words(self.session, blind=self.blind),
            like=self.likeness,
        )

    def _draw_verdicts(self) -> None:
        """Draw the verdicts, the title and the status line again. The answer keeps its scroll position."""
        if self._item is not None:
            self._panes.show_verdicts(self._view())
            self.mark(anew=False)
            self._draw_around()

    def _draw_around(self) -> None:
        """Draw progress and message, and record that the visible judgments were seen."""
        item, done = self._item, self.work
        assert item is not None
        share = done.answered / done.total if done is not None and done.total else None
        unsaved = len(self.desk.outbox.unsaved)
        self._panes.show_progress(share, around.progress_parts(self.queue, done, unsaved))
        if self._revealed and not self._veiled and not item.hidden:
            self.desk.expose([judgment.id for judgment in item.judgments], "review")
        self._say(self._said)
        self.query_one(KeyBar).renew()

    def _say(self, words: str) -> None:
        self._said = words
        super()._say(words)

    def key_pressed(self, event: events.Key) -> None:
        """Count the key as activity for the clock, and clear the last key's message."""
        self._guard.pressed(event.key, event.time)
        self._clock.alive(event.time)
        if self._said and not self._guard.held:
            self._say("")

    def on_mouse_scroll_down(self) -> None:
        self._clock.alive(time.monotonic())

    def away(self) -> None:
        """Stop the clock of active reading time."""
        self._clock.away(time.monotonic())

    # -- deciding -----------------------------------------------------------------------------

    async def action_decide(self, score: float) -> None:
        """Store the auditor's score and move on. A blind first score reveals the judge and stays on the item."""
        if self._may_decide():
            await self._decide(score)

    async def _decide(self, score: float, own: Own | None = None) -> None:
        if self._keeps(score) and own is None:
            await self._keep()
        elif self._revealed:
            await self._advance_after(await self._store(score, own))
        else:
            said = await self._store(score, own)
            if said is None:  # the judge stays hidden until the blind verdict is on disk
                self._said = self._unsaved()
                self._draw_around()
                return
            self._said = said
            await self._read()  # now with the judge, which was hidden before the verdict
            self._revealed = self._awaits_final = not self._item_hidden
            self._panes.show_verdicts(self._view())
            self.mark(anew=False)
            self._drawn()
            if self._revealed:
                self._said = f"{said} · {self.key('review.confirm')} keeps it, {self.deciding} changes it"
                self._draw_around()
            else:  # the response waits in a packet of the auditor's: the judge stays hidden here
                await self._advance(said)

    async def action_confirm(self) -> None:
        """Confirm the judge's score. After a blind first verdict, keep that verdict."""
        if not self._may_decide():
            return
        assert self._item is not None
        judgment = self._item.judgment
        if self._awaits_final or self._decided:
            # Enter never replaces the auditor's own verdict with the judge's: for that, press the score's key.
            await self._keep()
        elif not self._revealed:
            self._say(f"Blind: decide with {self.deciding} first, then the judge is shown")
        elif judgment is None or judgment.score is None:
            self._say(f"The judge gave no score to confirm: decide with {self.deciding}")
        else:
            await self._advance_after(await self._store(judgment.score))

    def _keeps(self, score: float) -> bool:
        """Tell whether *score* equals the standing verdict's, with no new note or codes."""
        return (
            self._standing is not None
            and self._standing.score == score
            and (self._awaits_final or (self._decided and self._draft == NOTHING_WRITTEN))
        )

    async def _keep(self) -> None:
        """Move on without storing anything, because nothing is new."""
        assert self._standing is not None
        self._nothing_changed()
        await self._advance(f"kept your {present.score_words(self._standing.score)}", stored=False)

    def _may_decide(self) -> bool:
        if self._item is None or self._veiled:
            return False
        if not self._panes.legible:
            self._say("The terminal is too small to show the answer: make it larger to decide")
            return False
        if self._guard.may_decide(self.desk.settings.decision_guard):
            unsaved = self._unsaved()
            if unsaved:
                self._say(unsaved)
            return not unsaved
        if not self._guard.held:  # a held key does not replace the message of its first press
            self._say(TOO_SOON)
        return False

    async def _advance_after(self, stored: str | None) -> None:
        """Move to the next response after a verdict; *stored* describes it, None if it is not on disk yet."""
        await self._advance(self._unsaved() if stored is None else stored, stored=stored is not None)

    async def _advance(self, said: str, *, stored: bool = True) -> None:
        """Move to the next response. The message also tells when the queue or the work ends.

        *stored* tells whether a verdict was stored, which undo could withdraw.
        """
        if stored and not self.session.blind:  # in a packet most answers cannot be withdrawn
            said += f" · {self.key('review.undo')} undoes"
        self._said = said  # also where the next one cannot be read
        moved = self.queue.move(1)
        await self._read()
        if ends := progress.end_words(self.work, at_end=not moved, stored=stored):
            said += f" · {ends}"
        reminder = self.desk.settings.reminder
        if reminder.due(time.monotonic()):
            said += f" · {reminder.minutes} minutes of reviewing: time for a break?"
        self._said = said
        self._draw_entry()
        if stored:
            self.show_end()

    async def action_undo(self) -> None:
        """Withdraw the latest verdict and go to its response. If the last key changed nothing, only go back."""
        if await self._back_to_unchanged():
            return
        if unsaved := self.desk.outbox.unsaved:
            self._say(f"Undo works again once this is saved: {unsaved[-1]}")
            return
        found = await self.desk.threads.attempt(partial(self.session.withdraw, auditor=self.desk.auditor))
        if found is None:
            await self._nothing_withdrawn()
            return
        withdrawn, entry = found
        self._was_answered(entry)
        self.queue.go_to(entry)
        await self._load(present.withdrawn_words(withdrawn))

    async def _nothing_withdrawn(self) -> None:
        """Say that there is nothing to withdraw.

        In a packet a first verdict stays once the judge was shown: only go back to it.
        """
        if not self.session.blind:
            self._say("There is no verdict of yours to withdraw")
            return
        if not self._decided and self.queue.move(-1):
            await self._load()
        self._say(f"A first verdict stays once the judge is shown: {self.deciding} changes the final one")

    # -- movement and display -----------------------------------------------------------------

    async def action_skip(self) -> None:
        """Move the current response to the end of the queue."""
        if self.queue.current is not None and not self._decided:
            outgoing = self.desk.outbox.put("", None, self.session.skip, self.desk.auditor, self._entry)
            await outgoing.stored()
        await self._go(self.queue.skip(), "This is the last response of the queue already")

    async def action_next_undecided(self) -> None:
        """Go to the next undecided response of the queue. After the last one, begin again at the first."""
        queue = self.queue
        others = [*queue.ids[queue.position + 1 :], *queue.ids[: queue.position]]
        found = await self.desk.read(self.session.first_undecided, self.desk.auditor, others)
        if found is not None:
            self.queue.go_to(found)
            await self._load()
        elif self._item is not None:
            done = self._decided or self._cannot is not None
            self._say("Everything in this queue is decided" if done else "Only this response is undecided")

    def action_blind(self) -> None:
        """Turn blindness on or off. While it is on, the judge is hidden until a verdict is given."""
        if self.session.blind:
            self._say(_ALWAYS_BLIND)
            return
        if self.session.blind is not None:
            self._say("Triage is never blind: a signal already says something about the judge")
            return
        self.desk.blind = not self.desk.blind
        self._revealed = not self._item_hidden and (self._decided or not self.desk.blind)
        self._show_again("Blind: the judge is hidden until you decide" if self.desk.blind else "Blind is off")

    def action_reveal(self) -> None:
        """Show the judge. This review is then not blind."""
        if self._revealed:
            self._say("The judge is shown already")
        elif self.session.blind:
            self._say(_ALWAYS_BLIND)
        elif self._item_hidden:
            self._say(
                "This response waits in a packet of yours: the judge stays hidden until you decide there"
            )
        else:
            self._revealed = True
            self._show_again("Revealed: this review is not blind")

    def _show_again(self, said: str) -> None:
        self._said = said
        self._draw_verdicts()

    async def action_mark_hard(self) -> None:
        """Mark the response's category as hard to read, or unmark it."""
        if self._item is None:
            return
        marked = await self.desk.settings.toggle_hard(self._item.category)
        self._lifted.discard(self._item.id)
        name = taxonomy.categories()[self._item.category].l4_name
        self._said = f"{name}: {'veiled from now on' if marked else 'no longer veiled'}"
        self.draw_veil()

    def draw_veil(self) -> None:
        if self._item is not None:
            self._panes.show(self._view())
            self.mark(anew=True)
            self._draw_around()
            self._drawn()

    def _leave(self) -> None:
        """Go back to Browse and select the current response there; from a packet, go to the packets."""
        self.run_in_program("packets" if self.session.blind else "browse")
