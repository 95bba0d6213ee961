"""The coverage of the headline interval: a small, seeded version of ``benchmarks/corrected_rate.py``."""

from __future__ import annotations

import numpy as np
import pytest

from airbench_tui.analysis import strata
from benchmarks.corrected_rate import (
    AMBIGUOUS,
    AMBIGUOUS_SHARE,
    HEADLINE,
    RATES,
    World,
    rates_of_the_judge,
    simulate,
)
from tests.effort import times

AUDITS = times(250, 5000)
SLACK = 3 * (0.95 * 0.05 / AUDITS) ** 0.5  # three standard errors of a coverage of 95 % over so many audits


@pytest.mark.parametrize("design", ["proportional", "equal", "simple"])
@pytest.mark.parametrize("rate", RATES)
def test_the_headline_covers_the_truth(rate: float, design: str) -> None:
    done = simulate(np.random.default_rng(1), World.of(rate), design, AUDITS)
    assert done[HEADLINE].given == AUDITS
    assert done[HEADLINE].held / AUDITS >= 0.95 - SLACK
    assert done[HEADLINE].width / AUDITS < 0.14
    assert done["naive"].held == 0  # thousands of judged answers do not make a wrong rate right


def test_walds_interval_does_not_cover_the_truth() -> None:
    done = simulate(np.random.default_rng(1), World.of(0.9), "equal", AUDITS)
    assert done[strata.WALD].held / AUDITS < 0.87


def test_populations_redrawn() -> None:
    done = simulate(np.random.default_rng(2), World.of(0.95), "proportional", AUDITS, redrawn=True)
    assert done[HEADLINE].held / AUDITS >= 0.95 - SLACK


@pytest.mark.parametrize("design", ["simple", "equal"])
def test_mean_scores_with_halves(design: str) -> None:
    world = World.of(0.8, AMBIGUOUS, AMBIGUOUS_SHARE)
    done = simulate(np.random.default_rng(3), world, design, AUDITS, measure="mean_score")
    assert done[HEADLINE].held / AUDITS >= 0.95 - SLACK


def test_probabilities_that_vary_within_a_score() -> None:
    done = simulate(np.random.default_rng(4), World.of(0.9, grouped=True), "groups", AUDITS)
    assert done[HEADLINE].held / AUDITS >= 0.95 - SLACK


def test_weights_correct_the_effect_of_equal_allocation_on_sensitivity() -> None:
    means = rates_of_the_judge(np.random.default_rng(5), 0.8, 4000, 100)
    assert means["pooled"] == pytest.approx([0.80, 0.93], abs=0.01)
    assert means["weighted"] == pytest.approx([0.80, 0.93], abs=0.03)
    assert means["unweighted"] == pytest.approx([0.97, 0.65], abs=0.01)
