"""The details of one response in one column: texts that scroll, above the judge's pane."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from airbench_tui.store.reading.reads import Item
from airbench_tui.store.reading.search import Match
from airbench_tui.store.reviewing.review_history import Review
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.text_pane import TextPane
from airbench_tui.tui.shared.titles import set_title


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

    def compose(self) -> ComposeResult:
        yield TextPane(id="detail-texts")
        yield Static(id="detail-hidden", markup=False)
        yield Static(id="detail-judge", markup=False)

    def show(
        self, item: Item | None, history: list[Review], *, veiled: bool = False, found: Sequence[Match] = ()
    ) -> None:
        """Show *item*; None empties the pane. The texts of a veiled item are not shown.

        *found* are the matches of the searched words in the item.
        """
        texts = self.query_one("#detail-texts", TextPane)
        judge = self.query_one("#detail-judge", Static)
        hidden = self.query_one("#detail-hidden", Static)
        if item is None:
            set_title(self, "")
            set_title(judge, "")
            texts.set_text("Nothing is chosen. Choose a response in the list to read it here.")
            judge.update("")
            hidden.display = False
            return
        set_title(self, f"{item.category} {item.target}")
        if veiled:
            texts.set_text(
                f"{present.category_words(item.category)}\n\nYou marked this category as hard to read.\n"
                "Enter opens it in Review, where one key lifts the veil or skips it; h unmarks the category."
            )
            judge.update("")
            hidden.display = False
            return
        sections = [("", present.category_words(item.category))]
        if found:
            sections.append(("FOUND", "\n".join(present.match_words(match) for match in found)))
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
        judge.update(present.judge_words(judgment, item.judgments[1:]))
        set_title(judge, present.judge_heading(judgment))
        count = present.hidden_in(item)
        hidden.display = bool(count)
        hidden.update(f"⚠ {count} hidden or control characters in these texts, made visible as ␛ or <U+202E>")
