"""A column of Compare: one answer and its judgments."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from airbench_tui.store.reading import compare
from airbench_tui.store.reading.reads import Item
from airbench_tui.text import one_line, safe
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.text_pane import TextPane
from airbench_tui.tui.shared.titles import set_title


class AnswerColumn(Vertical):
    """An answer above the scores and reasons of its judges."""

    source = ""  # the name of its answer among the texts that are searched

    @property
    def pane(self) -> TextPane:
        """Return the pane of the answer."""
        return self.query_one(TextPane)

    def compose(self) -> ComposeResult:
        yield TextPane(classes="answer-text")
        yield Static(classes="answer-judges", markup=False)

    def show(self, item: Item, *, apart: bool, veiled: bool) -> None:
        """Draw an answer. *apart* marks that the answers' scores differ."""
        judgment = item.judgment
        score = present.score_words(judgment.score, judgment.status) if judgment else "not judged"
        repeat = f" · repeat {item.repeat}" if item.repeat else ""
        set_title(self, f"{'≠ ' if apart else ''}{score} · {item.target}{repeat}")
        pane = self.pane
        pane.can_focus = False  # the screen handles every key
        pane.set_text("(veiled)" if veiled else item.answer or "(blank)")
        self.source = source_of(item)
        self.query_one(Static).update("" if veiled else judges_words(item))


def source_of(item: Item) -> str:
    """Return the name of an answer among the texts that are searched."""
    return f"answer {item.id}"


def judges_words(item: Item) -> Content:
    """Compose each judge's score and reason, beginning with the judge that lists and figures show."""
    if not item.judgments:
        return Content("No judge has scored this answer.")
    parts: list[Content | str] = []
    if compare.judges_differ(item):
        parts.append("≠ judges differ\n")
    for number, judgment in enumerate(item.judgments):
        score = present.score_words(judgment.score, judgment.status)
        colour = "$ambiguous" if judgment.score is None else present.SCORE_STYLE[judgment.score]
        named = (f"{one_line(judgment.judge, 40)}: {score}", f"bold {colour}")
        parts.append(Content.assemble("\n" if number else "", named))
        if judgment.reason.strip():
            parts.append(f"  {safe(' '.join(judgment.reason.split()))}")
    return Content.assemble(*parts)
