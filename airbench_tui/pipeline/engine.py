"""The engine: one pool of workers that asks and judges, without barriers between the two.

An answer is judged as soon as it arrives, because judging comes before asking. A job that must wait (the
server asked for it, or the request failed for now) waits by itself, and no worker waits with it. The engine
knows nothing of databases or screens: results go to a sink, and ``progress`` tells how far it is.
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
    """The policy for retrying transient failures. Times are in seconds; the wait doubles up to ``longest``.

    A job gets ``attempts`` in all, or ``pushed_back`` when the server only reported an overload. A server
    that never answered counts as unreachable after ``unreachable`` attempts. ``shorten`` divides the waits
    that servers ask for with Retry-After; it is 1 outside tests.
    """

    attempts: int = 8
    pushed_back: int = 60
    unreachable: int = 4
    first: float = 0.5
    longest: float = 60.0
    shorten: float = 1.0

    def wait(self, attempt: int, asked: float | None, chance: random.Random) -> float:
        """Return the seconds before the next attempt, after *attempt* (from 1) failed.

        A wait that the server *asked* for is respected.
        """
        if asked is not None:
            return asked / self.shorten
        return min(self.longest, self.first * 2.0 ** (attempt - 1)) * chance.uniform(0.5, 1.0) / self.shorten


class EngineWork(Protocol, Generic[A, V]):
    """The work that the engine calls: asking, judging, and keeping results. Positions identify the items."""

    async def ask(self, position: int) -> A:
        """Ask the target. Raises TransientError or PermanentError."""

    async def judge(self, position: int, answer: A) -> V:
        """Judge an answer. Raises TransientError or PermanentError."""

    def wants_judging(self, answer: A) -> bool:
        """Tell whether the answer is to be judged."""

    async def answered(self, position: int, answer: A) -> None:
        """Keep an answer."""

    async def verdict(self, position: int, verdict: V) -> None:
        """Keep a verdict."""

    async def failed(self, kind: str, position: int, error: TransientError | PermanentError) -> None:
        """Keep the failure of an item; ``kind`` is "ask" or "judge"."""


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
    """A pool of workers that runs jobs until all have ended, it is cancelled, or a SetupError stops it.

    After a SetupError (``stopped_by``) nothing new starts. Requests in flight may already be paid for, so
    their results are awaited and kept. There are *concurrency* workers in all; within that, each server has
    its own adaptive limit.
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
        self._reached: set[str] = set()  # the kinds of job whose server has answered at all
        self._cancelled = False
        self._stop_now = asyncio.Event()
        self.stopped_by: SetupError | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._calling: set[asyncio.Task[None]] = set()  # those among them whose call has not returned
        self._crash: BaseException | None = None
        self._chance = random.Random(0)

    def pause(self) -> None:
        """Start nothing new, but await the requests in flight."""
        self.progress.paused = True
        self._unpaused.clear()

    def unpause(self) -> None:
        """Continue after a pause."""
        self.progress.paused = False
        self._unpaused.set()
        self._changed.set()

    def cancel(self) -> None:
        """Stop and abandon the requests in flight, which remain undone. Safe to call from the loop's thread."""
        self._cancelled = True
        self._stop_now.set()
        self._changed.set()

    @property
    def cancelled(self) -> bool:
        """Tell whether :meth:`cancel` was called."""
        return self._cancelled

    async def until_cancelled(self) -> None:
        """Wait for :meth:`cancel`."""
        await self._stop_now.wait()

    async def until_unpaused(self) -> None:
        """Wait until the engine is not paused."""
        await self._unpaused.wait()

    async def run(self, ask: Iterable[int], judge: Iterable[tuple[int, A]] = ()) -> None:
        """Ask for the positions *ask*; judge their answers and the answers in *judge*.

        Ends when every job has ended or :meth:`cancel` was called, with all results kept. Raises what a sink
        raises.
        """
        for position in ask:
            self._add("ask", position)
        self.progress.total += self._open
        for position, answer in judge:
            self._add("judge", position, answer)
            self.progress.to_judge += 1
        try:
            while self._is_unfinished():
                self._changed.clear()
                self._start_ready_jobs()
                await self._wait_for_change()
        finally:
            for task in self._calling:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)
            self.progress.stopped(self._clock())
        if self._crash is not None:
            raise self._crash

    def _is_unfinished(self) -> bool:
        if self._cancelled or self._crash is not None:
            return False
        return bool(self._running if self.stopped_by else self._open)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._calling.discard(task)
        if not task.cancelled():
            # Ask every task for its exception, else asyncio prints the tracebacks of all but the first.
            error = task.exception()
            self._crash = self._crash or error
        self._changed.set()

    def _add(self, kind: str, position: int, answer: A | None = None) -> None:
        self._open += 1
        self._ready[kind].append(_Job(0.0, next(self._numbers), kind, position, answer))

    def _start_ready_jobs(self) -> None:
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

    async def _wait_for_change(self) -> None:
        wait = max(0.0, self._waiting[0].ready_at - self._clock()) if self._waiting else None
        try:
            async with asyncio.timeout(wait):
                await self._changed.wait()
        except TimeoutError:
            pass

    async def _do(self, job: _Job[A]) -> None:
        """Do a job once. Its worker is free for the next job before the result is stored."""
        limit = self.limits[job.kind]
        returned = limit.failed
        call: Awaitable[A | V]
        failure: TransientError | PermanentError | None = None
        result: object = None
        try:
            call = (
                self._work.ask(job.position)
                if job.kind == "ask"
                else self._work.judge(job.position, _answer_of(job))
            )
            result = await call
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
            await self._reschedule(job, failure)
        elif failure is not None:
            await self._give_up(job, failure)
        else:
            await self._keep(job, result)

    def _stop(self, error: SetupError) -> None:
        """Start nothing more, because no request will succeed until the user fixes the problem."""
        self.progress.last_error = str(error)
        self.stopped_by = self.stopped_by or error

    async def _reschedule(self, job: _Job[A], error: TransientError) -> None:
        self.progress.last_error = str(error)
        if error.pushes_back:  # an overload says nothing about the request itself, so it is counted apart
            job.pushed_back += 1
            so_far, most = job.pushed_back, self._policy.pushed_back
        else:
            job.attempts += 1
            so_far, most = job.attempts, self._policy.attempts
        never = isinstance(error, UnreachableError) and job.kind not in self._reached
        if never and so_far >= self._policy.unreachable:
            self._stop(SetupError(f"{error}; is the server running there?"))
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

    async def _keep(self, job: _Job[A], result: object) -> None:
        if job.kind == "judge":
            self.progress.judged += 1
            await self._work.verdict(job.position, result)  # type: ignore[arg-type]
            self._open -= 1
            return
        answer: A = result  # type: ignore[assignment]
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


def _answer_of(job: _Job[A]) -> A:
    assert job.answer is not None
    return job.answer
