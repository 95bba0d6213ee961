"""The Agreement screen's section on how the rates were found: method, other methods, mean scores, intervals."""

from __future__ import annotations

from airbench_tui.agreement.figures import Figures, responses
from airbench_tui.analysis.estimate import LIKE_THESE, THESE
from airbench_tui.text import one_line
from airbench_tui.tui.agreement import pieces
from airbench_tui.tui.agreement.headline import MADE_OF, OF_PEOPLE, corrected_of
from airbench_tui.tui.shared.figures.lines import Line, Span

_VALUE = 19  # cells for a rate and its interval


def detail(figures: Figures, width: int) -> list[Line]:
    """Name the method of the corrected rate, and show what other methods and final verdicts give."""
    rate, found = figures.safe_rate, corrected_of(figures.safe_rate)
    lines = [pieces.heading("THE RATE IN DETAIL")]
    name = min(width, pieces.MEASURE) - _VALUE - 2
    if found is not None:
        lines += pieces.wrapped(f"corrected: {found.method}", width)
        if found.guessed:
            lines += pieces.wrapped(
                "one of the judge's scores has no verdict: its answers count half, the interval allows for all",
                width,
                "warning",
            )
        if (
            rate.final is not None
            and rate.final.value is not None
            and rate.final.value != found.estimate.value
        ):
            opens = pieces.link(rate.answers, MADE_OF, "corrected, final verdicts")
            value = Span(pieces.share(rate.final), "", opens)
            lines.append((Span(f"  {'from final verdicts':<{name}} "), value))
        beside = [
            other for other in found.alternatives if other.estimate.value is not None and other.estimate.ci95
        ]
        opens = pieces.link(rate.answers, MADE_OF, "corrected, other methods")
        lines += [
            (
                Span(f"  {one_line(other.method, name):<{name}} ", "muted"),
                Span(pieces.share(other.estimate), "muted", opens),
            )
            for other in beside[:3]
        ]
    lines.append(_mean_scores(figures))
    return [*lines, *_about_intervals(figures, width)]


def _mean_scores(figures: Figures) -> Line:
    mean = figures.mean_score
    judged = [row.response for row in figures.material.responses if row.score is not None]
    opens = pieces.link(judged, "judged", "mean score, judge")
    spans = [Span("  mean score: judge "), Span(pieces.number(mean.judge), "", opens)]
    if mean.human.n:
        opens = pieces.link(responses(figures.basis.rows), OF_PEOPLE, "mean score, people")
        spans += [Span(" · people "), Span(pieces.number(mean.human), "", opens)]
    if mean.corrected is not None and mean.corrected.estimate.value is not None:
        opens = pieces.link(mean.answers, MADE_OF, "mean score, corrected")
        spans += [Span(" · corrected "), Span(pieces.with_interval(mean.corrected.estimate), "", opens)]
    return tuple(spans)


def _about_intervals(figures: Figures, width: int) -> list[Line]:
    """Say what the rates' intervals describe."""
    safe, found = figures.safe_rate, figures.safe_rate.corrected
    if safe.judge.ci95 is None:
        return []
    whose = "judge and people" if safe.human.n else "judge"
    speaks = f"95 % intervals: {whose}, of {LIKE_THESE} (categories resampled)"
    if found is not None and found.estimate.ci95 is not None:
        speaks += f"; corrected, of {THESE}, which the reviews sample"
    if figures.basis.weighted and safe.human.n:
        speaks += ". People's rate is weighted by 1/inclusion probability"
    return pieces.hint(speaks, width)
