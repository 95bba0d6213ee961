"""The guard on deciding keys."""

from __future__ import annotations

from airbench_tui.reviewing.key_guard import REPEAT, KeyGuard

SETTLE = 0.25  # seconds


def test_keys_too_soon_after_drawing_decide_nothing() -> None:
    guard = KeyGuard()
    guard.drawn(10.0)
    guard.pressed("1", 10.1)
    assert not guard.may_decide(SETTLE)
    guard.pressed("1", 10.0 + SETTLE + REPEAT)
    assert guard.may_decide(SETTLE)


def test_a_held_key_decides_nothing_after_its_first_press() -> None:
    guard, decided, at = KeyGuard(), 0, 100.0
    guard.drawn(0.0)
    for _ in range(100):  # three seconds of a key repeated every 30 ms
        guard.pressed("1", at)
        if guard.may_decide(SETTLE):
            decided += 1
            guard.drawn(at)
        at += 0.03
    assert decided == 1


def test_without_a_guard_a_held_key_decides_once() -> None:
    guard, decided = KeyGuard(), 0
    for press in range(100):
        guard.pressed("1", 100.0 + press * 0.03)
        decided += guard.may_decide(0.0)
        guard.drawn(100.0 + press * 0.03)
    assert decided == 1


def test_another_key_right_after_is_no_repeat() -> None:
    guard = KeyGuard()
    guard.pressed("k", 5.0)
    guard.pressed("1", 5.05)
    assert guard.may_decide(SETTLE)


def test_a_key_counts_from_when_it_was_pressed() -> None:
    """A busy program comes to a key long after it was pressed, perhaps before the item was drawn."""
    guard = KeyGuard()
    guard.pressed("j", 5.0)
    guard.drawn(5.1)
    guard.pressed("1", 5.2)
    assert not guard.may_decide(SETTLE)
