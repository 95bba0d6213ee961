"""Corrected rates: the oracle's figures, the choice of method, and too little data."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from airbench_tui.analysis import horvitz_thompson as ht
from airbench_tui.analysis import ppi
from airbench_tui.analysis.audited import Audited
from airbench_tui.analysis.corrected import (
    CENSUS,
    SIMPLE,
    STRATIFIED,
    UNWEIGHTED,
    VARYING,
    Corrected,
    corrected,
)
from airbench_tui.analysis.estimate import Estimate
from airbench_tui.analysis.figure import NO_SPREAD, MethodResult
from airbench_tui.analysis.rogan_gladen import Share, rogan_gladen
from airbench_tui.analysis.strata import WALD, corrected_mean, kish_n_eff, reviews_needed, stratify, wald
from tests import paths

ORACLE = paths.SHARED / "oracles" / "agreement.json"
SCORES = [0.0, 0.5, 1.0]
TABLE_A = [[14, 2, 4], [1, 2, 2], [3, 1, 71]]  # rows judge, columns human
JUDGE_A = np.array([SCORES[j] for j in range(3) for h in range(3) for _ in range(TABLE_A[j][h])])
HUMAN_A = np.array([SCORES[h] for j in range(3) for h in range(3) for _ in range(TABLE_A[j][h])])
UNAUDITED = np.repeat(SCORES, [270, 45, 585])


def safe(scores: np.ndarray) -> np.ndarray:
    return (scores == 1).astype(float)


def packet(sizes: list[int], reviewed: list[int], safe_found: list[int], missing: int = 0) -> Audited:
    """Return a packet stratified by the judge's 0, 0.5, 1, without *missing* verdicts of the last stratum."""
    human = [[1.0] * found + [0.0] * (n - found) for n, found in zip(reviewed, safe_found, strict=True)]
    human[-1] += [float("nan")] * missing
    drawn = [len(each) for each in human]
    judge = np.repeat(SCORES, drawn)
    return Audited(
        population=np.repeat(SCORES, sizes),
        judge=judge,
        human=np.array([value for each in human for value in each]),
        probability=np.repeat([n / max(1, size) for n, size in zip(drawn, sizes, strict=True)], drawn),
        cluster=np.arange(len(judge)),
    )


def simple(population: list[float], judge: list[float], human: list[float]) -> Audited:
    chance = np.full(len(judge), len(judge) / max(1, len(population)))
    return Audited(
        np.array(population, float),
        np.array(judge, float),
        np.array(human, float),
        chance,
        np.zeros(len(judge), int),
    )


def alternative(found: Corrected, method: str) -> MethodResult:
    return next(each for each in found.alternatives if each.method == method)


def assert_figure(figure: MethodResult, value: float, ci95: tuple[float, float] | list[float]) -> None:
    """Check value and interval to the oracle's six digits."""
    assert figure.estimate.value == pytest.approx(value, abs=5e-7)
    assert figure.estimate.ci95 == pytest.approx(tuple(ci95), abs=1e-6)


# --- the oracle's figures


def test_prediction_powered_to_the_oracles_digits() -> None:
    assert_figure(ppi.human_only(HUMAN_A), 0.795, (0.718971, 0.871029))
    assert_figure(ppi.prediction_powered(HUMAN_A, JUDGE_A, UNAUDITED, 1.0), 0.695, (0.630713, 0.759287))
    assert_figure(ppi.prediction_powered(HUMAN_A, JUDGE_A, UNAUDITED), 0.744632, (0.688282, 0.800983))
    assert ppi.power(HUMAN_A, JUDGE_A, UNAUDITED) == pytest.approx(0.503677, abs=5e-7)
    human, judge, others = safe(HUMAN_A), safe(JUDGE_A), safe(UNAUDITED)
    assert_figure(ppi.prediction_powered(human, judge, others, 1.0), 0.67, (0.600739, 0.739261))
    assert_figure(ppi.prediction_powered(human, judge, others), 0.716911, (0.656063, 0.77776))
    assert ppi.power(human, judge, others) == pytest.approx(0.530886, abs=5e-7)


def test_rogan_gladen_to_the_oracles_digits() -> None:
    found = rogan_gladen(0.65, 900, Share(71, 77), Share(19, 23))
    assert_figure(found, 0.63634, (0.536354, 0.736325))
    assert found.se == pytest.approx(0.0510139, abs=5e-8)


def test_stratified_by_judge_score_to_the_oracles_digits() -> None:
    audited = packet([200, 50, 750], [40, 20, 40], [6, 8, 38])
    found = corrected(audited)
    assert found.estimate.value == pytest.approx(0.7625)
    assert found.judge.value == 0.75
    textbook = alternative(found, WALD)
    assert_figure(textbook, 0.7625, (0.708038, 0.816962))
    assert textbook.se == pytest.approx(0.0277871, abs=5e-8)
    assert wald(found.strata, finite=False).se == pytest.approx(0.0291109, abs=5e-8)
    assert alternative(found, UNWEIGHTED).estimate.value == pytest.approx(0.52)
    assert found.human_on_reviewed.value == pytest.approx(0.7625)
    assert found.n_effective == pytest.approx(65.843621, abs=5e-7)
    assert found.design_effect == pytest.approx(1.51875)
    assert [(each.size, each.reviewed, each.total) for each in found.strata] == [
        (200, 40, 6),
        (50, 20, 8),
        (750, 40, 38),
    ]


def test_horvitz_thompson_to_the_oracles_digits() -> None:
    human, chance = np.array([0.0, 1, 1, 0]), np.array([0.8, 0.5, 0.25, 0.25])
    first = ht.horvitz_thompson(human, chance, 12)
    assert (first.estimate.value, first.se) == pytest.approx((0.5, 0.0972222**0.5), abs=5e-7)
    ratio = ht.hajek(human, chance)
    assert (ratio.estimate.value, ratio.se) == pytest.approx((0.533333, 0.0517619**0.5), abs=5e-7)
    repaired = ht.difference(human, np.array([0, 0.5, 1, 0]), chance, 8.5, 12)
    assert repaired.estimate.value == pytest.approx(0.791667, abs=5e-7)
    assert repaired.se == pytest.approx(
        (2 * 0.5**2) ** 0.5 / 12
    )  # one error, of 0.5, drawn with probability 0.5


@pytest.mark.skipif(not ORACLE.exists(), reason=f"{ORACLE} is not here")
def test_the_oracle_file() -> None:
    oracle = json.loads(ORACLE.read_text())["C_corrected_rates"]
    for expected, value in ((oracle["mean_score"], np.asarray), (oracle["safe_is_score_1"], safe)):
        human, judge, others = value(HUMAN_A), value(JUDGE_A), value(UNAUDITED)
        for name, weight in (("lambda_1", 1.0), ("ppi_plus_plus", None)):
            assert_figure(
                ppi.prediction_powered(human, judge, others, weight),
                expected[name]["value"],
                expected[name]["ci95"],
            )
        assert ppi.power(human, judge, others) == pytest.approx(expected["ppi_plus_plus"]["lambda"], abs=5e-7)
    # This is on all 1,000 answers, table A's included, although the key says otherwise: unreviewed it is
    # .675.
    whole = simple(np.concatenate([JUDGE_A, UNAUDITED]).tolist(), JUDGE_A.tolist(), HUMAN_A.tolist())
    assert corrected(whole, "mean_score").judge.value == pytest.approx(
        oracle["mean_score"]["judge_on_unaudited"]
    )
    alone = oracle["mean_score"]["human_only"]
    assert_figure(ppi.human_only(HUMAN_A), alone["value"], alone["ci95"])
    rate = oracle["rogan_gladen"]
    shares = (Share(*map(float, rate[name].split("/"))) for name in ("se", "sp"))
    elsewhere = rogan_gladen(rate["p"], rate["N"], *shares)
    assert_figure(elsewhere, rate["value"], rate["ci95"])
    assert elsewhere.se == pytest.approx(rate["se_of_estimate"], abs=5e-8)
    strata = oracle["stratified_by_judge_score"]
    found = corrected(packet(strata["N_h"], strata["n_h"], strata["human_safe"]))
    assert_figure(alternative(found, WALD), strata["value"], strata["ci95_with_fpc"])
    assert (found.estimate.value, found.judge.value) == pytest.approx((strata["value"], strata["judge"]))
    assert alternative(found, UNWEIGHTED).estimate.value == pytest.approx(strata["unweighted_and_wrong"])
    assert found.n_effective == pytest.approx(strata["kish_n_eff"], abs=5e-7)
    assert found.design_effect == pytest.approx(strata["deff"])
    assert alternative(found, WALD).se == pytest.approx(strata["se_with_fpc"], abs=5e-8)
    assert wald(found.strata, finite=False).se == pytest.approx(strata["se_without_fpc"], abs=5e-8)
    drawn = oracle["horvitz_thompson"]
    human, chance, judged = (np.array(drawn[name], float) for name in ("y", "pi", "judge_f"))
    size = drawn["N"]
    for name, spread, figure in (
        ("ht", "ht_poisson_var", ht.horvitz_thompson(human, chance, size)),
        ("hajek", "hajek_var", ht.hajek(human, chance)),
        ("difference", None, ht.difference(human, judged, chance, drawn["sum_f_all"], size)),
    ):
        assert figure.estimate.value == pytest.approx(drawn[name], abs=5e-7)
        assert spread is None or (figure.se or 0) ** 2 == pytest.approx(drawn[spread], abs=5e-8)
    assert found.n_effective == pytest.approx(strata["kish_n_eff"], abs=5e-7)
    assert found.design_effect == pytest.approx(strata["deff"])
    few = oracle["horvitz_thompson"]
    human, chance, judge = (np.array(few[name], float) for name in ("y", "pi", "judge_f"))
    first, ratio = ht.horvitz_thompson(human, chance, few["N"]), ht.hajek(human, chance)
    assert (first.estimate.value, first.se) == pytest.approx(
        (few["ht"], few["ht_poisson_var"] ** 0.5), abs=5e-7
    )
    assert (ratio.estimate.value, ratio.se) == pytest.approx(
        (few["hajek"], few["hajek_var"] ** 0.5), abs=5e-7
    )
    repaired = ht.difference(human, judge, chance, few["sum_f_all"], few["N"])
    assert repaired.estimate.value == pytest.approx(few["difference"], abs=5e-7)


# --- the method follows from the design


def test_a_simple_random_packet_has_prediction_powered_beside_it() -> None:
    human = safe(HUMAN_A)
    found = corrected(simple([*JUDGE_A, *UNAUDITED], [*JUDGE_A], [*human]))
    assert found.method.startswith(SIMPLE)
    # Post-stratified: each judge's score counts by its share of the frame, 290, 50 and 660 of 1,000.
    assert found.estimate.value == pytest.approx(0.29 * 4 / 20 + 0.05 * 2 / 5 + 0.66 * 71 / 75)
    assert_figure(alternative(found, ppi.PPI), 0.716911, (0.656063, 0.77776))
    assert_figure(alternative(found, ppi.FULL), 0.67, (0.600739, 0.739261))
    assert alternative(found, ppi.REVIEWS).estimate.value == pytest.approx(0.77)


def test_the_mean_score_takes_the_judges_halves() -> None:
    found = corrected(simple([*JUDGE_A, *UNAUDITED], [*JUDGE_A], [*HUMAN_A]), "mean_score")
    assert found.judge.value == pytest.approx((25 + 660) / 1000)
    assert_figure(alternative(found, ppi.PPI), 0.744632, (0.688282, 0.800983))
    assert found.estimate.value == pytest.approx(0.29 * 5 / 20 + 0.05 * 3 / 5 + 0.66 * 71.5 / 75)


def test_unequal_probabilities_by_judge_score_are_stratified() -> None:
    found = corrected(packet([200, 50, 750], [40, 20, 40], [6, 8, 38]))
    assert found.method.startswith(STRATIFIED)
    assert not {ppi.PPI, ppi.FULL} & {each.method for each in found.alternatives}


def test_probabilities_that_vary_within_a_score_weight_each_verdict() -> None:
    # The judge gives all 30 answers a 1. Ten of them, all unsafe, were more likely to be drawn.
    found = corrected(
        Audited(
            population=np.ones(30),
            judge=np.ones(9),
            human=np.array([0.0] * 5 + [1.0] * 4),
            probability=np.array([0.5] * 5 + [0.2] * 4),
            cluster=np.zeros(9, int),
        )
    )
    assert found.method.startswith(VARYING)
    assert found.estimate.value == pytest.approx(20 / 30)
    assert alternative(found, ht.DIFFERENCE).estimate.value == pytest.approx(20 / 30)
    assert alternative(found, ht.HT).estimate.value == pytest.approx(20 / 30)
    assert alternative(found, ht.HAJEK).estimate.value == pytest.approx(20 / 30)
    assert WALD not in {each.method for each in found.alternatives}


def test_everything_decided_is_a_census() -> None:
    found = corrected(simple([1, 1, 0.5, 0], [1, 1, 0.5, 0], [1, 0, 1, 0.5]))
    assert found.method == CENSUS
    assert found.estimate == Estimate(0.625, (0.625, 0.625), 4, about="these answers")
    assert found.alternatives == () and found.warnings == ()
    assert corrected(simple([1], [1], [0])).estimate.ci95 == (0.0, 0.0)


def test_a_stratum_reviewed_whole_adds_nothing_to_the_interval() -> None:
    part = corrected_mean(stratify(packet([20, 0, 80], [20, 0, 20], [5, 0, 18]))).ci95
    alone = corrected_mean(stratify(packet([0, 0, 80], [0, 0, 20], [0, 0, 18]))).ci95
    assert part is not None and alone is not None
    assert part == pytest.approx(tuple(0.2 * 5 / 20 + 0.8 * end for end in alone))


def test_the_interval_by_hand() -> None:
    """Add one safe and one unsafe review to each stratum worth n (N - 1)/(N - n) reviews."""
    centre = variance = 0.0
    for size, n, found in ((200, 40, 6), (50, 20, 8), (750, 40, 38)):
        worth = n * (size - 1) / (size - n)
        share = (found / n * worth + 1) / (worth + 2)
        centre += size / 1000 * share
        variance += (size / 1000) ** 2 * share * (1 - share) / (worth + 2)
    half = 1.959964 * variance**0.5
    found_interval = corrected(packet([200, 50, 750], [40, 20, 40], [6, 8, 38])).estimate.ci95
    assert found_interval == pytest.approx((centre - half, centre + half), abs=1e-7)


def test_an_uneven_weight_does_not_count_for_more_answers_than_there_are() -> None:
    # By weight alone 3/4 of three answers would be safe; but one is known to be unsafe, so 2/3 is the
    # maximum.
    found = corrected(
        Audited(np.ones(3), np.ones(2), np.array([0.0, 1.0]), np.array([0.9, 0.3]), np.zeros(2, int))
    )
    assert found.estimate.value == pytest.approx(2 / 3)


# --- too little, too much missing, no errors seen


@pytest.mark.parametrize(
    ("audited", "why"),
    [
        (simple([], [], []), "no answers here"),
        (simple([1, 1, 0], [], []), "none of these 3 answers was drawn"),
        (simple([1, 1, 0], [1], [1]), "needs verdicts on at least 2 answers of a random packet, has 1"),
        (packet([20, 0, 80], [10, 0, 30], [2, 0, 29], missing=3), "3 of 43 drawn answers have no verdict"),
        (simple([1, 1, 0], [1, 0], [np.nan, np.nan]), "2 of 2 drawn answers have no verdict"),
    ],
)
def test_no_headline_says_why(audited: Audited, why: str) -> None:
    found = corrected(audited)
    assert found.estimate.value is None and found.estimate.ci95 is None
    assert why in found.estimate.why_not
    assert found.alternatives == ()


def test_up_to_five_percent_missing_leave_the_headline_with_bounds() -> None:
    found = corrected(packet([200, 50, 750], [40, 20, 38], [6, 8, 36], missing=2))
    assert found.n_missing == 2 and found.n_drawn == 100
    assert found.estimate.value == pytest.approx(0.2 * 6 / 40 + 0.05 * 8 / 20 + 0.75 * 36 / 38)
    assert found.bounds == pytest.approx((0.05 + 0.75 * 36 / 40, 0.05 + 0.75 * 38 / 40))
    assert "2 of 100 drawn answers have no verdict" in found.warnings[0]
    # Both sides of the threshold: 5 of 100 may be missing, 6 may not.
    assert corrected(packet([0, 0, 900], [0, 0, 95], [0, 0, 90], missing=5)).estimate.value is not None
    assert corrected(packet([0, 0, 900], [0, 0, 94], [0, 0, 90], missing=6)).bounds == pytest.approx(
        (0.9, 0.96)
    )


def test_the_interval_allows_for_any_value_of_an_unreviewed_score() -> None:
    found = corrected(packet([100, 0, 900], [0, 0, 50], [0, 0, 50]))
    assert found.estimate.value == pytest.approx(0.95)
    assert found.estimate.ci95 is not None
    low, high = found.estimate.ci95
    assert low < 0.9 and high == pytest.approx(1.0)
    assert found.warnings == (
        "none of the 100 answers (of 1,000) that the judge scored 0 has a verdict: they count half, and the interval "
        "allows for all of them being safe or unsafe",
    )
    assert alternative(found, WALD).estimate.why_not == "needs at least 2 reviews in every stratum"


def test_answers_without_a_score_are_a_stratum_of_their_own() -> None:
    found = corrected(simple([1] * 60 + [np.nan] * 40, [1] * 6 + [np.nan] * 4, [1] * 6 + [0, 0, 1, 0]))
    assert [each.judge for each in found.strata] == [1.0, None]
    assert found.estimate.value == pytest.approx(0.6 + 0.4 / 4)
    assert found.judge.value == 1.0 and found.judge.n == 60
    assert alternative(found, ppi.PPI).estimate.why_not == "the judge left answers unscored"


@pytest.mark.parametrize("human", [[1.0] * 30, [0.0] * 30, [0.5] * 30])
def test_identical_verdicts_still_have_a_wide_interval(human: list[float]) -> None:
    for judge in ([1.0] * 30, [0.0] * 10 + [1.0] * 20):
        found = corrected(simple([*judge, *judge, *judge], judge, human), "mean_score")
        assert found.estimate.value == pytest.approx(human[0])
        assert found.estimate.ci95 is not None
        low, high = found.estimate.ci95
        assert 0 <= low <= human[0] <= high <= 1 and high - low > 0.02
        assert alternative(found, WALD).estimate.ci95 is None
        assert alternative(found, WALD).estimate.why_not == NO_SPREAD


def test_a_judge_that_was_never_wrong_may_still_be() -> None:
    judge = [0.0] * 10 + [1.0] * 40
    found = corrected(simple(judge * 4, judge, judge))
    assert found.estimate.value == pytest.approx(found.judge.value)
    assert found.estimate.ci95 is not None and found.estimate.ci95[1] - found.estimate.ci95[0] > 0.05


def test_rogan_gladen_is_cut_off_and_says_so() -> None:
    found = rogan_gladen(0.99, 1000, Share(90, 100), Share(90, 100))
    assert found.estimate.value == 1.0 and found.estimate.ci95 is not None and found.estimate.ci95[1] == 1.0
    assert found.note == "1.113, cut off at 1"
    assert rogan_gladen(0.02, 1000, Share(90, 100), Share(90, 100)).estimate.value == 0.0


@pytest.mark.parametrize(
    ("sensitivity", "specificity"), [((5, 10), (5, 10)), ((3, 10), (6, 10)), ((0, 0), (9, 10))]
)
def test_rogan_gladen_undefined(sensitivity: tuple[int, int], specificity: tuple[int, int]) -> None:
    found = rogan_gladen(0.5, 100, Share(*sensitivity), Share(*specificity))
    assert found.estimate.value is None and found.estimate.why_not


def test_arrays_that_no_packet_can_have_are_refused() -> None:
    good = simple([1, 1, 0], [1, 0], [1, 0])
    for bad, why in (
        (replace(good, human=np.array([1.0])), "length"),
        (replace(good, human=np.array([1.0, 1.5])), "from 0 to 1"),
        (replace(good, probability=np.array([0.0, 0.5])), "probability"),
        (replace(good, judge=np.array([0.0, 0.0])), "more answers drawn"),
        (replace(good, judge=np.array([0.3, 0.0])), "not a score"),
    ):
        with pytest.raises(ValueError, match=why):
            corrected(bad)


def test_reviews_needed_reach_the_half_width() -> None:
    seen = packet([1000, 0, 4000], [20, 0, 80], [5, 0, 76])
    more = reviews_needed(0.03, stratify(seen))
    assert more is not None and more > 0

    def half_width(n: int) -> float:
        """Of a packet of *n* reviews that found what was found before."""
        parts = [n / 5, 4 * n / 5]
        grown = [round(part) for part in parts]
        found = packet(
            [1000, 0, 4000], [grown[0], 0, grown[1]], [round(0.25 * grown[0]), 0, round(0.95 * grown[1])]
        )
        low, high = corrected_mean(stratify(found)).ci95 or (0, 1)
        return (high - low) / 2

    assert half_width(100 + more) == pytest.approx(0.03, abs=0.001)
    assert reviews_needed(0.2, stratify(seen)) == 0
    assert reviews_needed(1e-9, stratify(seen)) == 4900
    assert reviews_needed(0.05, stratify(simple([1, 1, 0], [1], [1]))) is None
    with pytest.raises(ValueError, match="half-width"):
        reviews_needed(0, stratify(seen))


def test_kish() -> None:
    assert kish_n_eff(np.array([3.0, 3.0, 3.0])) == pytest.approx(3)
    assert kish_n_eff(np.array([1.0, 0.001])) == pytest.approx(1, abs=0.01)
