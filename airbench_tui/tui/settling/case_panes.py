"""The layout of a case for settling: the auditors' verdicts, and no judge until the case is settled."""

from __future__ import annotations

from typing import ClassVar

from textual.content import Content
from textual.widgets import Static

from airbench_tui.store.reading.reads import Item
from airbench_tui.store.reviewing.adjudications import Case, CaseSide
from airbench_tui.text import one_line, safe
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.item_panes import ItemPanes, View
from airbench_tui.tui.shared.text_pane import TextPane
from airbench_tui.tui.shared.titles import set_title

_LONG_NOTE = 120  # characters of a note that fit its line at any width


class CasePanes(ItemPanes):
    """Review's panes with the auditors in the judge's place and the final score in place of one's own verdict."""

    VEILED: ClassVar = "You marked this category as hard to read.\n\nSpace lifts the veil for this response"
    _case: Case

    def show_case(self, case: Case, item: Item, *, auditor: str, veiled: bool) -> None:
        """Draw a case, with its texts scrolled to their beginnings. *item* is the case's response."""
        self._case = case
        self.show(View(item, auditor, revealed=case.judgment is not None and not item.hidden, veiled=veiled))

    def say(self, words: str) -> None:
        """Show *words* instead of a case."""
        self.query_one("#place", Static).update("")
        self._hide_texts(True)
        self._veil_words(words)

    def show_verdicts(self, view: View) -> None:
        """Draw the auditors' verdicts and the final score, with the judge's once there is a final score."""
        case, judgment = self._case, view.item.judgment
        sides, final = self.query_one("#judge", Static), self.query_one("#yours", Static)
        set_title(sides, f"AUDITORS  {len(case.sides)}", "judge hidden" if not view.revealed else "")
        sides.update(Content("\n").join([side_words(side) for side in case.sides]))
        set_title(final, "FINAL")
        if case.final is None:
            final.update("open: 0 5 1 settles it, with your reason")
        else:
            words = f"{present.score_words(case.final.score)} by {one_line(case.final.auditor, 30)}"
            if view.revealed and judgment is not None:
                given = present.score_words(judgment.score, judgment.status)
                words += f" · {one_line(judgment.judge, 30)}: {given}"
            final.update(f"{words}\n“{safe(case.final.note)}”")
        if not view.veiled:
            whole = [
                (f"{side.auditor}'s note, whole", side.note)
                for side in case.sides
                if len(side.note) > _LONG_NOTE
            ]
            if view.revealed and judgment is not None:
                whole.append((present.judge_heading(judgment), judgment.reason or "(no reason given)"))
            rubric = present.rubric_sections(judgment, revealed=view.revealed)
            self.query_one("#rubric", TextPane).set_sections(whole + rubric)


def side_words(side: CaseSide) -> Content:
    """Describe one auditor's verdict, with their note on a second line."""
    given = "cannot judge" if side.score is None else present.score_words(side.score)
    colour = "$ambiguous" if side.score is None else present.SCORE_STYLE[side.score]
    more = []
    if side.first_score not in (None, side.score):
        more.append(f"first {present.SCORE_MARK[side.first_score]}")
    if side.blind:
        more.append("blind")
    if side.packet:
        more.append(f"packet {one_line(side.packet, 20)}")
    if side.codes:
        more.append(", ".join(one_line(code, 30) for code in side.codes))
    return Content.assemble(
        f"{one_line(side.auditor, 24)}: ",
        (given, f"bold {colour}"),
        ("".join(f" · {words}" for words in more), "$muted"),
        f"\n  “{one_line(side.note, _LONG_NOTE)}”" if side.note else "",
    )
