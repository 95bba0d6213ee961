"""The terminal program: opens the database, holds the screens, knows where the user is."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from inspect import isawaitable
from typing import Any, ClassVar

from textual import events, work
from textual.app import App
from textual.screen import Screen
from textual.widgets import Input

from airbench_tui.reviewing.queue import ReviewQueue
from airbench_tui.store.reading import reads
from airbench_tui.store.triage import signals
from airbench_tui.text import quote
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.browse.response_list import ResponseList
from airbench_tui.tui.browse.welcome import WelcomeScreen
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.explore.outlook import Outlook
from airbench_tui.tui.palette import ActionProvider
from airbench_tui.tui.review.review_screen import ReviewScreen
from airbench_tui.tui.runs.current_run import CurrentRun
from airbench_tui.tui.shared.shown import Exportable, ShowsFigures
from airbench_tui.workspace import Workspace

_NEXT_FIELD = ("tab", "shift+tab")
_MANY = 5_000  # rows whose signals take a second or so


class AuditApp(App[str]):
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
            await self.push_screen(WelcomeScreen(self.desk), self._welcomed)

    def _welcomed(self, imported: bool | None) -> None:
        if imported:
            self._browse.refresh_data()

    @work(group="rubrics")
    async def _link_rubrics(self) -> None:
        """Give judgments that came without a rubric the fetched benchmark's, where that is right."""
        if told := await self.desk.link_rubrics():
            self.notify(" ".join(f"{line}." for line in told), markup=False, timeout=8)
            self._browse.refresh_data()

    def places(self, screen: Screen[Any] | None = None) -> list[str]:
        """Where the user is (or would be on *screen*), nearest first: keys of the registry."""
        screen = screen or self.screen
        if isinstance(screen, ReviewScreen):
            return ["review", "app"]
        if isinstance(screen, BrowseScreen):
            focused = screen.focused
            near = {"tree": "tree", "list": "list", "detail-texts": "pane"}.get(
                focused.id or "" if focused else ""
            )
            return [near, "browse", "app"] if near else ["browse", "app"]
        return [*getattr(screen, "PLACES", ()), "app"]

    async def on_event(self, event: events.Event) -> None:
        """Act on a key before the next one is looked at.

        Textual hands a key to the focused widget's queue and acts when it comes back from there, so that
        keys typed ahead (or pasted, or sent by a script) meet the focus of before. Keys that a field
        takes as text go the usual way; what leaves a field waits for none of them, they are the field's already.
        """
        if isinstance(event, events.Key) and not event.is_forwarded:
            if self._leaving:
                return
            screen, focused = self.screen, self.focused
            typing = focused is not None and focused.check_consume_key(event.key, event.character)
            if isinstance(screen, ReviewScreen):
                screen.key_pressed(event)
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
        if action == "review":
            return isinstance(self.screen, BrowseScreen) or self._beside
        if action == "compare":
            return isinstance(self.screen, BrowseScreen | ReviewScreen) or "explore" in self.places()
        return True

    async def action_browse(self) -> None:
        """Back to Browse; the list's cursor goes to the response that was in hand."""
        screen = self.screen
        if isinstance(screen, ReviewScreen):
            in_hand = screen.response
            await self.pop_screen()
            if in_hand is not None:
                self._browse.go_to(in_hand)
            self._browse.set_focus(self._browse.query_one(ResponseList))
        elif self._beside:
            await self._leave_beside()  # a run may have brought something
            self._browse.refresh_data()
        while self._exploring:
            await self.pop_screen()

    async def action_explore(self) -> None:
        """The heat map, as it was left."""
        from airbench_tui.tui.explore.explore_screen import ExploreScreen

        if "explore" not in self.places():
            await self._from_browse(ExploreScreen(self.desk, self.outlook))

    async def action_compare(self) -> None:
        """The answers to the prompt in hand, side by side."""
        from airbench_tui.tui.explore.compare_screen import CompareScreen

        screen = self.screen
        responses, response = self._browse.query_one(ResponseList).ids, None
        if isinstance(screen, BrowseScreen):
            response = screen.query_one(ResponseList).chosen
        elif isinstance(screen, ReviewScreen):
            if screen.blind:
                self.notify("Blind: comparing would show what judges gave", markup=False)
                return
            response = screen.response
        elif self._exploring:
            responses = await screen.listed()  # type: ignore[attr-defined]
            response = responses[0] if responses else None
        if response is not None:
            await self.push_screen(CompareScreen(self.desk, responses, response))

    async def show_matching(self, expression: str) -> None:
        """List what a filter matches in Browse. Raises FilterError."""
        await self.action_browse()
        self._browse.show_matching(expression)

    async def action_model_run(self) -> None:
        """The screen of runs; what it needs is loaded only now."""
        from airbench_tui.tui.runs.model_run_screen import ModelRunScreen

        if "run" not in self.places():
            await self._from_browse(ModelRunScreen(self.desk, self.current_run))

    async def action_agreement(self) -> None:
        """The figures; the numbers behind them are loaded only now."""
        from airbench_tui.tui.agreement.agreement_screen import AgreementScreen

        if "agreement" not in self.places():
            await self._from_browse(AgreementScreen(self.desk))

    async def action_packets(self) -> None:
        """The packets; what draws them is loaded only now."""
        from airbench_tui.tui.packets.packets_screen import PacketsScreen

        if "packets" not in self.places():
            await self._from_browse(PacketsScreen(self.desk, self._browse.expression))

    async def action_settle(self) -> None:
        """Where auditors differ."""
        from airbench_tui.tui.settling.settling_screen import SettlingScreen

        if "settle" not in self.places():
            await self._from_browse(SettlingScreen(self.desk))

    async def action_wrong_rubrics(self) -> None:
        """The rubrics that reviews call wrong; one that is chosen has its responses listed."""
        from airbench_tui.tui.agreement.rubrics_dialog import RubricsDialog

        await self.push_screen(RubricsDialog(self.desk))

    async def review_packet(self, name: str) -> None:
        """Review one's own part of a packet, from the first open place on."""
        from airbench_tui.reviewing import sessions

        session, places, at = await self.desk.read(sessions.of_packet, self.desk.auditor, name)
        await self._from_browse(ReviewScreen(self.desk, ReviewQueue(places, at), session))

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
        await self._from_browse(ReviewScreen(self.desk, ReviewQueue(ids), session))

    async def _from_browse(self, screen: Screen[Any]) -> None:
        if isinstance(self.screen, ReviewScreen) or self._beside or self._exploring:
            await self.action_browse()
        if isinstance(self.screen, BrowseScreen):
            await self.push_screen(screen)

    async def show_responses(self, responses: Sequence[int], words: str) -> None:
        """List exactly these in Browse; *words* say what they are."""
        await self.action_browse()
        self._browse.show_only(responses, words)

    async def action_review(self) -> None:
        """Review what Browse lists, from the response under its cursor on."""
        if self._beside:
            await self._leave_beside()
            await self._browse.reload_list()  # with what has come in meanwhile
            self._browse.refresh_data()
        if isinstance(self.screen, BrowseScreen):
            rows = self._browse.query_one(ResponseList)
            await self.push_screen(ReviewScreen(self.desk, ReviewQueue(rows.ids, rows.cursor)))

    async def _leave_beside(self) -> None:
        while self._beside:
            await self.pop_screen()

    @property
    def _beside(self) -> bool:
        """Whether a screen that stands beside Browse is on top (asked by name: each is loaded only when wanted)."""
        return bool(
            {"run", "agreement", "packets", "settle", "pairs"} & set(getattr(self.screen, "PLACES", ()))
        )

    @property
    def _exploring(self) -> bool:
        """Whether a screen of Explore is on top (by name: loaded only when wanted)."""
        return bool({"explore", "compare", "flips"} & set(getattr(self.screen, "PLACES", ())))

    async def action_export_seen(self) -> None:
        """A table of the screen, or all of it as text, to a file."""
        from airbench_tui.tui.shared.export_dialog import SeenDialog

        seen = self.screen.seen() if isinstance(self.screen, Exportable) else []
        if seen:
            await self.push_screen(SeenDialog(seen))
        else:
            self.notify("There is no table or plot here to export", markup=False)

    async def action_refresh(self) -> None:
        """Read the database again."""
        refresh = getattr(self.screen, "refresh_data", self._browse.refresh_data)
        begun = refresh()
        if isawaitable(begun):
            await begun

    async def action_help(self) -> None:
        """The figure under the cursor; keys, marks and filters for where the user is."""
        from airbench_tui.tui.shared.help_screen import HelpScreen

        in_hand = self.screen.figures_in_hand() if isinstance(self.screen, ShowsFigures) else ()
        await self.push_screen(HelpScreen(self.places(), in_hand))

    async def action_break_settings(self) -> None:
        """The auditor's settings."""
        from airbench_tui.tui.shared.settings_dialog import SettingsDialog

        draw_veil = getattr(self.screen, "draw_veil", None)

        def kept(veils: bool | None) -> None:
            if veils and draw_veil is not None:
                draw_veil()

        await self.push_screen(SettingsDialog(self.desk), kept)

    def on_app_blur(self, _: events.AppBlur) -> None:
        if isinstance(self.screen, ReviewScreen):
            self.screen.away()


def run(workspace: Workspace) -> tuple[str | None, int]:
    """Run the program on a workspace until the user leaves: what it ended with, and the exit status.

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
