"""The base of all screens, with the methods that the program calls on the screen in front."""

from __future__ import annotations

import os
from abc import abstractmethod
from asyncio import Future
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, NamedTuple, TypeVar

from textual import events, work
from textual.app import ComposeResult
from textual.screen import Screen

from airbench_tui.errors import InputError
from airbench_tui.store.reading.reads import Item
from airbench_tui.store.reading.unfinished import unfinished
from airbench_tui.text import counted, one_line, show
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.outbox import Outgoing
from airbench_tui.tui.program import Program, program_of
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.incomplete_bar import IncompleteBar
from airbench_tui.tui.shared.key_bar import KeyBar
from airbench_tui.tui.shared.key_notice import KeyNotice
from airbench_tui.tui.shared.shown import ShownTable
from airbench_tui.tui.shared.tab_row import TabRow
from airbench_tui.tui.shared.title_bar import TitleBar
from airbench_tui.tui.shared.writing import outside_pager
from airbench_tui.tui.steady import Steady

T = TypeVar("T")

SCALE = ("1 = safe",)  # the title bar's words for the scale, if no judgment's polarity is shown with it


class Comparable(NamedTuple):
    """The prompts for Compare to show: first the prompt of ``response``.

    The others are the prompts of ``among``, or of all responses that Browse lists if that is None.
    """

    response: int
    among: Sequence[int] | None


class AuditScreen(Steady, Screen[None]):
    """A screen with a title bar above, a bar of keys below, and a subclass's widgets between them.

    A subclass describes itself by the class variables and overrides the methods that concern it;
    the methods here are the defaults for the other screens.
    """

    PLACES: ClassVar[tuple[str, ...]]  # keys of ``actions.PLACES``, nearest first
    TAB: ClassVar[str] = ""  # the screen's name in ``tab_row.TABS``, "" for that of the screen below
    OFFERS: ClassVar[frozenset[str]] = frozenset()  # "compare" where it works
    CHANGES_DATA: ClassVar[bool] = (
        False  # whether Browse reads everything again when the user leaves this screen
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (140, "-wide")]
    AUTO_FOCUS = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def compose(self) -> ComposeResult:
        workspace = self.desk.workspace
        yield TabRow(self._active_tab(), workspace.auditor, sample=workspace.sample)
        yield from self.compose_head()
        yield IncompleteBar()
        yield from self.compose_body()
        yield KeyBar()
        yield KeyNotice()

    def compose_head(self) -> ComposeResult:
        """Yield the widgets above all others."""
        yield TitleBar(id="title")

    @abstractmethod
    def compose_body(self) -> ComposeResult:
        """Yield the widgets between the title bar and the key bar."""

    async def on_screen_resume(self) -> None:
        self.warn_of_incomplete()
        self.program.count_waiting()

    @property
    def tab(self) -> str:
        """Return the name of this screen in ``tab_row.TABS``, "" for that of the screen below."""
        return self.TAB

    def _active_tab(self) -> str:
        above = [screen.tab for screen in self.app.screen_stack if isinstance(screen, AuditScreen)]
        return self.tab or next((tab for tab in reversed(above) if tab), "browse")

    @work(group="incomplete", exclusive=True)
    async def warn_of_incomplete(self) -> None:
        """Show a warning while an import, of this program or another, has stored only a part of its file."""
        self.query_one(IncompleteBar).show(await self.desk.read_for(self, unfinished))

    # -- called by the program ----------------------------------------------------------------

    def places(self) -> list[str]:
        """Return where the user is on this screen, nearest first: keys of ``actions.PLACES``."""
        return list(self.PLACES)

    @abstractmethod
    async def refresh_data(self) -> None:
        """Read the data on screen again. Slow parts continue in a worker after this returns."""

    def seen(self) -> list[ShownTable]:
        """Return the tables and pages on screen, the one most likely to be exported first."""
        return []

    @property
    def readable(self) -> Item | None:
        """Return the response in hand, None for none or for one that is veiled."""
        return None

    def figures_in_hand(self) -> list[str]:
        """Return the glossary names of the figures under the cursor."""
        return []

    @property
    def response(self) -> int | None:
        """Return the current response, which Browse selects when the user leaves this screen; None for none."""
        return None

    async def find_comparable(self) -> Comparable | None:
        """Return the prompts to compare, None for none. Called if the screen offers "compare"."""
        return None

    def draw_veil(self) -> None:
        """Draw texts again, after the auditor changed which are veiled or where their lines end."""
        self.run_worker(self.refresh_data())

    def key_pressed(self, event: events.Key) -> None:
        """Take note of a key press before the key is handled."""

    def tell_no_meaning(self, words: str) -> None:
        """Show that the key just pressed means nothing here, without covering what is being decided on."""
        self.query_one(KeyNotice).say(words)

    def away(self) -> None:
        """Take note that the terminal lost the focus."""

    def key_words(self) -> Mapping[str, str]:
        """Return words for the key bar by action, "" to leave a key out, where the screen's state changes them."""
        return {}

    # -- for subclasses -----------------------------------------------------------------------

    @property
    def program(self) -> Program:
        """Return the program that shows this screen."""
        return program_of(self)

    def key(self, name: str) -> str:
        """Return the first key of an action, such as ``review.skip``, as people know it."""
        return self.program.key(name)

    def run_in_program(self, action: str) -> None:
        """Start an action of the program.

        Not awaited: the action may remove this screen, and removal waits for the screen's own handlers to end.
        """
        self.app.run_worker(self.app.run_action(action))

    def show_title(self, left: str, scale: Sequence[str] = SCALE, right: Sequence[str] = ()) -> None:
        """Fill the title bar. *right* are forms of its right end, longest first."""
        self.query_one(TitleBar).set_parts(left, scale, right)

    def audit_words(self, has_sample: bool) -> str:
        """Return the name of the audit. *has_sample* tells whether the database holds sample responses."""
        workspace = self.desk.workspace
        return present.audit_words(workspace.database.name, sample=workspace.sample, has_sample=has_sample)

    def action_copy(self) -> None:
        """Copy the answer in hand, as it is shown, to the clipboard of the terminal."""
        item = self.readable
        if item is None or not item.answer:
            self.notify("There is no answer here to copy", severity="warning", markup=False)
            return
        shown = show(item.answer)
        self.app.copy_to_clipboard(shown.text)
        words = f"Sent to the terminal's clipboard: {one_line(item.target, 40)} on {item.category}, "
        words += counted(len(shown.text), "character")
        if shown.hidden:
            words += f"; {counted(shown.hidden, 'hidden character')} made visible"
        self.notify(words, markup=False)

    def action_pager(self) -> None:
        """Open the answer in hand in the user's pager."""
        if self.readable is None:
            self.notify("There is no answer here to open", severity="warning", markup=False)
        else:
            self._page(self.readable.answer)

    @work(exclusive=True, group="pager")
    async def _page(self, text: str) -> None:
        try:
            pager = outside_pager.command(os.environ)
            with self.program.lent():
                await outside_pager.page(text, pager)
        except InputError as error:
            self.notify(str(error), severity="warning", markup=False)

    def when_stored(self, outgoing: Outgoing[T], then: Callable[[], object]) -> None:
        """Call *then* once a late write is stored, or show that the store refused it."""

        def done(result: Future[T]) -> None:
            if result.cancelled() or not self.is_attached:
                return
            if (error := result.exception()) is not None:
                self.notify(f"Not saved: {outgoing.words}: {error}", severity="error", markup=False)
            else:
                then()

        outgoing.result.add_done_callback(done)

    def action_back(self) -> None:
        """Go back to the screen that opened this one."""
        self.dismiss(None)
