"""The reviews of a random packet, or of one node of it, as arrays: the input of every corrected rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from airbench_tui.analysis.scale import CLASSES, SCORES, FloatArray, IntArray, places

Measure = Literal["safe_rate", "mean_score"]

UNSCORED = CLASSES  # the stratum, after those of SCORES, of answers whose judgment has no score


@dataclass(frozen=True, slots=True)
class Audited:
    """The reviews of a random packet, or of one node of it.

    The population is the packet's frozen frame within the node.
    """

    population: FloatArray  # (N,) the judge's score of every response in the frame: 0, 0.5, 1; NaN: none
    judge: FloatArray  # (n,) the judge's score of each drawn response, as in population
    human: FloatArray  # (n,) one value per response in [0, 1]; NaN: drawn, but no verdict yet
    probability: FloatArray  # (n,) inclusion probability of each drawn response
    cluster: IntArray  # (n,) level-4 category key

    def check(self) -> None:
        """Raise ValueError for arrays that no packet can have; the estimators rely on this check."""
        drawn = len(self.judge)
        if not len(self.human) == len(self.probability) == len(self.cluster) == drawn:
            raise ValueError("judge, human, probability and cluster differ in length")
        if not ((self.probability > 0) & (self.probability <= 1)).all():
            raise ValueError("an inclusion probability that is not above 0 and at most 1")
        decided = self.human[~np.isnan(self.human)]
        if not ((decided >= 0) & (decided <= 1)).all():
            raise ValueError("a human value that is not from 0 to 1")
        if (self.counts(self.judge) > self.counts(self.population)).any():
            raise ValueError("more answers drawn with a judge's score than the frame has")

    @staticmethod
    def counts(scores: FloatArray) -> IntArray:
        """Count how many of (n,) scores are 0, 0.5, 1 and missing: shape (4,)."""
        return np.bincount(strata_places(scores), minlength=CLASSES + 1).astype(np.int64)


def strata_places(scores: FloatArray) -> IntArray:
    """Return the stratum (n,) of each judge's score: its place in SCORES, or UNSCORED for NaN.

    Raises ValueError for any other score.
    """
    missing = np.isnan(scores)
    return np.where(missing, UNSCORED, places(np.where(missing, 0.0, scores)))


def judge_values(measure: Measure) -> FloatArray:
    """Return the values of the judge's 0, 0.5 and 1 in *measure*: for a safe rate only 1 counts."""
    return np.array(SCORES) if measure == "mean_score" else np.array([0.0, 0.0, 1.0])
