"""The alternative-annotator test: can a judge stand in for an auditor?

Source: Calderon, Reichart and Dror, "The Alternative Annotator Test for LLM-as-a-Judge" (ACL 2025). Each
auditor is left out in turn. On every answer the judge and that auditor are compared with the other auditors'
verdicts, and the judge wins where it is at least as close to them. Epsilon, the cost of asking the auditor,
is subtracted from the auditor's advantage. A larger epsilon makes the test easier to pass, so several are
shown.
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
AUDITORS, ITEMS = 3, 30  # minimum numbers: the paper's own conditions
PASSES = 0.5  # the winning rate from which the judge may stand in

Alignment = Literal["accuracy", "distance"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One auditor compared with the judge, on the *n* answers that another auditor decided too."""

    auditor: int
    n: int
    judge_wins: float  # share of answers on which the judge is at least as close to the others
    auditor_wins: float  # share on which the auditor is; on ties both win
    p: tuple[float, ...]  # for each epsilon: of "the judge is no better than the auditor less epsilon"


@dataclass(frozen=True, slots=True)
class AnnotatorTest:
    """The result of the test at each epsilon; None and a reason without enough auditors and answers.

    ``winning_rate`` is the share of auditors to whom the judge is preferred; from PASSES on, the judge may
    stand in. ``advantage_probability`` is the mean of ``judge_wins``. ``too_few`` lists auditors with fewer
    than ITEMS answers: they are not left out in turn, but count among the others.
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
    """Test *judge*, the judge's score (n,) beside each row of *verdicts*.

    *alignment* with the other auditors is the share of them who gave the same score ("accuracy"), or minus
    the root mean square distance to them ("distance"). Each auditor's p comes from a one-sided paired t-test;
    the procedure of Benjamini and Yekutieli keeps the false discovery *rate*. Raises ValueError as
    :func:`airbench_tui.analysis.humans.among` does.
    """
    places(judge)  # raises for a score off the scale
    table = grid(verdicts)
    judged = np.asarray(judge, dtype=np.float64)[table.row]
    found, too_few = [], []
    for at, auditor in enumerate(table.auditors):
        own, others = table.scores[:, at], np.delete(table.scores, at, axis=1)
        shared = ~np.isnan(own) & ~np.isnan(others).all(1)
        if shared.sum() < ITEMS:
            too_few.append(auditor)
        else:
            found.append(_left_out(auditor, judged[shared], own[shared], others[shared], epsilons, alignment))
    if len(found) < AUDITORS:
        return AnnotatorTest(
            epsilons,
            None,
            None,
            (),
            tuple(too_few),
            f"needs {AUDITORS} auditors with {ITEMS} answers each that another auditor reviewed too; "
            f"there are {len(found)}",
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
    own: FloatArray,
    others: FloatArray,
    epsilons: tuple[float, ...],
    alignment: Alignment,
) -> LeftOut:
    judge_close, own_close = (_closeness(scores, others, alignment) for scores in (judge, own))
    judge_wins = (judge_close >= own_close).astype(np.float64)
    auditor_wins = (own_close >= judge_close).astype(np.float64)
    behind = auditor_wins - judge_wins
    n, mean, error = len(behind), float(behind.mean()), float(behind.std(ddof=1)) / math.sqrt(len(behind))
    return LeftOut(
        auditor,
        n,
        float(judge_wins.mean()),
        float(auditor_wins.mean()),
        tuple(_p_below(mean - epsilon, error, n - 1) for epsilon in epsilons),
    )


def _closeness(scores: FloatArray, others: FloatArray, alignment: Alignment) -> FloatArray:
    """Return how near scores (n,) are to the other auditors' (n, R), where NaN is no verdict: shape (n,)."""
    if alignment == "distance":
        return np.asarray(-np.sqrt(np.nanmean((scores[:, None] - others) ** 2, axis=1)))
    same = (scores[:, None] == others).sum(1)
    return np.asarray(same / (~np.isnan(others)).sum(1))


def _p_below(difference: float, error: float, df: int) -> float:
    """Return the one-sided p of a mean *difference* below 0; 0 or 1 when there is no spread."""
    if error == 0:
        return 0.0 if difference < 0 else 1.0
    return student_cdf(difference / error, df)
