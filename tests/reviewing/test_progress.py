"""How far an auditor is: the numbers, and each form of words for them."""

from __future__ import annotations

import pytest

from airbench_tui.reviewing import progress
from airbench_tui.reviewing.progress import FEWEST, Counted, WorkDone


def test_time_left_is_foretold_from_the_median_of_enough_items() -> None:
    seconds = [10.0, 20.0, 30.0, 40.0, 1000.0]
    assert len(seconds) == FEWEST
    assert progress.work(5, 0, 4, seconds).seconds_left == 120.0
    assert progress.work(4, 0, 4, seconds[1:]).seconds_left is None
    assert progress.work(5, 0, 0, seconds).seconds_left is None


def test_an_entry_looked_at_again_is_counted_as_it_is_now() -> None:
    counted = Counted([1, 2, 3], {1: 5.0, 99: 5.0})
    assert counted.work() == WorkDone(1, 0, 2)
    counted.look_again(2, {2: None})
    assert counted.work() == WorkDone(2, 0, 1)
    counted.look_again(1, {})
    assert counted.work() == WorkDone(1, 0, 2)
    counted.look_again(4, {})  # joins the queue undecided
    assert counted.work() == WorkDone(1, 0, 3)
    counted.look_again(5, {5: 1.0})
    assert counted.work() == WorkDone(2, 0, 3)


def test_figures_name_what_they_count() -> None:
    assert progress.figures(WorkDone(1200, 0, 1200)) == ["1,200 of 2,400 decided", "1,200 left"]
    assert progress.figures(WorkDone(1, 2, 3, 200.0)) == [
        "1 of 6 decided",
        "2 cannot judge",
        "3 left",
        "about 10 min",
        "200 s each",
    ]
    assert progress.figures(WorkDone(6, 0, 0, 22.0)) == ["6 of 6 decided", "22 s each"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (80.0, "about a minute"),
        (100.0, "about 2 min"),
        (99 * 60.0, "about 99 min"),
        (100 * 60.0, "about 2 h"),
    ],
)
def test_time_left_in_words(seconds: float, words: str) -> None:
    assert progress.figures(WorkDone(1, 0, 1, seconds))[2] == words


@pytest.mark.parametrize(
    ("done", "at_end", "stored", "words"),
    [
        (WorkDone(3, 0, 0), False, True, "all 3 decided"),
        (WorkDone(3, 0, 0), True, False, "all 3 decided"),
        (WorkDone(3, 0, 0), False, False, ""),
        (WorkDone(3, 1, 0), True, True, "all 4 answered: 3 decided, 1 cannot judge"),
        (WorkDone(3, 0, 2), False, True, ""),
        (WorkDone(3, 0, 2), True, True, "last of the queue · 2 left"),
        (None, True, True, "last of the queue"),
        (None, False, True, ""),
    ],
)
def test_words_after_an_answer(done: WorkDone | None, at_end: bool, stored: bool, words: str) -> None:
    assert progress.end_words(done, at_end=at_end, stored=stored) == words
