"""The cluster bootstrap: what it draws, how wide its intervals are, and when there is no interval."""

from __future__ import annotations

import math
from typing import cast

import numpy as np
import pytest

from airbench_tui.analysis import bootstrap
from airbench_tui.analysis.bootstrap import percentiles, resampled


def test_every_round_draws_as_many_whole_clusters_as_there_are() -> None:
    clusters = np.eye(5)  # each sum then counts how often its cluster was drawn
    drawn = resampled(clusters, 300, seed=1)
    assert drawn.shape == (300, 5)
    assert (drawn.sum(1) == 5).all()
    assert drawn.mean(0) == pytest.approx(np.ones(5), abs=0.2)
    assert (resampled(clusters, 300, seed=1) == drawn).all()
    assert (resampled(clusters, 300, seed=2) != drawn).any()


def test_sums_keep_the_shape_of_a_cluster() -> None:
    clusters = np.arange(24.0).reshape(4, 3, 2)
    assert resampled(clusters, 7).shape == (7, 3, 2)
    assert resampled(clusters, 7).reshape(7, 6).tolist() == resampled(clusters.reshape(4, 6), 7).tolist()


def test_many_clusters_are_drawn_in_several_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "_DRAWS_AT_ONCE", 100)
    drawn = resampled(np.eye(30), 50)
    assert drawn.shape == (50, 30)
    assert (drawn.sum(1) == 30).all()
    assert len(np.unique(drawn, axis=0)) == 50


def test_the_interval_of_a_mean_is_about_the_normal_one() -> None:
    values = np.random.default_rng(0).normal(3, 2, 400)
    clusters = np.stack((values, np.ones(400)), axis=1)
    drawn = resampled(clusters)
    low, high = cast(tuple[float, float], percentiles(drawn[:, 0] / drawn[:, 1]).ci95)
    half = 1.96 * values.std() / math.sqrt(400)
    assert low == pytest.approx(values.mean() - half, abs=0.1 * half)
    assert high == pytest.approx(values.mean() + half, abs=0.1 * half)


def test_rounds_without_a_value_are_left_out_and_counted() -> None:
    values = np.linspace(0, 1, 100)
    values[:10] = np.nan
    spread = percentiles(values)
    assert spread.undefined == pytest.approx(0.10)
    assert spread.ci95 == tuple(np.percentile(values[10:], (2.5, 97.5)))
    values[10] = np.nan
    assert percentiles(values).ci95 is None
    assert percentiles(values).why_not == "undefined in 11% of the resamples"


def test_no_spread_gives_no_interval() -> None:
    assert percentiles(np.ones(50)) == (None, "every resample gives the same value", 0.0)
