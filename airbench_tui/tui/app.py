"""The Textual app: opens the database and moves between the screens."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import events, work
from textual.worker import WorkerFailed

from airbench_tui.errors import StoreError
from airbench_tui.reviewing import waiting
from airbench_tui.reviewing.queue import ReviewQueue
from airbench_tui.stopping import exit_status
from airbench_tui.store.faults import failure, is_store_fault
from airbench_tui.store.reading import reads
from airbench_tui.store.triage import signals
from airbench_tui.text import counted, quote
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.browse.welcome_dialog import WelcomeDialog
from airbench_tui.tui.explore.outlook import Outlook
from airbench_tui.tui.keyed_program import KeyedProgram
from airbench_tui.tui.leaving import SignalWatch
from airbench_tui.tui.outbox import Unsaved
from airbench_tui.tui.palette import ActionProvider
from airbench_tui.tui.resuming import Resuming
from airbench_tui.tui.review.review_screen import ReviewScreen
from airbench_tui.tui.runs.current_run import CurrentRun
from airbench_tui.tui.shared.dialogs.audit_dialog import AuditDialog
from airbench_tui.tui.shared.screens.audit_screen import AuditScreen
from airbench_tui.tui.shared.tab_row import TabRow
from airbench_tui.workspace import Workspace

PAUSE = 1.0  # seconds from a verdict to the count of what waits, so that fast keys do not wait for counts
_LAST_TRY = 1.0  # seconds that leaving waits for decisions to be saved


class AuditApp(KeyedProgram):
    """The terminal program. It returns "demo" if the user asks for the sample audit in an empty workspace."""

    TITLE = "airbench-tui"
    CSS_PATH: ClassVar = "styles/app.tcss"
    BINDINGS = bindings("app")
    COMMANDS: ClassVar = {ActionProvider}
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.current_run = CurrentRun(self.desk.workspace, self.desk.database)
        self.outlook = Outlook()
        self._browse = BrowseScreen(self.desk)
        self._warned_of: list[str] = []  # the unsaved decisions of the latest warning
        self.desk.outbox.on_fault, self.desk.outbox.on_saved = self._writes_fail, self._writes_work
        self.desk.upkeep.on_displaced = self._displaced
        self.resuming = Resuming(self, self.desk, self._browse)
        self.desk.on_decided = self._decided
        self._count_is_due = False  # whether a timer will count what waits

    def _decided(self) -> None:
        self.count_waiting(soon=True)
        self.resuming.keep()

    async def on_mount(self) -> None:
        self.desk.upkeep.start()
        await self.push_screen(self._browse)
        self.warn_of_settings()
        if self.desk.database.notes:
            self.notify("\n".join(f"{note}." for note in self.desk.database.notes), markup=False, timeout=12)
        self._link_rubrics()
        totals = await self.desk.read(reads.totals)
        if not totals["responses"]:
            await self.push_screen(WelcomeDialog(self.desk), self._welcomed)
        else:
            await self.resuming.resume()

    def _welcomed(self, imported: bool | None) -> None:
        if imported:
            self._browse.read_all()

    @work(group="rubrics")
    async def _link_rubrics(self) -> None:
        """Link judgments imported without a rubric to the fetched benchmark's rubrics, where their polarity fits."""
        if lines := await self.desk.link_rubrics():
            self.notify(" ".join(f"{line}." for line in lines), markup=False, timeout=8)
            self._browse.read_all()

    async def leave(self) -> None:
        """Leave the program. If decisions are not saved, try once more, warn, and leave at the second request."""
        outbox = self.desk.outbox
        unsaved = [] if await outbox.emptied(_LAST_TRY) else outbox.unsaved
        if not unsaved or unsaved == self._warned_of:
            self.resuming.keep()
            self.exit()
            return
        self._warned_of = unsaved
        self.notify(
            f"{counted(len(unsaved), 'decision')} NOT SAVED: {'; '.join(unsaved[:5])}. {outbox.fault}. "
            "Stay, and they are saved as soon as the database takes them; "
            f"{self.key('browse.quit')} again leaves and puts them into a copy",
            severity="error",
            timeout=20,
            markup=False,
        )

    def on_unmount(self) -> None:
        self.desk.upkeep.stop()

    def exit_in_turn(self, status: int) -> None:
        """Leave the program with exit status *status*, after the keys that were pressed before."""
        self.call_later(self._exit_with_drafts, status)

    def _exit_with_drafts(self, status: int) -> None:
        """Keep what is written in a dialog as a draft, then leave."""
        if isinstance(self.screen, AuditDialog):
            self.screen.keep_draft()
        self.resuming.keep()
        self.call_later(partial(self.exit, return_code=status))

    @property
    def bug(self) -> Exception | None:
        """Return the unexpected error that ended the program, None if there was none."""
        error = self._exception
        inner = getattr(error, "error", None)  # of a worker
        return inner if isinstance(inner, Exception) else error

    def _fatal_error(self) -> None:
        """End the program without Textual's traceback, which shows values of variables and therefore texts."""
        self.bell()
        self._close_messages_no_wait()

    def shut_down(self) -> tuple[str | None, Unsaved]:
        """Stop the current run, finish pending writes, and close the database.

        Returns the name of the stopped run, None if no run was going on, and the decisions that could not be stored.
        """
        try:
            stopped = self.current_run.stop()
        finally:  # even if the program ends because the database is damaged
            unsaved = self.desk.close()
        return stopped, unsaved

    # -- faults of the database ---------------------------------------------------------------

    def _handle_exception(self, error: Exception) -> None:
        """Show a fault of the database, and continue. Textual calls this for an exception of a worker or a timer."""
        if not self.tell_fault(error.error if isinstance(error, WorkerFailed) else error):
            super()._handle_exception(error)

    def tell_fault(self, error: BaseException) -> bool:
        if is_store_fault(error):
            error = failure(self.desk.workspace.database, error)
        if not isinstance(error, StoreError):
            return False
        self.notify(f"{error}. {self.key('app.refresh')} reads again", severity="warning", markup=False)
        return True

    def _displaced(self, fault: str) -> None:
        if not self.desk.outbox.fault:  # else it was said
            self.notify(f"{fault}. Until then no decision is saved", severity="error", markup=False)

    def _writes_fail(self, fault: str) -> None:
        self.notify(
            f"{fault}. What you decide is kept, and saved as soon as that is over;"
            f" {self.key('app.refresh')} tries at once",
            severity="warning",
            timeout=6,
            markup=False,
        )

    def _writes_work(self) -> None:
        self.clear_notifications()  # the warnings no longer hold
        self.notify("All decisions are saved now", markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer Compare only on screens that lead there."""
        return action != "compare" or (self.front is not None and action in self.front.OFFERS)

    # -- what waits for the auditor -----------------------------------------------------------

    def count_waiting(self, *, soon: bool = False) -> None:
        if not (soon and PAUSE):
            self._count_is_due = False
            self._count_waiting()
        elif not self._count_is_due:
            self._count_is_due = True
            self.set_timer(PAUSE, self.count_waiting)

    @work(exclusive=True, group="waiting")
    async def _count_waiting(self) -> None:
        browse = self._browse
        self.waiting = await self.desk.read_latest(
            browse, "waiting", waiting.waiting, self.desk.auditor, browse.listed
        )
        for row in self.screen.query(TabRow):
            row.refresh()

    # -- from screen to screen ----------------------------------------------------------------

    async def action_browse(self) -> None:
        """Go back to Browse. Its cursor moves to the response that the other screen showed."""
        if await self._uncover_browse():
            self._browse.read_all()

    async def _uncover_browse(self) -> bool:
        """Remove the screens above Browse. Return whether one of them may have changed the data."""
        response, changed = None, False
        while (front := self.front) is not None and front is not self._browse:
            response = response if front.response is None else front.response
            changed = changed or front.CHANGES_DATA
            await self.pop_screen()
        if response is not None:
            self._browse.go_to(response)
        return changed

    async def _open_over_browse(self, screen: AuditScreen) -> None:
        await self.action_browse()
        if self.front is self._browse:
            await self.push_screen(screen)

    def _shows(self, place: str) -> bool:
        return self.front is not None and place in self.front.PLACES

    async def action_explore(self) -> None:
        """Open the heat map in the state that the user left it in."""
        from airbench_tui.tui.explore.explore_screen import ExploreScreen

        if not self._shows("explore"):
            await self._open_over_browse(ExploreScreen(self.desk, self.outlook))

    async def action_compare(self) -> None:
        """Show the answers to the current prompt side by side."""
        from airbench_tui.tui.explore.compare_screen import CompareScreen

        found = await self.front.find_comparable() if self.front is not None else None
        if found is not None:
            among = self._browse.shown.ids if found.among is None else found.among
            await self.push_screen(
                CompareScreen(self.desk, among, found.response, self._browse.shown.searched)
            )

    async def show_matching(self, expression: str) -> None:
        await self.action_browse()
        self._browse.show_matching(expression)

    async def action_model_run(self) -> None:
        """Open the screen of runs. Its modules are imported only now, to start faster."""
        from airbench_tui.tui.runs.model_run_screen import ModelRunScreen

        if not self._shows("run"):
            await self._open_over_browse(ModelRunScreen(self.desk, self.current_run))

    async def action_agreement(self) -> None:
        """Open the figures. Their modules are imported only now, to start faster."""
        from airbench_tui.tui.agreement.agreement_screen import AgreementScreen

        if not self._shows("agreement"):
            await self._open_over_browse(AgreementScreen(self.desk))

    async def action_packets(self) -> None:
        """Open the packets. Their modules are imported only now, to start faster."""
        from airbench_tui.tui.packets.packets_screen import PacketsScreen

        if not self._shows("packets"):
            await self._open_over_browse(PacketsScreen(self.desk, self._browse.expression))

    async def action_settle(self) -> None:
        """Open the cases on which auditors differ."""
        from airbench_tui.tui.settling.settling_screen import SettlingScreen

        if not self._shows("settle"):
            await self._open_over_browse(SettlingScreen(self.desk))

    async def action_wrong_rubrics(self) -> None:
        """Show the rubrics that reviews call wrong. Choosing one lists its responses."""
        from airbench_tui.tui.agreement.rubrics_dialog import RubricsDialog

        await self.push_screen(RubricsDialog(self.desk))

    async def review_packet(self, name: str) -> None:
        from airbench_tui.reviewing import sessions

        session, places, at = await self.desk.read(sessions.of_packet, self.desk.auditor, name)
        await self._open_over_browse(ReviewScreen(self.desk, ReviewQueue(places, at), session))

    async def action_triage(self) -> None:
        """Review the responses in Browse's list that signals flag. These reviews count as findings, not as a sample."""
        waiting = await self.desk.read(signals.waiting)
        if waiting > signals.MANY:  # happens once after an upgrade, and keys must not wait for it
            self.notify(f"Working out the signals of {waiting:,} responses first, once …", markup=False)
            self.run_worker(self._triage(), group="triage", exclusive=True)
        else:
            await self._triage()

    async def _triage(self) -> None:
        from airbench_tui.reviewing import sessions

        await self.desk.catch_up()
        session, ids = await self.desk.read(sessions.of_triage, self.desk.auditor, self._browse.listed)
        await self._open_over_browse(ReviewScreen(self.desk, ReviewQueue(ids), session, self._browse.listed))

    async def show_responses(self, responses: Sequence[int], words: str) -> None:
        await self.action_browse()
        self._browse.show_only(responses, words)

    async def action_review(self) -> None:
        """Review the marked responses. Without any, review those that Browse lists, beginning at its cursor."""
        await self._review(marked=True)

    async def action_review_list(self) -> None:
        """Review the responses that Browse lists, beginning at its cursor."""
        await self._review(marked=False)

    async def _review(self, *, marked: bool) -> None:
        if self._shows("review") and self.front is not None and self.front.tab == "review":
            return
        if await self._uncover_browse():
            await self._browse.reload_list()  # includes responses added meanwhile
            self._browse.read_all()
        if self.front is self._browse:
            queue, session = self._browse.queue(marked=marked)
            await self.push_screen(ReviewScreen(self.desk, queue, session, self._browse.shown.searched))

    # -- on every screen ----------------------------------------------------------------------

    async def action_export_seen(self) -> None:
        """Write a table of the screen, or the whole screen as text, to a file."""
        from airbench_tui.tui.shared.dialogs.seen_dialog import SeenDialog

        seen = [] if self.front is None else self.front.seen()
        if seen:
            await self.push_screen(SeenDialog(self.desk, seen))
        else:
            self.notify("There is no table or plot here to export", markup=False)

    async def action_refresh(self) -> None:
        """Read the database again, and try again to save what is not saved."""
        self.desk.outbox.hurry()
        self.count_waiting()
        if self.front is not None:
            self.front.warn_of_incomplete()
            await self.front.refresh_data()

    async def action_settings(self) -> None:
        """Show the auditor's settings."""
        from airbench_tui.tui.preferences.settings_dialog import SettingsDialog

        front = self.front

        def kept(veils: bool | None) -> None:
            if veils and front is not None:
                front.draw_veil()

        await self.push_screen(SettingsDialog(self.desk), kept)

    def on_app_blur(self, _: events.AppBlur) -> None:
        if self.front is not None:
            self.front.away()


def run(workspace: Workspace) -> tuple[str | None, int]:
    """Run the program on a workspace until the user or a signal ends it. Return its result and the exit status.

    The result is "demo" if the user asked for the sample audit, else None. Raises StoreError if the database
    cannot be opened, and the unexpected error that ended the program, if one did.
    """
    app = AuditApp(workspace)
    with SignalWatch() as signals:
        try:
            result = asyncio.run(_run(app, signals))
        finally:
            stopped, unsaved = app.shut_down()
            sys.stderr.writelines(f"airbench-tui: {line}\n" for line in unsaved.lines())
            if stopped is not None:
                name = quote(stopped)
                sys.stderr.write(
                    f"airbench-tui: the run {name} was stopped: answers are kept, "
                    "and `airbench-tui resume` continues it\n"
                )
        if app.bug is not None:
            raise app.bug
        if signals.number is not None:
            return None, exit_status(signals.number)
    # Without a call of `exit` there is no return code: Textual gave up, because the terminal is gone.
    return result, 1 if app.return_code is None or unsaved.decisions else app.return_code


async def _run(app: AuditApp, signals: SignalWatch) -> str | None:
    """Run *app* in this event loop, ended by *signals*. Return the app's result."""
    app.signals = signals
    signals.draws(app.exit_in_turn)
    try:
        return await app.run_async()
    finally:
        signals.drew()
