"""How a judge errs on a packet of other models, to correct a model that nothing was drawn from.

It takes for granted that the judge errs alike on both, which no review here can show: never a headline.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from airbench_tui.agreement.basis import Basis
from airbench_tui.agreement.small_samples import SHARE_FROM
from airbench_tui.analysis.figure import MethodResult
from airbench_tui.analysis.intervals import effective_n
from airbench_tui.analysis.rogan_gladen import Share, rogan_gladen


class Elsewhere(NamedTuple):
    """Of what people call safe in a packet, how much the judge does too; of the rest, how much it does not either."""

    packet: str
    models: tuple[str, ...]
    safe: Share
    other: Share


def errors_of(found: Basis) -> Elsewhere | None:
    """What the verdicts of one packet say of the judge; None where they are of no or several packets, or too few."""
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
        # As many right of as many as the weights and the double-coded answers leave.
        _, group = np.unique(response[among], return_inverse=True)
        right = float(weight[among & (human == judge)].sum() / weight[among].sum())
        size = effective_n(weight[among], group.astype(np.int64))
        shares.append(Share(right * size, size))
    models = tuple(sorted({row.verdict.target for row in rows}))
    return Elsewhere(found.packet, models, *shares)


def corrected_from(elsewhere: Elsewhere, rate: float, n: int) -> MethodResult:
    """A model's safe *rate* by the judge over *n* answers, corrected by its errors elsewhere."""
    return rogan_gladen(rate, n, elsewhere.safe, elsewhere.other)
