"""The progress of a run as shown: its rate, the time left, and what waits for how long."""

from __future__ import annotations

import asyncio

import pytest

from airbench_tui.models.base import TransientError
from airbench_tui.pipeline.engine import Engine, RetryPolicy
from airbench_tui.pipeline.progress import RunProgress, span
from tests.pipeline.test_engine import Work


def test_neither_pauses_nor_waits_slow_the_rate_down() -> None:
    progress = RunProgress(total=40)
    assert progress.rate(5.0) == 0 and progress.seconds_left(5.0, judged=False) is None
    progress.sent(10.0)
    progress.sent(10.0)
    progress.returned(11.0)
    progress.returned(12.0)
    progress.asked = 10
    assert progress.rate(1000.0) == 5.0  # ten in the two seconds with a request in flight
    assert progress.seconds_left(1000.0, judged=False) == 6.0
    progress.sent(2000.0)
    assert progress.rate(2003.0) == 2.0


def test_the_time_left_is_never_less_than_what_waits() -> None:
    progress = RunProgress(total=4, asked=3, busy=1.0, waiting=1, wakes_at=150.0, all_awake_at=300.0)
    assert progress.held_up and progress.seconds_left(100.0, judged=False) == 200.0
    assert progress.waiting_words(100.0) == "1 waiting, the next for 50 s"
    progress.in_flight = 1
    assert not progress.held_up
    progress.waiting = 0
    assert progress.waiting_words(100.0) == "" and progress.seconds_left(
        100.0, judged=False
    ) == pytest.approx(1 / 3)


def test_answers_to_come_count_twice_where_they_are_judged() -> None:
    progress = RunProgress(total=10, asked=4, to_judge=3)
    assert (progress.jobs(judged=False), progress.jobs(judged=True)) == (13, 19)


def test_lengths_of_time_in_words() -> None:
    assert [span(seconds) for seconds in (0.4, 89, 200, 599, 720)] == [
        "0 s",
        "89 s",
        "3 min 20 s",
        "9 min 59 s",
        "12 min",
    ]


async def test_an_engine_whose_jobs_all_wait_says_so_and_stops_at_once() -> None:
    def seconds(kind: str, position: int, attempt: int) -> float:
        if position < 3:
            raise TransientError("busy", retry_after=200.0, status=429)
        return 0.001

    engine = Engine(Work(seconds, judging=False), concurrency=8, policy=RetryPolicy())
    going = asyncio.create_task(engine.run(range(10)))
    async with asyncio.timeout(5):
        while not engine.progress.held_up or engine.progress.asked < 7:
            await asyncio.sleep(0.01)
    now = asyncio.get_running_loop().time()
    assert engine.progress.waiting == 3 and 190 < engine.progress.wait(now) <= 200
    left = engine.progress.seconds_left(now, judged=False)
    assert left is not None and 190 < left <= 200
    engine.cancel()
    async with asyncio.timeout(1):
        await going
    assert (engine.progress.waiting, engine.progress.in_flight) == (0, 0)
