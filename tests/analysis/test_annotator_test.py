"""The alternative-annotator test: reference values, conditions, and results of a good and a bad judge."""

from __future__ import annotations

import numpy as np
import pytest

from airbench_tui.analysis.annotator_test import EPSILONS, AnnotatorTest, annotator_test
from airbench_tui.analysis.humans import Verdicts
from airbench_tui.analysis.scale import SCORES, FloatArray
from tests.analysis.oracle import ANNOTATOR_TEST, digits


def run_test(people: FloatArray, judge: FloatArray, alignment: str = "accuracy") -> AnnotatorTest:
    """Run the test of *judge* (U,) with *people* (U, R), where NaN is no verdict."""
    unit, rater = np.nonzero(~np.isnan(people))
    verdicts = Verdicts(unit, rater, people[unit, rater], unit)
    return annotator_test(verdicts, judge[unit], alignment=alignment)  # type: ignore[arg-type]


def reference() -> tuple[FloatArray, FloatArray]:
    i = np.arange(40)
    base = np.where(i % 5 == 0, 0.0, 1.0)
    people = (base, np.where(i % 8 == 3, 0.5, base), np.where(i % 7 == 2, 1 - base, base))
    return np.stack(people, axis=1), np.where(i % 10 == 6, 0.0, base)


def test_the_reference() -> None:
    found = run_test(*reference())
    assert found.advantage_probability == digits(ANNOTATOR_TEST["advantage_probability"])
    assert (
        found.epsilons == EPSILONS == tuple(float(key) for key in ANNOTATOR_TEST["winning_rate_by_epsilon"])
    )
    assert found.winning_rate == digits(list(ANNOTATOR_TEST["winning_rate_by_epsilon"].values()))
    at = EPSILONS.index(0.15)
    expected = ANNOTATOR_TEST["p_at_epsilon_0_15"]
    assert [one.p[at] for one in found.auditors] == [digits(expected[name]) for name in "ABC"]
    assert [one.n for one in found.auditors] == [40, 40, 40]
    assert (found.too_few, found.why_not) == ((), "")


@pytest.mark.parametrize("alignment", ["accuracy", "distance"])
def test_a_judge_like_the_auditors_passes_and_a_coin_does_not(alignment: str) -> None:
    generator = np.random.default_rng(1)
    truth = generator.choice(SCORES, 200)
    coin = generator.choice(SCORES, 200)

    def rater() -> FloatArray:
        return np.where(generator.random(200) < 0.9, truth, generator.choice(SCORES, 200))

    people = np.stack([rater() for _ in range(4)], axis=1)
    assert run_test(people, rater(), alignment).winning_rate == (1, 1, 1)
    assert run_test(people, coin, alignment).winning_rate == (0, 0, 0)


def test_a_judge_one_step_off_is_nearer_than_one_two_steps_off() -> None:
    """Accuracy sees no difference between the two judges; distance does."""
    people = np.zeros((40, 3))
    people[::4, 0] = 1.0  # one auditor is two steps off in a quarter of the answers
    judge = np.where(np.arange(40) % 4 == 0, 0.5, 0.0)
    exact, near = run_test(people, judge), run_test(people, judge, "distance")
    assert (exact.auditors[0].judge_wins, exact.auditors[0].auditor_wins) == (1, 1)
    assert (near.auditors[0].judge_wins, near.auditors[0].auditor_wins) == (1, 0.75)


def test_a_judge_that_is_never_behind_needs_no_variance() -> None:
    people, _ = reference()
    found = run_test(np.repeat(people[:, :1], 3, axis=1), people[:, 0])
    assert found.winning_rate == (1, 1, 1)
    assert all(one.p == (0, 0, 0) for one in found.auditors)
    behind = run_test(np.zeros((40, 3)), np.ones(40))
    assert behind.winning_rate == (0, 0, 0)
    assert behind.advantage_probability == 0


def test_its_conditions() -> None:
    people, judge = reference()
    two = run_test(people[:, :2], judge)
    assert (two.winning_rate, two.advantage_probability, two.auditors) == (None, None, ())
    assert two.why_not.endswith("there are 2")
    assert run_test(people[:29], judge[:29]).too_few == (0, 1, 2)
    assert run_test(people[:0], judge[:0]).why_not.endswith("there are 0")


def test_an_auditor_with_few_answers_is_only_one_of_the_others() -> None:
    people, judge = reference()
    fourth = np.full((40, 1), np.nan)
    fourth[:10] = people[:10, :1]
    found = run_test(np.hstack((people, fourth)), judge)
    assert [one.auditor for one in found.auditors] == [0, 1, 2]
    assert found.too_few == (3,)


def test_answers_of_one_auditor_alone_do_not_count() -> None:
    people, judge = reference()
    alone = np.full((25, 3), np.nan)
    alone[:, 0] = 1.0
    found = run_test(np.vstack((people, alone)), np.concatenate((judge, np.zeros(25))))
    assert found == run_test(people, judge)
