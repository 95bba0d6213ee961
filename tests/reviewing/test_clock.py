"""Active time and the break reminder."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from airbench_tui.reviewing.clock import IDLE_AFTER, REST, ActiveClock, BreakReminder


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
def test_clock_never_counts_more_than_elapsed(moments: list[float]) -> None:
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
