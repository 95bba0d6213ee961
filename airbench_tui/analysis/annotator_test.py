"""Whether a judge may stand in for an auditor: the alternative-annotator test.

Calderon, Reichart and Dror, "The Alternative Annotator Test for LLM-as-a-Judge" (ACL 2025).
Each auditor is left out in turn: on every answer the judge and she are held beside the others' verdicts, and the
judge wins where it is at least as close. The cost of asking her, epsilon, is what she is let off by: with a larger
one the judge passes more easily, so that several are shown.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from airbench_tui.analysis.distributions import student_cdf
from airbench_tui.analysis.humans import Verdicts, grid
from airbench_tui.analysis.scale import FloatArray, places
from airbench_tui.analysis.significance import benjamini_yekutieli

EPSILONS = (0.10, 0.15, 0.20)
AUDITORS, ITEMS = 3, 30  # at least: the paper's own conditions
PASSES = 0.5  # the winning rate from which on the judge may stand in

Alignment = Literal["accuracy", "distance"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One auditor against the judge, on the *n* answers that somebody else gave a verdict on too."""

    auditor: int
    n: int
    judge_wins: float  # share of answers on which the judge is at least as close to the others
    auditor_wins: float  # share on which the auditor is; on ties both are
    p: tuple[float, ...]  # for each epsilon: that the judge is no better than the auditor less epsilon


@dataclass(frozen=True, slots=True)
class AnnotatorTest:
    """What the test says at each epsilon; without enough auditors and answers None and why.

    ``winning_rate`` is the share of auditors over whom the judge is preferred, PASSES or more of which lets it
    stand in. ``advantage_probability`` is the mean of ``judge_wins``. ``too_few`` names auditors with fewer than
    ITEMS answers: not left out in turn, but among the others.
    """

    epsilons: tuple[float, ...]
    winning_rate: tuple[float, ...] | None
    advantage_probability: float | None
    auditors: tuple[LeftOut, ...]
    too_few: tuple[int, ...]
    why_not: str = ""


def annotator_test(
    verdicts: Verdicts,
    judge: FloatArray,
    epsilons: tuple[float, ...] = EPSILONS,
    alignment: Alignment = "accuracy",
    rate: float = 0.05,
) -> AnnotatorTest:
    """The test of *judge*, the judge's score (n,) beside each row of *verdicts*.

    *alignment* with the others is the share of them who gave the same score, or less the root mean square
    distance to them. Each auditor's p is that of a one-sided paired t-test; the false discovery *rate* is kept by
    Benjamini and Yekutieli. Raises ValueError as :func:`airbench_tui.analysis.humans.among`.
    """
    places(judge)  # raises for a score off the scale
    table = grid(verdicts)
    judged = np.asarray(judge, dtype=np.float64)[table.row]
    found, too_few = [], []
    for at, auditor in enumerate(table.auditors):
        hers, others = table.scores[:, at], np.delete(table.scores, at, axis=1)
        shared = ~np.isnan(hers) & ~np.isnan(others).all(1)
        if shared.sum() < ITEMS:
            too_few.append(auditor)
        else:
            found.append(
                _left_out(auditor, judged[shared], hers[shared], others[shared], epsilons, alignment)
            )
    if len(found) < AUDITORS:
        return AnnotatorTest(
            epsilons,
            None,
            None,
            (),
            tuple(too_few),
            f"needs {AUDITORS} auditors with {ITEMS} answers each that another auditor saw too; there are {len(found)}",
        )
    rejected = [benjamini_yekutieli([one.p[at] for one in found], rate) for at in range(len(epsilons))]
    return AnnotatorTest(
        epsilons,
        tuple(sum(wins) / len(wins) for wins in rejected),
        sum(one.judge_wins for one in found) / len(found),
        tuple(found),
        tuple(too_few),
    )


def _left_out(
    auditor: int,
    judge: FloatArray,
    hers: FloatArray,
    others: FloatArray,
    epsilons: tuple[float, ...],
    alignment: Alignment,
) -> LeftOut:
    judge_close, hers_close = (_closeness(scores, others, alignment) for scores in (judge, hers))
    judge_wins = (judge_close >= hers_close).astype(np.float64)
    she_wins = (hers_close >= judge_close).astype(np.float64)
    behind = she_wins - judge_wins
    n, mean, error = len(behind), float(behind.mean()), float(behind.std(ddof=1)) / math.sqrt(len(behind))
    return LeftOut(
        auditor,
        n,
        float(judge_wins.mean()),
        float(she_wins.mean()),
        tuple(_p_below(mean - epsilon, error, n - 1) for epsilon in epsilons),
    )


def _closeness(scores: FloatArray, others: FloatArray, alignment: Alignment) -> FloatArray:
    """(n,): how near scores (n,) are to the others' (n, R), NaN where one of them gave none."""
    if alignment == "distance":
        return np.asarray(-np.sqrt(np.nanmean((scores[:, None] - others) ** 2, axis=1)))
    same = (scores[:, None] == others).sum(1)
    return np.asarray(same / (~np.isnan(others)).sum(1))


def _p_below(difference: float, error: float, df: int) -> float:
    """One-sided p of a mean *difference* below 0; without any spread it is known."""
    if error == 0:
        return 0.0 if difference < 0 else 1.0
    return student_cdf(difference / error, df)
