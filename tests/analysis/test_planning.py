"""The number of reviews that a desired half-width needs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airbench_tui.analysis.estimate import Estimate
from airbench_tui.analysis.planning import reviews_needed, sample_size
from tests.analysis.oracle import SAMPLE_SIZE


def test_the_reference() -> None:
    assert sample_size(0.05, 0.8) == SAMPLE_SIZE["half_width_0.05_at_p_0.8"]
    assert sample_size(0.05, 0.8, 5694) == SAMPLE_SIZE["with_fpc_N_5694"]


@given(st.floats(0.001, 0.5), st.floats(0, 1), st.integers(1, 10_000))
def test_a_finite_population_never_takes_more_than_there_are(width: float, p: float, population: int) -> None:
    assert 1 <= sample_size(width, p, population) <= min(population, sample_size(width, p))


def test_invalid_input_is_refused() -> None:
    for half_width, p, population in ((0, 0.5, None), (1, 0.5, None), (0.1, 1.2, None), (0.1, 0.5, 0)):
        with pytest.raises(ValueError, match="not a half-width"):
            sample_size(half_width, p, population)
    with pytest.raises(ValueError, match="not a half-width"):
        reviews_needed(Estimate(0.8, (0.7, 0.9), 60), 0)


def test_further_reviews() -> None:
    estimate = Estimate(0.8, (0.7, 0.9), 60)  # half the width needs four times the reviews
    assert reviews_needed(estimate, 0.05) == 180
    assert reviews_needed(estimate, 0.1) == 0
    assert reviews_needed(estimate, 0.2) == 0
    assert reviews_needed(Estimate(0.8, None, 60, "not resampled yet"), 0.05) is None
