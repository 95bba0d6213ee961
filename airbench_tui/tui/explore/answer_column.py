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
    """A row with each judge's score, the answer, and the judges' reasons."""

    source = ""  # the name of its answer among the texts that are searched

    @property
    def pane(self) -> TextPane:
        """Return the pane of the answer."""
        return self.query_one(TextPane)

    def compose(self) -> ComposeResult:
        yield Static(classes="answer-scores", markup=False)
        yield TextPane(classes="answer-text")
        yield Static(classes="answer-judges", markup=False)

    def show(self, item: Item, *, apart: bool, veiled: bool) -> None:
        """Draw an answer. *apart* marks that the answers' scores differ."""
        repeat = f" repeat {item.repeat}" if item.repeat else ""
        set_title(self, f"{'≠ ' if apart else ''}{item.target}{repeat}")
        self.query_one(".answer-scores", Static).update(scores_words(item, first_only=veiled))
        pane = self.pane
        pane.can_focus = False  # the screen handles every key
        pane.set_text("(veiled)" if veiled else item.answer or "(blank)")
        self.source = source_of(item)
        self.query_one(".answer-judges", Static).update("" if veiled else judges_words(item))


def source_of(item: Item) -> str:
    """Return the name of an answer among the texts that are searched."""
    return f"answer {item.id}"


def scores_words(item: Item, *, first_only: bool = False) -> Content:
    """Compose a row of the judges' scores. The first judge is the one that lists and figures show."""
    if item.hidden:
        return Content(f"◇ {present.STATUS_WORD['hidden']}").stylize("$muted")
    if not item.judgments:
        return Content("No judge has scored this answer.").stylize("$muted")
    parts: list[Content | tuple[str, str]] = []
    for number, judgment in enumerate(item.judgments[: 1 if first_only else None]):
        parts += [
            ("  ◆ " if number else "◆ ", "$judge"),
            (f"{one_line(judgment.judge, 24)} ", "$muted"),
            present.score_chip(judgment.score, judgment.status, worded=judgment.score is not None),
        ]
    return Content.assemble(*parts)


def judges_words(item: Item) -> Content:
    """Compose the judges' reasons."""
    parts: list[Content | str | tuple[str, str]] = []
    if compare.judges_differ(item):
        parts.append(("≠ judges differ\n", "bold $mine"))
    for number, judgment in enumerate(item.judgments):
        score = "" if judgment.score is not None else f" {present.STATUS_WORD[judgment.status]}"
        name = (f"{one_line(judgment.judge, 40)}{score}  ", "$muted")
        parts.append(Content.assemble("\n" if number else "", ("◆ ", "$judge"), name))
        if judgment.reason.strip():
            parts.append(safe(" ".join(judgment.reason.split())))
    return Content.assemble(*parts)
