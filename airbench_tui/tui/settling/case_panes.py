"""The layout of a case for settling: the auditors' verdicts, and no judge until the case is settled."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from airbench_tui.store.reading.reads import Item
from airbench_tui.store.reviewing.adjudications import Case, CaseSide
from airbench_tui.text import counted, one_line
from airbench_tui.tui.program import program_of
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.reading import verdict_words
from airbench_tui.tui.shared.reading.excerpt import Excerpt, Piece
from airbench_tui.tui.shared.reading.item_panes import ItemPanes, View
from airbench_tui.tui.shared.reading.verdict_bar import Marks

_RAILED = 3  # auditors that get a passage of their own


class CasePanes(ItemPanes):
    """Review's panes with the auditors below the answer, and the final score in place of one's own verdict."""

    DECIDING: ClassVar = {1.0: "settle.settle_1", 0.5: "settle.settle_half", 0.0: "settle.settle_0"}
    _case: Case

    def veil_keys(self) -> str:
        return f"{program_of(self).key('settle.page_1')} lifts the veil for this response"

    def compose_people(self) -> ComposeResult:
        for _ in range(_RAILED):
            yield Excerpt(classes="person")
        yield Static(id="more-people", markup=False)

    def show_case(self, case: Case, item: Item, *, veiled: bool, session: tuple[Piece, ...]) -> None:
        """Draw a case, with its texts scrolled to their beginnings. *item* is the case's response."""
        self._case = case
        revealed = case.judgment is not None and not item.hidden
        view = View(item, revealed=revealed, veiled=veiled, session=session)
        self.show(view)
        self._show_people(view)

    def until(self, view: View) -> str:
        return "until it is settled"

    def marks(self, view: View, judge: float | None) -> Marks:
        """Return the judge's score, the final one, and who gave which."""
        people: dict[float, tuple[str, ...]] = {}
        for side in self._case.sides:
            if side.score is not None:
                people[side.score] = (*people.get(side.score, ()), side.auditor)
        final = self._case.final
        return Marks(judge, final.score if final is not None else None, people)

    def _show_own(self, view: View) -> None:
        """Show the final score's reason."""
        final, own = self._case.final, self.excerpt("own")
        own.display = final is not None
        self._rail(own, "mine")
        if final is not None:
            head = (("≡ FINAL ", "bold $mine"), (f"by {one_line(final.auditor, 30)}", "$muted"))
            own.show(head, final.note, below=True)

    def _show_people(self, view: View) -> None:
        sides = [] if view.veiled else sorted(self._case.sides, key=lambda side: side.auditor.casefold())
        for at, excerpt in enumerate(self.query(".person").results(Excerpt)):
            excerpt.display = at < len(sides)
            if at < len(sides):
                side = sides[at]
                self._rail(excerpt, "ambiguous" if side.score is None else present.SCORE_WORD[side.score])
                excerpt.show(side_head(side), side.note)
        more = self.query_one("#more-people", Static)
        rest = sides[_RAILED:]
        more.display = bool(rest)
        scores = ", ".join(f"{one_line(side.auditor, 24)} {_given(side)}" for side in rest)
        more.update(f"and {counted(len(rest), 'more auditor')}: {scores}")

    def first_texts(self, view: View) -> verdict_words.Sections:
        return [(f"{side.auditor}'s note, whole", side.note) for side in self._case.sides if side.note]


def side_head(side: CaseSide) -> tuple[Piece, ...]:
    """Return the heading of one auditor's verdict: name, score, and how it was given."""
    more = []
    if side.first_score not in (None, side.score):
        more.append(f"first {present.SCORE_MARK[side.first_score]}")
    if side.blind:
        more.append("blind")
    if side.packet:
        more.append(f"packet {one_line(side.packet, 20)}")
    if side.codes:
        more.append(", ".join(one_line(code, 30) for code in side.codes))
    given = (
        (" cannot judge ", "bold $on-fill on $ambiguous")
        if side.score is None
        else verdict_words.chip(side.score)
    )
    return (
        (f"● {one_line(side.auditor, 24)} ", "bold $mine"),
        given,
        (f" {' · '.join(more)}" if more else "", "$muted"),
    )


def _given(side: CaseSide) -> str:
    return "cannot judge" if side.score is None else present.score_words(side.score)
