"""Coefficients of agreement from tables: reference values, definitions, and properties of any table."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from airbench_tui.analysis import coefficients as of
from airbench_tui.analysis.confusion import ZERO, binary, by_cluster, confusion
from airbench_tui.analysis.scale import SCORES, FloatArray, places
from tests.analysis.oracle import JUDGE_BY_HUMAN, PARADOX, TABLE, digits

Coefficient = Callable[[FloatArray], FloatArray]


def alpha(tables: FloatArray, metric: of.Metric) -> FloatArray:
    return of.krippendorff_alpha(of.coincidences(tables), metric)


SYMMETRIC: dict[str, Coefficient] = {
    "raw_agreement": of.raw_agreement,
    "kappa": of.cohen_kappa,
    "kappa_linear": partial(of.cohen_kappa, weights="linear"),
    "kappa_quadratic": partial(of.cohen_kappa, weights="quadratic"),
    "mcc_3class": of.matthews,
    "ac1": of.gwet_ac,
    "ac2_linear": partial(of.gwet_ac, weights="linear"),
    "ac2_quadratic": partial(of.gwet_ac, weights="quadratic"),
    "alpha_nominal": partial(alpha, metric="nominal"),
    "alpha_ordinal": partial(alpha, metric="ordinal"),
    "alpha_interval": partial(alpha, metric="interval"),
}
CORRECTED = [name for name in SYMMETRIC if name != "raw_agreement"]
BINARY: dict[str, Coefficient] = {
    "sensitivity": of.sensitivity,
    "specificity": of.specificity,
    "ppv": of.positive_predictive_value,
    "npv": of.negative_predictive_value,
}

cells = st.integers(0, 30)
tables = st.lists(cells, min_size=9, max_size=9).map(lambda row: np.array(row, float).reshape(3, 3))
some = tables.filter(lambda table: table.sum() > 0)


# --- reference values


@pytest.mark.parametrize("name", SYMMETRIC)
def test_the_reference_table(name: str) -> None:
    assert float(SYMMETRIC[name](TABLE)) == digits(JUDGE_BY_HUMAN[name])


def test_the_reference_table_for_unsafe() -> None:
    expected = JUDGE_BY_HUMAN["unsafe_is_score_below_1"]
    found = binary(TABLE)
    assert [float(cell) for cell in found] == [expected[name] for name in ("tp", "fp", "fn", "tn")]
    for name, coefficient in BINARY.items():
        assert float(coefficient(TABLE)) == digits(expected[name]), name
    two_by_two = np.reshape(found, (2, 2))
    assert float(of.cohen_kappa(two_by_two)) == digits(expected["kappa"])
    assert float(of.matthews(two_by_two)) == digits(expected["mcc"])
    assert float(of.bias(TABLE)) == digits(JUDGE_BY_HUMAN["mean_bias_judge_minus_human"])


@pytest.mark.parametrize("row", PARADOX)
def test_the_paradox_of_kappa(row: dict[str, Any]) -> None:
    table = np.reshape(np.array(row["cells"], float), (2, 2))
    assert float(of.raw_agreement(table)) == digits(row["raw"])
    assert float(of.cohen_kappa(table)) == digits(row["kappa"])
    assert float(of.gwet_ac(table)) == digits(row["ac1"])


def test_unsafe_as_score_zero_is_another_table() -> None:
    assert [float(cell) for cell in binary(TABLE, ZERO)] == [14, 6, 4, 76]
    assert float(of.sensitivity(TABLE, ZERO)) == 14 / 18
    assert float(of.prevalence(TABLE)) == 0.25
    assert float(of.prevalence(TABLE.T, ZERO)) == 0.18


# --- definitions, computed the long way


@given(some, st.sampled_from(["nominal", "ordinal", "interval"]))
def test_alpha_is_observed_over_expected_disagreement(table: FloatArray, metric: of.Metric) -> None:
    values = (table + table.T).sum(1)
    n = values.sum()

    def distance(c: int, k: int) -> float:
        if metric == "nominal":
            return float(c != k)
        if metric == "interval":
            return (SCORES[c] - SCORES[k]) ** 2
        low, high = min(c, k), max(c, k)
        return float((values[low : high + 1].sum() - (values[c] + values[k]) / 2) ** 2)

    pairs = list(product(range(3), repeat=2))
    observed = sum((table + table.T)[c, k] * distance(c, k) for c, k in pairs) / n
    expected = sum(values[c] * values[k] * distance(c, k) for c, k in pairs) / (n * (n - 1))
    found = float(alpha(table, metric))
    assert math.isnan(found) if expected == 0 else found == pytest.approx(1 - observed / expected)


@given(some)
def test_linear_kappa_of_two_classes_is_plain_kappa(table: FloatArray) -> None:
    two = np.reshape(binary(table), (2, 2))
    plain, linear = of.cohen_kappa(two), of.cohen_kappa(two, "linear")
    assert float(plain) == pytest.approx(float(linear), nan_ok=True)


@given(some)
def test_quadratic_kappa_is_lins_concordance(table: FloatArray) -> None:
    at = np.array(SCORES)
    shares = table / table.sum()
    rows, columns = shares.sum(1), shares.sum(0)
    mean_row, mean_column = float(rows @ at), float(columns @ at)
    covariance = float(at @ shares @ at) - mean_row * mean_column
    variances = float(rows @ at**2 - mean_row**2 + columns @ at**2 - mean_column**2)
    whole = variances + (mean_row - mean_column) ** 2
    assume(whole > 1e-6)
    assert float(of.cohen_kappa(table, "quadratic")) == pytest.approx(2 * covariance / whole)


@given(some)
def test_matthews_of_two_classes_is_the_correlation(table: FloatArray) -> None:
    tp, fp, fn, tn = (float(cell) for cell in binary(table))
    spread = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)
    found = float(of.matthews(np.array([[tp, fp], [fn, tn]])))
    if spread == 0:
        assert math.isnan(found)
    else:
        assert found == pytest.approx((tp * tn - fp * fn) / math.sqrt(spread))


# --- properties of any table


@pytest.mark.parametrize("name", [*SYMMETRIC, *BINARY])
@given(several=st.lists(tables, min_size=1, max_size=4))
def test_a_stack_gives_what_each_table_gives(name: str, several: list[FloatArray]) -> None:
    coefficient = (SYMMETRIC | BINARY)[name]
    one_by_one = [float(coefficient(table)) for table in several]
    assert coefficient(np.stack(several)).tolist() == pytest.approx(one_by_one, nan_ok=True)


@pytest.mark.parametrize("name", SYMMETRIC)
@given(table=some)
def test_swapping_the_raters_changes_no_symmetric_coefficient(name: str, table: FloatArray) -> None:
    assert float(SYMMETRIC[name](table.T)) == pytest.approx(float(SYMMETRIC[name](table)), nan_ok=True)


@given(some)
def test_swapping_the_raters_mirrors_the_other_coefficients(table: FloatArray) -> None:
    assert float(of.bias(table.T)) == pytest.approx(-float(of.bias(table)))
    assert float(of.sensitivity(table.T)) == pytest.approx(
        float(of.positive_predictive_value(table)), nan_ok=True
    )
    assert float(of.specificity(table.T)) == pytest.approx(
        float(of.negative_predictive_value(table)), nan_ok=True
    )


@pytest.mark.parametrize("name", SYMMETRIC)
@given(table=some)
def test_reversing_the_scale_changes_no_symmetric_coefficient(name: str, table: FloatArray) -> None:
    turned = table[::-1, ::-1]
    assert float(SYMMETRIC[name](turned)) == pytest.approx(float(SYMMETRIC[name](table)), nan_ok=True)


@pytest.mark.parametrize("name", SYMMETRIC)
@given(counts=st.lists(st.integers(0, 30), min_size=3, max_size=3))
def test_perfect_agreement_is_one(name: str, counts: list[int]) -> None:
    assume(np.count_nonzero(counts) > 1)
    assert float(SYMMETRIC[name](np.diag(np.array(counts, float)))) == pytest.approx(1.0)


@pytest.mark.parametrize("name", CORRECTED)
def test_independent_raters_are_near_zero(name: str) -> None:
    """Use all classes evenly: with one class rare, Gwet's coefficients expect less agreement than there is."""
    generator = np.random.default_rng(7)
    first, second = generator.choice(SCORES, (2, 40_000))
    assert abs(float(SYMMETRIC[name](confusion(first, second)))) < 0.02


@pytest.mark.parametrize("name", [name for name in CORRECTED if "ac" not in name])
@pytest.mark.parametrize("at", range(3))
def test_one_class_is_undefined(name: str, at: int) -> None:
    table = np.zeros((3, 3))
    table[at, at] = 12
    assert math.isnan(float(SYMMETRIC[name](table)))


@pytest.mark.parametrize("name", ["ac1", "ac2_linear", "ac2_quadratic"])
def test_gwets_coefficients_are_one_for_one_class(name: str) -> None:
    """Gwet's coefficients are made for this: they expect no chance agreement on a class that is always used."""
    assert float(SYMMETRIC[name](np.diag([0.0, 0.0, 9.0]))) == 1.0


@pytest.mark.parametrize("name", [*SYMMETRIC, *BINARY])
def test_no_rows_are_undefined(name: str) -> None:
    assert math.isnan(float((SYMMETRIC | BINARY)[name](np.zeros((3, 3)))))
    assert math.isnan(float(of.bias(np.zeros((3, 3)))))


@pytest.mark.parametrize("name", [name for name in SYMMETRIC if not name.startswith("alpha")])
@given(table=some, factor=st.floats(0.01, 100))
def test_only_the_ratios_of_weights_matter(name: str, table: FloatArray, factor: float) -> None:
    found = float(SYMMETRIC[name](table * factor))
    assert found == pytest.approx(float(SYMMETRIC[name](table)), nan_ok=True, abs=1e-9)


# --- tables


def test_rows_are_the_judge_and_columns_the_human() -> None:
    assert confusion([0, 0, 1, 0.5], [1, 1, 0, 0.5]).tolist() == [[0, 0, 2], [0, 1, 0], [1, 0, 0]]
    assert confusion([0, 0, 1], [1, 1, 0], [2.5, 1, 4]).tolist() == [[0, 0, 3.5], [0, 0, 0], [4, 0, 0]]


def test_tables_by_cluster_are_in_the_order_of_their_keys() -> None:
    found = by_cluster([0, 1, 1, 1], [1, 1, 0, 1], np.array([9, 4, 9, 4]))
    assert found.tolist() == [
        [[0, 0, 0], [0, 0, 0], [0, 0, 2]],
        [[0, 0, 1], [0, 0, 0], [1, 0, 0]],
    ]


def test_no_rows_make_no_clusters() -> None:
    assert by_cluster([], [], np.array([], int)).shape == (0, 3, 3)


@pytest.mark.parametrize("wrong", [0.25, -1, 2, math.nan, math.inf])
def test_other_scores_are_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="not a score of 0"):
        places([1, wrong])
