"""A run through the provider's Batch API: submit, record, wait, collect.

The target is asked first, then the judge. Each step is on disk before the next one starts, so a restarted
program finds the submitted batches and collects them. A model without a Batch API (a server by URL, phrases)
answers or judges at once.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from airbench_tui.models.base import (
    Model,
    ModelError,
    PermanentError,
    Reply,
    Request,
    SetupError,
    TransientError,
)
from airbench_tui.models.batch import MOST_BYTES, MOST_REQUESTS, Batches, BatchStatus, batches_of
from airbench_tui.pipeline.engine import Engine, RetryPolicy
from airbench_tui.pipeline.judges import JudgeResult, ModelJudge
from airbench_tui.pipeline.live import Given, LiveRun, Waiting
from airbench_tui.store.database import Database
from airbench_tui.store.incoming import batches as stored
from airbench_tui.store.incoming import runs

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Polling:
    """The intervals between checks of a batch, in seconds, growing from ``first`` to ``longest``."""

    first: float = 1.0
    growth: float = 1.5
    longest: float = 60.0


class _StoppedError(Exception):
    """The user stopped the program; submitted batches continue at the provider."""


class BatchRun:
    """The rest of a run, done batch by batch. ``engine`` stops it, holds its progress, and judges at once."""

    def __init__(
        self,
        live: LiveRun,
        engine: Engine[Given, JudgeResult],
        database: Database,
        policy: RetryPolicy = RetryPolicy(),
        polling: Polling = Polling(),
    ) -> None:
        self._live = live
        self._engine = engine
        self._database = database
        self._policy = policy
        self._polling = polling
        self._chance = random.Random(0)

    async def run(self) -> SetupError | None:
        """Ask and judge. Return the error that keeps the rest from being done, if any."""
        try:
            if self._live.target is not None:
                await self._ask(self._live.target)
            if self._live.judge_with is not None:
                await self._judge()
        except _StoppedError:
            return None
        except SetupError as error:
            return error
        except ModelError as error:
            return SetupError(str(error))
        finally:
            self._live.note = ""
        return None

    async def _ask(self, target: Model) -> None:
        live, to_ask = self._live, self._live.to_ask()
        api = batches_of(target)
        if api is None:
            live.judges_later = True
            await self._at_once(to_ask, [])
        else:
            self._engine.progress.total = len(to_ask)
            await self._by_batches("ask", api, to_ask, live.request)
        live.reload(runs.items(self._database.connection, live.run))

    async def _judge(self) -> None:
        live, judge = self._live, self._live.judge_with
        api = batches_of(judge.model) if isinstance(judge, ModelJudge) else None
        if api is None:
            await self._at_once([], live.to_judge())
            return
        assert isinstance(judge, ModelJudge)
        asked = judge  # narrows the type for the function below
        waiting = [position for position, _ in live.to_judge()]
        self._engine.progress.to_judge += len(waiting)
        await self._by_batches("judge", api, waiting, lambda position: live.judge_request(asked, position))

    async def _at_once(self, ask: list[int], judge: list[tuple[int, Given]]) -> None:
        await self._engine.run(ask, judge)
        if self._engine.cancelled:
            raise _StoppedError
        if self._engine.stopped_by is not None:
            raise self._engine.stopped_by

    async def _by_batches(
        self, kind: stored.Kind, api: Batches, positions: list[int], request: Callable[[int], Request]
    ) -> None:
        """Have *positions* answered by batches: by open ones from earlier, and by new ones for the rest."""
        left = set(positions)
        for batch in self._submitted(kind):
            if batch.provider_id or await self._adopt(api, batch):
                left -= batch.positions
            else:
                await self._record(batch.id, "lost", ended=True)
        lines = await self._lines(kind, api, sorted(left), request)
        for piece in _pieces(lines):
            await self._unless_stopped(self._engine.until_unpaused())
            await self._submit(kind, api, piece)
        for batch in self._submitted(kind):
            status = await self._wait_for(api, batch)
            await self._collect(api, batch, status, set(positions))

    def _submitted(self, kind: stored.Kind) -> list[stored.Batch]:
        return stored.uncollected(self._database.connection, self._live.run, kind)

    async def _adopt(self, api: Batches, batch: stored.Batch) -> bool:
        """Find the batch of a file of which only the upload was recorded; tell whether there is one."""
        found = await self._find(api, batch.file_id) if batch.file_id is not None else None
        if found is not None:
            await self._record(batch.id, found.status, provider_id=found.id)
        return found is not None

    async def _find(self, api: Batches, file_id: str) -> BatchStatus | None:
        known = stored.known(self._database.connection)
        return await self._retry(lambda: api.find(file_id, known))

    async def _lines(
        self, kind: stored.Kind, api: Batches, positions: Iterable[int], request: Callable[[int], Request]
    ) -> list[tuple[int, bytes]]:
        lines = []
        for position in positions:
            try:
                lines.append((position, api.line(str(position), request(position))))
            except PermanentError as error:  # without a rubric the judge cannot be asked
                await self._save_failure(kind, position, error)
        return lines

    async def _submit(self, kind: stored.Kind, api: Batches, lines: list[tuple[int, bytes]]) -> None:
        live, rows = self._live, list[int]()
        positions = [position for position, _ in lines]
        live.note = f"submitting {len(lines):,} requests"
        await live.writer.put(
            lambda connection: rows.append(stored.add(connection, live.run, kind, positions))
        )
        (row,) = rows
        try:
            file_id = await self._retry(lambda: api.upload(line for _, line in lines))
            await self._record(row, "uploaded", file_id=file_id)
            status = await self._create(api, file_id)
        except PermanentError as error:
            await self._record(row, "failed", details={"reason": str(error)}, ended=True)
            raise
        await self._record(row, status.status, provider_id=status.id)
        live.note = ""

    async def _create(self, api: Batches, file_id: str) -> BatchStatus:
        """Create a batch from an uploaded file, but never a second one.

        A creation that seemed to fail may have succeeded, so further attempts first look for the batch.
        """
        tried = False

        async def create() -> BatchStatus:
            nonlocal tried
            there = await api.find(file_id, stored.known(self._database.connection)) if tried else None
            tried = True
            return there or await api.create(file_id)

        return await self._retry(create)

    async def _wait_for(self, api: Batches, batch: stored.Batch) -> BatchStatus:
        assert batch.provider_id is not None
        live, wait, state = self._live, self._polling.first, batch.status
        while True:
            live.waiting = Waiting(batch.kind, batch.provider_id, state, batch.submitted_at, time.monotonic())
            try:
                status = await self._unless_stopped(api.status(batch.provider_id))
            except TransientError as error:  # the batch continues meanwhile
                self._engine.progress.last_error = str(error)
            except PermanentError as error:
                if error.status == 404:
                    live.waiting = None
                    await self._record(batch.id, "lost", details={"reason": str(error)}, ended=True)
                raise
            else:
                if _state_words(status) != state:
                    state = _state_words(status)
                    await self._record(batch.id, status.status, details={"counts": status.counts})
                if status.ended:
                    live.waiting = None
                    return status
            live.waiting = replace(live.waiting, state=state, next_look=time.monotonic() + wait)
            await self._sleep(wait)
            wait = min(wait * self._polling.growth, self._polling.longest)

    async def _collect(
        self, api: Batches, batch: stored.Batch, status: BatchStatus, wanted: set[int]
    ) -> None:
        """Store the results, and only then record that there is nothing more to collect."""
        kind = batch.kind
        outcomes = await self._retry(lambda: api.collect(status))
        came = {int(name): outcome for name, outcome in outcomes.items() if name.isdecimal()}
        came = {position: outcome for position, outcome in came.items() if position in wanted}
        failed = {place: error for place, error in came.items() if not isinstance(error, Reply)}
        replies = {place: reply for place, reply in came.items() if isinstance(reply, Reply)}
        await asyncio.gather(*(self._save_failure(kind, place, error) for place, error in failed.items()))
        if kind == "ask":
            await asyncio.gather(
                *(self._save_answer(place, reply, status) for place, reply in replies.items())
            )
        else:
            self._live.first_verdicts = replies
            answers = [(place, given) for place, given in self._live.to_judge() if place in replies]
            self._engine.progress.to_judge -= len(answers)  # because the engine counts them itself
            await self._at_once([], answers)
        details = {"counts": status.counts, "reason": status.reason or None}
        await self._record(batch.id, status.status, details=details, ended=True)
        if status.reason:
            raise SetupError(f"{api.title}: batch {status.id} {status.status}: {status.reason}")

    async def _save_answer(self, position: int, reply: Reply, status: BatchStatus) -> None:
        await self._live.answered(position, self._live.given(reply, status.id))
        self._engine.progress.asked += 1

    async def _save_failure(self, kind: str, position: int, error: TransientError | PermanentError) -> None:
        self._engine.progress.last_error = str(error)
        if kind == "ask":
            self._engine.progress.asking_failed += 1
        else:
            self._engine.progress.judging_failed += 1
        await self._live.failed(kind, position, error)

    async def _record(self, row: int, status: str, **what: Any) -> None:
        await self._live.writer.put(lambda connection: stored.update(connection, row, status, **what))

    async def _retry(self, call: Callable[[], Awaitable[T]]) -> T:
        """Repeat a call until it succeeds; transient failures are retried according to the policy."""
        attempt = 0
        while True:
            attempt += 1
            try:
                return await self._unless_stopped(call())
            except TransientError as error:
                self._engine.progress.last_error = str(error)
                if attempt >= self._policy.attempts:
                    raise
                wait = self._policy.wait(attempt, error.retry_after, self._chance)
            await self._sleep(wait)

    async def _sleep(self, seconds: float) -> None:
        await self._unless_stopped(asyncio.sleep(seconds))

    async def _unless_stopped(self, call: Awaitable[T]) -> T:
        task = asyncio.ensure_future(call)
        stop = asyncio.create_task(self._engine.until_cancelled())
        try:
            await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise _StoppedError
            return task.result()
        finally:
            stop.cancel()
            task.cancel()
            await asyncio.gather(task, stop, return_exceptions=True)


def _pieces(lines: list[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    """Split *lines* into pieces that fit into one batch each."""
    piece: list[tuple[int, bytes]] = []
    size = 0
    for position, line in lines:
        if piece and (len(piece) >= MOST_REQUESTS or size + len(line) > MOST_BYTES):
            yield piece
            piece, size = [], 0
        piece.append((position, line))
        size += len(line)
    if piece:
        yield piece


def _state_words(status: BatchStatus) -> str:
    counts = status.counts
    if counts.get("total"):
        return f"{status.status}, {counts['completed'] + counts['failed']:,}/{counts['total']:,}"
    return f"{status.status}, {counts['percent']:.0f} %" if "percent" in counts else status.status
