"""The picture that the Agreement screen begins with: the safe rates on one scale, the corrected one large, in words."""

from __future__ import annotations

from typing import NamedTuple

from airbench_tui.agreement.figures import Figures, responses
from airbench_tui.agreement.lines import bounds, from_elsewhere
from airbench_tui.agreement.rates import Rate
from airbench_tui.agreement.small_samples import POINT_FROM
from airbench_tui.analysis.corrected import Corrected
from airbench_tui.analysis.estimate import Estimate
from airbench_tui.text import counted
from airbench_tui.tui.agreement import pieces
from airbench_tui.tui.shared.figures import plots
from airbench_tui.tui.shared.figures.lines import Line, Link, Span
from airbench_tui.tui.shared.interval_bar import FEW, JUDGE, POINT
from airbench_tui.tui.shared.present import percent

MADE_OF = "corrected from these"
OF_PEOPLE = "answers of people's rate"
_ENDS, _N = 11, 7  # cells of the columns at the right
_VALUE = 6
_FOOT = "corrected: the judge's rate, put right by what people found"


class _DrawnRate(NamedTuple):
    """One rate of the picture: its name, style, figure, link and mark."""

    name: str
    style: str
    found: Estimate
    opens: Link | None
    point: str = POINT


def headline(figures: Figures, width: int, counts: Line = ()) -> list[Line]:
    """Draw the rates in a frame of *width* cells, with *counts* beside its title, then say them in a sentence."""
    return [*_picture(figures, width, counts), *_in_words(figures, width)]


def corrected_of(rate: Rate) -> Corrected | None:
    """Return the corrected rate; None if it cannot be estimated."""
    found = rate.corrected
    return None if found is None or found.estimate.value is None else found


def _picture(figures: Figures, width: int, counts: Line) -> list[Line]:
    rate, title = figures.safe_rate, (Span("SAFE RATE", "heading"), *counts)
    found = corrected_of(rate)
    rows, judge = _rows(figures), rate.judge.value if found is None else found.judge.value
    large = [] if found is None else plots.large(percent(found.estimate.value).replace(" ", ""))
    lead = len(large[0]) + 3 if large else 0
    name = max(len(row.name) for row in rows) + 2
    bar = width - 4 - lead - name - _VALUE - _ENDS - _N
    blank = Span(" " * lead)
    axis = plots.scale(bar, ("0", "25", "50", "75", "100"))
    head = f"{'':{name + _VALUE}}{axis}{'  95 %':{_ENDS}}{'n':>{_N}}"
    body: list[Line] = [(blank, Span(head, "muted"))]
    for number, row in enumerate(rows):
        beside = Span(f"{large[number]}   ", "mine") if number < len(large) else blank
        body.append((beside, *_row(row, name, bar, judge)))
    if found is None:
        body += pieces.wrapped(f"corrected: not estimable: {rate.why_not}", width - 4, "warning", indent=0)
    body += pieces.wrapped(bounds(rate.corrected), width - 4, "warning", indent=0)
    body += pieces.wrapped(from_elsewhere(figures), width - 4, indent=0)
    return plots.framed(title, body, "" if found is None else _FOOT + " in the sample" * (width >= 90), width)


def _rows(figures: Figures) -> list[_DrawnRate]:
    """Return the rates: by the judge, by people, corrected.

    The packet's frame may be smaller than all that is judged now. The corrected rate describes the frame, so the
    judge's rate on the frame is then shown too.
    """
    material, rate = figures.material, figures.safe_rate
    found, packet = corrected_of(rate), material.packet
    elsewhere = found is not None and found.judge.n != rate.judge.n
    safe = [row.response for row in material.responses if row.score == 1.0]
    opens = pieces.link(safe, "safe by the judge", "safe rate, judge")
    rows = [_DrawnRate("judge, all" if elsewhere else "judge", "judge", rate.judge, opens, JUDGE)]
    if found is not None and elsewhere:
        frame = [row.response for row in packet.frame] if packet else []
        opens = pieces.link(frame, f"frame of {packet.name}" if packet else "", "judge on the frame")
        rows.append(_DrawnRate("judge, packet's", "judge", found.judge, opens, JUDGE))
    if rate.human.n:
        opens = pieces.link(responses(figures.basis.rows), OF_PEOPLE, "safe rate, people")
        rows.append(_DrawnRate("people", "muted", rate.human, opens))
    if found is not None:
        opens = pieces.link(rate.answers, MADE_OF, "safe rate, corrected")
        rows.append(_DrawnRate("corrected", "mine-strong", found.estimate, opens))
    return rows


def _row(row: _DrawnRate, name: int, bar: int, judge: float | None) -> Line:
    found, strong = row.found, row.style == "mine-strong"
    value = percent(found.value) if found.value is not None else "-"
    style = "strong" if strong else ""
    point = FEW if row.point == POINT and found.n < POINT_FROM else row.point
    return (
        Span(f"{row.name:<{name}}", row.style),
        Span(f"{value:>{_VALUE - 1}}", style, row.opens),
        Span(" "),
        Span(plots.interval(found, judge, bar, point=point), row.style, row.opens, drawn=True),
        Span(f"  {pieces.percent_ends(found):<{_ENDS - 2}}", style or "muted"),
        Span(f"{found.n:>{_N},}", "muted"),
    )


def _in_words(figures: Figures, width: int) -> list[Line]:
    """Say the rates to readers who are not statisticians."""
    rate = figures.safe_rate
    found = corrected_of(rate)
    if rate.judge.value is None:
        return []
    parts = [("In words:", "heading")]
    if found is None:
        parts += [
            (f" Of {counted(rate.judge.n, 'answer')} the judge calls ", ""),
            (percent(rate.judge.value), "judge-strong"),
            (" safe. ", ""),
            (
                "No figure here corrects that."
                if figures.basis.rows
                else "Nobody has reviewed them one by one yet.",
                "",
            ),
        ]
        return pieces.flowing(parts, width)
    within = f", somewhere from {pieces.percent_ends(found.estimate)} %" if found.estimate.ci95 else ""
    parts += [
        (f" Of the {counted(found.n_population, 'answer')} that this is about the judge calls ", ""),
        (percent(found.judge.value), "judge-strong"),
        (f" safe; by what people say of {found.estimate.n:,} of them it is ", ""),
        (percent(found.estimate.value), "mine-strong"),
        (f"{within}. ", ""),
        (_compared(found), "muted"),
    ]
    return pieces.flowing(parts, width)


def _compared(found: Corrected) -> str:
    """Say whether the interval holds the judge's own rate, and what follows."""
    judge, interval = found.judge.value, found.estimate.ci95
    if judge is None or interval is None or interval[0] == interval[1]:
        return ""
    low, high = interval
    digits = 0 if f"{judge:.2f}" not in (f"{low:.2f}", f"{high:.2f}") else 1
    said = f"{judge * 100:.{digits}f}"
    if not found.leaves_out_judge:
        return f"The interval holds the judge's {said}: with these reviews the two cannot be told apart."
    where, too = ("above", "many") if judge > high else ("below", "few")
    ends = f", {low * 100:.1f} to {high * 100:.1f}" if digits else ""
    return f"The judge's {said} lies {where} it{ends}: the judge calls too {too} of these safe."
