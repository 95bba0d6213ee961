"""The Agreement screen's sections on the auditors and on what to mind: agreement with each other, codes, drift."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from airbench_tui.agreement import warnings
from airbench_tui.agreement.basis import WeightedVerdict
from airbench_tui.agreement.figures import (
    Figures,
    Repeats,
    alike,
    changed,
    needed,
    over_time,
    to_draw,
    toward_judge,
)
from airbench_tui.analysis.estimate import LIKE_THESE, THESE
from airbench_tui.text import one_line
from airbench_tui.tui.agreement import pieces
from airbench_tui.tui.agreement.estimate_rows import columns, estimate_row, head
from airbench_tui.tui.shared.figures import plots
from airbench_tui.tui.shared.figures.lines import Line, Span
from airbench_tui.tui.shared.present import percent

_CHANGED = "changed once the judge was shown"
_NAME = 30  # cells of the names of a pair
_OF = 18  # cells of the counts beside
_BAR = 20  # cells for 100 % over time
_HALF_WIDTHS = (0.10, 0.05, 0.03)


def among_themselves(figures: Figures, width: int) -> list[Line]:
    """Say how far the auditors agree with each other and with themselves."""
    people = figures.people
    title = pieces.heading("PEOPLE AMONG THEMSELVES", "weighted" if figures.basis.weighted else "")
    if len(figures.auditors) < 2:
        words = "one auditor so far: a second one on the same answers shows how sure people are"
        return [title, *pieces.wrapped(words, width)]
    if not people.n_overlap:
        return [title, *pieces.wrapped("no answer has verdicts of two auditors yet", width)]
    both = _overlapping(figures.basis.rows)
    sizes = columns(width, _NAME, beside=_OF)
    overlap = Span(f"{people.n_overlap:,}", "", pieces.link(both, "verdicts of two or more", "overlap"))
    alpha = pieces.link(both, "verdicts of two or more", "alpha among people")
    of_judge = pieces.of_rows(figures.beside(), "verdicts beside a score", "Krippendorff's alpha, ordinal")
    lines = [
        head(title, sizes),
        estimate_row("alpha", people.alpha_ordinal, alpha, sizes, (Span("  of "), overlap, Span(" answers"))),
        estimate_row("alpha, judge against people", figures.comparison.alpha_ordinal, of_judge, sizes),
    ]
    if people.alpha_ordinal.value is None:
        lines += pieces.wrapped(f"alpha: {people.alpha_ordinal.why_not}", width, "warning")
    for pair in people.pairs[:6]:
        first, second = (figures.auditors[number] for number in (pair.first, pair.second))
        shared, differing = _pair(figures.basis.rows, first, second)
        words = f"{one_line(first, 20)} and {one_line(second, 20)}"
        alike = sorted(set(shared) - set(differing))
        same = pieces.link(alike, f"{words} agree", "raw agreement of a pair")
        differ = pieces.link(differing, f"{words} differ", "a pair differs")
        beside = (
            Span("  "),
            Span(f"{len(differing):,} differ", "", differ),
            Span(" of "),
            Span(f"{len(shared):,}", "", pieces.link(shared, words, "answers of a pair")),
        )
        lines.append(estimate_row(f"raw, {words}", pair.raw_agreement, same, sizes, beside))
    if len(people.pairs) > 6:
        lines.append((Span(f"  and {len(people.pairs) - 6:,} more pairs: `agreement --json`", "muted"),))
    lines += map(_repeats, figures.repeats)
    lines += pieces.hint(
        f"1: always alike, 0: as often as by chance. 95 % intervals: alpha, of {LIKE_THESE}; raw, of {THESE}",
        width,
    )
    return lines + _annotator(figures, width)


def _repeats(one: Repeats) -> Line:
    name = one_line(one.auditor, 20)
    return (
        Span(f"  {name} with themselves: "),
        Span(f"{one.same:,}", "", pieces.link(one.alike, f"{name}: repeats the same", "repeats the same")),
        Span(" of "),
        Span(f"{one.n:,} repeats", "", pieces.link(one.responses, f"{name}: repeats", "hidden repeats")),
        Span(" the same"),
    )


def _annotator(figures: Figures, width: int) -> list[Line]:
    found = figures.annotator
    if found.winning_rate is None:
        return pieces.wrapped(f"may the judge stand in for a person? {found.why_not}", width, "muted")
    rates = ", ".join(
        f"{epsilon:.2f}: {'yes' if rate >= 0.5 else 'no'} ({rate:.2f})"
        for epsilon, rate in zip(found.epsilons, found.winning_rate, strict=True)
    )
    return pieces.wrapped(f"may the judge stand in for a person? at epsilon {rates}", width)


def codes(figures: Figures) -> list[Line]:
    """Count the verdicts with each code. Returns no lines if there are none."""
    found: dict[str, list[WeightedVerdict]] = {}
    for row in figures.basis.rows:
        for code in set(row.verdict.codes):
            found.setdefault(code, []).append(row)
    if not found:
        return []
    spans = [Span("  ")]
    for code, rows in sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))[:8]:
        words = one_line(code, 20)
        spans += [
            Span(f"{words} {len(rows):,}", "", pieces.of_rows(rows, f"code {words}", "verdicts with a code")),
            Span("   "),
        ]
    return [pieces.heading("CODES"), tuple(spans)]


def over_time_lines(figures: Figures) -> list[Line]:
    """Show how often the verdicts agreed with the judge, in blocks. Returns no lines if there are few verdicts."""
    blocks = over_time(figures.beside())
    if len(blocks) < 2:
        return []
    weighted = ", weighted" if figures.basis.weighted else ""
    lines = [pieces.heading("OVER TIME", f"verdicts with the judge's score{weighted}, oldest first")]
    for block in blocks:
        same = alike(block) or 0.0
        start, end = (block[at].verdict.made_at[:16].replace("T", " ") for at in (0, -1))
        words = f"verdicts given {start} to {end}"
        opens = pieces.of_rows(block, words, "verdicts over time")
        alike_here = [row for row in block if row.score == row.verdict.judge_score]
        agree = pieces.of_rows(alike_here, f"{words}, with the judge's score", "raw agreement")
        lines.append(
            (
                Span(f"  {start} to {end[11:] if start[:10] == end[:10] else end:<16} "),
                Span(f"{len(block):>5,}", "", opens),
                Span("  "),
                Span(f"{percent(same):>5}", "", agree),
                Span("  "),
                Span(plots.bar(same, _BAR), "mine", opens, drawn=True),
            )
        )
    return lines


def after_reveal(figures: Figures) -> list[Line]:
    """Count the verdicts changed once the judge was shown. Returns no lines if none is blind."""
    blind = [row for row in figures.basis.rows if row.verdict.blind]
    if not blind:
        return []
    moved, nearer = changed(blind), toward_judge(blind)
    return [
        pieces.heading("CHANGED ONCE THE JUDGE WAS SHOWN"),
        (
            Span("  "),
            Span(f"{len(moved):,}", "", pieces.of_rows(moved, _CHANGED, "changed after the reveal")),
            Span(" of "),
            Span(
                f"{len(blind):,} blind verdicts",
                "",
                pieces.of_rows(blind, "blind verdicts", "blind verdicts"),
            ),
            Span(", "),
            Span(
                f"{len(nearer):,}", "", pieces.of_rows(nearer, "changed toward the judge", "toward the judge")
            ),
            Span(" of them toward the judge"),
        ),
    ]


def needed_lines(figures: Figures, half_width: float | None, width: int) -> list[Line]:
    """Say how many more reviews a corrected safe rate needs, or how many answers to draw for a first one.

    *half_width* is the half-width (a share) of an interval that the user asked for, added to the usual ones.
    """
    widths = sorted({*_HALF_WIDTHS, *([half_width] if half_width else [])}, reverse=True)
    more = {half: needed(figures, half) for half in widths}
    if any(number is not None for number in more.values()):
        title, of = pieces.heading("REVIEWS STILL NEEDED", "drawn as these were"), "more"
        last = "plan the points at which you look: stopping when it pleases covers too little"
    elif figures.n_judged > 1 and not figures.census:
        more = {half: to_draw(figures, half) for half in widths}
        title, of = pieces.heading("REVIEWS A RANDOM PACKET WOULD TAKE"), "answers"
        last = f"of {figures.n_judged:,} judged, for the corrected safe rate; P draws one"
    else:
        return []
    known = [
        f"± {half * 100:g} points: {number:,} {of}" for half, number in more.items() if number is not None
    ]
    return [title, *pieces.wrapped(" · ".join(known), width), *pieces.hint(last, width)]


def notes(figures: Figures, width: int) -> list[Line]:
    """List the warnings. Returns no lines if there are none."""
    said = warnings.of(figures)
    lines = (line for words in said for line in pieces.wrapped(f"· {words}", width))
    return [pieces.heading("TO MIND"), *lines] if said else []


def _overlapping(rows: Iterable[WeightedVerdict]) -> list[int]:
    counts = Counter(row.verdict.response for row in rows)
    return sorted(response for response, number in counts.items() if number > 1)


def _pair(rows: Iterable[WeightedVerdict], first: str, second: str) -> tuple[list[int], list[int]]:
    """Return the answers that both auditors scored, and those on which they differ."""
    scores: dict[str, dict[int, float]] = {first: {}, second: {}}
    for row in rows:
        if row.verdict.auditor in scores:
            scores[row.verdict.auditor][row.verdict.response] = row.score
    shared = sorted(scores[first].keys() & scores[second].keys())
    return shared, [response for response in shared if scores[first][response] != scores[second][response]]
