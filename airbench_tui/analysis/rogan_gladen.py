"""A judge's rate corrected by a sensitivity and a specificity measured elsewhere.

Rogan and Gladen, American Journal of Epidemiology 107 (1978), 71-76. On one packet it is the same number as
stratifying by judge score, so that it can't confirm it; it serves where the judge was audited on other answers.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from airbench_tui.analysis.figure import MethodResult, no_figure, normal_figure

METHOD = "Rogan-Gladen, sensitivity and specificity from elsewhere"


class Share(NamedTuple):
    """So many *right* of so many."""

    right: float
    of: float


def rogan_gladen(rate: float, n: int, sensitivity: Share, specificity: Share) -> MethodResult:
    """The rate p behind a judge's *rate* over *n* answers: (rate + specificity - 1) / (sensitivity + specificity - 1).

    Sensitivity is of what the rate counts: for a safe rate, the safe answers that were judged safe; specificity
    the others judged otherwise. The squared standard error (delta method) adds up the three sampling errors. Cut
    off at 0 and 1, which the note says; undefined unless sensitivity and specificity add up to more than 1.
    """
    if min(n, sensitivity.of, specificity.of) < 1:
        return no_figure(METHOD, n, "needs answers, and a sensitivity and a specificity that were measured")
    hit, miss = sensitivity.right / sensitivity.of, specificity.right / specificity.of
    gain = hit + miss - 1
    if gain <= 0:
        return no_figure(
            METHOD, n, f"sensitivity {hit:.2f} and specificity {miss:.2f} are no better than chance"
        )
    value = (rate + miss - 1) / gain
    real = min(1.0, max(0.0, value))
    variance = (
        rate * (1 - rate) / n
        + real**2 * hit * (1 - hit) / sensitivity.of
        + (1 - real) ** 2 * miss * (1 - miss) / specificity.of
    ) / gain**2
    return normal_figure(METHOD, value, math.sqrt(variance), n)
