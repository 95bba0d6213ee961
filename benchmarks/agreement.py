"""Processor seconds of all statistics of agreement, and of their intervals.

Invented reviews over the benchmark's 314 level-4 categories, one answer in five seen by two of five auditors,
drawn with unequal probabilities. The intervals are compared with the plain method, which collects the rows of
the drawn categories in every round and counts the table anew.

``python -m benchmarks.agreement [-n 100000] [--rounds 2000]``
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

import numpy as np

from airbench_tui.analysis.annotator_test import annotator_test
from airbench_tui.analysis.coefficients import (
    bias,
    cohen_kappa,
    coincidences,
    gwet_ac,
    krippendorff_alpha,
    raw_agreement,
)
from airbench_tui.analysis.comparison import Ratings, compare, with_intervals
from airbench_tui.analysis.confusion import confusion
from airbench_tui.analysis.humans import Verdicts, among
from airbench_tui.analysis.scale import SCORES, FloatArray
from benchmarks.measure import median, ms, where

CATEGORIES, AUDITORS, TWICE = 314, 5, 0.2
PLAIN_ROUNDS = 10  # a few rounds are enough to time the plain method


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", type=int, default=100_000, help="reviews (default 100,000)")
    parser.add_argument("--rounds", type=int, default=2000, help="of the bootstrap (default 2,000)")
    options = parser.parse_args()
    ratings = reviews(options.n)
    print(f"{where()}; {options.n:,} reviews, {options.rounds:,} rounds; seconds of one core, median of 5\n")
    found = compare(ratings)
    values = cpu(lambda: compare(ratings))
    intervals = cpu(lambda: with_intervals(found, ratings, options.rounds))
    plain = cpu(lambda: _the_plain_way(ratings), 1) / PLAIN_ROUNDS * options.rounds
    verdicts = Verdicts(ratings.response, ratings.auditor, ratings.human, ratings.cluster)
    people = cpu(lambda: among(verdicts, options.rounds))
    test = cpu(lambda: annotator_test(verdicts, ratings.judge))
    print(f"{'judge and people: values':<34}{ms(values):>12}")
    print(
        f"{'judge and people: intervals':<34}{ms(intervals):>12}    the plain way {plain / intervals:,.0f}x"
    )
    print(f"{'people among themselves, 10 pairs':<34}{ms(people):>12}")
    print(f"{'alternative-annotator test':<34}{ms(test):>12}")
    print(f"{'together':<34}{ms(values + intervals + people + test):>12}")
    return 0


def reviews(number: int, seed: int = 0) -> Ratings:
    """Make *number* verdicts beside judgments; the judge errs in one of seven, auditors in one of ten."""
    generator = np.random.default_rng(seed)
    answers = round(number / (1 + TWICE))
    truth = generator.choice(SCORES, answers, p=(0.2, 0.05, 0.75))
    judge = _err(generator, truth, 0.15)
    response = np.concatenate((np.arange(answers), np.arange(number - answers)))
    auditor = (response + (np.arange(number) >= answers) * generator.integers(1, AUDITORS, number)) % AUDITORS
    order = generator.permutation(number)
    response, auditor = response[order], auditor[order]
    return Ratings(
        judge=judge[response],
        human=_err(generator, truth[response], 0.1),
        weight=np.where(judge == 1.0, 4.0, 1.25)[response],
        cluster=(response * 7919 + 11) % CATEGORIES,
        response=response,
        auditor=auditor,
    )


def _err(generator: np.random.Generator, truth: FloatArray, share: float) -> FloatArray:
    return np.where(generator.random(len(truth)) < share, generator.choice(SCORES, len(truth)), truth)


def _the_plain_way(ratings: Ratings) -> None:
    rows = [np.flatnonzero(ratings.cluster == cluster) for cluster in range(CATEGORIES)]
    generator = np.random.default_rng(0)
    for _ in range(PLAIN_ROUNDS):
        drawn = [rows[cluster] for cluster in generator.integers(0, CATEGORIES, CATEGORIES)]
        at = np.concatenate(drawn)
        table = confusion(ratings.judge[at], ratings.human[at], ratings.weight[at])
        raw_agreement(table), bias(table), krippendorff_alpha(coincidences(table))
        cohen_kappa(table), cohen_kappa(table, "linear"), cohen_kappa(table, "quadratic")
        gwet_ac(table), gwet_ac(table, "quadratic")


def cpu(function: Callable[[], object], times: int = 5) -> float:
    """Return the median processor seconds of a call, summed over threads as if there were one core."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        function()
        taken.append(time.process_time() - start)
    return median(taken)


if __name__ == "__main__":
    sys.exit(main())
