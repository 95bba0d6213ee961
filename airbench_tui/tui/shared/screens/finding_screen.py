"""The base of screens in whose texts words can be found."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence

from airbench_tui.reviewing.finding import (
    FilterSearch,
    Found,
    QuotationSearch,
    RefusalSearch,
    Search,
    Texts,
    TypedSearch,
)
from airbench_tui.reviewing.hits import Hits, edge_words, order
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared.find_bar import FindBar
from airbench_tui.tui.shared.screens.audit_screen import AuditScreen

_HIDDEN = "The judge is hidden: what it said is marked once it is shown"


class FindingScreen(AuditScreen):
    """Marks what is looked for in its texts: the words of the filter in force, until the user asks for something else.

    A subclass calls :meth:`look` after it read other texts, and :meth:`mark` after it drew them.
    """

    def __init__(self, desk: Desk, searched: Filter) -> None:
        super().__init__(desk)
        by_filter = FilterSearch(searched)
        self._at_first: Search | None = by_filter if by_filter.words else None
        self._search: Search | None = self._at_first
        self._found = Found({})
        self.hits = Hits()

    # -- implemented by the subclass ----------------------------------------------------------

    @abstractmethod
    def texts(self) -> Texts:
        """Return the texts in hand by source, also those that are hidden from the user for now."""

    @abstractmethod
    def sources_shown(self) -> Sequence[str]:
        """Return the sources whose texts are shown, in reading order."""

    @property
    @abstractmethod
    def judge_shown(self) -> bool:
        """Tell whether the user may see what the judge said."""

    @abstractmethod
    def draw_hits(self, hits: Hits, words: str, *, go: bool, anew: bool) -> None:
        """Mark *hits*, show *words* about them, and with *go* scroll to the one in hand.

        *anew*: the texts were drawn anew.
        """

    @abstractmethod
    def say(self, words: str) -> None:
        """Show a message until the next key."""

    # -- for the subclass ---------------------------------------------------------------------

    async def look(self) -> None:
        """Look for what is searched in the texts in hand."""
        self._found = Found({})
        if self._search is not None:
            self._found = await self.desk.think(self._search.look, self.texts())

    def mark(self, *, anew: bool) -> None:
        """Mark what was found. *anew* begins at the first hit; otherwise the hit in hand and the scrolling stay."""
        found = order(self._places, self.sources_shown())
        self.hits = found if anew else found.keeping(self.hits)
        self._draw_hits(go=anew, anew=anew)

    # -- actions ------------------------------------------------------------------------------

    async def action_find(self) -> None:
        """Ask for words to find."""
        if not self.query(FindBar):
            in_force = self._search.words if isinstance(self._search, TypedSearch) else ""
            await self.mount(FindBar(in_force))

    async def on_find_bar_entered(self, message: FindBar.Entered) -> None:
        await self._look_for(TypedSearch(message.words) if message.words else self._at_first)

    def action_hit(self, by: int) -> None:
        """Go to the next hit, or to the one before if *by* is negative. After the last comes the first."""
        if self._search is None:
            self.say(f"Nothing is searched for: {self._key('find')} finds words")
        elif not self.hits:
            self.say(self._lacks)
        else:
            self.hits = self.hits.move(by)
            self._draw_hits(go=True)

    async def action_refusals(self) -> None:
        """Mark the refusal phrases of the answer, or no longer."""
        await self._toggle(RefusalSearch())

    async def action_quotations(self) -> None:
        """Mark what the judge's reason quotes, or no longer."""
        await self._toggle(QuotationSearch())

    async def _toggle(self, wanted: Search) -> None:
        if self._search == wanted:
            await self._look_for(self._at_first)
        elif self.judge_shown:
            await self._look_for(wanted)
        else:
            self.say(_HIDDEN)

    async def _look_for(self, wanted: Search | None) -> None:
        self._search = wanted
        await self.look()
        self.mark(anew=True)
        self.say(self._lacks)

    @property
    def _places(self) -> Mapping[str, Sequence[tuple[int, int]]]:
        hidden = self._search is not None and self._search.reveals and not self.judge_shown
        return {} if hidden else self._found.places

    @property
    def _lacks(self) -> str:
        """Return words for what was not found. Nothing is said of texts that are hidden."""
        if self._search is None:
            return ""
        if not self.sources_shown():
            return "No text is shown here to be searched"
        if not self.judge_shown and not isinstance(self._search, TypedSearch):
            return ""
        return self._found.lacks if not self.hits or isinstance(self._search, QuotationSearch) else ""

    def _draw_hits(self, *, go: bool, anew: bool = False) -> None:
        lacks = self._lacks if self.sources_shown() else ""
        keys = f"{self._key('hit_minus_1')} {self._key('hit_1')}"
        words = edge_words(self._search.name, self.hits, keys) if self._search else ""
        self.draw_hits(self.hits, words or lacks, go=go, anew=anew)

    def _key(self, action: str) -> str:
        return self.program.key(f"{self.PLACES[0]}.{action}")
