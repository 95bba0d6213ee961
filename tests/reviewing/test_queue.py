"""The queue of a review session."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from airbench_tui.reviewing.queue import ReviewQueue


def test_queue_skip_and_return() -> None:
    queue = ReviewQueue([1, 2, 3])
    assert queue.skip() and queue.current == 2 and queue.skipped == {1}
    assert queue.move(2) and queue.current == 1 and queue.at_end
    assert not queue.skip() and not queue.move(1)
    queue.go_to(99)
    assert queue.current == 99 and len(queue) == 4


def test_empty_queue() -> None:
    queue = ReviewQueue([])
    assert queue.current is None and not queue.move(1) and not queue.skip()


@given(st.lists(st.integers(), unique=True, min_size=1), st.lists(st.sampled_from(["on", "back", "skip"])))
def test_queue_never_loses_a_response(ids: list[int], moves: list[str]) -> None:
    queue = ReviewQueue(ids)
    for move in moves:
        if move == "skip":
            queue.skip()
        else:
            queue.move(1 if move == "on" else -1)
        assert queue.current in ids
    assert sorted(queue._ids) == sorted(ids)
