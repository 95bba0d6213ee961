"""The engine: one pool of workers that asks and judges, without barriers.

An answer is judged as soon as it is there: judging goes before asking. A job that must wait (the
server said so, or it failed for now) waits on its own, and no worker waits with it. Nothing is known
here of databases or screens: what comes back goes to a sink, how far it is stands in ``progress``.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from airbench_tui.models.base import PermanentError, SetupError, TransientError, UnreachableError
from airbench_tui.pipeline.limits import AdaptiveLimit
from airbench_tui.pipeline.progress import RunProgress

A = TypeVar("A")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """When a job that failed for now is tried again. Seconds; the wait doubles up to ``longest``.

    ``attempts`` in all, ``pushed_back`` where the server only said that it is too much just now. A server from which
    nothing ever came is not there after ``unreachable`` of them.
    ``shorten`` divides what the server asks for with Retry-After: 1 outside tests.
    """

    attempts: int = 8
    pushed_back: int = 60
    unreachable: int = 4
    first: float = 0.5
    longest: float = 60.0
    shorten: float = 1.0

    def wait(self, attempt: int, asked: float | None, chance: random.Random) -> float:
        """Seconds before the next attempt, *attempt* having failed (from 1). What a server asks for is kept."""
        if asked is not None:
            return asked / self.shorten
        return min(self.longest, self.first * 2.0 ** (attempt - 1)) * chance.uniform(0.5, 1.0) / self.shorten


class EngineWork(Protocol, Generic[A, V]):
    """What the engine does its work with. Positions name the items."""

    async def ask(self, position: int) -> A:
        """Ask the target. Raises TransientError or PermanentError."""

    async def judge(self, position: int, answer: A) -> V:
        """Judge an answer. Raises TransientError or PermanentError."""

    def wants_judging(self, answer: A) -> bool:
        """Whether there is anything to judge."""

    async def answered(self, position: int, answer: A) -> None:
        """Keep an answer."""

    async def verdict(self, position: int, verdict: V) -> None:
        """Keep a verdict."""

    async def failed(self, kind: str, position: int, error: TransientError | PermanentError) -> None:
        """Keep that an item ended without one; ``kind`` is "ask" or "judge"."""


@dataclass(order=True, slots=True)
class _Job(Generic[A]):
    ready_at: float
    number: int
    kind: str = field(compare=False)
    position: int = field(compare=False)
    answer: A | None = field(compare=False, default=None)
    attempts: int = field(compare=False, default=0)
    pushed_back: int = field(compare=False, default=0)


class Engine(Generic[A, V]):
    """Runs jobs until each has ended, it is cancelled, or a SetupError (``stopped_by``) makes it pointless.

    A SetupError starts nothing new, yet what is in flight may be paid for: it comes back and is kept.
    *concurrency* workers in all; each server has an adaptive limit of its own within that.
    """

    def __init__(
        self,
        work: EngineWork[A, V],
        *,
        concurrency: int = 64,
        policy: RetryPolicy = RetryPolicy(),
        same_server: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._work = work
        self._policy = policy
        self._clock = clock
        self.progress = RunProgress()
        target = AdaptiveLimit(concurrency)
        self.limits = {"ask": target, "judge": target if same_server else AdaptiveLimit(concurrency)}
        self._concurrency = concurrency
        self._ready: dict[str, deque[_Job[A]]] = {"judge": deque(), "ask": deque()}
        self._waiting: list[_Job[A]] = []
        self._numbers = itertools.count()
        self._open = 0  # jobs that have not ended
        self._changed = asyncio.Event()
        self._unpaused = asyncio.Event()
        self._unpaused.set()
        self._reached: set[str] = set()  # the kinds of job whose server has said something
        self._cancelled = False
        self._stop_now = asyncio.Event()
        self.stopped_by: SetupError | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._calling: set[asyncio.Task[None]] = set()  # of these, those whose call has not come back
        self._crash: BaseException | None = None
        self._chance = random.Random(0)

    def pause(self) -> None:
        """Start nothing new; what is in flight comes back."""
        self.progress.paused = True
        self._unpaused.clear()

    def unpause(self) -> None:
        """Go on."""
        self.progress.paused = False
        self._unpaused.set()
        self._changed.set()

    def cancel(self) -> None:
        """Stop; what is in flight is given up and stays undone. Safe to call from the loop's thread."""
        self._cancelled = True
        self._stop_now.set()
        self._changed.set()

    @property
    def cancelled(self) -> bool:
        """Whether :meth:`cancel` was called."""
        return self._cancelled

    async def until_cancelled(self) -> None:
        """Wait for :meth:`cancel`."""
        await self._stop_now.wait()

    async def until_unpaused(self) -> None:
        """Wait while it is paused."""
        await self._unpaused.wait()

    async def run(self, ask: Iterable[int], judge: Iterable[tuple[int, A]] = ()) -> None:
        """Ask for the positions *ask*, judge what comes back and the answers given in *judge*.

        Ends when every job has ended or :meth:`cancel` was called, and what came back is kept. Raises what
        a sink raises.
        """
        for position in ask:
            self._add("ask", position)
        self.progress.total += self._open
        for position, answer in judge:
            self._add("judge", position, answer)
            self.progress.to_judge += 1
        try:
            while self._goes_on():
                self._changed.clear()
                self._start_what_can()
                await self._until_something_happens()
        finally:
            for task in self._calling:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)
            self.progress.stopped(self._clock())
        if self._crash is not None:
            raise self._crash

    def _goes_on(self) -> bool:
        if self._cancelled or self._crash is not None:
            return False
        return bool(self._running if self.stopped_by else self._open)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._calling.discard(task)
        if not task.cancelled():
            # Asked of each task: else asyncio prints the traceback of all but the first.
            error = task.exception()
            self._crash = self._crash or error
        self._changed.set()

    def _add(self, kind: str, position: int, answer: A | None = None) -> None:
        self._open += 1
        self._ready[kind].append(_Job(0.0, next(self._numbers), kind, position, answer))

    def _start_what_can(self) -> None:
        now = self._clock()
        while self._waiting and self._waiting[0].ready_at <= now:
            job = heapq.heappop(self._waiting)
            self._ready[job.kind].append(job)
        self.progress.waiting = len(self._waiting)
        self.progress.wakes_at = self._waiting[0].ready_at if self._waiting else 0.0
        if self.progress.paused or self.stopped_by:
            return
        for kind, ready in self._ready.items():  # judging first
            limit = self.limits[kind]
            while ready and limit.free and self.progress.in_flight < self._concurrency:
                limit.sent()
                self.progress.sent(now)
                task = asyncio.create_task(self._do(ready.popleft()))
                self._running.add(task)
                self._calling.add(task)
                task.add_done_callback(self._ended)

    async def _until_something_happens(self) -> None:
        wait = max(0.0, self._waiting[0].ready_at - self._clock()) if self._waiting else None
        try:
            async with asyncio.timeout(wait):
                await self._changed.wait()
        except TimeoutError:
            pass

    async def _do(self, job: _Job[A]) -> None:
        """Do a job once. Its place is free for the next one before what came back is stored."""
        limit = self.limits[job.kind]
        returned = limit.failed
        call: Awaitable[A | V]
        failure: TransientError | PermanentError | None = None
        came: object = None
        try:
            call = (
                self._work.ask(job.position)
                if job.kind == "ask"
                else self._work.judge(job.position, _given(job))
            )
            came = await call
            returned = limit.answered
        except TransientError as error:
            failure = error
            returned = limit.refused if error.pushes_back else limit.failed
        except PermanentError as error:
            failure = error
        finally:
            returned()
            if not isinstance(failure, UnreachableError):
                self._reached.add(job.kind)
            self._calling.discard(_this_task())
            self.progress.returned(self._clock())
            self._changed.set()
        if isinstance(failure, SetupError):
            self._stop(failure)
        elif isinstance(failure, TransientError):
            await self._later(job, failure)
        elif failure is not None:
            await self._give_up(job, failure)
        else:
            await self._keep(job, came)

    def _stop(self, error: SetupError) -> None:
        """Nothing will succeed until the user mends it: what is not done stays to be done."""
        self.progress.last_error = str(error)
        self.stopped_by = self.stopped_by or error

    async def _later(self, job: _Job[A], error: TransientError) -> None:
        self.progress.last_error = str(error)
        if error.pushes_back:  # says nothing of the request itself: counted apart
            job.pushed_back += 1
            so_far, most = job.pushed_back, self._policy.pushed_back
        else:
            job.attempts += 1
            so_far, most = job.attempts, self._policy.attempts
        never = isinstance(error, UnreachableError) and job.kind not in self._reached
        if never and so_far >= self._policy.unreachable:
            self._stop(SetupError(f"{error}; is it running there?"))
            return
        if so_far >= most:
            await self._give_up(job, error)
            return
        self.progress.retries += 1
        job.ready_at = self._clock() + self._policy.wait(so_far, error.retry_after, self._chance)
        self.progress.all_awake_at = max(self.progress.all_awake_at, job.ready_at)
        heapq.heappush(self._waiting, job)

    async def _give_up(self, job: _Job[A], error: TransientError | PermanentError) -> None:
        self.progress.last_error = str(error)
        if job.kind == "ask":
            self.progress.asking_failed += 1
        else:
            self.progress.judging_failed += 1
        await self._work.failed(job.kind, job.position, error)
        self._open -= 1

    async def _keep(self, job: _Job[A], came: object) -> None:
        if job.kind == "judge":
            self.progress.judged += 1
            await self._work.verdict(job.position, came)  # type: ignore[arg-type]
            self._open -= 1
            return
        answer: A = came  # type: ignore[assignment]
        self.progress.asked += 1
        await self._work.answered(job.position, answer)
        if self._work.wants_judging(answer):
            self.progress.to_judge += 1
            self._add("judge", job.position, answer)
        self._open -= 1


def _this_task() -> asyncio.Task[None]:
    task = asyncio.current_task()
    assert task is not None
    return task


def _given(job: _Job[A]) -> A:
    assert job.answer is not None
    return job.answer
