"""Rates stratified by the judge's score: a random packet corrects the judge's figure, score by score.

Within each judge's score (a stratum h of N_h answers, n_h of them reviewed) the reviews estimate the share
that is really safe, m_h; the frame gives the size of the stratum. The corrected rate is the sum of N_h m_h
over N (Cochran, Sampling Techniques, 3rd ed. 1977, chapter 5; post-stratified, section 5A.9). If inclusion
probabilities vary within a stratum, m_h is the weighted mean (Hajek 1971). The sum then is the difference
estimator around the judge's scores as calibrated by the reviews (Saerndal, Swensson and Wretman, Model
Assisted Survey Sampling 1992, section 7.6), so one formula serves both designs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from airbench_tui.analysis.audited import UNSCORED, Audited, strata_places
from airbench_tui.analysis.distributions import Z95
from airbench_tui.analysis.estimate import THESE, Estimate
from airbench_tui.analysis.figure import MethodResult, no_figure, normal_figure
from airbench_tui.analysis.scale import SCORES, FloatArray

WALD = "stratified by judge score, Wald interval"
UNSEEN = 0.5  # the value of each answer in an unreviewed stratum; the interval allows for any value


@dataclass(frozen=True, slots=True)
class ReviewedStratum:
    """The answers with one judge's score, and the results of their reviews."""

    judge: float | None  # 0, 0.5 or 1; None: the judgment has no score
    size: int  # N_h, in the frame
    drawn: int  # with or without a verdict
    reviewed: int  # n_h
    mean: float  # m_h, weighted; UNSEEN when nothing was reviewed
    spread: float  # mean squared distance of the verdicts from their mean, weighted
    total: float  # the plain sum of the verdicts
    effective: (
        float  # n_h as reviews drawn with replacement and equal probability; infinite when all were reviewed
    )


def stratify(audited: Audited) -> tuple[ReviewedStratum, ...]:
    """Return the strata of *audited* in the order 0, 0.5, 1, unscored, without those that the frame lacks."""
    place = strata_places(audited.judge)
    strata = []
    for stratum, size in enumerate(audited.counts(audited.population)):
        if size:
            rows = place == stratum
            score = None if stratum == UNSCORED else SCORES[stratum]
            strata.append(_stratum(score, int(size), audited.human[rows], audited.probability[rows]))
    return tuple(strata)


def _stratum(score: float | None, size: int, human: FloatArray, probability: FloatArray) -> ReviewedStratum:
    decided = ~np.isnan(human)
    values, n, drawn = human[decided], int(decided.sum()), len(human)
    if n == 0:
        return ReviewedStratum(score, size, drawn, 0, UNSEEN, 0.25, 0.0, 0.0)
    total = float(values.sum())
    if n == size:
        mean = total / n
        return ReviewedStratum(
            score, size, drawn, n, mean, float(((values - mean) ** 2).mean()), total, math.inf
        )
    # The weights add up to the stratum: each verdict stands for that many answers, at least for its own.
    weight = 1 / probability[decided]
    weight = np.maximum(weight * (size / weight.sum()), 1.0)
    mean = float(weight @ values / weight.sum())
    # With uneven weights a mean can leave the range that the undecided answers allow.
    mean = min((total + size - n) / size, max(total / size, mean))
    noise = weight * (weight - 1)  # (1 - p) / p^2: each verdict's part in the variance of the sum
    spread = float(noise @ (values - mean) ** 2 / noise.sum())
    # With equal probabilities (sum w)^2 / sum w(w-1) is n N / (N - n): Kish's n over the finite population factor.
    effective = (size - 1) / size * float(weight.sum()) ** 2 / float(noise.sum())
    return ReviewedStratum(score, size, drawn, n, mean, spread, total, effective)


def corrected_mean(strata: Sequence[ReviewedStratum]) -> Estimate:
    """Return the stratified mean with an interval that holds where errors are rare; None without reviews.

    The interval is that of Agresti and Caffo (The American Statistician 54, 2000), extended to strata of a
    finite population: one safe and one unsafe review are added to each stratum, for the interval only, and a
    normal interval is taken around the resulting mean. A stratum in which no error was seen therefore keeps a
    width, unlike with Wald's interval. The interval is widened to include the estimate and cut to what the
    undecided answers could still change, so it has no width when everything was reviewed. Each answer of an
    unreviewed stratum counts half, and the interval allows for all of them being safe or unsafe.
    ``benchmarks/corrected_rate.py`` measures the coverage.
    """
    size, n = sum(each.size for each in strata), sum(each.reviewed for each in strata)
    if n == 0:
        return Estimate(None, None, 0, "nothing was reviewed", THESE)
    value = sum(each.size * each.mean for each in strata) / size
    if n == size:
        return Estimate(value, (value, value), n, about=THESE)
    centre = variance = unseen = 0.0
    for each in strata:
        share = each.size / size
        if each.reviewed:
            middle, squared = _padded(each)
            centre += share * middle
            variance += share**2 * squared
        else:
            unseen += share
    half = Z95 * math.sqrt(variance)
    known = sum(each.total for each in strata) / size
    low = max(centre - half, known)
    high = min(centre + half + unseen, known + (size - n) / size)
    return Estimate(value, (min(low, value), max(high, value)), n, about=THESE)


def _padded(stratum: ReviewedStratum) -> tuple[float, float]:
    """Return a stratum's mean and its squared standard error, with one safe and one unsafe review added."""
    n, mean = stratum.effective, stratum.mean
    if math.isinf(n):
        return mean, 0.0
    middle = (mean * n + 1) / (n + 2)
    spread = (n * (stratum.spread + (mean - middle) ** 2) + middle**2 + (1 - middle) ** 2) / (n + 2)
    return middle, spread / (n + 2)


def wald(strata: Sequence[ReviewedStratum], finite: bool = True) -> MethodResult:
    """Return the stratified mean with the textbook interval, with or without finite population correction.

    Variance: sum of (N_h/N)^2 (1 - n_h/N_h) s_h^2 / n_h (Cochran 1977, 5.10). The interval covers too little
    where errors are rare (see the benchmark), needs two reviews in every stratum and assumes equal weights.
    """
    size, n = sum(each.size for each in strata), sum(each.reviewed for each in strata)
    method = WALD if finite else f"{WALD}, population taken as infinite"
    if any(each.reviewed < min(2, each.size) for each in strata):
        return no_figure(method, n, "needs at least 2 reviews in every stratum")
    value = variance = 0.0
    for each in strata:
        value += each.size / size * each.mean
        if each.reviewed > 1:
            kept = 1 - each.reviewed / each.size if finite else 1.0
            variance += (each.size / size) ** 2 * kept * each.spread / (each.reviewed - 1)
    return normal_figure(method, value, math.sqrt(variance), n, exact=finite and n == size)


def kish_n_eff(weight: FloatArray) -> float:
    """Return Kish's effective number of reviews with *weight* (n,): (sum w)^2 / sum w^2 (Kish 1965).

    It is the number of equally weighted reviews that carry the same information. n divided by it is the
    design effect of weighting. The result is 0 without reviews.
    """
    return float(weight.sum() ** 2 / (weight @ weight)) if len(weight) else 0.0


def reviews_needed(half_width: float, strata: Sequence[ReviewedStratum]) -> int | None:
    """Return how many more reviews bring the interval of :func:`corrected_mean` to +- *half_width*.

    The forecast assumes that further reviews are drawn like those so far (by size, if any stratum has none
    yet) and find the same shares. None when fewer than 2 reviews leave too little to forecast from. Raises
    ValueError for a half-width that is not positive. Check at planned points only: stopping when the interval
    looks narrow enough covers less than 95 %.
    """
    if not half_width > 0:
        raise ValueError(f"not a half-width above 0: {half_width}")
    sizes = np.array([each.size for each in strata])
    seen = np.array([each.reviewed for each in strata])
    if seen.sum() < 2:
        return None
    now = corrected_mean(strata).ci95
    if now is not None and now[1] - now[0] <= 2 * half_width:
        return 0
    shares = seen if seen.all() else sizes

    def enough(more: int) -> bool:
        return _half_width(strata, _spread_out(more, shares, sizes - seen)) <= half_width

    low, high = 0, int((sizes - seen).sum())
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low


def _spread_out(more: int, shares: FloatArray, room: FloatArray) -> FloatArray:
    """Distribute *more* reviews over the strata by *shares*, none above its *room*.

    What does not fit into a stratum goes to the others.
    """
    given = np.zeros(len(room))
    while more - given.sum() > 1e-9:
        open_shares = np.where(given < room, shares, 0)
        given = np.minimum(room, given + (more - given.sum()) * open_shares / open_shares.sum())
    return given


def _half_width(strata: Sequence[ReviewedStratum], more: FloatArray) -> float:
    size = sum(each.size for each in strata)
    variance = unseen = 0.0
    for each, extra in zip(strata, more, strict=True):
        reviewed = each.reviewed + float(extra)
        if reviewed == 0:
            unseen += each.size / size
        elif reviewed < each.size:
            # The value of one review so far, by the finite population factor at that time.
            worth = each.effective * (1 - each.reviewed / each.size) / each.reviewed if each.reviewed else 1.0
            effective = worth * reviewed / (1 - reviewed / each.size)
            foreseen = ReviewedStratum(each.judge, each.size, 0, 0, each.mean, each.spread, 0.0, effective)
            variance += (each.size / size) ** 2 * _padded(foreseen)[1]
    return Z95 * math.sqrt(variance) + unseen / 2
