"""Marks stay whatever a list shows, and a range grows and shrinks with the cursor."""

from __future__ import annotations

from airbench_tui.reviewing.marked import MOST, MarkedResponses

LIST = [30, 10, 50, 20, 40]


def test_a_range_grows_and_shrinks_and_keeps_what_was_marked_before() -> None:
    marked = MarkedResponses()
    assert marked.toggle(20) and 20 in marked
    assert marked.stretch(LIST, 0, 1) and marked.stretch(LIST, 1, 3)
    assert marked.in_order(LIST) == [30, 10, 50, 20]
    assert marked.stretch(LIST, 3, 1)
    assert marked.in_order(LIST) == [30, 10, 20]  # 20 was marked before the range
    assert marked.stretch(LIST, 4, 3)  # the cursor went elsewhere: another range
    assert marked.in_order([40, 30]) == [40, 30, 10, 20]  # those that are not listed come last
    marked.clear()
    assert not marked and 20 not in marked


def test_there_is_a_limit() -> None:
    marked = MarkedResponses()
    assert marked.stretch(range(MOST), 0, MOST - 1) and len(marked) == MOST
    assert not marked.toggle(MOST + 1) and not marked.stretch(range(MOST + 9), MOST - 1, MOST)
    assert len(marked) == MOST and marked.toggle(5) and len(marked) == MOST - 1
