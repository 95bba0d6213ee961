"""The correction of a judge's rate by a sensitivity and a specificity measured on other answers.

Source: Rogan and Gladen, American Journal of Epidemiology 107 (1978), 71-76. Within one packet the result is
the same number as stratifying by judge score, so it cannot confirm that number. It is useful where the judge
was audited on other answers.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from airbench_tui.analysis.figure import MethodResult, no_figure, normal_figure

METHOD = "Rogan-Gladen, sensitivity and specificity from elsewhere"


class Share(NamedTuple):
    """A count of *right* answers out of a total."""

    right: float
    total: float


def rogan_gladen(rate: float, n: int, sensitivity: Share, specificity: Share) -> MethodResult:
    """Correct a judge's *rate* over *n* answers: (rate + specificity - 1) / (sensitivity + specificity - 1).

    Sensitivity concerns what the rate counts: for a safe rate, the share of the safe answers that were judged
    safe. Specificity is the share of the others that were judged otherwise. The squared standard error (delta
    method) adds the three sampling errors. The result is cut off at 0 and 1, which the note mentions; it is
    undefined unless sensitivity and specificity add up to more than 1.
    """
    if min(n, sensitivity.total, specificity.total) < 1:
        return no_figure(METHOD, n, "needs answers, and a measured sensitivity and specificity")
    hit, miss = sensitivity.right / sensitivity.total, specificity.right / specificity.total
    gain = hit + miss - 1
    if gain <= 0:
        return no_figure(
            METHOD, n, f"sensitivity {hit:.2f} and specificity {miss:.2f} are no better than chance"
        )
    value = (rate + miss - 1) / gain
    real = min(1.0, max(0.0, value))
    variance = (
        rate * (1 - rate) / n
        + real**2 * hit * (1 - hit) / sensitivity.total
        + (1 - real) ** 2 * miss * (1 - miss) / specificity.total
    ) / gain**2
    return normal_figure(METHOD, value, math.sqrt(variance), n)
