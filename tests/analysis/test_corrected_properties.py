"""Properties of every corrected rate, whatever was drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airbench_tui.analysis.audited import Audited
from airbench_tui.analysis.corrected import CENSUS, corrected
from airbench_tui.analysis.strata import reviews_needed, stratify

SCORES = np.array([0.0, 0.5, 1.0, np.nan])


@st.composite
def packets(draw: st.DrawFn, missing: bool = False) -> Audited:
    """Generate packets of every design: constant probability, constant within a judge's score, varying."""
    population = SCORES[draw(st.lists(st.sampled_from([0, 0, 1, 2, 2, 2, 3]), min_size=1, max_size=60))]
    seed, n = draw(st.integers(0, 2**32 - 1)), draw(st.integers(0, len(population)))
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(population))[:n]
    values = (
        st.sampled_from([0.0, 0.25, 0.5, 1.0])
        if draw(st.booleans())
        else st.sampled_from([0.0, 1.0, 1.0, 1.0])
    )
    human = np.array(draw(st.lists(values, min_size=n, max_size=n)), float)
    if missing and n:
        human[draw(st.lists(st.booleans(), min_size=n, max_size=n))] = np.nan
    kind = draw(st.sampled_from(["simple", "stratified", "varying"]))
    if kind == "simple":
        chance = np.full(n, n / len(population))
    elif kind == "stratified":
        chance = np.select([population[chosen] == 0, population[chosen] == 1], [0.7, 0.1], 0.4)
    else:
        chance = rng.uniform(0.02, 1.0, n)
    return Audited(population, population[chosen], human, chance, rng.integers(0, 5, n))


@given(packets(missing=True), st.sampled_from(["safe_rate", "mean_score"]))
def test_value_within_interval_within_nought_and_one(audited: Audited, measure: str) -> None:
    found = corrected(audited, measure)  # type: ignore[arg-type]
    figures = [found.estimate, found.human_on_reviewed, *(each.estimate for each in found.alternatives)]
    for each in figures:
        if each.value is None:
            assert each.ci95 is None and each.why_not
        else:
            assert 0 <= each.value <= 1
            assert each.ci95 is None or 0 <= each.ci95[0] <= each.value <= each.ci95[1] <= 1


@given(packets())
def test_no_width_means_that_everything_was_reviewed(audited: Audited) -> None:
    found = corrected(audited)
    if found.estimate.ci95 is not None:
        low, high = found.estimate.ci95
        assert (high == low) == (found.method == CENSUS) == (len(audited.human) == len(audited.population))


@given(packets(missing=True))
def test_bounds_hold_the_value(audited: Audited) -> None:
    missing = int(np.isnan(audited.human).sum())
    found = corrected(audited)
    assert found.n_missing == missing and (found.bounds is None) == (missing == 0)
    complete = np.where(np.isnan(audited.human), 1.0, audited.human)
    every = corrected(replace(audited, human=complete)).estimate.value
    if found.bounds is not None:
        assert found.bounds[0] <= found.bounds[1]
        if found.estimate.value is not None:
            assert found.bounds[0] - 1e-12 <= found.estimate.value <= found.bounds[1] + 1e-12
        if every is not None:
            assert found.bounds[1] == pytest.approx(every)


@given(packets(missing=True), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(audited: Audited, random) -> None:  # type: ignore[no-untyped-def]
    rows = list(range(len(audited.judge)))
    random.shuffle(rows)
    frame = list(audited.population)
    random.shuffle(frame)
    order = np.array(rows, int)
    shuffled = Audited(
        np.array(frame),
        audited.judge[order],
        audited.human[order],
        audited.probability[order],
        audited.cluster[order],
    )
    one, other = corrected(audited), corrected(shuffled)
    assert (one.method, one.warnings, one.estimate.why_not) == (
        other.method,
        other.warnings,
        other.estimate.why_not,
    )
    if one.estimate.value is not None:
        assert one.estimate.value == pytest.approx(other.estimate.value)
        assert one.estimate.ci95 == pytest.approx(other.estimate.ci95)
    for mine, yours in zip(one.alternatives, other.alternatives, strict=True):
        assert mine.estimate.value == pytest.approx(yours.estimate.value)


@given(packets())
def test_safe_and_unsafe_are_alike(audited: Audited) -> None:
    """Check that the unsafe rate of a packet is one minus its safe rate, with the interval mirrored."""
    turned = corrected(replace(audited, human=1 - audited.human)).estimate
    found = corrected(audited).estimate
    if found.value is not None and found.ci95 is not None:
        assert turned.value == pytest.approx(1 - found.value)
        assert turned.ci95 == pytest.approx((1 - found.ci95[1], 1 - found.ci95[0]))


@given(packets(), st.integers(2, 20))
def test_weights_count_by_their_ratio(audited: Audited, times: int) -> None:
    """Multiply all probabilities by one factor: nothing changes, as the frame gives the population's size."""
    rarer = replace(audited, probability=audited.probability / times)
    one, other = corrected(audited).estimate, corrected(rarer).estimate
    if one.value is not None:
        assert other.value == pytest.approx(one.value)
        assert other.ci95 == pytest.approx(one.ci95)


@given(packets(), st.floats(0.001, 0.5))
def test_more_reviews_are_needed_for_less_width(audited: Audited, half_width: float) -> None:
    strata = stratify(audited)
    wide, narrow = reviews_needed(half_width, strata), reviews_needed(half_width / 2, strata)
    left = len(audited.population) - len(audited.human)
    if len(audited.human) < 2:
        assert wide is None and narrow is None
    else:
        assert wide is not None and narrow is not None and 0 <= wide <= narrow <= left
