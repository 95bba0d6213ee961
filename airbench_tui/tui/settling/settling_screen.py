"""Disagreements: an auditor settles the score of responses on which auditors differ, and gives the reason."""

from __future__ import annotations

import sqlite3
from functools import partial

from textual import work
from textual.app import ComposeResult

from airbench_tui.errors import InputError
from airbench_tui.reviewing.queue import ReviewQueue
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.reads import Item
from airbench_tui.store.reviewing import adjudications
from airbench_tui.store.reviewing.adjudications import Case, CaseSide
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.text import one_line, safe
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.outbox import not_saved
from airbench_tui.tui.settling.case_panes import CasePanes
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.dialogs.note_dialog import NoteDialog, Written
from airbench_tui.tui.shared.screens.queue_screen import QueueScreen
from airbench_tui.tui.threads import end_if_gone


class SettlingScreen(QueueScreen):
    """Works through a queue of cases. A case settled here stays in the queue, so that its auditor can go back."""

    PLACES = ("settle",)
    TAB = "settle"
    CHANGES_DATA = True
    BINDINGS = bindings("settle")
    _panes: CasePanes

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, ReviewQueue([]))
        self._settled = False  # whether the settled cases are shown instead of the open ones
        self._waiting = 0
        # The responses of all cases that this auditor may see, by state; updated with every settlement made here.
        self._queues: dict[str, set[int]] = {"settled": set(), "open": set()}
        self._case: Case | None = None

    def compose_body(self) -> ComposeResult:
        yield CasePanes(self.desk.settings, id="panes")

    def on_mount(self) -> None:
        self._panes = self.query_one(CasePanes)
        self._read_queue()

    # -- drawing ------------------------------------------------------------------------------

    async def refresh_data(self) -> None:
        self._read_queue()

    @work(exclusive=True, group="cases")
    async def _read_queue(self) -> None:
        """Read the queue again. The current case stays current if it is still in the queue."""
        in_hand = self.queue.current
        queues, self._waiting = await self.desk.read_for(self, _read, self.desk.viewer)
        found = queues["settled" if self._settled else "open"]
        self.queue = ReviewQueue(found, found.index(in_hand) if in_hand in found else 0)
        self._queues = {name: set(ids) for name, ids in queues.items()}
        await self._load()

    async def _load(self, said: str = "") -> None:
        """Read the current case and draw it, with the message *said*."""
        self._case = self._item = None
        if self.queue.current is None:
            self._panes.show_nothing(self._nothing())
        else:
            try:
                self._case, self._item = await self.desk.read(_case, self.desk.viewer, self.queue.current)
            except InputError as error:  # hidden meanwhile: a packet with a place of this auditor's arrived
                end_if_gone(self)
                self._panes.show_nothing(safe(str(error)))
            else:
                await self.look()
                end_if_gone(self)
                self._draw()
        settled, left = (len(self._queues[state]) for state in ("settled", "open"))
        total = settled + left
        place = f"no. {self.queue.position + 1:,} of {len(self.queue):,}" if len(self.queue) else "none"
        parts = [(place, "muted"), (f"{settled:,} of {total:,} settled", "fg*"), (f"{left:,} open", "muted")]
        self._panes.show_progress(settled / total if total else None, parts)
        self._say(said)

    async def _written(self, response: int) -> None:
        """Move *response* to the queue of its new state, after a settlement or withdrawal was stored."""
        self.desk.decided()
        self._unchanged = None
        state = await self.desk.read(adjudications.state, response)
        for name, ids in self._queues.items():
            (ids.add if name == state else ids.discard)(response)

    def _nothing_changed(self, case: Case) -> None:
        """Take note that the last key did not change *case*, so that an undo right after it withdraws nothing."""
        had = case.final
        stays = "it is open" if had is None else f"{present.score_words(had.score)} by {had.auditor} stays"
        self._unchanged = case.response, f"nothing was changed: {stays}"

    def _draw(self) -> None:
        case, item = self._case, self._item
        assert case is not None and item is not None
        self._panes.show_case(
            case,
            item,
            veiled=self._veiled,
            session=(("settled", "$muted"),) if self._settled else (),
        )
        self.mark(anew=True)
        if case.judgment is not None and not self._veiled and not item.hidden:
            self.desk.expose([judgment.id for judgment in item.judgments], "adjudicate")

    @property
    def judge_shown(self) -> bool:
        return self._case is not None and self._case.judgment is not None

    def draw_veil(self) -> None:
        if self._case is not None:
            self._draw()
            self._say("")

    def _nothing(self) -> str:
        settled, pairs, back = map(self.key, ("settle.settled", "settle.pairs", "settle.back"))
        if self._settled:
            return f"Nothing has been settled yet.\n\n{settled} goes back to what is open."
        words = "Nothing to settle: where two auditors decided on a response, they agree or it is settled."
        if self._waiting:
            words += f"\n\n{self._waiting_words()}"
        return f"{words}\n\n{settled} shows what was settled · {pairs} who differs from whom · {back} back to Browse"

    def _waiting_words(self) -> str:
        waits = "1 more waits" if self._waiting == 1 else f"{self._waiting:,} more wait"
        return f"{waits} for your own verdict in a packet first (P)"

    def _say(self, words: str) -> None:
        # Without another message, say how many cases wait for a verdict in this auditor's packets.
        if not words and self._waiting and self._case is not None:
            words = self._waiting_words()
        super()._say(words)

    # -- settling -----------------------------------------------------------------------------

    async def action_settle(self, score: float) -> None:
        """Ask for the reason of a final score, then settle the case."""
        case = self._case
        if case is None or self._veiled:
            return
        if not self._panes.legible:
            self._say("The terminal is too small to show the answer: make it larger to settle")
            return
        if unsaved := self.desk.outbox.unsaved_on(case.response):
            self._say(not_saved(unsaved))
            return
        dialog = NoteDialog(
            self.desk,
            "final",
            await self.desk.unfinished(_about(case)),
            title=f"Final score {present.score_words(score)}: why?",
            asks="What decides it?",
            about=" · ".join(_briefly(side) for side in case.sides),
        )
        await self.app.push_screen(dialog, partial(self._reasoned, case, score))

    async def _reasoned(self, case: Case, score: float, written: Written | None) -> None:
        reason, had = "" if written is None else written.text, case.final
        if written is None or written.draft or not reason:
            kept = ""
            if written is not None:
                await self.desk.keep_unfinished(_about(case), reason).stored()
                kept = f" · draft kept: {self.deciding} open it again" if reason else ""
            self._nothing_changed(case)
            self._say(f"Nothing changed: a final score needs a reason{kept}")
            return
        if had and (had.score, had.note, had.auditor) == (score, reason, self.desk.workspace.auditor):
            self._nothing_changed(case)
            await self._advance(f"kept your {present.score_words(score)}")
            return
        words = f"final {present.score_words(score)} on {case.category}"
        outgoing = self.desk.outbox.put(
            words, case.response, adjudications.adjudicate, self.desk.auditor, case.response, score, reason
        )
        try:
            stored = await outgoing.stored()
        except (
            InputError
        ) as error:  # auditors agree by now, or a packet with a place of this auditor's arrived
            await self.desk.keep_unfinished(_about(case), reason).stored()
            await self._load(f"{error} · your reason is kept as a draft")
            return
        await self.desk.keep_unfinished(_about(case), "").stored()
        if not stored:
            self.when_stored(
                outgoing, lambda: self.call_later(self._show_stored, case.response, f"saved now: {words}")
            )
            self._say(not_saved(words))
            return
        await self._written(case.response)
        await self._advance(f"settled {present.score_words(score)} on {case.category} · u withdraws it")

    async def _show_stored(self, response: int, words: str) -> None:
        await self._written(response)
        await self._load(words)

    async def _advance(self, said: str) -> None:
        """Go to the next case, with the message *said*. At the end, stay and say so."""
        left = len(self._queues["open"])
        if not self._settled and not left:
            said += " · nothing is left to settle"
            self.queue.move(1)
        elif not self.queue.move(1):
            said += " · last of the queue" if self._settled else f" · last of the queue · {left:,} left"
        await self._load(said)

    async def action_undo(self) -> None:
        """Withdraw the auditor's latest settlement and go to its case.

        If the last key changed nothing, only go back.
        """
        if await self._back_to_unchanged():
            return
        response = await self.desk.read(adjudications.latest, self.desk.auditor)
        if response is None:
            self._say("There is no settlement of yours to withdraw")
        else:
            await self._withdraw(response)

    async def action_reopen(self) -> None:
        """Reopen the current case, whoever settled it."""
        if self._case is None or self._veiled:
            return
        if self._case.final is None:
            self._say("This one is open")
        else:
            await self._withdraw(self._case.response)

    async def _withdraw(self, response: int) -> None:
        try:
            had = await self.desk.write(adjudications.withdraw, self.desk.auditor, response)
        except InputError as error:
            self._say(str(error))
            return
        await self._written(response)
        self.queue.go_to(response)
        await self._load(f"withdrawn: {present.score_words(had.score)} by {had.auditor}; it is open again")

    # -- movement -----------------------------------------------------------------------------

    def action_settled(self) -> None:
        """Toggle between the open and the settled cases."""
        self._settled = not self._settled
        self._read_queue()

    async def action_pairs(self) -> None:
        """Open the page of disagreements by pair."""
        from airbench_tui.tui.settling.pairs_screen import PairsScreen

        await self.app.push_screen(PairsScreen(self.desk))

    def _leave(self) -> None:
        self.run_in_program("browse")


def _briefly(side: CaseSide) -> str:
    given = "cannot judge" if side.score is None else present.score_words(side.score)
    return f"{one_line(side.auditor, 20)} {given}"


def _about(case: Case) -> str:
    """Return what an unfinished reason for settling a case is kept under."""
    return f"final {case.response_uid}"


def _read(connection: sqlite3.Connection, viewer: Viewer) -> tuple[dict[str, list[int]], int]:
    """Read the settled and the open cases, and count the cases that wait for a verdict in this auditor's packets."""
    queues = {
        name: adjudications.queue(connection, viewer, settled=name == "settled")
        for name in ("settled", "open")
    }
    return queues, adjudications.waiting(connection, viewer)


def _case(connection: sqlite3.Connection, viewer: Viewer, response: int) -> tuple[Case, Item]:
    """Read a case and its response. The judgments are left out until the case is settled."""
    (case,) = adjudications.cases(connection, viewer, [response])
    item = reads.item(connection, response, viewer)
    return case, item if case.final else reads.without_verdicts(item)
