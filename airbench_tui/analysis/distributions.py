"""The distributions that the tests of this package need, in closed form or to about 12 digits.

The incomplete beta function is the continued fraction of Press et al., Numerical Recipes (2007), section 6.4;
the tail of chi-square follows from Abramowitz and Stegun (1964), 26.4.4 and 26.4.5.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

Z95 = NormalDist().inv_cdf(0.975)

_TINY = 1e-300
_STEPS = 10_000


def chi2_tail(x: float, df: int) -> float:
    """Return P(X > x) for chi-square with *df* degrees of freedom; 1 with none."""
    if df == 0 or x <= 0:
        return 1.0
    if math.isinf(x):
        return 0.0
    half = x / 2
    tail, known = (math.erfc(math.sqrt(half)), 1) if df % 2 else (math.exp(-half), 2)
    for at in range(known, df, 2):
        tail += math.exp(at / 2 * math.log(half) - half - math.lgamma(at / 2 + 1))
    return min(tail, 1.0)


def student_cdf(t: float, df: float) -> float:
    """Return P(T <= t) for Student's t."""
    tail = 0.5 * beta_cdf(df / (df + t * t), df / 2, 0.5)
    return tail if t < 0 else 1.0 - tail


def student_quantile(p: float, df: float) -> float:
    """Return the t for which P(T <= t) = p."""
    if p < 0.5:
        return -student_quantile(1 - p, df)
    high = 2.0
    while student_cdf(high, df) < p:
        high *= 2
    return _solve(lambda t: student_cdf(t, df), p, 0.0, high)


def beta_cdf(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):  # where the fraction converges fast
        return 1.0 - beta_cdf(1 - x, b, a)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    return front * _continued_fraction(x, a, b) / a


def beta_quantile(p: float, a: float, b: float) -> float:
    """Return the x for which I_x(a, b) = p."""
    return _solve(lambda x: beta_cdf(x, a, b), p, 0.0, 1.0)


def _continued_fraction(x: float, a: float, b: float) -> float:
    """Evaluate the continued fraction of I_x(a, b) by Lentz's method."""
    c, d = 1.0, 1.0 / _off_zero(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1.0 / _off_zero(1 + term * d)
            c = _off_zero(1 + term / c)
            found *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return found


def _off_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def _solve(rising: Callable[[float], float], target: float, low: float, high: float) -> float:
    """Find the argument at which the *rising* function reaches *target*, by bisection to the last digit."""
    while (middle := (low + high) / 2) not in (low, high):
        if rising(middle) < target:
            low = middle
        else:
            high = middle
    return middle
