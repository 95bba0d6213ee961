"""What every statistic here returns: a value, its interval, what it rests on, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass

THESE = "these answers"  # design based: the finite set of answers that was sampled
LIKE_THESE = "prompts like these"  # level-4 categories resampled


@dataclass(frozen=True, slots=True)
class Estimate:
    """``value`` with its 95 % interval ``ci95``, from ``n`` rows. What is undefined is None, and ``why_not`` says why.

    ``about`` says what the interval speaks of: THESE or LIKE_THESE.
    """

    value: float | None
    ci95: tuple[float, float] | None
    n: int
    why_not: str = ""
    about: str = ""
