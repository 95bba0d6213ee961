"""The details of one response in one column: texts that scroll, above the judge's pane."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from airbench_tui.reviewing.finding import ANSWER, PROMPT, REASON, FilterSearch, texts_of
from airbench_tui.reviewing.hits import NO_HITS, Hits, edge_words, order
from airbench_tui.store.reading import reads, search
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.reading.reads import Item
from airbench_tui.store.reading.search import Match
from airbench_tui.store.reviewing import review_history
from airbench_tui.store.reviewing.review_history import Review
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.tui.program import program_of
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.text_pane import TextPane
from airbench_tui.tui.shared.titles import set_subtitle, set_title

_SOURCES = (PROMPT, ANSWER, REASON)  # the texts in which hits are marked


@dataclass(frozen=True, slots=True)
class Details:
    """What is shown of a response. ``found`` are the matches of the filter's words, each with some words around it.

    ``hits`` are their places in prompt, answer and reason, and ``name`` is what one of them is called.
    """

    item: Item
    history: list[Review]
    found: list[Match]
    hits: Hits
    name: str


def read_details(connection: sqlite3.Connection, response: int, viewer: Viewer, chosen: Filter) -> Details:
    """Read a response, and find in it what *chosen* searches for."""
    item = reads.item(connection, response, viewer)
    history = review_history.history(connection, viewer, response, viewer.auditor)
    found = search.matches(connection, [response], chosen, viewer).get(response, [])
    wanted = FilterSearch(chosen)
    hits = order(wanted.look(texts_of(item)).places, _SOURCES)
    return Details(item, history, found, hits, wanted.name)


class ItemDetail(Vertical):
    """Prompt, answer, rubric and history, which scroll; below, the judge's score and reason, which stay visible."""

    DEFAULT_CSS = """
    ItemDetail {
        & #detail-judge { height: auto; max-height: 9; border-top: solid $line; padding: 0 1;
            border-title-color: $fg; border-title-style: bold; }
        & #detail-texts { padding: 0 1; }
        & #detail-hidden { display: none; height: auto; color: $ambiguous; padding: 0 1; }
    }
    """

    _details: Details | None = None
    _hits = NO_HITS

    def compose(self) -> ComposeResult:
        yield TextPane(id="detail-texts")
        yield Static(id="detail-hidden", markup=False)
        yield Static(id="detail-judge", markup=False)

    def show(self, details: Details | None, *, veiled: bool = False) -> None:
        """Show a response at its first hit; None empties the pane. The texts of a veiled response are not shown."""
        self._details = None if veiled else details
        self._hits = details.hits if details and not veiled else NO_HITS
        texts = self.query_one("#detail-texts", TextPane)
        judge = self.query_one("#detail-judge", Static)
        hidden = self.query_one("#detail-hidden", Static)
        if details is None:
            set_title(self, "", "")
            set_title(judge, "")
            texts.set_text("Nothing is chosen. Choose a response in the list to read it here.")
            judge.update("")
            hidden.display = False
            return
        item, history = details.item, details.history
        set_title(self, f"{item.category} {item.target}", "")
        if veiled:
            texts.set_text(
                f"{present.category_words(item.category)}\n\nYou marked this category as hard to read.\n"
                "Enter opens it in Review, where one key lifts the veil or skips it; h unmarks the category."
            )
            judge.update("")
            hidden.display = False
            return
        sections = [("", present.category_words(item.category))]
        elsewhere = [match for match in details.found if not details.hits.of(match.source)]
        if elsewhere:
            sections.append(("FOUND", "\n".join(present.match_words(match) for match in elsewhere)))
        self._sections = {PROMPT: len(sections), ANSWER: len(sections) + 1}
        sections += [
            ("PROMPT", item.prompt),
            (f"ANSWER  {item.target} · {present.length_words(item.answer)}", item.answer or "(blank)"),
        ]
        if history:
            sections.append(("REVIEWS", "\n".join(present.review_words(review) for review in history)))
        judgment = item.judgment
        sections += present.whole_words(judgment)
        if judgment:
            sections.append((present.rubric_heading(judgment), ""))
            sections += present.rubric_sections(judgment, revealed=True)
        sections.append(("", f"response {item.uid}"))
        texts.set_sections(sections)
        self._mark()
        set_title(judge, present.judge_heading(judgment))
        count = present.hidden_in(item)
        hidden.display = bool(count)
        hidden.update(f"⚠ {count} hidden or control characters in these texts, made visible as ␛ or <U+202E>")

    def go_to_hit(self, by: int) -> bool:
        """Go to the next hit, or to one before if *by* is negative. Return False if there is none."""
        self._hits = self._hits.move(by)
        if self._details is not None and self._hits:
            self._mark()
        return bool(self._hits)

    def _mark(self) -> None:
        """Mark the hits, scroll to the one in hand, and say its number in the lower edge."""
        details, hits = self._details, self._hits
        assert details is not None
        by_section = {number: hits.of(source) for source, number in self._sections.items()}
        in_section = [(number, hits.now(source)) for source, number in self._sections.items()]
        now = next(((number, at) for number, at in in_section if at is not None), None)
        self.query_one("#detail-texts", TextPane).mark(by_section, now, go=now)
        judgments = details.item.judgments
        judge = present.judge_words(details.item.judgment, judgments[1:], hits)
        self.query_one("#detail-judge", Static).update(judge)
        key = program_of(self).key
        keys = f"{key('browse.hit_minus_1')} {key('browse.hit_1')}"
        set_subtitle(self, edge_words(details.name, hits, keys))
