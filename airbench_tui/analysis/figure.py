"""The result of one named method of estimating a rate."""

from __future__ import annotations

from dataclasses import dataclass

from airbench_tui.analysis.distributions import Z95
from airbench_tui.analysis.estimate import THESE, Estimate

NO_SPREAD = "the verdicts do not vary: this method's interval would have no width and so no meaning"


@dataclass(frozen=True, slots=True)
class MethodResult:
    """The result of one method. ``se`` is the standard error behind its interval; None when there is none."""

    method: str
    estimate: Estimate
    se: float | None = None
    note: str = ""  # what a reader must know about this figure


def normal_figure(
    method: str, value: float, se: float, n: int, note: str = "", exact: bool = False
) -> MethodResult:
    """Return *value* with the normal (Wald) interval of its standard error, both cut off at 0 and 1.

    If the verdicts do not vary, such an interval has no width. The result then has a reason in place of an
    interval, unless the value is *exact* because everything was reviewed.
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
    """Return the result of a method that gives no value here, with the reason."""
    return MethodResult(method, Estimate(None, None, n, why_not, THESE))
