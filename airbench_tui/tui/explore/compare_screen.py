"""Compare: the answers to one prompt side by side, across models and judges."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Sequence

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from airbench_tui.reviewing.finding import PROMPT, Texts
from airbench_tui.reviewing.hits import Hits
from airbench_tui.store.reading import compare, reads
from airbench_tui.store.reading.compare import PromptAnswers
from airbench_tui.store.reading.filters.terms import NO_FILTER, Filter
from airbench_tui.store.reading.reads import Item
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.text import one_line
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.explore.answer_column import AnswerColumn, source_of
from airbench_tui.tui.explore.deciding_screen import DecidingScreen
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.marks import HIT_WORDS, mark_panes
from airbench_tui.tui.shared.text_pane import TextPane
from airbench_tui.tui.shared.titles import set_subtitle, set_title
from airbench_tui.tui.threads import end_if_gone

_LEAST = 38  # terminal columns that an answer needs to be readable
_MOST = 6  # answers side by side at most
_MARKS = 20  # answers at most whose scores are listed in the line at the top


class CompareScreen(DecidingScreen):
    """Shows the prompts of a list of responses one after another, each with its answers."""

    PLACES = ("compare",)
    BINDINGS = bindings("compare")

    def __init__(
        self, desk: Desk, responses: Sequence[int], response: int, searched: Filter = NO_FILTER
    ) -> None:
        super().__init__(desk, searched)
        self._responses = responses
        self._response = response
        self._prompts: array[int] = array("q")
        self._at = 0
        self._first = 0  # the number of the first answer in view
        self._side = 0  # the number of the answer that is decided on
        self._lifted: set[int] = set()
        self._sample = False
        self.comparison: PromptAnswers | None = None

    def compose_body(self) -> ComposeResult:
        yield Static(id="place", markup=False)
        yield TextPane(id="compare-prompt")
        with Horizontal(id="answers"):
            for _ in range(_MOST):
                column = AnswerColumn(classes="pane")
                column.display = False  # until there is an answer to show
                yield column
        yield from self.compose_verdicts()

    def on_mount(self) -> None:
        self.query_one("#compare-prompt").can_focus = False
        set_title(self.query_one("#compare-prompt"), "PROMPT")
        self._find_prompts()

    @work(exclusive=True)
    async def _find_prompts(self) -> None:
        desk = self.desk
        (prompt,) = await desk.read_for(self, compare.prompts_of, [self._response])
        self._prompts = array("q", [prompt])
        await self._load(keep=self._response)
        self._prompts = await desk.read_for(self, compare.prompts_of, self._responses)
        self._at = self._prompts.index(prompt)
        self._draw_title()

    async def refresh_data(self) -> None:
        if self.comparison is not None:
            await self._load()

    @property
    def columns(self) -> int:
        """Return how many answers fit side by side."""
        return max(2, min(_MOST, self.size.width // _LEAST))

    @property
    def _texts(self) -> list[TextPane]:
        return list(self.query("#answers TextPane").results(TextPane))

    async def _load(self, keep: int | None = None) -> None:
        """Read the current prompt and its answers. *keep* is a response to bring into view."""
        found, sample = await self.desk.read_for(self, _read, self._prompts[self._at], self.desk.viewer)
        self.comparison = found
        self._sample = sample
        await self.look()
        end_if_gone(self)
        if keep is not None:
            place = next(number for number, item in enumerate(found.answers) if item.id == keep)
            self._side = place
            if not self._first <= place < self._first + self.columns:
                self._first = place
        await self.read_own()
        self.drawn()
        self._draw()

    def _draw(self) -> None:
        found = self.comparison
        if found is None:
            return
        self._first = max(0, min(self._first, len(found.answers) - self.columns))
        shown = found.answers[self._first : self._first + self.columns]
        veiled = self._veiled
        self.query_one("#compare-prompt", TextPane).set_text(
            f"(veiled: you marked this category as hard to read; {self.program.key('compare.page_1')} lifts the veil)"
            if veiled
            else found.prompt
        )
        for number, column in enumerate(self.query(AnswerColumn)):
            column.display = number < len(shown)
            if number < len(shown):
                column.show(shown[number], apart=found.differs, veiled=veiled)
        self._side = max(self._first, min(self._side, self._first + len(shown) - 1))
        self._draw_side()
        listed = [item.judgment for item in (*found.answers[:_MARKS], *shown) if not item.hidden]
        within = [judgment for item in shown if not item.hidden and not veiled for judgment in item.judgments]
        self.desk.expose({judgment.id for judgment in (*listed, *within) if judgment}, "compare")
        self.mark(anew=True)
        self._draw_title()

    @property
    def _veiled(self) -> bool:
        found = self.comparison
        if found is None or self._prompts[self._at] in self._lifted:
            return False
        return self.desk.settings.is_hard(found.category)

    # -- what is searched ---------------------------------------------------------------------

    def texts(self) -> Texts:
        found = self.comparison
        return (
            {} if found is None else {PROMPT: found.prompt, **{source_of(i): i.answer for i in found.answers}}
        )

    def sources_shown(self) -> Sequence[str]:
        return () if self._veiled else (PROMPT, *(column.source for column in self._columns_shown))

    @property
    def judge_shown(self) -> bool:
        return self.comparison is not None and not any(item.hidden for item in self.comparison.answers)

    def draw_hits(self, hits: Hits, words: str, *, go: bool, anew: bool) -> None:
        """Mark hits. Each answer opens at its first; the edge of the one with the hit in hand has the words."""
        prompt, columns = self.query_one("#compare-prompt", TextPane), self._columns_shown
        panes = {PROMPT: prompt, **{column.source: column.pane for column in columns}}
        mark_panes(panes, hits, go=go, all_go=anew)
        for column in columns:
            set_subtitle(column, words if column.source == hits.source else "", HIT_WORDS)
        set_subtitle(prompt, words if hits.source in ("", PROMPT) else "", HIT_WORDS)

    # -- what is decided on -------------------------------------------------------------------

    @property
    def in_hand(self) -> Item | None:
        found = self.comparison
        return None if found is None or self._veiled else found.answers[self._side]

    def answers(self) -> Sequence[Item]:
        return () if self.comparison is None else self.comparison.answers

    def read_share(self) -> float:
        return self._columns_shown[self._side - self._first].pane.seen_share

    def _draw_side(self) -> None:
        """Mark the column of the answer in hand, and draw the verdicts on it."""
        for number, column in enumerate(self._columns_shown):
            column.set_class(number == self._side - self._first, "-in-hand")
        self.draw_verdicts()

    def action_other_side(self) -> None:
        """Take the next answer in hand; after the last, the first."""
        found = self.comparison
        if found is not None:
            self._side = (self._side + 1) % len(found.answers)
            if self._first <= self._side < self._first + self.columns:
                self._draw_side()
            else:
                self._first = self._side
                self._draw()

    @property
    def _columns_shown(self) -> list[AnswerColumn]:
        return [column for column in self.query(AnswerColumn) if column.display]

    def _draw_title(self) -> None:
        found = self.comparison
        if found is None:
            return
        last = min(self._first + self.columns, len(found.answers))
        answers = f"answers {self._first + 1}–{last} of {len(found.answers)}"
        marks = " ".join(
            present.score_mark(item.judgment.score, item.judgment.status) if item.judgment else "-"
            for item in found.answers[:_MARKS]
        )
        differ = "≠ scores differ" if found.differs else "scores agree"
        self.query_one("#place", Static).update(
            one_line(f"{differ}: {marks} · {answers} · {present.category_words(found.category)}", 300)
        )
        place = f"prompt {self._at + 1:,} of {len(self._prompts):,}"
        self.show_title(f"Compare · {self.audit_words(self._sample)}", right=(place,))

    def on_resize(self, _: events.Resize) -> None:
        self._draw()

    # -- actions ------------------------------------------------------------------------------

    async def action_step(self, by: int) -> None:
        """Go forward by a number of prompts; back if it is negative."""
        await self._go(max(0, min(self._at + by, len(self._prompts) - 1)))

    async def action_end(self, end: int) -> None:
        """Go to the last prompt, or to the first if *end* is negative."""
        await self._go(len(self._prompts) - 1 if end > 0 else 0)

    async def action_differing(self, direction: int) -> None:
        """Go to the next prompt whose scores differ, or to the previous one if *direction* is negative."""
        found = await self.desk.read(
            compare.next_differing, self._prompts, self._at, direction, self.desk.viewer
        )
        if found is None:
            self.notify("No further prompt whose scores differ", markup=False)
        else:
            await self._go(found)

    async def _go(self, place: int) -> None:
        if place != self._at:
            self._at = place
            await self._load()

    def action_turn(self, by: int) -> None:
        """Shift the view by a number of answers."""
        self._first += by
        self._draw()

    def action_page(self, pages: int) -> None:
        """Lift the veil if there is one, else scroll all answers in view by a page."""
        if self._veiled:
            self._lifted.add(self._prompts[self._at])
            self._draw()
            return
        for pane in self._texts:
            if pages > 0:
                pane.action_page_down()
            else:
                pane.action_page_up()

    def action_line(self, lines: int) -> None:
        """Scroll all answers in view by a number of lines."""
        for pane in self._texts:
            pane.scroll_relative(y=lines, animate=False, immediate=True)

    def action_edge(self, end: int) -> None:
        """Scroll all answers in view to their ends, or to their beginnings if *end* is negative."""
        for pane in self._texts:
            if end > 0:
                pane.scroll_end(animate=False, immediate=True)
            else:
                pane.scroll_home(animate=False, immediate=True)

    def action_prompt_page(self) -> None:
        """Scroll the prompt one page down; at its end, return to its beginning."""
        self.query_one("#compare-prompt", TextPane).page_round()


def _read(connection: sqlite3.Connection, prompt: int, viewer: Viewer) -> tuple[PromptAnswers, bool]:
    return compare.comparison(connection, prompt, viewer), reads.has_sample(connection)
