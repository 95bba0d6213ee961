"""The layout of one response for deciding: answer, score and reason always in the same place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from airbench_tui.reviewing.finding import ANSWER, PROMPT, REASON
from airbench_tui.reviewing.hits import NO_HITS, Hits
from airbench_tui.store.reading.reads import Item
from airbench_tui.store.reviewing.review_history import Review
from airbench_tui.text import one_line, safe
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.marks import mark_panes
from airbench_tui.tui.shared.text_pane import TextPane
from airbench_tui.tui.shared.titles import set_title

_EMPTY = "There is nothing to review here.\n\nEsc goes back to Browse: choose a category or change the filter there."


@dataclass(slots=True)
class View:
    """An item and how to show it. ``note`` and ``codes`` are the auditor's own.

    ``awaits_final``: a blind first verdict was given and the judge revealed. ``why``: the triage signals in
    words; they say something about the judge, so they are hidden with it. ``cannot``: the reason of a standing
    "cannot judge", None for none.
    """

    item: Item
    auditor: str
    standing: Review | None = None
    note: str = ""
    codes: tuple[str, ...] = ()
    revealed: bool = True
    veiled: bool = False
    awaits_final: bool = False
    why: tuple[str, ...] = ()
    cannot: str | None = None


class ItemPanes(Vertical):
    """Prompt and answer at the left; judge, rubric and the auditor's own verdict at the right."""

    VEILED: ClassVar = (
        "You marked this category as hard to read.\n\n"
        "Space lifts the veil for this response · s leaves it for later · h unmarks the category"
    )

    def compose(self) -> ComposeResult:
        yield Static(id="place", markup=False)
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield TextPane(id="prompt")
                yield TextPane(id="answer")
            with Vertical(id="right"):
                yield Static(id="judge", markup=False)
                yield TextPane(id="rubric")
                yield Static(id="yours", markup=False)
        yield Static(id="veil", markup=False)

    def on_mount(self) -> None:
        # The screen handles every key: a pane with the focus would take j, k and Space.
        for pane in self.query(TextPane):
            pane.can_focus = False
        set_title(self.query_one("#prompt"), "PROMPT")

    @property
    def answer(self) -> TextPane:
        """Return the pane of the answer."""
        return self.query_one("#answer", TextPane)

    _hits = NO_HITS
    _hit_words = ""  # about the hits, for the edge of the answer
    _view: View | None = None

    @property
    def legible(self) -> bool:
        """Tell whether the terminal has room for the answer, or shows the rubric large in its place."""
        return self.has_class("-rubric") or self.answer.size.height > 0

    @property
    def large(self) -> TextPane:
        """Return the pane that keys scroll: the answer, or the rubric while it is large."""
        return self.query_one("#rubric", TextPane) if self.has_class("-rubric") else self.answer

    def show(self, view: View) -> None:
        """Draw an item, with its texts scrolled to their beginnings."""
        self.remove_class("-rubric")
        item = view.item
        self._hide_texts(view.veiled)
        self.query_one("#place", Static).update(one_line(present.category_words(item.category)))
        if view.veiled:
            self._veil_words(self.VEILED)
        else:
            self.query_one("#prompt", TextPane).set_text(item.prompt)
            self.answer.set_text(item.answer or "(blank)")
            set_title(self.query_one("#rubric"), present.rubric_heading(item.judgment), "r large")
            self.show_unread(item)
        self.show_verdicts(view)

    def show_verdicts(self, view: View) -> None:
        """Draw the judge's and the auditor's verdicts again. Prompt and answer keep their scroll positions."""
        judge, judgment = self.query_one("#judge", Static), view.item.judgment
        self._view = view
        if view.revealed:
            signs = f"{len(view.why)} signals · r all" if len(view.why) > 1 else ""
            set_title(judge, present.judge_heading(judgment), signs)
            verdict = present.judge_words(judgment, view.item.judgments[1:], self._hits)
            judge.update(
                Content("\n").join([verdict, *(Content(f"⚑ {safe(signal)}") for signal in view.why)])
            )
        else:
            set_title(judge, "JUDGE", "")
            waits = (
                "until you decide in your packet"
                if view.item.hidden and view.standing
                else "until you decide"
            )
            judge.update(f"hidden {waits}")
        if not view.veiled:
            words = [*present.why_words(view.why), *present.whole_words(judgment)] if view.revealed else []
            own = view.standing.score if view.standing and not view.standing.stale else None
            rubric = present.rubric_sections(judgment, revealed=view.revealed, own=own)
            self.query_one("#rubric", TextPane).set_sections(words + rubric)
        yours = self.query_one("#yours", Static)
        set_title(yours, f"YOURS  {view.auditor}")
        yours.update(_own_words(view))

    def show_hits(self, hits: Hits, words: str, *, go: bool) -> None:
        """Mark *hits* in the texts, show *words* about them, and with *go* scroll to the one in hand."""
        reason_changes = (
            self._hits.source == REASON or hits.source == REASON or hits.of(REASON) != self._hits.of(REASON)
        )
        self._hits, self._hit_words = hits, words
        mark_panes({PROMPT: self.query_one("#prompt", TextPane), ANSWER: self.answer}, hits, go=go)
        if self._view is not None:
            self.show_unread(self._view.item)
            if reason_changes:
                self.show_verdicts(self._view)

    def show_unread(self, item: Item) -> None:
        """Show the share of the answer that has not been in view yet."""
        unread = round((1 - self.answer.seen_share) * 100)
        words = [self._hit_words] if self._hit_words else []
        if self.answer.seen_share < 1:
            words.append(f"{max(unread, 1)} % unread · Space")
        set_title(
            self.answer,
            f"ANSWER  {item.target} · {present.length_words(item.answer)}",
            " · ".join(words),
        )

    def show_nothing(self, words: str = _EMPTY) -> None:
        """Show *words* instead of an item, by default that there is nothing in the queue."""
        self._hide_texts(True)
        self._veil_words(words)

    def prompt_page(self) -> None:
        """Scroll the prompt one page down; at its end, return to its beginning."""
        self.query_one("#prompt", TextPane).page_round()

    def _hide_texts(self, covered: bool) -> None:
        self.query_one("#body").display = not covered
        self.query_one("#veil").display = covered

    def _veil_words(self, words: str) -> None:
        self.query_one("#veil", Static).update(words)


def _own_words(view: View) -> str:
    standing = view.standing
    words = "not decided yet" if view.cannot is None else f"cannot judge: {safe(view.cannot)}"
    if standing is not None:
        words = present.score_words(standing.score)
        if standing.stale:
            words += " · made under another polarity: please decide again"
        elif view.awaits_final:
            words += " · first verdict: Enter keeps it, 0 5 1 changes it"
        elif standing.decision and view.revealed:
            words += f" ({standing.decision})"
    if view.codes:
        words += f" · {', '.join(one_line(code, 30) for code in view.codes)}"
    if view.note:
        words += f" · “{safe(view.note)}”" + ("" if standing else " (saved with your verdict)")
    return words
