"""The base of screens that work through a queue of responses: movement, scrolling, the veil."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar, TypeVar

from textual.app import ComposeResult

from airbench_tui.reviewing.finding import ANSWER, PROMPT, Texts, texts_of
from airbench_tui.reviewing.hits import Hits
from airbench_tui.reviewing.queue import ReviewQueue
from airbench_tui.store.reading.filters.terms import NO_FILTER, Filter
from airbench_tui.store.reading.reads import Item
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared.reading import verdict_words
from airbench_tui.tui.shared.reading.item_panes import ItemPanes
from airbench_tui.tui.shared.screens.finding_screen import FindingScreen
from airbench_tui.tui.shared.shown import ShownTable, pages_of

T = TypeVar("T")


class QueueScreen(FindingScreen):
    """Shows one response of a queue at a time in its panes. Subclasses add the decisions."""

    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-low"), (28, "-middle"), (45, "-tall")]
    ONE: ClassVar = "one"  # names an entry in "This is the last …"
    _panes: ItemPanes

    def __init__(self, desk: Desk, queue: ReviewQueue, searched: Filter = NO_FILTER) -> None:
        super().__init__(desk, searched)
        self.queue = queue
        self._item: Item | None = None
        self._lifted: set[int] = set()  # responses whose veil was lifted
        # Set by a key that changed nothing: the entry, and the message if the next key is undo.
        self._unchanged: tuple[int, str] | None = None

    def compose_head(self) -> ComposeResult:
        yield from ()  # the row of progress is in the panes

    @abstractmethod
    async def _load(self, said: str = "") -> None:
        """Read the current entry, draw it, and show the message *said*."""

    async def _back_to_unchanged(self) -> bool:
        """Go back to the entry that the last key left unchanged, and say so. Return False if the key changed it."""
        if self._unchanged is None:
            return False
        (entry, words), self._unchanged = self._unchanged, None
        if entry == self.queue.current:
            self._say(words)
        else:
            self.queue.go_to(entry)
            await self._load(words)
        return True

    @property
    def deciding(self) -> str:
        """Return the keys that decide, in the order of the scores: ``0 5 1``."""
        return " ".join(self.key(name) for _, name in sorted(self._panes.DECIDING.items()))

    @property
    def readable(self) -> Item | None:
        return None if self._veiled else self._item

    def seen(self) -> list[ShownTable]:
        return pages_of(self.readable) if self.readable else []

    def texts(self) -> Texts:
        return {} if self._item is None else texts_of(self._item)

    def sources_shown(self) -> Sequence[str]:
        return () if self._veiled or self._item is None else (PROMPT, ANSWER)

    def draw_hits(self, hits: Hits, words: str, *, go: bool, anew: bool) -> None:
        if self._item is not None and not self._veiled:
            self._panes.show_hits(hits, words, go=go)

    def say(self, words: str) -> None:
        self._say(words)

    def tell_no_meaning(self, words: str) -> None:
        self._say(words)  # a notice above the key bar would cover the verdicts

    def _say(self, words: str) -> None:
        """Show a message, "" for none."""
        self._panes.progress.say(words)

    @property
    def _veiled(self) -> bool:
        item = self._item
        return item is not None and item.id not in self._lifted and self.desk.settings.is_hard(item.category)

    async def action_next(self) -> None:
        await self._go(self.queue.move(1), f"This is the last {self.ONE}")

    async def action_previous(self) -> None:
        await self._go(self.queue.move(-1), f"This is the first {self.ONE}")

    async def action_first(self) -> None:
        await self._go(self.queue.to(0), f"This is the first {self.ONE}")

    async def action_last(self) -> None:
        await self._go(self.queue.to(len(self.queue) - 1), f"This is the last {self.ONE}")

    async def _go(self, moved: bool, otherwise: str) -> None:
        if moved:
            await self._load()
        else:
            self._say(otherwise)

    def action_page(self, pages: int) -> None:
        """Lift the veil if there is one, else scroll the answer by one page."""
        if pages > 0 and self._veiled and self._item is not None:
            self._lifted.add(self._item.id)
            self.draw_veil()
        elif pages > 0:
            self._panes.answer.action_page_down()
        else:
            self._panes.answer.action_page_up()

    def action_line(self, lines: int) -> None:
        """Scroll the answer by a number of lines."""
        self._panes.answer.scroll_relative(y=lines, animate=False, immediate=True)

    def action_edge(self, end: int) -> None:
        """Scroll the answer to its end, or to its beginning if *end* is negative."""
        if end > 0:
            self._panes.answer.scroll_end(animate=False, immediate=True)
        else:
            self._panes.answer.scroll_home(animate=False, immediate=True)

    def action_prompt_page(self) -> None:
        self._panes.prompt_page()

    async def action_rubric(self) -> None:
        """Show all of the rubric beside the answer, or turn its page. Without a rubric, ask whether to fetch it."""
        if self._item is None or self._veiled:
            return
        if verdict_words.lacks_rubric(self._item.judgment):
            from airbench_tui.tui.shared.dialogs.fetch_dialog import FetchDialog

            await self.app.push_screen(FetchDialog(self.desk), self._fetched)
        else:
            self._panes.open_rubric()

    async def _fetched(self, words: str | None) -> None:
        if words is not None:
            await self._load(words)

    def action_mark(self) -> None:
        """Mark the response in hand, or unmark it. Browse lists, reviews and decides on what is marked."""
        item, marked = self._item, self.desk.marked
        if item is None:
            return
        fits = marked.toggle(item.id)
        what = "marked" if item.id in marked else "no longer marked" if fits else "too many are marked"
        self._say(f"{what} · {len(marked):,} marked in all")

    def action_zoom(self) -> None:
        """Give the whole screen to the answer, or show everything again."""
        if self._item is not None and not self._veiled:
            self._panes.zoom()

    def action_back(self) -> None:
        """Close the rubric or the zoom, else leave the queue."""
        if not self._panes.close_one():
            self._leave()

    @abstractmethod
    def _leave(self) -> None:
        """Go back to the screen that the queue came from."""
