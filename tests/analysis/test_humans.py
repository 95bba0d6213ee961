"""Agreement among people: reference values with missing verdicts, pairs, repeats, and thin data."""

from __future__ import annotations

import math
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airbench_tui.analysis import coefficients, many_raters
from airbench_tui.analysis.bootstrap import ONE_CLUSTER
from airbench_tui.analysis.coefficients import ONE_CLASS, Metric
from airbench_tui.analysis.confusion import confusion
from airbench_tui.analysis.estimate import LIKE_THESE, THESE, Estimate
from airbench_tui.analysis.humans import NO_OVERLAP, Verdicts, among, grid
from airbench_tui.analysis.intervals import wilson
from airbench_tui.analysis.scale import SCORES, FloatArray
from tests.analysis.oracle import THREE_AUDITORS, digits

Row = tuple[int, int, float]  # unit, auditor, score


def verdicts(rows: list[Row], clusters: int = 1000) -> Verdicts:
    columns = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    unit = columns[0].astype(np.int64)
    return Verdicts(unit, columns[1].astype(np.int64), columns[2], unit % clusters)


def three() -> list[Row]:
    return [
        (unit, auditor, score)
        for auditor, name in enumerate("ABC")
        for unit, score in enumerate(THREE_AUDITORS[name])
        if score is not None
    ]


def counts(of: Verdicts) -> FloatArray:
    scores = grid(of).scores
    return np.stack([(scores == score).sum(1) for score in SCORES], axis=1).astype(np.float64)


def units_of(number: int) -> st.SearchStrategy[list[Row]]:
    """Generate verdicts of *number* auditors on up to 15 answers, any of them missing."""
    verdict = st.sampled_from((*SCORES, None))
    units = st.lists(st.lists(verdict, min_size=number, max_size=number), min_size=1, max_size=15)
    return units.map(
        lambda table: [
            (unit, auditor, score)
            for unit, row in enumerate(table)
            for auditor, score in enumerate(row)
            if score is not None
        ]
    )


# --- reference values


def test_three_auditors_with_missing_verdicts() -> None:
    found = among(verdicts(three()))
    assert found.auditors == (0, 1, 2)
    assert found.n_units == found.n_overlap == 12
    for name in ("alpha_ordinal", "ac1", "ac2_quadratic"):
        estimate: Estimate = getattr(found, name)
        assert estimate.value == digits(THREE_AUDITORS[name])
        assert estimate.ci95 is not None
        assert estimate.ci95[0] < estimate.value < estimate.ci95[1]
        assert (estimate.n, estimate.about) == (12, LIKE_THESE)


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval"])
def test_the_three_alphas(metric: Metric) -> None:
    sums = many_raters.unit_sums(counts(verdicts(three()))).sum(0)
    assert float(many_raters.alpha(sums, metric)) == digits(THREE_AUDITORS[f"alpha_{metric}"])


def test_fleiss_on_complete_items() -> None:
    found = counts(verdicts(three()))
    complete = found[found.sum(1) == 3]
    assert len(complete) == 8
    assert many_raters.fleiss_kappa(complete) == digits(THREE_AUDITORS["fleiss_on_8_complete_items"])
    with pytest.raises(ValueError, match="the same number of verdicts"):
        many_raters.fleiss_kappa(found)
    assert math.isnan(many_raters.fleiss_kappa(found[:0]))
    assert math.isnan(many_raters.fleiss_kappa(np.array([[0.0, 0, 3], [0, 0, 3]])))


def test_answers_with_one_verdict_count_in_the_agreement_expected_by_chance() -> None:
    """Agree on one of two answers; with the third the classes' shares are 1/2, 0, 1/2, so chance is 1/4."""
    found = among(verdicts([(0, 0, 1.0), (0, 1, 1.0), (1, 0, 0.0), (1, 1, 1.0), (2, 0, 0.0)]))
    assert (found.n_units, found.n_overlap) == (3, 2)
    assert found.ac1.value == pytest.approx((1 / 2 - 1 / 4) / (1 - 1 / 4))


# --- pairs


def test_pairs_use_the_answers_of_both() -> None:
    found = among(verdicts(three()))
    assert [(pair.first, pair.second, pair.n) for pair in found.pairs] == [(0, 1, 10), (0, 2, 9), (1, 2, 9)]
    pair = found.pairs[0]
    assert pair.raw_agreement == Estimate(0.9, wilson(0.9, 10), 10, about=THESE)
    both = [
        (a, b) for a, b in zip(THREE_AUDITORS["A"], THREE_AUDITORS["B"], strict=True) if None not in (a, b)
    ]
    table = confusion(*zip(*both, strict=True))
    assert pair.kappa_quadratic.value == float(coefficients.cohen_kappa(table, "quadratic"))
    assert pair.kappa_quadratic.ci95 is not None


def test_auditors_without_a_common_answer_are_no_pair() -> None:
    rows = [(unit, unit % 2, 1.0) for unit in range(8)] + [(0, 2, 1.0), (2, 2, 0.0)]
    found = among(verdicts(rows))
    assert [(pair.first, pair.second, pair.n) for pair in found.pairs] == [(0, 2, 2)]
    assert found.n_overlap == 2


@given(units_of(2).filter(bool))
def test_two_auditors_without_gaps_are_what_the_table_says(rows: list[Row]) -> None:
    complete = {unit for unit, auditor, _ in rows if auditor == 0} & {
        unit for unit, auditor, _ in rows if auditor == 1
    }
    rows = [row for row in rows if row[0] in complete]
    found = among(verdicts(rows), rounds=20)
    scores = {(unit, auditor): score for unit, auditor, score in rows}
    ordered = sorted(complete)
    table = confusion([scores[unit, 0] for unit in ordered], [scores[unit, 1] for unit in ordered])
    expected = {
        "alpha_ordinal": coefficients.krippendorff_alpha(coefficients.coincidences(table)),
        "ac1": coefficients.gwet_ac(table),
        "ac2_quadratic": coefficients.gwet_ac(table, "quadratic"),
    }
    for name, value in expected.items():
        estimate: Estimate = getattr(found, name)
        if np.isnan(value):
            assert estimate.value is None
        else:
            assert estimate.value == pytest.approx(float(value))


# --- order of rows, names of auditors


@given(units_of(4).filter(bool).flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_the_order_of_rows_changes_nothing(drawn: tuple[list[Row], list[Row]]) -> None:
    rows, moved = drawn
    assert among(verdicts(moved, 5), 40) == among(verdicts(rows, 5), 40)


@given(units_of(3).filter(bool))
def test_swapping_auditors_changes_no_coefficient(rows: list[Row]) -> None:
    found = among(verdicts(rows, 5), 40)
    swapped = among(verdicts([(unit, 2 - auditor, score) for unit, auditor, score in rows], 5), 40)
    for name in ("alpha_ordinal", "ac1", "ac2_quadratic"):
        assert getattr(swapped, name) == getattr(found, name)


@given(units_of(3).filter(bool))
def test_answers_with_one_verdict_do_not_move_alpha(rows: list[Row]) -> None:
    more = [*rows, (900, 1, 0.0), (901, 2, 0.5)]
    assert among(verdicts(more), 2).alpha_ordinal.value == among(verdicts(rows), 2).alpha_ordinal.value


# --- properties


def test_perfect_agreement_is_one() -> None:
    found = among(verdicts([(unit, auditor, SCORES[unit % 3]) for unit in range(30) for auditor in range(3)]))
    for estimate in (found.alpha_ordinal, found.ac1, found.ac2_quadratic):
        assert estimate.value == pytest.approx(1)
        assert estimate.ci95 is None
        assert estimate.why_not == "every resample gives the same value"


def test_independent_auditors_are_near_zero_and_their_intervals_hold_zero() -> None:
    generator = np.random.default_rng(5)
    found = []
    for _ in range(100):
        scores = generator.choice(SCORES, (150, 3))
        rows = [(unit, auditor, scores[unit, auditor]) for unit in range(150) for auditor in range(3)]
        found.append(among(verdicts(rows), 200))
    for name in ("alpha_ordinal", "ac1", "ac2_quadratic"):
        estimates: list[Estimate] = [getattr(one, name) for one in found]
        assert np.mean([one.value for one in estimates]) == pytest.approx(0, abs=0.02)
        held = [one.ci95 is not None and one.ci95[0] < 0 < one.ci95[1] for one in estimates]
        assert sum(held) >= 87  # 95 are expected; below 87 is 3.7 standard deviations off


# --- answers that had unequal chances of being drawn


def test_a_weighted_answer_counts_as_several() -> None:
    """Compare a weight of 3 with the same answer three times; n stays the number of answers seen."""
    weight = {unit: (1.0, 3.0, 2.0)[unit % 3] for unit in range(12)}
    once = verdicts(three(), clusters=4)
    weighted = Verdicts(
        once.unit,
        once.rater,
        once.score,
        once.cluster,
        np.array([weight[unit] for unit in once.unit.tolist()]),
    )
    again = verdicts(
        [
            (unit + 12 * copy, auditor, score)
            for unit, auditor, score in three()
            for copy in range(int(weight[unit]))
        ],
        clusters=4,
    )
    found, expected = among(weighted, 50), among(again, 50)
    for name in ("ac1", "ac2_quadratic"):
        one, other = getattr(found, name), getattr(expected, name)
        assert (one.value, one.ci95) == (pytest.approx(other.value), pytest.approx(other.ci95))
        assert one.n == 12
    # Krippendorff's alpha corrects for the number of verdicts: there are 32, whatever they weigh.
    verdicts_seen, as_if = 32, len(again.unit)
    disagreement = (1 - (expected.alpha_ordinal.value or 0)) / (as_if - 1) * (verdicts_seen - 1)
    disagreement *= as_if / verdicts_seen
    assert found.alpha_ordinal.value == pytest.approx(1 - disagreement)
    for pair, other in zip(found.pairs, expected.pairs, strict=True):
        assert pair.raw_agreement.value == pytest.approx(other.raw_agreement.value)
        assert pair.kappa_quadratic.value == pytest.approx(other.kappa_quadratic.value)
        assert pair.n < other.n


def test_only_the_ratios_of_weights_matter() -> None:
    once = verdicts(three())
    rows = among(once, 50)
    for factor in (0.2, 9.0):
        found = among(Verdicts(once.unit, once.rater, once.score, once.cluster, np.full(32, factor)), 50)
        assert found.alpha_ordinal.value == pytest.approx(rows.alpha_ordinal.value)
        assert found.ac1.ci95 == pytest.approx(rows.ac1.ci95)
        assert found.pairs[0].raw_agreement.ci95 == pytest.approx(rows.pairs[0].raw_agreement.ci95)


# --- thin data


def test_nobody_and_one_auditor() -> None:
    for rows, auditors in (([], ()), ([(unit, 4, 1.0) for unit in range(9)], (4,))):
        found = among(verdicts(rows))
        assert (found.auditors, found.n_units, found.n_overlap) == (auditors, len(rows), 0)
        assert found.pairs == ()
        for estimate in (found.alpha_ordinal, found.ac1, found.ac2_quadratic):
            assert estimate == Estimate(None, None, 0, NO_OVERLAP)


def test_one_class_and_one_cluster() -> None:
    same = among(verdicts([(unit, auditor, 1.0) for unit in range(9) for auditor in range(2)]))
    assert same.alpha_ordinal == same.pairs[0].kappa_quadratic == Estimate(None, None, 9, ONE_CLASS)
    assert same.ac1.value == 1
    one = among(verdicts(three(), clusters=1))
    assert one.alpha_ordinal.value == digits(THREE_AUDITORS["alpha_ordinal"])
    assert (one.alpha_ordinal.ci95, one.alpha_ordinal.why_not) == (None, ONE_CLUSTER)


# --- invalid input


def test_invalid_input_is_refused() -> None:
    good = verdicts(three())
    columns = {field.name: getattr(good, field.name) for field in fields(Verdicts)}
    with pytest.raises(ValueError, match="of one length"):
        among(Verdicts(**columns | {"score": good.score[1:]}))
    with pytest.raises(ValueError, match="two verdicts of one auditor"):
        among(Verdicts(**columns | {"rater": good.rater * 0}))
    with pytest.raises(ValueError, match="of one cluster"):
        among(Verdicts(**columns | {"cluster": np.arange(len(good.unit))}))
    with pytest.raises(ValueError, match="not a score"):
        among(Verdicts(**columns | {"score": good.score + 3}))
    with pytest.raises(ValueError, match="positive"):
        among(Verdicts(**columns | {"weight": np.zeros(len(good.unit))}))
