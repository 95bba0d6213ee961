"""A run by way of the provider's Batch API: hand in, remember, wait, collect. First the target, then the judge.

Every step is on disk before the next: a program started again finds what was handed in and collects it.
What has no Batch API (a server by URL, phrases) is asked, or judges, at once.
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
    """How often a batch is asked after: seconds, growing from ``first`` to ``longest``."""

    first: float = 1.0
    growth: float = 1.5
    longest: float = 60.0


class _StoppedError(Exception):
    """The user stopped the program; what was handed in goes on at the provider."""


class BatchRun:
    """What is left of a run, batch by batch. ``engine`` stops it, shows how far it is, and judges at once."""

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
        """Ask and judge. What the user must mend or know before the rest can be done, if anything."""
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
            await self._through("ask", api, to_ask, live.request)
        live.reload(runs.items(self._database.connection, live.run))

    async def _judge(self) -> None:
        live, judge = self._live, self._live.judge_with
        api = batches_of(judge.model) if isinstance(judge, ModelJudge) else None
        if api is None:
            await self._at_once([], live.to_judge())
            return
        assert isinstance(judge, ModelJudge)
        asked = judge  # narrowed for the function below
        waiting = [position for position, _ in live.to_judge()]
        self._engine.progress.to_judge += len(waiting)
        await self._through("judge", api, waiting, lambda position: live.judge_request(asked, position))

    async def _at_once(self, ask: list[int], judge: list[tuple[int, Given]]) -> None:
        await self._engine.run(ask, judge)
        if self._engine.cancelled:
            raise _StoppedError
        if self._engine.stopped_by is not None:
            raise self._engine.stopped_by

    async def _through(
        self, kind: stored.Kind, api: Batches, positions: list[int], request: Callable[[int], Request]
    ) -> None:
        """Have *positions* answered: in batches handed in earlier where there are, the rest in new ones."""
        left = set(positions)
        for batch in self._handed_in(kind):
            if batch.provider_id or await self._adopted(api, batch):
                left -= batch.positions
            else:
                await self._note_down(batch.id, "lost", ended=True)
        lines = await self._lines(kind, api, sorted(left), request)
        for piece in _pieces(lines):
            await self._unless_stopped(self._engine.until_unpaused())
            await self._hand_in(kind, api, piece)
        for batch in self._handed_in(kind):
            status = await self._waited(api, batch)
            await self._collected(api, batch, status, set(positions))

    def _handed_in(self, kind: stored.Kind) -> list[stored.Batch]:
        return stored.open_ones(self._database.connection, self._live.run, kind)

    async def _adopted(self, api: Batches, batch: stored.Batch) -> bool:
        """Whether there is a batch of a file whose upload is all that an earlier program could remember."""
        found = await self._found(api, batch.file_id) if batch.file_id is not None else None
        if found is not None:
            await self._note_down(batch.id, found.status, provider_id=found.id)
        return found is not None

    async def _found(self, api: Batches, file_id: str) -> BatchStatus | None:
        known = stored.known(self._database.connection)
        return await self._insist(lambda: api.find(file_id, known))

    async def _lines(
        self, kind: stored.Kind, api: Batches, positions: Iterable[int], request: Callable[[int], Request]
    ) -> list[tuple[int, bytes]]:
        lines = []
        for position in positions:
            try:
                lines.append((position, api.line(str(position), request(position))))
            except PermanentError as error:  # no rubric: nothing to ask the judge
                await self._failed(kind, position, error)
        return lines

    async def _hand_in(self, kind: stored.Kind, api: Batches, lines: list[tuple[int, bytes]]) -> None:
        live, rows = self._live, list[int]()
        positions = [position for position, _ in lines]
        live.note = f"handing in {len(lines):,} requests"
        await live.writer.put(
            lambda connection: rows.append(stored.add(connection, live.run, kind, positions))
        )
        (row,) = rows
        try:
            file_id = await self._insist(lambda: api.upload(line for _, line in lines))
            await self._note_down(row, "uploaded", file_id=file_id)
            status = await self._created(api, file_id)
        except PermanentError as error:
            await self._note_down(row, "failed", details={"reason": str(error)}, ended=True)
            raise
        await self._note_down(row, status.status, provider_id=status.id)
        live.note = ""

    async def _created(self, api: Batches, file_id: str) -> BatchStatus:
        """A batch of an uploaded file. One whose creation seemed to fail may be there: never a second one."""
        tried = False

        async def create() -> BatchStatus:
            nonlocal tried
            there = await api.find(file_id, stored.known(self._database.connection)) if tried else None
            tried = True
            return there or await api.create(file_id)

        return await self._insist(create)

    async def _waited(self, api: Batches, batch: stored.Batch) -> BatchStatus:
        assert batch.provider_id is not None
        live, wait, told = self._live, self._polling.first, batch.status
        while True:
            live.waiting = Waiting(batch.kind, batch.provider_id, told, batch.submitted_at, time.monotonic())
            try:
                status = await self._unless_stopped(api.status(batch.provider_id))
            except TransientError as error:  # the batch goes on meanwhile
                self._engine.progress.last_error = str(error)
            except PermanentError as error:
                if error.status == 404:
                    live.waiting = None
                    await self._note_down(batch.id, "lost", details={"reason": str(error)}, ended=True)
                raise
            else:
                if _told(status) != told:
                    told = _told(status)
                    await self._note_down(batch.id, status.status, details={"counts": status.counts})
                if status.ended:
                    live.waiting = None
                    return status
            live.waiting = replace(live.waiting, state=told, next_look=time.monotonic() + wait)
            await self._rest(wait)
            wait = min(wait * self._polling.growth, self._polling.longest)

    async def _collected(
        self, api: Batches, batch: stored.Batch, status: BatchStatus, wanted: set[int]
    ) -> None:
        """Keep what came back, and only then that there is nothing more to collect."""
        kind = batch.kind
        outcomes = await self._insist(lambda: api.collect(status))
        came = {int(name): outcome for name, outcome in outcomes.items() if name.isdecimal()}
        came = {position: outcome for position, outcome in came.items() if position in wanted}
        failed = {place: error for place, error in came.items() if not isinstance(error, Reply)}
        replies = {place: reply for place, reply in came.items() if isinstance(reply, Reply)}
        await asyncio.gather(*(self._failed(kind, place, error) for place, error in failed.items()))
        if kind == "ask":
            await asyncio.gather(*(self._answered(place, reply, status) for place, reply in replies.items()))
        else:
            self._live.first_verdicts = replies
            answers = [(place, given) for place, given in self._live.to_judge() if place in replies]
            self._engine.progress.to_judge -= len(answers)  # which the engine counts itself
            await self._at_once([], answers)
        details = {"counts": status.counts, "reason": status.reason or None}
        await self._note_down(batch.id, status.status, details=details, ended=True)
        if status.reason:
            raise SetupError(f"{api.title}: batch {status.id} {status.status}: {status.reason}")

    async def _answered(self, position: int, reply: Reply, status: BatchStatus) -> None:
        await self._live.answered(position, self._live.given(reply, status.id))
        self._engine.progress.asked += 1

    async def _failed(self, kind: str, position: int, error: TransientError | PermanentError) -> None:
        self._engine.progress.last_error = str(error)
        if kind == "ask":
            self._engine.progress.asking_failed += 1
        else:
            self._engine.progress.judging_failed += 1
        await self._live.failed(kind, position, error)

    async def _note_down(self, row: int, status: str, **what: Any) -> None:
        await self._live.writer.put(lambda connection: stored.update(connection, row, status, **what))

    async def _insist(self, call: Callable[[], Awaitable[T]]) -> T:
        """Call until it succeeds; what fails for now is tried again as the policy says."""
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
            await self._rest(wait)

    async def _rest(self, seconds: float) -> None:
        await self._unless_stopped(asyncio.sleep(seconds))

    async def _unless_stopped(self, call: Awaitable[T]) -> T:
        doing = asyncio.ensure_future(call)
        stop = asyncio.create_task(self._engine.until_cancelled())
        try:
            await asyncio.wait({doing, stop}, return_when=asyncio.FIRST_COMPLETED)
            if not doing.done():
                raise _StoppedError
            return doing.result()
        finally:
            stop.cancel()
            doing.cancel()
            await asyncio.gather(doing, stop, return_exceptions=True)


def _pieces(lines: list[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    """*lines* as they fit into batches."""
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


def _told(status: BatchStatus) -> str:
    counts = status.counts
    if counts.get("total"):
        return f"{status.status}, {counts['completed'] + counts['failed']:,}/{counts['total']:,}"
    return f"{status.status}, {counts['percent']:.0f} %" if "percent" in counts else status.status
