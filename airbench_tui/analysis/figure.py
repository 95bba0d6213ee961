"""A named way to estimate a rate, with what it gave."""

from __future__ import annotations

from dataclasses import dataclass

from airbench_tui.analysis.distributions import Z95
from airbench_tui.analysis.estimate import THESE, Estimate

NO_SPREAD = "the verdicts show no spread: this method's interval would have no width, which says nothing"


@dataclass(frozen=True, slots=True)
class MethodResult:
    """What one method gave. ``se`` is the standard error behind its interval, None where there is none."""

    method: str
    estimate: Estimate
    se: float | None = None
    note: str = ""  # what a reader must know of this figure, in words


def normal_figure(
    method: str, value: float, se: float, n: int, note: str = "", exact: bool = False
) -> MethodResult:
    """*value* with the normal (Wald) interval of its standard error, value and interval cut off at 0 and 1.

    Without spread among the verdicts such an interval has no width; then there is none, and a reason, unless
    the value is *exact*: everything was reviewed.
    """
    shown = min(1.0, max(0.0, value))
    if shown != value:
        note = f"{note}; " * bool(note) + f"{value:.3f}, cut off at {shown:.0f}"
    if se == 0 and not exact:
        return MethodResult(method, Estimate(shown, None, n, NO_SPREAD, THESE), 0.0, note)
    low, high = max(0.0, value - Z95 * se), min(1.0, value + Z95 * se)
    return MethodResult(
        method, Estimate(shown, (min(low, shown), max(high, shown)), n, about=THESE), se, note
    )


def no_figure(method: str, n: int, why_not: str) -> MethodResult:
    """A method that gives nothing here, and why."""
    return MethodResult(method, Estimate(None, None, n, why_not, THESE))
