"""The comparison of a judge with people: reference values, weights, double coding, thin data, row order."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airbench_tui.analysis.bootstrap import ONE_CLUSTER
from airbench_tui.analysis.coefficients import ONE_CLASS
from airbench_tui.analysis.comparison import (
    LENIENT,
    NO_BIAS,
    NO_ROWS,
    NOT_YET,
    RESAMPLED,
    STRICT,
    Comparison,
    Ratings,
    Unsafe,
    compare,
    with_intervals,
)
from airbench_tui.analysis.distributions import chi2_tail
from airbench_tui.analysis.estimate import LIKE_THESE, THESE, Estimate
from airbench_tui.analysis.intervals import wilson
from airbench_tui.analysis.scale import SCORES
from tests.analysis.oracle import JUDGE_BY_HUMAN, TABLE, digits

Row = tuple[float, float, float, int]  # judge, human, weight, cluster


def ratings(rows: list[Row], response: list[int] | None = None) -> Ratings:
    columns = np.array(rows, dtype=np.float64).reshape(-1, 4).T
    numbers = np.arange(len(rows)) if response is None else np.array(response)
    return Ratings(
        judge=columns[0],
        human=columns[1],
        weight=columns[2],
        cluster=columns[3].astype(np.int64),
        response=numbers,
        auditor=np.zeros(len(rows), dtype=np.int64),
    )


def from_table(table: np.ndarray, weight: float = 1.0) -> list[Row]:
    """Return one row for each count of a table, each in a cluster of its own."""
    cells = [(SCORES[i], SCORES[j]) for i in range(3) for j in range(3) for _ in range(int(table[i, j]))]
    return [(judge, human, weight, at) for at, (judge, human) in enumerate(cells)]


def shuffled(of: Ratings, order: list[int]) -> Ratings:
    return Ratings(**{field.name: getattr(of, field.name)[order] for field in fields(Ratings)})


def estimates(of: Comparison) -> dict[str, Estimate]:
    found = {field.name: getattr(of, field.name) for field in fields(Comparison)}
    for name in ("below_one", "zero"):
        block = found[name]
        found |= {f"{name}.{field.name}": getattr(block, field.name) for field in fields(Unsafe)}
    return {name: value for name, value in found.items() if isinstance(value, Estimate)}


scores = st.sampled_from(SCORES)
some_rows = st.lists(
    st.tuples(scores, scores, st.sampled_from([1.0, 2.5, 1 / 0.3]), st.integers(0, 5)),
    min_size=1,
    max_size=40,
)

# --- reference values


def test_the_reference_table() -> None:
    rows = ratings(from_table(TABLE))
    found = compare(rows)
    expected = JUDGE_BY_HUMAN
    assert found.n == found.n_responses == found.n_clusters == expected["n"]
    assert [list(row) for row in found.confusion] == expected["table_rows_judge_columns_human"]
    assert found.confusion_weighted is None
    for name in ("kappa", "kappa_linear", "kappa_quadratic", "ac1", "ac2_quadratic", "alpha_ordinal"):
        estimate: Estimate = getattr(found, name)
        assert estimate == Estimate(digits(expected[name]), None, 100, NOT_YET, LIKE_THESE), name
    assert found.raw_agreement == Estimate(0.87, digits(expected["raw_agreement_wilson95"]), 100, "", THESE)
    assert found.bias.value == digits(expected["mean_bias_judge_minus_human"])
    unsafe = expected["unsafe_is_score_below_1"]
    block = found.below_one
    assert (block.tp, block.fp, block.fn, block.tn) == (19, 6, 4, 71)
    assert block.sensitivity == Estimate(
        digits(unsafe["sensitivity"]), digits(unsafe["sensitivity_wilson95"]), 23, "", THESE
    )
    assert block.specificity == Estimate(
        digits(unsafe["specificity"]), digits(unsafe["specificity_wilson95"]), 77, "", THESE
    )
    assert (block.ppv.value, block.ppv.n) == (digits(unsafe["ppv"]), 25)
    assert (block.npv.value, block.npv.n) == (digits(unsafe["npv"]), 75)
    assert found.mcnemar_p == digits(unsafe["mcnemar_exact_p"])
    assert found.stuart_maxwell_p == digits(expected["stuart_maxwell"]["p"])
    assert (found.judge_unsafe.value, found.human_unsafe.value) == (0.25, 0.23)
    assert (found.zero.tp, found.zero.fp, found.zero.fn, found.zero.tn) == (14, 6, 4, 76)


def test_the_reference_intervals() -> None:
    """Make every row a cluster, as the reference did."""
    rows = ratings(from_table(TABLE))
    found = with_intervals(compare(rows), rows, rounds=5000)
    for name, expected in JUDGE_BY_HUMAN["bootstrap_percentile_B5000_seed0_tolerance_0_02"].items():
        estimate: Estimate = getattr(found, name)
        assert estimate.ci95 == pytest.approx(expected, abs=0.02)
        assert (estimate.why_not, estimate.about) == ("", LIKE_THESE)
    assert found.bias.ci95 == pytest.approx(JUDGE_BY_HUMAN["mean_bias_normal_ci95"], abs=0.01)
    assert found.bias_direction == NO_BIAS
    assert found.raw_agreement == compare(rows).raw_agreement
    assert found.raw_agreement_like_these.ci95 == pytest.approx((0.80, 0.93), abs=0.011)


def test_whole_clusters_that_are_wrong_widen_the_interval() -> None:
    """Put all thirteen errors of the reference table into two of sixteen clusters."""
    rows = from_table(TABLE)
    wrong = [row for row in rows if row[0] != row[1]]
    right = [row for row in rows if row[0] == row[1]]
    clustered = [(*row[:3], at % 2) for at, row in enumerate(wrong)]
    clustered += [(*row[:3], 2 + at % 14) for at, row in enumerate(right)]
    together, apart = ratings(clustered), ratings(rows)
    wide = with_intervals(compare(together), together).raw_agreement_like_these.ci95
    narrow = with_intervals(compare(apart), apart).raw_agreement_like_these.ci95
    assert wide is not None
    assert narrow is not None
    assert wide[1] - wide[0] > 1.5 * (narrow[1] - narrow[0])


@pytest.mark.parametrize(
    ("judge", "human", "direction"), [(0.0, 1.0, STRICT), (1.0, 0.0, LENIENT), (1.0, 1.0, NO_BIAS)]
)
def test_the_direction_of_the_bias(judge: float, human: float, direction: str) -> None:
    rows = ratings([(judge, human, 1, at) for at in range(20)] + [(1, 1, 1, at) for at in range(20, 40)])
    assert with_intervals(compare(rows), rows).bias_direction == direction


# --- weights


def test_weights_give_the_frame_back() -> None:
    """Draw half of what the judge calls not safe and a tenth of the rest, exactly in proportion."""
    frame = np.array([[60, 10, 30], [10, 20, 10], [40, 20, 800]])
    drawn = (frame.T * np.array([0.5, 0.5, 0.1])).T
    weights = np.array([2.0, 2.0, 10.0])
    rows = [
        (SCORES[i], SCORES[j], weights[i], at)
        for i in range(3)
        for j in range(3)
        for at in range(int(drawn[i, j]))
    ]
    found, whole = compare(ratings(rows)), compare(ratings(from_table(frame)))
    raw = compare(ratings([(*row[:2], 1.0, row[3]) for row in rows]))
    assert found.confusion == raw.confusion
    assert found.confusion_weighted == tuple(tuple(row) for row in frame.tolist())
    for name, estimate in estimates(found).items():
        of = raw if name.endswith("pv") else whole  # predictive values describe the sample
        assert estimate.value == pytest.approx(estimates(of)[name].value, abs=2e-3), name
        assert estimate.n == estimates(raw)[name].n
    assert found.below_one.sensitivity.value == pytest.approx(100 / 160)
    assert raw.below_one.sensitivity.value == pytest.approx(50 / 56)
    # Predictive values are right as they are for one stratum, but not for two drawn unequally.
    assert found.below_one.ppv.value == pytest.approx(whole.below_one.ppv.value)
    assert found.zero.npv.value == pytest.approx(97 / 106)
    assert whole.zero.npv.value == pytest.approx(850 / 900)


def test_weighted_shares_rest_on_fewer_answers() -> None:
    rows = from_table(TABLE)
    weighted = [(*row[:2], 1.0 + 3.0 * (at % 2), row[3]) for at, row in enumerate(rows)]
    found = compare(ratings(weighted)).raw_agreement
    assert found.value is not None
    assert found.ci95 == pytest.approx(wilson(found.value, 250**2 / (50 + 50 * 16)))


def test_predictive_values_and_their_intervals_are_unweighted() -> None:
    rows = from_table(TABLE)
    weighted = compare(ratings([(*row[:2], 1.0 + 3.0 * (at % 2), row[3]) for at, row in enumerate(rows)]))
    raw = compare(ratings(rows))
    for found, expected in ((weighted.below_one, raw.below_one), (weighted.zero, raw.zero)):
        assert (found.ppv, found.npv) == (expected.ppv, expected.npv)
        assert found.sensitivity != expected.sensitivity


def test_tests_of_difference_of_weighted_rows() -> None:
    """Weigh 4 rows by 3 in one direction and 6 rows by 1 in the other: 12 against 6, spread 36 + 6."""
    rows = ratings([*[(0, 1, 3.0, 0)] * 4, *[(1, 0, 1.0, 1)] * 6, *[(1, 1, 2.0, 2)] * 30])
    found = compare(rows)
    assert found.mcnemar_p == found.stuart_maxwell_p == pytest.approx(chi2_tail((12 - 6) ** 2 / 42, 1))


@given(some_rows, st.floats(1e-3, 1e3))
def test_only_the_ratios_of_weights_matter(rows: list[Row], factor: float) -> None:
    found = ratings(rows)
    scaled = replace(found, weight=found.weight * factor)
    expected, other = estimates(compare(found)), estimates(compare(scaled))
    for name, estimate in other.items():
        assert estimate.value == pytest.approx(expected[name].value, abs=1e-9), name
        assert estimate.ci95 == pytest.approx(expected[name].ci95, abs=1e-9), name


def test_equal_weights_are_none() -> None:
    assert compare(ratings(from_table(TABLE, 7.5))) == compare(ratings(from_table(TABLE)))


# --- no order of rows, clusters' tables or raters


@given(some_rows.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(range(len(rows))))))
def test_the_order_of_rows_changes_nothing(drawn: tuple[list[Row], list[int]]) -> None:
    rows, order = drawn
    found = ratings(rows)
    moved = shuffled(found, order)
    assert compare(moved) == compare(found)
    assert with_intervals(compare(moved), moved, 40) == with_intervals(compare(found), found, 40)


@given(some_rows)
def test_swapping_the_raters_transposes(rows: list[Row]) -> None:
    first = ratings(rows)
    second = replace(first, judge=first.human, human=first.judge)
    found, swapped = compare(first), compare(second)
    assert np.array_equal(np.transpose(found.confusion), swapped.confusion)
    for name in ("raw_agreement", *RESAMPLED):
        one: Estimate = getattr(found, name)
        other: Estimate = getattr(swapped, name)
        expected = one.value if name != "bias" or one.value is None else -one.value
        assert other.value == pytest.approx(expected, abs=1e-9), name
    assert found.judge_unsafe.value == pytest.approx(swapped.human_unsafe.value)
    assert found.mcnemar_p == pytest.approx(swapped.mcnemar_p)
    assert found.stuart_maxwell_p == pytest.approx(swapped.stuart_maxwell_p)


@given(some_rows)
def test_nothing_is_ever_nan_and_every_missing_value_has_a_reason(rows: list[Row]) -> None:
    found = ratings(rows)
    for comparison in (compare(found), with_intervals(compare(found), found, 40)):
        for name, estimate in estimates(comparison).items():
            assert estimate.value is None or not math.isnan(estimate.value), name
            assert (estimate.ci95 is None) == bool(estimate.why_not), name
            if estimate.ci95 is not None:
                assert estimate.ci95[0] < estimate.ci95[1], name


# --- double coding


def test_rows_of_one_response_count_as_one_answer() -> None:
    """Have two people agree on each of 100 answers: the values stay, and no interval gets narrower."""
    rows = from_table(TABLE)
    once = ratings(rows)
    twice = ratings(rows + rows, response=[*range(100), *range(100)])
    found, single = compare(twice), compare(once)
    assert (found.n, found.n_responses) == (200, 100)
    assert found.raw_agreement == replace(single.raw_agreement, n=200)
    assert found.below_one.sensitivity == replace(single.below_one.sensitivity, n=46)
    wide, narrow = with_intervals(found, twice, 200), with_intervals(single, once, 200)
    assert wide.kappa.ci95 == pytest.approx(narrow.kappa.ci95)


# --- thin data


def test_no_rows() -> None:
    found = compare(ratings([]))
    assert with_intervals(found, ratings([])) == found
    assert found.n == found.n_responses == found.n_clusters == 0
    assert found.confusion == ((0, 0, 0),) * 3
    assert (found.mcnemar_p, found.stuart_maxwell_p, found.bias_direction) == (None, None, "")
    for name, estimate in estimates(found).items():
        assert (estimate.value, estimate.ci95, estimate.n) == (None, None, 0), name
        assert estimate.why_not, name
    assert found.kappa.why_not == NO_ROWS


def test_one_row() -> None:
    rows = ratings([(0, 1, 1, 5)])
    found = with_intervals(compare(rows), rows)
    assert found.raw_agreement.value == 0
    assert found.kappa == Estimate(0.0, None, 1, ONE_CLUSTER, LIKE_THESE)
    assert found.below_one.sensitivity == Estimate(None, None, 0, "no verdict is not safe")
    assert found.below_one.specificity.value == 0
    assert found.below_one.npv == Estimate(None, None, 0, "the judge calls every answer not safe")
    assert found.mcnemar_p == 1


@pytest.mark.parametrize("score", SCORES)
def test_one_class(score: float) -> None:
    rows = ratings([(score, score, 1, at) for at in range(12)])
    found = with_intervals(compare(rows), rows)
    for name in ("kappa", "kappa_linear", "kappa_quadratic", "alpha_ordinal"):
        assert getattr(found, name) == Estimate(None, None, 12, ONE_CLASS), name
    assert found.ac1.value == found.raw_agreement.value == 1
    assert found.bias_direction == NO_BIAS


def test_all_agree() -> None:
    rows = ratings([(score, score, 1, at) for at, score in enumerate([0, 0, 0.5, 1, 1, 1, 1, 1] * 5)])
    found = with_intervals(compare(rows), rows)
    for name in ("kappa", "kappa_quadratic", "ac1", "ac2_quadratic", "alpha_ordinal"):
        estimate: Estimate = getattr(found, name)
        assert estimate.value == 1
        assert (estimate.ci95, estimate.why_not) == (None, "every resample gives the same value")
    assert found.mcnemar_p == found.stuart_maxwell_p == 1


def test_an_interval_that_rests_on_one_cluster_is_withheld() -> None:
    """Kappa needs the only unsafe answer, and a third of the resamples lacks its cluster."""
    rows = ratings([(0, 0, 1, 0), *((1, 1, 1, at) for at in range(1, 20))])
    found = with_intervals(compare(rows), rows)
    assert found.kappa.value == 1
    assert found.kappa.ci95 is None
    assert found.kappa.why_not.endswith("of the resamples")
    assert found.resamples_undefined["kappa"] == pytest.approx(0.95**20, abs=0.04)
    assert "ac1" not in found.resamples_undefined


# --- invalid input


def test_invalid_input_is_refused() -> None:
    good = ratings(from_table(TABLE))
    with pytest.raises(ValueError, match="of one length"):
        compare(replace(good, human=good.human[1:]))
    with pytest.raises(ValueError, match="weights must be positive"):
        compare(replace(good, weight=good.weight * 0))
    with pytest.raises(ValueError, match="of one cluster"):
        compare(replace(good, response=good.response // 2))
    with pytest.raises(ValueError, match="not a score"):
        compare(replace(good, judge=good.judge + 0.25))
