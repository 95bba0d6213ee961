"""The engine alone: no sockets, no database, work that sleeps."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from airbench_tui.models.base import PermanentError, SetupError, TransientError, UnreachableError
from airbench_tui.pipeline.engine import Engine, RetryPolicy
from tests.pipeline.engine_work import BUSY, FAST, Work, fails

pytestmark = pytest.mark.virtual_time


def engine_of(work: Work, **options: Any) -> Engine[str, str]:
    """Return an engine that reads the clock of the running loop."""
    return Engine(work, clock=asyncio.get_running_loop().time, **options)


async def test_everything_is_asked_and_judged_once() -> None:
    work = Work()
    engine = engine_of(work, concurrency=8)
    await engine.run(range(100), [(200 + n, f"old {n}") for n in range(10)])
    assert work.answers == {n: f"answer {n}" for n in range(100)}
    assert work.verdicts == {
        **{n: f"verdict on answer {n}" for n in range(100)},
        **{200 + n: f"verdict on old {n}" for n in range(10)},
    }
    assert set(work.attempts.values()) == {1}
    progress = engine.progress
    assert (progress.total, progress.asked, progress.to_judge, progress.judged) == (100, 100, 110, 110)
    assert (progress.in_flight, progress.waiting, progress.retries, progress.done) == (0, 0, 0, 210)


async def test_nothing_to_do() -> None:
    await engine_of(Work()).run([])


async def test_no_barrier() -> None:
    """Let one job take long: the others are not held up."""
    work = Work(lambda kind, position, attempt: 0.3 if position == 0 else 0.01, judging=False)
    await engine_of(work, concurrency=4).run(range(61))
    order = [position for event, position in work.events if event == "answered"]
    assert order[-1] == 0 and len(order) == 61


async def test_never_more_than_the_concurrency_and_never_less() -> None:
    work = Work(lambda kind, position, attempt: 0.01)
    engine = engine_of(work, concurrency=5)
    await engine.run(range(60))
    assert work.most == 5
    assert work.times[-1] - work.times[0] < 1.8 * 120 * 0.01 / 5


async def test_judging_goes_before_asking() -> None:
    """Judge a waiting answer as soon as a worker is free, before any further prompt is asked."""
    work = Work(lambda kind, position, attempt: 0.002)
    await engine_of(work, concurrency=3).run(range(50))
    waiting = 0
    for event, _ in work.events:
        waiting += {"answered": 1, "judge": -1, "ask": 0}[event]
        # While an answer is stored its worker takes the next call; then the answer is first in line.
        assert waiting <= 6
    for position in range(50):
        between = work.events[
            work.events.index(("answered", position)) : work.events.index(("judge", position))
        ]
        assert sum(event == "ask" for event, _ in between) <= 3


async def test_never_an_idle_worker_while_there_is_an_answer_to_judge() -> None:
    """Let slow judging take all workers once answers pile up."""
    work = Work(lambda kind, position, attempt: 0.02 if kind == "judge" else 0.001)
    engine = engine_of(work, concurrency=4)
    idle, looks = 0, 0

    def somebody_is_idle() -> bool:
        left = len(work.answers) - sum(kind == "judge" for kind, _ in work.attempts)
        return left > 0 and work.busy.total() < 4

    async def watch() -> None:
        nonlocal idle, looks
        while True:
            await asyncio.sleep(0.0005)
            looks += 1
            for _ in range(5):  # a free worker is used some turns of the loop later, however long they take
                if not somebody_is_idle():
                    break
                await asyncio.sleep(0)
            else:
                idle += 1

    watching = asyncio.create_task(watch())
    await engine.run(range(40))
    watching.cancel()
    assert idle == 0 and looks > 10
    assert work.most == 4


async def test_stored_answers_are_judged_before_anything_is_asked() -> None:
    work = Work()
    await engine_of(work, concurrency=2).run(range(4), [(n, "old") for n in range(10, 14)])
    assert [event for event, _ in work.events[:4]] == ["judge"] * 4


@pytest.mark.parametrize("kind", ["ask", "judge"])
async def test_a_job_that_waits_occupies_no_worker(kind: str) -> None:
    busy = TransientError("too much", retry_after=0.3, status=BUSY)
    work = Work(fails(busy, *((kind, n) for n in range(5)), times=1, seconds=0.001))
    engine = engine_of(work, concurrency=2, policy=FAST)
    await engine.run(range(40))
    for position in range(5, 40):
        assert work.when("answered", position) - work.times[0] < 0.25
    for position in range(5):
        assert work.when(kind, position, 1) - work.when(kind, position) >= 0.299
    assert len(work.verdicts) == 40 and engine.progress.retries == 5


async def test_retry_after_of_any_length_is_kept_and_shortened_by_configuration() -> None:
    busy = TransientError("too much", retry_after=200.0, status=BUSY)
    work = Work(fails(busy, ("ask", 1), times=2), judging=False)
    await engine_of(work, policy=RetryPolicy(shorten=1000)).run(range(3))
    gaps = [work.when("ask", 1, n + 1) - work.when("ask", 1, n) for n in range(2)]
    assert all(0.199 <= gap < 0.35 for gap in gaps)

    import random

    assert RetryPolicy().wait(1, 90_000.0, random.Random(0)) == 90_000.0
    waits = [RetryPolicy().wait(attempt, None, random.Random(0)) for attempt in range(1, 12)]
    assert waits == sorted(waits) and waits[0] <= 0.5 and waits[-1] <= 60


async def test_attempts_are_bounded() -> None:
    def script(kind: str, position: int, attempt: int) -> float:
        if position == 1:
            raise TransientError("broken", status=500)
        if position == 2:
            raise TransientError("too much", status=BUSY)
        if position == 3 and kind == "judge":
            raise TransientError("cut")
        return 0.0

    work = Work(script)
    engine = engine_of(work, policy=RetryPolicy(attempts=3, pushed_back=7, first=0.001, longest=0.002))
    await engine.run(range(5))
    assert work.attempts["ask", 1] == 3 and work.attempts["ask", 2] == 7 and work.attempts["judge", 3] == 3
    assert work.failures == {("ask", 1): "broken", ("ask", 2): "too much", ("judge", 3): "cut"}
    progress = engine.progress
    assert (progress.asked, progress.asking_failed, progress.judged, progress.judging_failed) == (3, 2, 2, 1)
    assert progress.retries == 2 + 6 + 2 and progress.waiting == 0


async def test_a_permanent_failure_is_not_tried_again() -> None:
    work = Work(fails(PermanentError("never"), ("ask", 0), ("judge", 1)))
    await engine_of(work).run(range(3))
    assert work.failures == {("ask", 0): "never", ("judge", 1): "never"}
    assert work.attempts["ask", 0] == work.attempts["judge", 1] == 1 and set(work.verdicts) == {2}


async def test_a_setup_error_stops_and_leaves_the_rest_undone() -> None:
    """Keep the results of requests in flight, which may be paid for."""
    error = SetupError("wrong key", status=401)
    work = Work(fails(error, ("ask", 1), ("ask", 2), seconds=0.02))
    engine = engine_of(work, concurrency=4)
    await engine.run(range(50))
    assert engine.stopped_by is error
    assert set(work.answers) == {0, 3} and not work.failures and not work.verdicts
    assert engine.progress.in_flight == 0 and sum(work.attempts.values()) == 4


async def test_a_server_that_is_not_there_stops_and_leaves_everything_undone() -> None:
    gone = UnreachableError("here: no connection")
    work = Work(fails(gone, *(("ask", n) for n in range(9))))
    engine = engine_of(work, concurrency=4, policy=RetryPolicy(first=0.001))
    await engine.run(range(9))
    assert str(engine.stopped_by) == "here: no connection; is the server running there?"
    assert not work.answers and not work.failures and max(work.attempts.values()) == 4


async def test_a_server_that_has_answered_may_go_away_for_a_while() -> None:
    gone = UnreachableError("here: no connection")
    work = Work(fails(gone, *(("ask", n) for n in range(1, 9)), times=6), judging=False)
    engine = engine_of(work, concurrency=4, policy=RetryPolicy(first=0.001))
    await engine.run(range(9))
    assert engine.stopped_by is None and set(work.answers) == set(range(9))


async def test_cancelling_does_not_wait_for_requests_in_flight_after_a_setup_error() -> None:
    work = Work(
        lambda kind, position, attempt: 30 if position else fails(SetupError("no"), ("ask", 0))("ask", 0, 0)
    )
    engine = engine_of(work, concurrency=4)
    asyncio.get_running_loop().call_later(0.05, engine.cancel)
    await asyncio.wait_for(engine.run(range(9)), 20)  # the calls in flight would take 30 s
    assert engine.stopped_by is not None


async def test_pause_and_go_on() -> None:
    work = Work(lambda kind, position, attempt: 0.01)
    engine = engine_of(work, concurrency=4)
    running = asyncio.create_task(engine.run(range(40)))
    await asyncio.sleep(0.05)
    engine.pause()
    await asyncio.sleep(0.05)
    asked = sum(work.attempts.values())
    assert engine.progress.in_flight == 0 and 0 < asked < 80  # the requests in flight came back
    await asyncio.sleep(0.05)
    assert sum(work.attempts.values()) == asked and not running.done()
    engine.unpause()
    await running
    assert len(work.verdicts) == 40 and set(work.attempts.values()) == {1}


async def test_cancel_while_paused() -> None:
    work = Work()
    engine = engine_of(work)
    engine.pause()
    running = asyncio.create_task(engine.run(range(4)))
    await asyncio.sleep(0.01)
    engine.cancel()
    await asyncio.wait_for(running, 1)
    assert not work.attempts


async def test_what_came_back_before_cancelling_is_kept() -> None:
    """Cancelling abandons calls, but never a result on its way to the sink."""
    work = Work(lambda kind, position, attempt: 0.0 if position < 3 else 30.0, judging=False, keeping=0.1)
    engine = engine_of(work, concurrency=8)
    asyncio.get_running_loop().call_later(0.03, engine.cancel)
    await engine.run(range(8))
    assert set(work.answers) == {0, 1, 2}
    assert engine.progress.asked == 3 and work.busy.total() == 0


async def test_a_run_that_is_cancelled_from_outside_keeps_what_came_back() -> None:
    work = Work(lambda kind, position, attempt: 0.0 if position < 3 else 30.0, judging=False, keeping=0.1)
    running = asyncio.create_task(engine_of(work, concurrency=8).run(range(8)))
    await asyncio.sleep(0.03)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert set(work.answers) == {0, 1, 2}


@pytest.mark.parametrize("sink", ["answered", "verdict", "failed"])
@pytest.mark.parametrize("last", [False, True])
async def test_a_crash_in_a_sink_surfaces(sink: str, last: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    where = 19 if last else 3
    seconds = fails(PermanentError("x"), *([("ask", where)] if sink == "failed" else []))
    work = Work(seconds)

    async def crash(*of: object) -> None:
        await asyncio.sleep(0.02)
        if where in of:
            raise OSError("disk full")

    monkeypatch.setattr(work, sink, crash)
    with pytest.raises(OSError, match="disk full"):
        await asyncio.wait_for(engine_of(work, concurrency=4).run(range(20)), 5)


async def test_a_bug_in_a_model_surfaces() -> None:
    with pytest.raises(KeyError):
        await engine_of(Work(fails(KeyError("bug"), ("ask", 2)))).run(range(4))


async def test_the_limit_adapts_to_a_server_that_pushes_back() -> None:
    """Let a server take 6 requests at once: the engine comes down to about that, and everything ends."""
    refused = 0

    def script(kind: str, position: int, attempt: int) -> float:
        nonlocal refused
        if work.busy.total() > 6:
            refused += 1
            raise TransientError("too much", status=BUSY)
        return 0.005

    work = Work(script, judging=False)
    engine = engine_of(work, concurrency=64, policy=FAST)
    await engine.run(range(400))
    assert len(work.answers) == 400 and not work.failures
    assert engine.limits["ask"].limit < 16
    assert refused < 400


async def test_servers_have_limits_of_their_own() -> None:
    work = Work(fails(TransientError("too much", status=BUSY), *(("judge", n) for n in range(30)), times=2))
    engine = engine_of(work, concurrency=16, policy=FAST)
    await engine.run(range(30))
    assert engine.limits["judge"].limit < 16 and engine.limits["ask"].limit == 16
    same = engine_of(Work(), concurrency=16, same_server=True)
    assert same.limits["ask"] is same.limits["judge"]


async def test_progress_is_correct_at_every_moment() -> None:
    import random

    chance = random.Random(1)

    def script(kind: str, position: int, attempt: int) -> float:
        place = chance.random()
        if place < 0.2:
            raise TransientError("too much", status=BUSY, retry_after=0.002)
        if place < 0.3:
            raise TransientError("broken", status=500)
        if place < 0.35:
            raise PermanentError("never")
        return chance.random() * 0.004

    work = Work(script)
    engine = engine_of(work, concurrency=8, policy=FAST)
    progress = engine.progress

    async def watch() -> None:
        while True:
            await asyncio.sleep(0.001)
            assert progress.in_flight <= 8
            assert progress.in_flight >= work.busy.total()
            asked = progress.asked + progress.asking_failed
            assert asked + progress.judged + progress.judging_failed == progress.done
            assert progress.judged + progress.judging_failed <= progress.to_judge <= progress.asked

    watching = asyncio.create_task(watch())
    await engine.run(range(300))
    assert not watching.done()
    watching.cancel()
    asks = [position for kind, position in work.failures if kind == "ask"]
    assert progress.asked == len(work.answers) and progress.judged == len(work.verdicts)
    assert progress.asking_failed == len(asks)
    assert progress.judging_failed == len(work.failures) - len(asks)
    assert progress.retries == sum(count - 1 for count in work.attempts.values())
    assert progress.done == 300 + len(work.answers) and progress.to_judge == len(work.answers)
