"""Going on after a restart exactly where the auditor left the program."""

from __future__ import annotations

from airbench_tui.errors import InputError
from airbench_tui.reviewing.sessions import PacketSession, TriageSession
from airbench_tui.store.reviewing import whereabouts
from airbench_tui.store.reviewing.whereabouts import LIST, PACKET, TRIAGE, Whereabouts
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.program import Program
from airbench_tui.tui.review.review_screen import ReviewScreen


class Resuming:
    """Keeps where the auditor is, and leads back there at the start of the program."""

    def __init__(self, program: Program, desk: Desk, browse: BrowseScreen) -> None:
        self._program, self._desk, self._browse = program, desk, browse
        self._kept = Whereabouts()

    def keep(self) -> None:
        """Keep where the auditor is, if it changed and the database takes writes."""
        place = self._place()
        if place is not None and place != self._kept and not self._desk.outbox.fault:
            self._kept = place
            self._desk.outbox.put("", None, whereabouts.keep, self._desk.auditor, place)

    async def resume(self) -> None:
        """Lead back to where the auditor was."""
        place = self._kept = await self._desk.read(whereabouts.read, self._desk.auditor)
        if place == Whereabouts():
            return
        await self._browse.resume(place.filter, place.node, place.response)
        if place.queue.startswith(PACKET):
            try:
                await self._program.review_packet(place.queue.removeprefix(PACKET))
            except InputError:  # the packet has gone
                return
        elif place.queue:
            await self._program.run_action("triage" if place.queue == TRIAGE else "review")
        review = self._review()
        if review is not None and place.entry is not None:
            await review.return_to(place.entry)

    def _place(self) -> Whereabouts | None:
        """Return where the auditor is; None while no screen is there yet."""
        if not self._browse.is_attached:
            return None
        expression, node, response = self._browse.in_hand
        review = self._review()
        if review is None or review.queue.current is None:
            return Whereabouts(expression, node, response)
        session, queue = review.session, LIST
        if isinstance(session, PacketSession):
            queue = f"{PACKET}{session.name}"
        elif isinstance(session, TriageSession):
            queue = TRIAGE
        return Whereabouts(expression, node, response, queue, review.queue.current)

    def _review(self) -> ReviewScreen | None:
        found = (screen for screen in self._program.screen_stack if isinstance(screen, ReviewScreen))
        return next(found, None)
