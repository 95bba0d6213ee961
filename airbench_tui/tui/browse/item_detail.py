"""The details of one response: briefly in a few lines, or all of its texts above the judge's reason."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
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
from airbench_tui.text import counted, one_line
from airbench_tui.tui.program import program_of
from airbench_tui.tui.settings import AuditorSettings
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.marks import marked_match
from airbench_tui.tui.shared.reading import verdict_words
from airbench_tui.tui.shared.text_pane import TextPane
from airbench_tui.tui.shared.titles import set_title

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
    """One response, beside a rail in the colour of the judge's score.

    Where there are few lines and another pane has the focus, it shows the beginnings of prompt, reason and answer.
    Else it shows prompt, answer, rubric and history, which scroll, above the judge's score and reason.
    """

    DEFAULT_CSS = """
    ItemDetail {
        margin: 0 1; padding: 0 1; border-left: outer $line;
        &.-empty { border-left: blank; }
        &.-safe { border-left: outer $safe; }
        &.-ambiguous { border-left: outer $ambiguous; }
        &.-unsafe { border-left: outer $unsafe; }
        & #detail-head { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        &:focus-within #detail-head { background: $surface2; }
        & #detail-brief { height: 1fr; display: none; }
        & #detail-prompt, & #detail-reason { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        & #detail-answer { height: 1fr; color: $muted; }
        & #detail-judge { height: auto; max-height: 9; border-top: solid $line;
            border-title-color: $fg; border-title-style: bold; }
        & #detail-hidden { display: none; height: auto; color: $ambiguous; }
        &.-brief #detail-brief { display: block; }
        &.-brief #detail-texts, &.-brief #detail-judge { display: none; }
    }
    """

    _details: Details | None = None
    _hits = NO_HITS

    def __init__(self, settings: AuditorSettings, *, id: str) -> None:
        super().__init__(id=id)
        self._settings = settings

    def compose(self) -> ComposeResult:
        yield Static(id="detail-head", markup=False)
        with Vertical(id="detail-brief"):
            for name in ("prompt", "reason", "answer"):
                yield Static(id=f"detail-{name}", markup=False)
        yield TextPane(id="detail-texts")
        yield Static(id="detail-hidden", markup=False)
        yield Static(id="detail-judge", markup=False)

    def show(self, details: Details | None, *, veiled: bool = False) -> None:
        """Show a response at its first hit; None empties the pane. The texts of a veiled response are not shown."""
        self._details = None if veiled else details
        self._hits = details.hits if details and not veiled else NO_HITS
        texts = self.query_one("#detail-texts", TextPane)
        texts.measure = self._settings.reading_width
        judge = self.query_one("#detail-judge", Static)
        hidden = self.query_one("#detail-hidden", Static)
        self._show_briefly(details, veiled=veiled)
        if details is None:
            set_title(judge, "")
            texts.set_text("Nothing is chosen. Choose a response in the list to read it here.")
            judge.update("")
            hidden.display = False
            return
        item, history = details.item, details.history
        if veiled:
            texts.set_text(f"{present.category_words(item.category)}\n\n{self._veiled()}")
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
        sections += verdict_words.in_full((), judgment, ())
        if judgment:
            sections.append((f"RUBRIC  {present.rubric_heading(judgment)}", ""))
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
        found = one_line(edge_words(details.name, hits, keys), 120)
        self.query_one("#detail-head", Static).update(head_words(details.item, details.history, found))

    def _veiled(self) -> str:
        """Say why the texts are not shown, and which keys change that."""
        key = program_of(self).key
        return (
            f"You marked this category as hard to read. {key('list.review_list')} opens it in Review;"
            f" {key('browse.mark_hard')} unmarks it."
        )

    def _show_briefly(self, details: Details | None, *, veiled: bool) -> None:
        """Show the rail, the line at the top, and the beginnings of the texts, or what was searched in them."""
        item = details.item if details else None
        judgment = item.judgment if item is not None and not item.hidden else None
        score = judgment.score if judgment else None
        self.set_class(item is None, "-empty")
        for token in present.SCORE_WORD.values():
            self.set_class(token == present.score_token(score), f"-{token}")
        parts = {name: Content("") for name in ("head", "prompt", "reason", "answer")}
        if details is not None and item is not None:
            parts["head"] = head_words(item, details.history)
            parts["prompt"] = Content(self._veiled() if veiled else one_line(item.prompt))
            if not veiled:
                said = one_line(judgment.reason) or "(no reason given)" if judgment else "not judged"
                parts["reason"] = Content.assemble(("◆ ", "$judge"), said)
                if item.hidden:
                    parts["reason"] = Content(f"◇ {present.STATUS_WORD['hidden']}").stylize("$muted")
                found = [marked_match(match) for match in sorted(details.found, key=_in_answer_first)]
                text = one_line(item.answer, 2_000) or "(blank)"
                parts["answer"] = Content("\n").join(found) if found else Content(text)
        for name, words in parts.items():
            self.query_one(f"#detail-{name}", Static).update(words)


def _in_answer_first(match: Match) -> bool:
    return match.source != ANSWER


def head_words(item: Item, history: list[Review], found: str = "") -> Content:
    """Compose the line at the top: category, model, the judge's score and the auditor's own, note and codes.

    Words on what was *found* come before the model and in place of the answer's length.
    """
    model = one_line(item.target, 60)
    parts: list[Content | tuple[str, str]] = [
        (f"{item.category} ", "bold $fg"),
        ("" if found else f"{model}  ", "$muted"),
    ]
    if item.hidden:
        parts.append(("◇ judge hidden", "$muted"))
    elif item.judgment is None:
        parts.append(("not judged", "$muted"))
    else:
        parts.append(present.score_chip(item.judgment.score, item.judgment.status))
    own = next((review for review in history if review.standing and review.score is not None), None)
    if own is not None:
        if not item.hidden:
            mark = present.DECISION_MARK.get(own.decision or "", "+")
            parts.append((f" {mark} ", "$muted" if own.decision == "confirmed" else "bold $mine"))
        parts.append(present.score_chip(own.score))
        parts.append(("  ≡ note" if own.note else "", "$mine"))
        parts.append((f"  # {counted(len(own.codes), 'code')}" if own.codes else "", "$mine"))
    parts.append((f"  {found}" if found else "", "$focus"))
    parts.append((f"  {model if found else present.length_words(item.answer)}", "$muted"))
    return Content.assemble(*parts)
