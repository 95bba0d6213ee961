"""Closed-form intervals, tests of difference, and their distributions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airbench_tui.analysis import distributions, intervals, significance
from airbench_tui.analysis.confusion import binary
from airbench_tui.analysis.scale import FloatArray
from tests.analysis.oracle import JUDGE_BY_HUMAN, TABLE, digits

tables = st.lists(st.integers(0, 30), min_size=9, max_size=9).map(
    lambda row: np.array(row, float).reshape(3, 3)
)

# --- intervals


def test_the_intervals_of_the_reference_table() -> None:
    assert intervals.wilson(0.87, 100) == digits(JUDGE_BY_HUMAN["raw_agreement_wilson95"])
    assert intervals.clopper_pearson(87, 100) == digits(JUDGE_BY_HUMAN["raw_agreement_clopper_pearson95"])
    assert intervals.kappa_se(TABLE) == digits(JUDGE_BY_HUMAN["kappa_se"])
    assert intervals.kappa_normal(TABLE) == digits(JUDGE_BY_HUMAN["kappa_ci95"])
    assert intervals.gwet_t(TABLE) == digits(JUDGE_BY_HUMAN["ac1_ci95"])
    assert intervals.bias_normal(TABLE) == digits(JUDGE_BY_HUMAN["mean_bias_normal_ci95"])
    unsafe = JUDGE_BY_HUMAN["unsafe_is_score_below_1"]
    assert intervals.wilson(19 / 23, 23) == digits(unsafe["sensitivity_wilson95"])
    assert intervals.wilson(71 / 77, 77) == digits(unsafe["specificity_wilson95"])


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_intervals_of_shares_contain_the_share(counted: tuple[int, int]) -> None:
    count, n = counted
    for low, high in (intervals.wilson(count / n, n), intervals.clopper_pearson(count, n)):
        assert 0 <= low <= count / n + 1e-12 <= high + 2e-12
        assert high <= 1
        assert high - low > 0


@pytest.mark.parametrize(("count", "n"), [(0, 7), (3, 10), (87, 100), (40, 40)])
def test_clopper_pearson_inverts_the_binomial(count: int, n: int) -> None:
    def at_least(k: int, p: float) -> float:
        return math.fsum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1))

    low, high = intervals.clopper_pearson(count, n)
    if count:
        assert at_least(count, low) == pytest.approx(0.025)
    if count < n:
        assert 1 - at_least(count + 1, high) == pytest.approx(0.025)


def test_effective_n() -> None:
    ones = np.ones(6)
    assert intervals.effective_n(ones, np.arange(6)) == 6
    assert intervals.effective_n(ones, np.array([0, 0, 1, 1, 2, 2])) == 3
    assert intervals.effective_n(ones * 9, np.array([0, 0, 1, 1, 2, 2])) == 3
    assert intervals.effective_n(np.array([1.0, 3.0]), np.arange(2)) == 1.6
    assert intervals.effective_n(np.ones(0), np.arange(0)) == 0


def test_the_kappa_interval_is_undefined_with_kappa() -> None:
    assert math.isnan(intervals.kappa_se(np.diag([0.0, 0.0, 5.0])))


# --- tests of difference


def test_the_tests_of_the_reference_table() -> None:
    for name, found in (
        ("stuart_maxwell", significance.stuart_maxwell(TABLE)),
        ("bowker", significance.bowker(TABLE)),
    ):
        expected = JUDGE_BY_HUMAN[name]
        assert found == (digits(expected["chi2"]), expected["df"], digits(expected["p"]))
    assert significance.bhapkar(TABLE).chi2 == digits(JUDGE_BY_HUMAN["bhapkar_chi2"])
    unsafe = JUDGE_BY_HUMAN["unsafe_is_score_below_1"]
    assert significance.mcnemar_exact(6, 4) == digits(unsafe["mcnemar_exact_p"])
    corrected = significance.mcnemar_corrected(6, 4)
    assert corrected == (digits(unsafe["mcnemar_chi2_cc"]), 1, digits(unsafe["mcnemar_chi2_cc_p"]))


@given(st.integers(0, 40), st.integers(0, 40))
def test_mcnemars_exact_p_is_a_sum_of_binomials(first: int, second: int) -> None:
    n, fewer = first + second, min(first, second)
    expected = min(1.0, 2 * sum(math.comb(n, k) for k in range(fewer + 1)) / 2**n)
    assert significance.mcnemar_exact(first, second) == pytest.approx(expected)


@given(tables)
def test_stuart_maxwell_of_two_classes_is_mcnemar(table: FloatArray) -> None:
    _, fp, fn, _ = (float(cell) for cell in binary(table))
    found = significance.stuart_maxwell(np.reshape(binary(table), (2, 2)))
    if fp + fn == 0:
        assert found == (0, 0, 1)
    else:
        assert found.chi2 == pytest.approx((fp - fn) ** 2 / (fp + fn))
        assert found.df == 1


@given(tables)
def test_tests_of_difference_do_not_depend_on_who_comes_first(table: FloatArray) -> None:
    for test in (significance.stuart_maxwell, significance.bhapkar, significance.bowker):
        assert test(table.T) == pytest.approx(test(table))
        assert test(table + table.T) == (pytest.approx(0, abs=1e-9), test(table).df, pytest.approx(1))


def test_classes_that_nobody_differs_on_take_no_degree_of_freedom() -> None:
    table = np.array([[9.0, 0, 5], [0, 4, 0], [1, 0, 50]])
    assert significance.stuart_maxwell(table) == pytest.approx(
        (16 / 6, 1, distributions.chi2_tail(16 / 6, 1))
    )
    assert significance.bowker(table) == pytest.approx(significance.stuart_maxwell(table))
    assert significance.stuart_maxwell(np.diag([3.0, 0, 4])) == (0, 0, 1)


def test_weighted_rows_are_tested_for_the_frame_not_for_the_sample() -> None:
    """Let judge and people call equally many unsafe, but draw a tenth of what the judge calls safe."""
    generator = np.random.default_rng(3)
    rejected = {"weighted": 0, "raw": 0}
    for _ in range(400):
        frame = generator.choice(4, 6000, p=[0.10, 0.10, 0.10, 0.70])  # both, judge only, human only, neither
        judge_unsafe = frame < 2
        drawn = generator.random(6000) < np.where(judge_unsafe, 0.5, 0.1)
        cell, weight = frame[drawn], np.where(judge_unsafe, 2.0, 10.0)[drawn]
        sums = [np.bincount(cell, w, minlength=4).reshape(2, 2) for w in (weight, weight**2)]
        rejected["weighted"] += significance.stuart_maxwell(*sums).p < 0.05
        rejected["raw"] += significance.stuart_maxwell(np.bincount(cell, minlength=4).reshape(2, 2)).p < 0.05
    assert rejected["raw"] == 400
    assert rejected["weighted"] < 40  # 20 of 400 are expected; 40 are 4.6 standard deviations more


def test_benjamini_yekutieli() -> None:
    # Thresholds of three at .05: .05 k / (3 (1 + 1/2 + 1/3)) = .00909, .01818, .02727.
    assert significance.benjamini_yekutieli([0.0416, 0.0038, 0.0038]) == [False, True, True]
    assert significance.benjamini_yekutieli([0.0092, 0.0181, 0.9]) == [True, True, False]
    assert significance.benjamini_yekutieli([0.0092, 0.0182, 0.9]) == [False, False, False]
    assert significance.benjamini_yekutieli([]) == []


# --- distributions, against printed tables and each other


@pytest.mark.parametrize(
    ("x", "df"), [(3.841458821, 1), (5.991464547, 2), (7.814727903, 3), (9.487729037, 4), (18.307038053, 10)]
)
def test_chi_square_at_its_five_percent_points(x: float, df: int) -> None:
    assert distributions.chi2_tail(x, df) == pytest.approx(0.05, abs=1e-9)


@pytest.mark.parametrize(
    ("df", "t"),
    [(1, 12.706204736), (2, 4.302652730), (39, 2.022690920), (99, 1.984216952), (1e6, 1.959966357)],
)
def test_students_t_at_its_five_percent_points(df: float, t: float) -> None:
    assert distributions.student_quantile(0.975, df) == pytest.approx(t, abs=1e-6)
    assert distributions.student_quantile(0.025, df) == pytest.approx(-t, abs=1e-6)
    assert distributions.student_cdf(t, df) == pytest.approx(0.975, abs=1e-8)


@given(st.floats(0.01, 0.99), st.integers(1, 60), st.integers(1, 60))
def test_the_incomplete_beta_of_whole_numbers_is_a_binomial_tail(x: float, a: int, b: int) -> None:
    n = a + b - 1
    tail = math.fsum(math.comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a, n + 1))
    assert distributions.beta_cdf(x, a, b) == pytest.approx(tail, abs=1e-12)


def test_the_ends_of_the_distributions() -> None:
    assert distributions.beta_cdf(0, 2, 3) == 0
    assert distributions.beta_cdf(1, 2, 3) == 1
    assert distributions.chi2_tail(0, 2) == 1
    assert distributions.chi2_tail(math.inf, 2) == 0
    assert distributions.student_cdf(0, 7) == 0.5
