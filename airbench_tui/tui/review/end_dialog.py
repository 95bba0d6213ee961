"""The card at the end of a piece of work: what was decided, how long it took, what is missing, what next."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from airbench_tui.reviewing.outcome import Outcome
from airbench_tui.reviewing.progress import WorkDone
from airbench_tui.text import counted, one_line
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.dialogs.audit_dialog import AuditDialog
from airbench_tui.tui.shared.figures.plots import large

_BAR = 18  # cells
_LEVELS = "▁▂▃▄▅▆▇█"
NOTES = "notes"

Pieces = list[tuple[str, str]]


class EndDialog(AuditDialog[str | None]):
    """Ends with the name of what the user wants next: "notes" or a screen; None to stay."""

    HINT = "Esc stays here"
    PLACES = ("end", "dialog")
    BINDINGS = bindings("end")
    FRAME = "end-card"

    def __init__(self, name: str, done: WorkDone, outcome: Outcome, disagreements: int) -> None:
        super().__init__()
        self._name, self._done, self._outcome, self._disagreements = name, done, outcome, disagreements

    @property
    def heading(self) -> str:
        return f"{one_line(self._name, 40)} is finished" if self._name else "This list is finished"

    def compose_fields(self) -> ComposeResult:
        yield Static(self._card(), markup=False, id="end-words")

    def action_likeliest(self) -> None:
        """Write the missing notes if there are any, else go to where the next work is."""
        self.dismiss(NOTES if self._outcome.without_note else "packets" if self._name else "agreement")

    def action_agreement(self) -> None:
        """Go to Agreement."""
        self.dismiss("agreement")

    def action_settle(self) -> None:
        """Go to Disagreements."""
        self.dismiss("settle")

    def action_packets(self) -> None:
        """Go to Packets."""
        self.dismiss("packets")

    def _card(self) -> Content:
        done, outcome = self._done, self._outcome
        words: list[Pieces] = [
            [(f"of {done.total:,} answered", "bold $fg"), (self._parts(), "$fg")],
            [(" · ".join(self._time()), "$muted")],
            self._pace(),
        ]
        figure = large(f"{done.answered}")
        lines = [[(f"{row}   ", "$safe"), *words[at]] for at, row in enumerate(figure)]
        lines += [[], *self._bars(), []]
        if missing := len(outcome.without_note):
            have = "override has" if missing == 1 else "overrides have"
            lines += [[("! ", "bold $ambiguous"), (f"{missing:,} {have} no note yet", "$fg")], []]
        return Content("\n").join(Content.assemble(*line) for line in [*lines, *self._ways()])

    def _parts(self) -> str:
        cannot = self._done.cannot_judge
        return f", {self._done.decided:,} decided" + (f", {cannot:,} cannot judge" if cannot else "")

    def _time(self) -> list[str]:
        """Return the words for the time of active reading; the sittings are said with it."""
        done, outcome = self._done, self._outcome
        words = [_duration(outcome.seconds)] if outcome.seconds else []
        words += [f"in {counted(outcome.sittings, 'sitting')}"] if outcome.sittings > 1 else []
        return words + ([f"{done.pace:.0f} s each"] if done.pace is not None else [])

    def _pace(self) -> Pieces:
        """Return the pace as a row of blocks, as high as the seconds for an answer."""
        pace = self._outcome.pace
        if not pace or not (top := max(pace)):
            return []
        blocks = "".join(_LEVELS[min(7, int(value / top * 8))] for value in pace)
        return [("pace ", "$muted"), (blocks, "$mine")]

    def _bars(self) -> list[Pieces]:
        outcome, done = self._outcome, self._done
        to = ", ".join(
            f"{count:,} to {present.SCORE_MARK[score]}" for score, count in sorted(outcome.overridden.items())
        )
        rows = [
            ("confirmed", outcome.confirmed, "$fg", "as the judge did"),
            ("overridden", outcome.overrides, "$mine", to),
            ("cannot judge", done.cannot_judge, "$ambiguous", ""),
            ("not judged", outcome.unjudged, "$muted", "yours stands alone"),
        ]
        return [
            [
                (f"{name:<13}", "$fg"),
                (f"{count:>5,}  ", "bold $fg"),
                *_bar(count / done.answered if done.answered else 0, style),
                (f"  {words}", "$muted"),
            ]
            for name, count, style, words in rows
            if count or name in ("confirmed", "overridden")
        ]

    def _ways(self) -> list[Pieces]:
        missing = len(self._outcome.without_note)
        waits = f", {self._disagreements:,} open" if self._disagreements else ": none is open"
        ways = [("A", "Agreement: what it says about the judge"), ("D", f"Disagreements{waits}")]
        ways.append(("P", "Packets: what else waits for you"))
        first = (
            f"write the {counted(missing, 'note')}"
            if missing
            else ("Packets: send your part, or go on with another" if self._name else ways.pop(0)[1])
        )
        return [
            [(" Enter ", "bold $on-fill on $focus"), (f"  {first}", "bold $fg")],
            *([(f"   {key}   ", "bold $focus"), (f"  {words}", "$fg")] for key, words in ways),
        ]


def _bar(share: float, style: str) -> Pieces:
    done = round(share * _BAR) if 0 < share < 1 else int(share) * _BAR
    done = min(max(done, 1), _BAR - 1) if 0 < share < 1 else done
    return [("━" * done, style), ("─" * (_BAR - done), "$line")]


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
