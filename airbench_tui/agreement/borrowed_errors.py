"""The judge's errors on a packet of other models, used to correct a model that nothing was drawn from.

The correction assumes that the judge errs alike on both, which no review here can confirm, so it is never a
headline.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from airbench_tui.agreement.basis import Basis
from airbench_tui.agreement.small_samples import SHARE_FROM
from airbench_tui.analysis.figure import MethodResult
from airbench_tui.analysis.intervals import effective_n
from airbench_tui.analysis.rogan_gladen import Share, rogan_gladen


class JudgeErrors(NamedTuple):
    """The judge's errors in one packet, as counts of answers that it judged as people did.

    ``safe`` counts among the answers that people call safe, ``other`` among the rest.
    """

    packet: str
    models: tuple[str, ...]
    safe: Share
    other: Share


def errors_of(found: Basis) -> JudgeErrors | None:
    """Measure the judge's errors from the verdicts of one packet.

    None when the verdicts belong to no packet or several, or when there are too few.
    """
    rows = [row for row in found.rows if row.verdict.judge_score is not None]
    if found.packet is None:
        return None
    human = np.array([row.score == 1.0 for row in rows], dtype=np.bool_)
    judge = np.array([row.verdict.judge_score == 1.0 for row in rows], dtype=np.bool_)
    weight = np.array([row.weight for row in rows], dtype=np.float64)
    response = np.array([row.verdict.response for row in rows], dtype=np.int64)
    shares = []
    for among in (human, ~human):
        if among.sum() < SHARE_FROM:
            return None
        # Counts are in effective answers, which allows for weights and for answers with two verdicts.
        _, group = np.unique(response[among], return_inverse=True)
        right = float(weight[among & (human == judge)].sum() / weight[among].sum())
        size = effective_n(weight[among], group.astype(np.int64))
        shares.append(Share(right * size, size))
    models = tuple(sorted({row.verdict.target for row in rows}))
    return JudgeErrors(found.packet, models, *shares)


def corrected_from(elsewhere: JudgeErrors, rate: float, n: int) -> MethodResult:
    """Correct a model's safe *rate* by the judge over *n* answers, by the judge's errors on other models."""
    return rogan_gladen(rate, n, elsewhere.safe, elsewhere.other)
