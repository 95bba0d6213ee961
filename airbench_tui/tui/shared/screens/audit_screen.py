"""The base of all screens: what the program asks of whichever screen is in front."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer

from airbench_tui.tui.desk import Desk
from airbench_tui.tui.program import Program, program_of
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.shown import ShownTable
from airbench_tui.tui.shared.title_bar import TitleBar

SCALE = ("1 = safe",)  # the scale on screen, where no judgment's own stands beside it


class Comparable(NamedTuple):
    """What Compare is to show: the prompt of *response*, and others after it.

    The others are the prompts of *among*; None stands for what Browse lists.
    """

    response: int
    among: Sequence[int] | None


class AuditScreen(Screen[None]):
    """A title bar above, a footer below, and between them what a subclass composes.

    A subclass says what it is by its class variables and answers the program by the methods below;
    each of these has an answer here for the screens that it does not concern.
    """

    PLACES: ClassVar[tuple[str, ...]]  # keys of ``actions.PLACES``, the nearest first
    OFFERS: ClassVar[frozenset[str]] = (
        frozenset()
    )  # of "review" and "compare", which work from some screens only
    CHANGES_DATA: ClassVar[bool] = False  # whether Browse reads everything again once this screen is left
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (140, "-wide")]
    AUTO_FOCUS = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def compose(self) -> ComposeResult:
        yield TitleBar(id="title")
        yield from self.compose_body()
        yield Footer(show_command_palette=False, compact=True)

    def compose_body(self) -> ComposeResult:
        """Yield what stands between the title bar and the footer."""
        raise NotImplementedError

    # -- what the program asks ----------------------------------------------------------------

    def places(self) -> list[str]:
        """Return where the user is on this screen, nearest first: keys of ``actions.PLACES``."""
        return list(self.PLACES)

    async def refresh_data(self) -> None:
        """Read again what is shown. What takes time goes on in a worker after this returns."""
        raise NotImplementedError

    def seen(self) -> list[ShownTable]:
        """Return the tables and pages that the screen shows now, the likeliest to be exported first."""
        return []

    def figures_in_hand(self) -> list[str]:
        """Return the names, as the glossary has them, of the figures under the cursor."""
        return []

    @property
    def response(self) -> int | None:
        """The response in hand, to which Browse goes when this screen is left."""
        return None

    async def find_comparable(self) -> Comparable | None:
        """Return what to compare, None for nothing. Asked where the screen offers "compare"."""
        return None

    def draw_veil(self) -> None:
        """Draw texts again, behind the veil or not: the auditor changed which categories are hard to read."""

    def key_pressed(self, event: events.Key) -> None:
        """Take note of a key, whatever it does, before it is acted on."""

    def away(self) -> None:
        """Take note that the terminal lost the focus."""

    # -- for subclasses -----------------------------------------------------------------------

    @property
    def program(self) -> Program:
        """The program that shows this screen."""
        return program_of(self)

    def run_in_program(self, action: str) -> None:
        """Begin an action of the program.

        Not awaited: it may take this screen away, which waits for the screen's own handlers to end.
        """
        self.app.run_worker(self.app.run_action(action))

    def show_title(self, left: str, scale: Sequence[str] = SCALE, right: Sequence[str] | None = None) -> None:
        """Fill the title bar; at its right end stands who audits, unless *right* says something else."""
        parts = (self.desk.workspace.auditor,) if right is None else right
        self.query_one(TitleBar).set_parts(left, scale, parts)

    def titled(self, words: str) -> str:
        """Return *words* as a title: the sample audit says SAMPLE wherever it shows."""
        return f"SAMPLE {words}" if self.desk.workspace.sample else words

    def audit_words(self, has_sample: bool) -> str:
        """Return the name of the audit. *has_sample*: whether the database holds sample responses."""
        workspace = self.desk.workspace
        return present.audit_words(workspace.database.name, sample=workspace.sample, has_sample=has_sample)

    def action_back(self) -> None:
        """Go back to the screen that this one was opened from."""
        self.dismiss(None)
