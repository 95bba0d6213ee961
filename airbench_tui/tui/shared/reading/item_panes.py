"""The layout of one response for deciding: answer, score and reason always in the same place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from airbench_tui.reviewing.finding import ANSWER, PROMPT, REASON
from airbench_tui.reviewing.hits import NO_HITS, Hits
from airbench_tui.reviewing.own_verdict import counting
from airbench_tui.store.reading.reads import Item
from airbench_tui.store.reviewing.review_history import Review
from airbench_tui.text import counted, one_line
from airbench_tui.tui.program import program_of
from airbench_tui.tui.settings import AuditorSettings
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.marks import HIT_WORDS, hit_marks, mark_panes
from airbench_tui.tui.shared.reading import verdict_words
from airbench_tui.tui.shared.reading.excerpt import Excerpt, Piece
from airbench_tui.tui.shared.reading.progress_row import Part, ProgressRow
from airbench_tui.tui.shared.reading.prompt_pane import PromptPane
from airbench_tui.tui.shared.reading.verdict_bar import Marks, VerdictBar
from airbench_tui.tui.shared.text_pane import TextPane

_EMPTY = "There is nothing to review here.\n\nEsc goes back to Browse: choose a category or change the filter there."
_RAILS = ("safe", "ambiguous", "unsafe", "blank", "line", "mine")


class Likeness(NamedTuple):
    """What a near-identical answer shares with the one before: passages of its safe text, and ``words`` that say so.

    ``again`` are the key that repeats the verdict on the one before and words for that verdict, "" if none can be.
    """

    shared: tuple[tuple[int, int], ...]
    words: str
    again: tuple[str, str] = ("", "")


@dataclass(slots=True)
class View:
    """An item and how to show it. ``note`` and ``codes`` are the auditor's own.

    ``why``: the triage signals in words; they say something about the judge, so they are hidden with it.
    ``cannot``: the reason of a standing "cannot judge", None for none. ``session`` are words for what is reviewed, such
    as a packet. ``draft``: the standing verdict has another note or other codes.
    """

    item: Item
    standing: Review | None = None
    note: str = ""
    codes: tuple[str, ...] = ()
    draft: bool = False
    revealed: bool = True
    veiled: bool = False
    why: tuple[str, ...] = ()
    cannot: str | None = None
    session: tuple[Piece, ...] = ()
    like: Likeness | None = None

    @property
    def own(self) -> float | None:
        """Return the score of the auditor's standing verdict, None if there is none that counts."""
        standing = counting(self.standing)
        return None if standing is None else standing.score


class ItemPanes(Vertical):
    """Prompt and answer; beside or below them the judge, the rubric and the auditor's own words; the verdict bar.

    The classes ``-rubric`` (all of the rubric beside the answer) and ``-zoom`` (the answer alone) change the layout.
    """

    DECIDING: ClassVar[Mapping[float, str]] = {
        1.0: "review.decide_1",
        0.5: "review.decide_half",
        0.0: "review.decide_0",
    }

    _flags = ""  # the marks of the auditor's note and codes
    _session = ""  # words for what is reviewed
    _hits = NO_HITS
    _hit_words = ""  # about the hits, for the edge of the answer
    _view: View | None = None  # None while there is no item
    _hidden = 0  # hidden characters in the item's texts

    def __init__(self, settings: AuditorSettings, *, id: str) -> None:
        super().__init__(id=id)
        self._settings = settings

    def compose(self) -> ComposeResult:
        yield ProgressRow(id="progress")
        with Horizontal(id="place"):
            yield Static(id="where", markup=False)
            yield Static(id="session", markup=False)
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield PromptPane(id="prompt")
                yield TextPane(id="answer")
                yield from self.compose_people()
            with Vertical(id="side"):
                yield Excerpt(id="judge")
                yield Excerpt(id="why")
                with Vertical(id="clauses"):
                    yield Excerpt(id="rubric-title")
                    for _ in range(3):
                        yield Excerpt(classes="clause")
                yield Excerpt(id="own")
                yield TextPane(id="rubric")
        yield Excerpt(id="zoom-prompt", classes="zoomed")
        yield Excerpt(id="zoom-judge", classes="zoomed")
        yield Static(id="veil", markup=False)
        yield VerdictBar(self.DECIDING, id="bar")

    def compose_people(self) -> ComposeResult:
        """Yield widgets for what other auditors said, below the answer."""
        yield from ()

    def on_mount(self) -> None:
        # The screen handles every key: a pane with the focus would take j, k and Space.
        for pane in self.query(TextPane):
            pane.can_focus = False
        self.answer.indent = 2

    @property
    def answer(self) -> TextPane:
        """Return the pane of the answer."""
        return self.query_one("#answer", TextPane)

    @property
    def rubric(self) -> TextPane:
        """Return the pane of the whole rubric."""
        return self.query_one("#rubric", TextPane)

    @property
    def legible(self) -> bool:
        """Tell whether the terminal has room for the answer."""
        return self.answer.size.height > 0

    @property
    def progress(self) -> ProgressRow:
        """Return the row of progress and messages."""
        return self.query_one(ProgressRow)

    def excerpt(self, name: str) -> Excerpt:
        """Return the passage with the id *name*."""
        return self.query_one(f"#{name}", Excerpt)

    # -- drawing ------------------------------------------------------------------------------

    def show_progress(self, share: float | None, parts: Sequence[Part]) -> None:
        """Show the progress of the queue."""
        self.progress.show(share, parts)

    def show(self, view: View) -> None:
        """Draw an item, with its texts scrolled to their beginnings. The screen calls :meth:`show_hits` next."""
        self.remove_class("-rubric")
        self._hits, self._hit_words = NO_HITS, ""
        self.answer.measure = self._settings.reading_width
        item = view.item
        self._hide_texts(view.veiled)
        self.query_one("#where", Static).update(verdict_words.place(item.category))
        self._session = " · ".join(words for words, _ in view.session)
        pieces = [piece for each in view.session for piece in ((" · ", "$muted"), each)][1:]
        self.query_one("#session", Static).update(Content.assemble(*pieces))
        if view.veiled:
            self._veil_words(f"You marked this category as hard to read.\n\n{self.veil_keys()}")
        else:
            self.query_one("#prompt", TextPane).set_text(item.prompt)
            self.answer.set_text(item.answer or "(blank)")
            self.answer.mute(view.like.shared if view.like else ())
        self.show_verdicts(view)

    def show_verdicts(self, view: View) -> None:
        """Draw the judge's and the auditor's verdicts again. Prompt and answer keep their scroll positions."""
        self._view, self._hidden = view, present.hidden_in(view.item)
        judgment = view.item.judgment if view.revealed else None
        self._show_judge(view)
        self._show_why(view)
        if not view.veiled:
            self._show_clauses(view)
            if self.has_class("-rubric"):
                self._show_rubric(view)
        self._show_own(view)
        self.query_one(VerdictBar).show(self.marks(view, judgment.score if judgment is not None else None))

    def marks(self, view: View, judge: float | None) -> Marks:
        """Return what the verdict bar shows. *judge* is the judge's score, None where it is hidden."""
        return Marks(judge, view.own)

    def until(self, view: View) -> str:
        """Say until when the judge is hidden."""
        in_packet = " in your packet" if view.item.hidden and view.standing is not None else ""
        return f"until you decide{in_packet}"

    def _show_judge(self, view: View) -> None:
        judge, judgment = self.excerpt("judge"), view.item.judgment
        if view.revealed:
            head = verdict_words.judge_head(judgment, view.own)
            words, at = verdict_words.judge_words(judgment, view.item.judgments[1:])
            marks = [(at + start, at + end, style) for start, end, style in hit_marks(self._hits, REASON)]
            self._rail(judge, verdict_words.rail(judgment))
        else:
            head, words, marks, at = verdict_words.hidden_head(self.until(view)), "", [], 0
            self._rail(judge, "line")
        begin = self._hits.begin(REASON)
        sight = None if begin is None else at + begin
        judge.show(head, words, below=True, marks=marks, sight=sight)
        self.excerpt("zoom-judge").show(head, words, marks=marks, sight=sight)

    def _show_zoomed_prompt(self, item: Item) -> None:
        """Show the row that stands for the prompt in the zoom."""
        self.excerpt("zoom-prompt").show(
            (("PROMPT", "bold $muted"),),
            item.prompt,
            ink="$muted",
            marks=hit_marks(self._hits, PROMPT),
            sight=self._hits.begin(PROMPT),
        )

    def _show_why(self, view: View) -> None:
        why = self.excerpt("why")
        shown = view.why if view.revealed else ()
        why.display = bool(shown)
        self._rail(why, "ambiguous")
        why.show((), "\n".join(f"⚑ {one_line(signal)}" for signal in shown))

    def _show_clauses(self, view: View) -> None:
        judgment = view.item.judgment
        clauses = present.scaled_clauses(judgment)
        title, opens = self.excerpt("rubric-title"), program_of(self).key("review.rubric")
        title.show(*verdict_words.rubric_title(judgment, clauses=bool(clauses), key=opens))
        title.set_class(bool(clauses), "-above-clauses")
        judged = judgment.score if judgment is not None and view.revealed else None
        for at, excerpt in enumerate(self.query(".clause").results(Excerpt)):
            excerpt.display = at < len(clauses)
            if at < len(clauses):
                score, clause = clauses[at]
                marked = score == judged
                self._rail(excerpt, present.SCORE_WORD[score] if marked else "")
                head = verdict_words.clause_head(score, judge=marked, own=score == view.own)
                excerpt.show(head, verdict_words.short_clause(clause), ink="$fg" if marked else "$muted")

    def _show_rubric(self, view: View) -> None:
        """Fill the pane of the whole rubric, from its beginning."""
        judgment = view.item.judgment
        rubric = present.rubric_sections(judgment, revealed=view.revealed, own=view.own)
        cut = verdict_words.in_full(view.why, judgment, view.item.judgments[1:]) if view.revealed else []
        self.rubric.set_sections([*self.first_texts(view), *rubric[:-1], *cut, *rubric[-1:]])
        self.rubric.border_title = Content.assemble(
            ("RUBRIC", "bold"), (f" {present.rubric_heading(judgment)}", "not bold $muted")
        )
        self.rubric.border_subtitle = Content(
            f"{program_of(self).key('review.rubric')} turns the page · Esc closes"
        )

    def first_texts(self, view: View) -> verdict_words.Sections:
        """Return what is read above the rubric, in the pane that scrolls."""
        return []

    def _show_own(self, view: View) -> None:
        own = self.excerpt("own")
        head, words = verdict_words.own_words(
            view.standing, cannot=view.cannot, note=view.note, codes=view.codes, draft=view.draft
        )
        own.display = bool(head)
        own.set_class(
            view.cannot is not None or (view.standing is not None and view.standing.stale), "-pressing"
        )
        self._rail(own, "mine")
        own.show(head, words, below=True)
        self._flags = verdict_words.flags(view.note, view.codes, draft=view.draft)

    def show_hits(self, hits: Hits, words: str, *, go: bool) -> None:
        """Mark *hits* in the texts, show *words* about them, and with *go* scroll to the one in hand."""
        self._hits, self._hit_words = hits, words
        mark_panes({PROMPT: self.query_one("#prompt", TextPane), ANSWER: self.answer}, hits, go=go)
        if self._view is not None:
            self._show_zoomed_prompt(self._view.item)
            self._show_judge(self._view)
            self._show_edges()

    def on_text_pane_text_seen(self, message: TextPane.TextSeen) -> None:
        if message.pane is self.answer:
            self._show_edges()

    def on_resize(self) -> None:
        self._show_edges_soon()

    def _show_edges_soon(self) -> None:
        """Draw the answer's edges once it has its new width."""
        self.call_after_refresh(self._show_edges)

    def _show_edges(self) -> None:
        """Draw the answer's title again, and in its lower edge the share of it that has not been in view yet."""
        if self._view is None or self._view.veiled:
            return
        item, like = self._view.item, self._view.like
        names = [item.target, *([like.words] if like else [])]
        further: list[str] = []
        if self.screen.has_class("-narrow") or self.has_class("-zoom"):  # they have no room for it elsewhere
            names += [self._flags] * bool(self._flags)
            further = [present.category_short(item.category), *([self._session] if self._session else [])]
        length = present.length_words(item.answer)
        forms = [[*names, *further, length], [*names, *further]]
        if further:  # a long name of a category gives way to its id
            forms += [[*names, item.category, *further[1:]], [*names, item.category]]
        titles = [one_line(" · ".join(form), 120) for form in (*forms, names, names[:1])]
        room = self.answer.size.width - len("ANSWER ") - 2
        title = next((form for form in titles if cell_len(form) <= room), titles[-1])
        self.answer.border_title = Content.assemble(("ANSWER ", "bold $focus"), (title, "not bold $muted"))
        unread = round((1 - self.answer.seen_share) * 100)
        state = [f"⚠ {counted(self._hidden, 'hidden character')} made visible"] * bool(self._hidden)
        state += [f"▼ {max(unread, 1)} % unread"] * (self.answer.seen_share < 1)
        words = [(self._hit_words, HIT_WORDS)] if self._hit_words else []
        room = self.answer.size.width - 4 - cell_len(self._hit_words)
        while words and state and cell_len(" · ".join(state)) + 3 > room:
            state.pop()
        words += [(" · " * bool(words), "$muted"), (" · ".join(state), "$muted")] if state else []
        if like is not None and like.again[0] and not self._hit_words:
            words[:0] = [(like.again[0], "$focus"), (f" {like.again[1]}{' · ' * bool(words)}", "$muted")]
        self.answer.border_subtitle = Content.assemble(*words)

    def show_nothing(self, words: str = _EMPTY) -> None:
        """Show *words* instead of an item, by default that there is nothing in the queue."""
        self._view = None
        self._hide_texts(True)
        self.query_one("#where", Static).update("")
        self.query_one("#session", Static).update("")
        self._veil_words(words)
        self.query_one(VerdictBar).show(Marks())

    # -- keys ---------------------------------------------------------------------------------

    def prompt_page(self) -> None:
        """Scroll the prompt one page down; at its end, return to its beginning."""
        self.query_one("#prompt", TextPane).page_round()

    def open_rubric(self) -> None:
        """Show the whole rubric beside the answer; once it is there, turn its page."""
        if self.has_class("-rubric"):
            self.rubric.page_round()
        else:
            self.remove_class("-zoom")
            self.add_class("-rubric")
            if self._view is not None:
                self._show_rubric(self._view)
            self._show_edges_soon()

    def close_one(self) -> bool:
        """Close the rubric, else leave the zoom. Return whether one of them was open."""
        for name in ("-rubric", "-zoom"):
            if self.has_class(name):
                self.remove_class(name)
                self._show_edges_soon()
                return True
        return False

    def zoom(self) -> None:
        """Show the answer alone, or everything again."""
        self.remove_class("-rubric")
        self.toggle_class("-zoom")
        self._show_edges_soon()

    def veil_keys(self) -> str:
        """Return the keys that work while the veil covers the texts, in words."""
        key = program_of(self).key
        return (
            f"{key('review.page_1')} lifts the veil for this response · {key('review.skip')} leaves it for later"
            f" · {key('review.mark_hard')} unmarks the category"
        )

    # -- parts --------------------------------------------------------------------------------

    def _rail(self, excerpt: Excerpt, name: str) -> None:
        """Draw a rail in the colour *name* at the left of a passage, "" for none."""
        for rail in _RAILS:
            excerpt.set_class(rail == name, f"rail-{rail}")

    def _hide_texts(self, covered: bool) -> None:
        self.set_class(covered, "-covered")

    def _veil_words(self, words: str) -> None:
        self.query_one("#veil", Static).update(words)
