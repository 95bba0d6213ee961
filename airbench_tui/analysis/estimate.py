"""The result type of every statistic: a value, its interval and its number of rows, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass

THESE = "these answers"  # design based: the finite set of answers that was sampled
LIKE_THESE = "prompts like these"  # level-4 categories resampled


@dataclass(frozen=True, slots=True)
class Estimate:
    """A ``value`` with its 95 % interval ``ci95``, from ``n`` rows.

    An undefined value or interval is None, and ``why_not`` gives the reason. ``about`` says what the interval
    concerns: THESE or LIKE_THESE.
    """

    value: float | None
    ci95: tuple[float, float] | None
    n: int
    why_not: str = ""
    about: str = ""
