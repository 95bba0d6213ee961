"""The terminal program: opens the database, holds the screens, knows where the user is."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, ClassVar

from textual import events, work
from textual.screen import Screen
from textual.widgets import Input

from airbench_tui.reviewing.queue import ReviewQueue
from airbench_tui.store.reading import reads
from airbench_tui.store.triage import signals
from airbench_tui.text import quote
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.browse.welcome_dialog import WelcomeDialog
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.explore.outlook import Outlook
from airbench_tui.tui.palette import ActionProvider
from airbench_tui.tui.program import Program
from airbench_tui.tui.review.review_screen import ReviewScreen
from airbench_tui.tui.runs.current_run import CurrentRun
from airbench_tui.tui.shared.screens.audit_screen import AuditScreen
from airbench_tui.workspace import Workspace

_NEXT_FIELD = ("tab", "shift+tab")
_MANY = 5_000  # rows whose signals take a second or so


class AuditApp(Program):
    """Ends with "demo" when the user asks for the sample audit from an empty workspace."""

    TITLE = "airbench-tui"
    CSS_PATH: ClassVar = "styles/app.tcss"
    BINDINGS = bindings("app")
    COMMANDS: ClassVar = {ActionProvider}
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.desk = Desk(workspace)
        self.current_run = CurrentRun(self.desk.workspace, self.desk.database)
        self.outlook = Outlook()
        self._browse = BrowseScreen(self.desk)
        self._leaving = False

    async def on_mount(self) -> None:
        await self.push_screen(self._browse)
        if self.desk.database.notes:
            self.notify("\n".join(f"{note}." for note in self.desk.database.notes), markup=False, timeout=12)
        self._link_rubrics()
        totals = await self.desk.read(reads.totals)
        if not totals["responses"]:
            await self.push_screen(WelcomeDialog(self.desk), self._welcomed)

    def _welcomed(self, imported: bool | None) -> None:
        if imported:
            self._browse.read_all()

    @work(group="rubrics")
    async def _link_rubrics(self) -> None:
        """Link judgments that came without a rubric to the fetched benchmark's, where that is right."""
        if told := await self.desk.link_rubrics():
            self.notify(" ".join(f"{line}." for line in told), markup=False, timeout=8)
            self._browse.read_all()

    @property
    def front(self) -> AuditScreen | None:
        """The screen in front, None while a dialog covers it."""
        return self.screen if isinstance(self.screen, AuditScreen) else None

    def places(self, screen: Screen[Any]) -> list[str]:
        return [*(screen.places() if isinstance(screen, AuditScreen) else ()), "app"]

    async def on_event(self, event: events.Event) -> None:
        """Act on a key before the next one is looked at.

        Textual hands a key to the focused widget's queue and acts when it comes back from there, so that
        keys typed ahead (or pasted, or sent by a script) meet the focus of before. Keys that a field
        takes as text go the usual way; what leaves a field waits for none of them, they are the field's already.
        """
        if isinstance(event, events.Key) and not event.is_forwarded:
            if self._leaving:
                return
            front, focused = self.front, self.focused
            typing = focused is not None and focused.check_consume_key(event.key, event.character)
            if front is not None:
                front.key_pressed(event)
            if not typing and (not isinstance(focused, Input) or event.key in _NEXT_FIELD):
                for priority in (True, False):
                    if await self._check_bindings(event.key, priority=priority):
                        return
        await super().on_event(event)

    def exit(self, *args: Any, **kwargs: Any) -> None:
        """Leave; keys that come after are for the shell."""
        self._leaving = True
        super().exit(*args, **kwargs)

    def shut_down(self) -> str | None:
        """Stop the run, finish what is being written, and close the database. Returns the name of a stopped run."""
        try:
            return self.current_run.stop()
        finally:  # also when the program ends because the database is damaged
            self.desk.close()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer Review, and Compare, only where one can go there."""
        if action in ("review", "compare"):
            return self.front is not None and action in self.front.OFFERS
        return True

    # -- from screen to screen ----------------------------------------------------------------

    async def action_browse(self) -> None:
        """Go back to Browse; the list's cursor goes to the response that was in hand."""
        if await self._uncover_browse():
            self._browse.read_all()

    async def _uncover_browse(self) -> bool:
        """Take away the screens above Browse. Returns whether one of them may have changed the data."""
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
        """Open the heat map as it was left."""
        from airbench_tui.tui.explore.explore_screen import ExploreScreen

        if not self._shows("explore"):
            await self._open_over_browse(ExploreScreen(self.desk, self.outlook))

    async def action_compare(self) -> None:
        """Show the answers to the prompt in hand side by side."""
        from airbench_tui.tui.explore.compare_screen import CompareScreen

        found = await self.front.find_comparable() if self.front is not None else None
        if found is not None:
            among = self._browse.shown.ids if found.among is None else found.among
            await self.push_screen(CompareScreen(self.desk, among, found.response))

    async def show_matching(self, expression: str) -> None:
        await self.action_browse()
        self._browse.show_matching(expression)

    async def action_model_run(self) -> None:
        """Open the screen of runs; what it needs is loaded only now."""
        from airbench_tui.tui.runs.model_run_screen import ModelRunScreen

        if not self._shows("run"):
            await self._open_over_browse(ModelRunScreen(self.desk, self.current_run))

    async def action_agreement(self) -> None:
        """Open the figures; the numbers behind them are loaded only now."""
        from airbench_tui.tui.agreement.agreement_screen import AgreementScreen

        if not self._shows("agreement"):
            await self._open_over_browse(AgreementScreen(self.desk))

    async def action_packets(self) -> None:
        """Open the packets; what draws them is loaded only now."""
        from airbench_tui.tui.packets.packets_screen import PacketsScreen

        if not self._shows("packets"):
            await self._open_over_browse(PacketsScreen(self.desk, self._browse.expression))

    async def action_settle(self) -> None:
        """Open the cases on which auditors differ."""
        from airbench_tui.tui.settling.settling_screen import SettlingScreen

        if not self._shows("settle"):
            await self._open_over_browse(SettlingScreen(self.desk))

    async def action_wrong_rubrics(self) -> None:
        """Show the rubrics that reviews call wrong; one that is chosen has its responses listed."""
        from airbench_tui.tui.agreement.rubrics_dialog import RubricsDialog

        await self.push_screen(RubricsDialog(self.desk))

    async def review_packet(self, name: str) -> None:
        from airbench_tui.reviewing import sessions

        session, places, at = await self.desk.read(sessions.of_packet, self.desk.auditor, name)
        await self._open_over_browse(ReviewScreen(self.desk, ReviewQueue(places, at), session))

    async def action_triage(self) -> None:
        """Review what signals flag among what Browse lists; findings, apart from packets."""
        waiting = await self.desk.read(signals.waiting)
        if waiting > _MANY:  # once, after an upgrade: keys must not wait for it
            self.notify(f"Working out the signals of {waiting:,} responses first, once …", markup=False)
            self.run_worker(self._triage(), group="triage", exclusive=True)
        else:
            await self._triage()

    async def _triage(self) -> None:
        from airbench_tui.reviewing import sessions

        await self.desk.catch_up()
        session, ids = await self.desk.read(sessions.of_triage, self.desk.auditor, self._browse.listed)
        await self._open_over_browse(ReviewScreen(self.desk, ReviewQueue(ids), session))

    async def show_responses(self, responses: Sequence[int], words: str) -> None:
        await self.action_browse()
        self._browse.show_only(responses, words)

    async def action_review(self) -> None:
        """Review what Browse lists, from the response under its cursor on."""
        if await self._uncover_browse():
            await self._browse.reload_list()  # with what has come in meanwhile
            self._browse.read_all()
        if self.front is self._browse:
            rows = self._browse.shown
            await self.push_screen(ReviewScreen(self.desk, ReviewQueue(rows.ids, rows.cursor)))

    # -- on whichever screen ------------------------------------------------------------------

    async def action_export_seen(self) -> None:
        """Write a table of the screen, or all of it as text, to a file."""
        from airbench_tui.tui.shared.dialogs.seen_dialog import SeenDialog

        seen = [] if self.front is None else self.front.seen()
        if seen:
            await self.push_screen(SeenDialog(seen))
        else:
            self.notify("There is no table or plot here to export", markup=False)

    async def action_refresh(self) -> None:
        """Read the database again."""
        if self.front is not None:
            await self.front.refresh_data()

    async def action_help(self) -> None:
        """Explain the figure under the cursor; show keys, marks and filters for where the user is."""
        from airbench_tui.tui.shared.dialogs.help_dialog import HelpDialog

        in_hand = [] if self.front is None else self.front.figures_in_hand()
        await self.push_screen(HelpDialog(self.places(self.screen), in_hand))

    async def action_break_settings(self) -> None:
        """Show the auditor's settings."""
        from airbench_tui.tui.shared.dialogs.settings_dialog import SettingsDialog

        front = self.front

        def kept(veils: bool | None) -> None:
            if veils and front is not None:
                front.draw_veil()

        await self.push_screen(SettingsDialog(self.desk), kept)

    def on_app_blur(self, _: events.AppBlur) -> None:
        if self.front is not None:
            self.front.away()


def run(workspace: Workspace) -> tuple[str | None, int]:
    """Run the program on a workspace until the user leaves; return what it ended with, and the exit status.

    It ends with "demo" when the sample audit is wanted. Raises StoreError when the database cannot be
    opened.
    """
    app = AuditApp(workspace)
    try:
        return app.run(), app.return_code or 0
    finally:
        if (stopped := app.shut_down()) is not None:
            name = quote(stopped)
            sys.stderr.write(
                f"airbench-tui: the run {name} was stopped; what came back is kept: `airbench-tui resume` goes on\n"
            )
