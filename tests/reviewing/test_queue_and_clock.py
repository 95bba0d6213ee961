"""The pure parts of a sitting: clock, break reminder, key guard, queue."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from airbench_tui.reviewing.clock import IDLE_AFTER, REST, ActiveClock, BreakReminder
from airbench_tui.reviewing.key_guard import REPEAT, SETTLE, KeyGuard
from airbench_tui.reviewing.queue import ReviewQueue


def test_clock_counts_reading_but_not_absence() -> None:
    clock = ActiveClock()
    clock.restart(100.0)
    clock.alive(110.0)
    assert clock.seconds(115.0) == 15.0
    clock.alive(115.0)
    assert clock.seconds(115.0 + 3600) == 15.0 + IDLE_AFTER
    clock.away(120.0)
    assert clock.seconds(9000.0) == 20.0
    clock.alive(9000.0)
    assert clock.seconds(9001.0) == 21.0


@given(st.lists(st.floats(0, 1e5), max_size=20))
def test_clock_never_counts_more_than_went_by(moments: list[float]) -> None:
    clock = ActiveClock()
    clock.restart(0.0)
    last = 0.0
    for moment in sorted(moments):
        clock.alive(moment)
        last = moment
    assert 0 <= clock.seconds(last) <= last + 1e-6


def test_reminder_after_work_without_a_rest() -> None:
    reminder = BreakReminder(45)
    minutes = [minute for minute in range(0, 100, 2) if reminder.due(minute * 60.0)]
    assert minutes == [46, 92]


def test_a_rest_starts_the_time_anew() -> None:
    reminder = BreakReminder(45)
    for minute in range(0, 44, 2):
        assert not reminder.due(minute * 60.0)
    back = 42 * 60.0 + REST + 1
    assert not reminder.due(back)
    assert not reminder.due(back + 4 * 60)


def test_no_reminder_when_turned_off() -> None:
    reminder = BreakReminder(0)
    assert not any(reminder.due(minute * 60.0) for minute in range(0, 600, 2))


def test_keys_too_soon_after_drawing_decide_nothing() -> None:
    guard = KeyGuard()
    guard.drawn(10.0)
    guard.pressed("1", 10.1)
    assert not guard.may_decide(10.1)
    guard.pressed("1", 10.0 + SETTLE + REPEAT)
    assert guard.may_decide(10.0 + SETTLE + REPEAT)


def test_a_held_key_decides_nothing_after_its_first_press() -> None:
    guard, decided, at = KeyGuard(), 0, 100.0
    guard.drawn(0.0)
    for _ in range(100):  # three seconds of a key repeated every 30 ms
        guard.pressed("1", at)
        if guard.may_decide(at):
            decided += 1
            guard.drawn(at)
        at += 0.03
    assert decided == 1


def test_another_key_right_after_is_no_repeat() -> None:
    guard = KeyGuard()
    guard.pressed("k", 5.0)
    guard.pressed("1", 5.05)
    assert guard.may_decide(5.05)


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
