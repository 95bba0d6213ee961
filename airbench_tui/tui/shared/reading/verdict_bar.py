"""The verdict bar: three keys, one for each score, with the judge's score marked and one's own filled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from airbench_tui.text import one_line
from airbench_tui.tui.program import program_of
from airbench_tui.tui.shared.present import SCORE_WORD
from airbench_tui.tui.theme.inks import ink

SCORES = (1.0, 0.5, 0.0)  # in the order of the bar


class Marks(NamedTuple):
    """What the bar shows: the judge's score, None where it is hidden or there is none, and one's own.

    ``people`` are the names of auditors by the score that they gave.
    """

    judge: float | None = None
    own: float | None = None
    people: Mapping[float, tuple[str, ...]] = {}


class VerdictBar(Widget):
    """Three keys of equal width. The word and a glyph stand beside every colour. A click presses the key.

    One widget that draws its own lines: it is drawn anew with every response.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = "VerdictBar { height: 3; padding: 0 1; background: $bg; }"

    def __init__(self, deciding: Mapping[float, str], *, id: str | None = None) -> None:
        """Show the keys of the actions *deciding*, which are names by score."""
        super().__init__(id=id)
        self._deciding = deciding
        self.marks = Marks()

    def show(self, marks: Marks) -> None:
        """Show *marks*."""
        if marks != self.marks:
            self.marks = marks
            self.refresh()

    def render_line(self, y: int) -> Strip:
        gap = Segment(" ", ink(self, "fg"))
        segments: list[Segment] = []
        for score, width in zip(SCORES, self._widths(), strict=True):
            segments += [gap] if segments else []
            segments += self._row(y, score, width)
        return Strip(segments)

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        end = self.gutter.left
        for score, width in zip(SCORES, self._widths(), strict=True):
            end += width + 1
            if event.x < end:
                keys = program_of(self).action(self._deciding[score]).keys
                self.app.simulate_key(keys.partition(",")[0])
                return

    def _widths(self) -> list[int]:
        room = self.content_size.width - (len(SCORES) - 1)
        return [room // 3 + (at < room % 3) for at in range(3)]

    def _row(self, y: int, score: float, width: int) -> Iterable[Segment]:
        """Draw one of the rows of a key: all three, or only the middle one where the bar is one row high."""
        low = self.content_size.height < 3
        own, judge = score == self.marks.own, score == self.marks.judge
        if low or y == 1:
            return self._label(score, width, own=own, judge=judge)
        if own:
            edge = "▗▄▖" if y == 0 else "▝▀▘"
            return [Segment(edge[0] + edge[1] * (width - 2) + edge[2], ink(self, SCORE_WORD[score]))]
        frame = ink(self, "judge" if judge else "line")
        if y == 2:
            return [Segment(f"╰{'─' * (width - 2)}╯", frame)]
        return self._top(score, width, judge=judge)

    def _top(self, score: float, width: int, *, judge: bool) -> list[Segment]:
        """Draw the upper edge, with who gave this score."""
        frame = ink(self, "judge" if judge else "line")
        names = ", ".join(one_line(name, 16) for name in self.marks.people.get(score, ()))
        told = [("◆ judge", "judge")] * judge + [(f"● {names}", "mine")] * bool(names)
        segments = [Segment("─╮", frame)]
        room = width - 4
        for words, token in told:
            if cell_len(words) + 2 <= room:
                segments = [Segment(f" {words} ", ink(self, token, bold=True)), *segments]
                room -= cell_len(words) + 2
        return [Segment("╭" + "─" * (room + 1), frame), *segments]

    def _label(self, score: float, width: int, *, own: bool, judge: bool) -> list[Segment]:
        token = SCORE_WORD[score]
        half = "½ " if score == 0.5 else ""
        words = f"{half}{token.upper()}"
        low = self.content_size.height < 3
        cap = f" {program_of(self).key(self._deciding[score])} "
        for you, judged in (("● you", "◆ judge"), ("●", "◆")):  # the words where there is room for them
            marks = " ".join([you] * own + [judged] * (judge and (own or low)))  # else the upper edge tells
            text = f"  {words}" + (f"  {marks}" if marks else "")
            empty = width - 2 - len(cap) - len(text)
            if empty >= 0:
                break
        empty = max(0, empty)
        left, right = empty // 2, empty - empty // 2
        if own:
            fill = ink(self, "on-fill", token, bold=True)
            edge = ink(self, token)
            ends = ("▐", "▌")
            cap_style = ink(self, token, "on-fill", bold=True)
        else:
            fill = ink(self, token, bold=True)
            edge = ink(self, "judge" if judge else "line")
            ends = (" ", " ") if low else ("│", "│")
            cap_style = ink(self, "on-fill", token, bold=True)
        return [
            Segment(ends[0], edge),
            Segment(" " * left, fill),
            Segment(cap, cap_style),
            Segment(text + " " * right, fill),
            Segment(ends[1], edge),
        ]
