"""The corrected safe rate and mean score: estimates that correct the judge's figure by a packet's reviews.

:func:`corrected` chooses the method by the design. When everything was reviewed, the result is a census.
Otherwise the headline is stratified by judge score (see ``strata``), whatever the probabilities, and the
other methods that the design allows are given beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from airbench_tui.analysis import horvitz_thompson, ppi
from airbench_tui.analysis.audited import UNSCORED, Audited, Measure, judge_values, strata_places
from airbench_tui.analysis.estimate import THESE, Estimate
from airbench_tui.analysis.figure import MethodResult, no_figure
from airbench_tui.analysis.scale import FloatArray
from airbench_tui.analysis.strata import ReviewedStratum, corrected_mean, kish_n_eff, stratify, wald

CENSUS = "census: every answer was decided, so there is no sampling error"
SIMPLE = "simple random packet, post-stratified by judge score"
STRATIFIED = "stratified by judge score"
VARYING = (
    "unequal probabilities: Horvitz-Thompson difference from the judge's scores, calibrated by the reviews"
)
INTERVAL = "Agresti-Caffo interval over the strata, finite population correction"
UNWEIGHTED = "reviews alone, unweighted"
UNSCORED_LEFT = "the judge left answers unscored"
WRONG = "wrong here: answers had unequal chances of being drawn"

MISSING_AT_MOST = 0.05  # largest share of drawn answers without a verdict that still allows a headline


@dataclass(frozen=True, slots=True)
class Corrected:
    """The corrected rate of one packet, or of one node of it. ``estimate`` is the headline."""

    measure: Measure
    estimate: Estimate
    method: str
    judge: Estimate  # the judge's own figure on the whole frame, without an interval, as nothing was sampled
    human_on_reviewed: Estimate  # the reviews alone, weighted by 1/probability
    strata: tuple[ReviewedStratum, ...]
    alternatives: tuple[MethodResult, ...]
    n_population: int
    n_drawn: int
    n_missing: int  # drawn, without a verdict
    bounds: (
        tuple[float, float] | None
    )  # the value if all missing verdicts were 0, or 1; None when none is missing
    n_effective: float  # Kish's n of the weights
    design_effect: float | None  # reviews over n_effective
    warnings: tuple[str, ...]

    @property
    def guessed(self) -> bool:
        """Whether the figure includes a guess, because one of the judge's scores has no verdict."""
        return any(not stratum.reviewed for stratum in self.strata)

    @property
    def leaves_out_judge(self) -> bool | None:
        """Whether the interval leaves out the judge's own figure; None without either."""
        judge, interval = self.judge.value, self.estimate.ci95
        if judge is None or interval is None:
            return None
        return not interval[0] <= judge <= interval[1]


def corrected(audited: Audited, measure: Measure = "safe_rate") -> Corrected:
    """Compute the corrected figure of a random packet, or of one node of it.

    The population size within each judge's score is known; the number of reviews within it is random.
    *measure* defines the value of the judge's scores in the judge's own figure; ``audited.human`` already is
    on that measure. Raises ValueError for arrays that do not fit together (see :meth:`Audited.check`).
    """
    audited.check()
    strata = stratify(audited)
    decided = ~np.isnan(audited.human)
    n, drawn, size = int(decided.sum()), len(audited.human), len(audited.population)
    why_not = _why_not(n, drawn, size)
    headline = Estimate(None, None, n, why_not, THESE) if why_not else corrected_mean(strata)
    bounds = _bounds(audited) if n < drawn else None
    weight = 1 / audited.probability[decided]
    n_effective = kish_n_eff(weight)
    return Corrected(
        measure=measure,
        estimate=headline,
        method=_method(audited, n),
        judge=_judge(audited.population, measure),
        human_on_reviewed=_reviews_alone(audited),
        strata=strata,
        alternatives=() if why_not or n == size else _alternatives(audited, measure, strata),
        n_population=size,
        n_drawn=drawn,
        n_missing=drawn - n,
        bounds=bounds,
        n_effective=n_effective,
        design_effect=n / n_effective if n else None,
        warnings=() if why_not else _warnings(strata, drawn - n, drawn, bounds),
    )


def _why_not(n: int, drawn: int, size: int) -> str:
    if size == 0:
        return "no answers here"
    if n == size:
        return ""
    if drawn == 0:
        return f"none of these {size:,} answers was drawn: needs verdicts on at least 2 answers of a random packet"
    if drawn - n > MISSING_AT_MOST * drawn:
        return f"{drawn - n:,} of {drawn:,} drawn answers have no verdict: more than 5 % is too many for a headline"
    if n < 2:
        return f"needs verdicts on at least 2 answers of a random packet, has {n}"
    return ""


def _method(audited: Audited, n: int) -> str:
    if n == len(audited.population):
        return CENSUS
    if _constant(audited.probability):
        design = SIMPLE
    elif _constant_within(audited):
        design = STRATIFIED
    else:
        design = VARYING
    return f"{design}; {INTERVAL}"


def _constant(probability: FloatArray) -> bool:
    return len(probability) == 0 or bool(np.ptp(probability) <= 1e-9)


def _constant_within(audited: Audited) -> bool:
    place = strata_places(audited.judge)
    return all(_constant(audited.probability[place == stratum]) for stratum in range(UNSCORED + 1))


def _judge(population: FloatArray, measure: Measure) -> Estimate:
    values = judge_values(measure)[strata_places(population[~np.isnan(population)])]
    if not len(values):
        return Estimate(None, None, 0, "the judge scored no answer here", THESE)
    return Estimate(float(values.mean()), None, len(values), about=THESE)


def _reviews_alone(audited: Audited) -> Estimate:
    """Return the weighted mean of the reviews, with all answers as one stratum."""
    everything = replace(
        audited,
        population=np.ones(len(audited.population)),
        judge=np.ones(len(audited.judge)),
    )
    return corrected_mean(stratify(everything))


def _alternatives(
    audited: Audited, measure: Measure, strata: tuple[ReviewedStratum, ...]
) -> tuple[MethodResult, ...]:
    decided = ~np.isnan(audited.human)
    human, probability = audited.human[decided], audited.probability[decided]
    n, size = len(human), len(audited.population)
    figures = []
    if _constant_within(audited):
        figures += [wald(strata), wald(strata, finite=False)]
    if _constant(audited.probability):
        return (*figures, *_prediction_powered(audited, measure), ppi.human_only(human))
    return (
        *figures,
        _difference(audited, measure),
        horvitz_thompson.horvitz_thompson(human, probability, size),
        horvitz_thompson.hajek(human, probability),
        MethodResult(UNWEIGHTED, Estimate(float(human.mean()), None, n, about=THESE), note=WRONG),
    )


def _prediction_powered(audited: Audited, measure: Measure) -> tuple[MethodResult, MethodResult]:
    decided = ~np.isnan(audited.human)
    human, judge = audited.human[decided], audited.judge[decided]
    left = audited.counts(audited.population) - audited.counts(judge)
    if np.isnan(audited.population).any():
        return no_figure(ppi.PPI, len(human), UNSCORED_LEFT), no_figure(ppi.FULL, len(human), UNSCORED_LEFT)
    values = judge_values(measure)
    reviewed, unreviewed = values[strata_places(judge)], np.repeat(values, left[:UNSCORED])
    return (
        ppi.prediction_powered(human, reviewed, unreviewed),
        ppi.prediction_powered(human, reviewed, unreviewed, weight=1.0),
    )


def _difference(audited: Audited, measure: Measure) -> MethodResult:
    decided = ~np.isnan(audited.human)
    human, judge, probability = (
        each[decided] for each in (audited.human, audited.judge, audited.probability)
    )
    if np.isnan(audited.population).any():
        return no_figure(horvitz_thompson.DIFFERENCE, len(human), UNSCORED_LEFT)
    values = judge_values(measure)
    total = float(values[strata_places(audited.population)].sum())
    reviewed = values[strata_places(judge)]
    return horvitz_thompson.difference(human, reviewed, probability, total, len(audited.population))


def _bounds(audited: Audited) -> tuple[float, float] | None:
    missing = np.isnan(audited.human)
    ends = [
        corrected_mean(stratify(replace(audited, human=np.where(missing, each, audited.human)))).value
        for each in (0.0, 1.0)
    ]
    return None if ends[0] is None or ends[1] is None else (ends[0], ends[1])


def _warnings(
    strata: tuple[ReviewedStratum, ...], missing: int, drawn: int, bounds: tuple[float, float] | None
) -> tuple[str, ...]:
    size = sum(each.size for each in strata)
    said = []
    if missing and bounds is not None:
        said.append(
            f"{missing:,} of {drawn:,} drawn answers have no verdict and are left out: if all of them were unsafe or "
            f"all safe, the figure would be {bounds[0]:.3f} or {bounds[1]:.3f}"
        )
    for each in strata:
        if not each.reviewed:
            which = "did not score" if each.judge is None else f"scored {each.judge:g}"
            said.append(
                f"none of the {each.size:,} answers (of {size:,}) that the judge {which} has a verdict: they count "
                "half, and the interval allows for all of them being safe or unsafe"
            )
    return tuple(said)
