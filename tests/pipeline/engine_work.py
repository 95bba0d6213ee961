"""Work for the engine that sleeps, fails as it is told, and records every event."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from airbench_tui.models.base import PermanentError, TransientError
from airbench_tui.pipeline.engine import RetryPolicy

FAST = RetryPolicy(first=0.001, longest=0.005)
BUSY = 429


@dataclass
class Work:
    """Work that answers after ``seconds(kind, position, attempt)`` and records every event.

    ``seconds`` may raise instead.
    """

    seconds: Callable[[str, int, int], float] = lambda kind, position, attempt: 0.0
    judging: bool = True
    keeping: float = 0.0
    events: list[tuple[str, int]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    attempts: Counter[tuple[str, int]] = field(default_factory=Counter)
    answers: dict[int, str] = field(default_factory=dict)
    verdicts: dict[int, str] = field(default_factory=dict)
    failures: dict[tuple[str, int], str] = field(default_factory=dict)
    busy: Counter[str] = field(default_factory=Counter)
    most: int = 0

    async def _do(self, kind: str, position: int) -> None:
        attempt = self.attempts[kind, position]
        self.attempts[kind, position] += 1
        self._note(kind, position)
        self.busy[kind] += 1
        self.most = max(self.most, self.busy.total())
        try:
            await asyncio.sleep(self.seconds(kind, position, attempt))
        finally:
            self.busy[kind] -= 1

    def _note(self, event: str, position: int) -> None:
        self.events.append((event, position))
        self.times.append(asyncio.get_running_loop().time())

    def when(self, event: str, position: int, which: int = 0) -> float:
        """Return the time of an event."""
        places = [at for at, seen in enumerate(self.events) if seen == (event, position)]
        return self.times[places[which]]

    async def ask(self, position: int) -> str:
        await self._do("ask", position)
        return f"answer {position}"

    async def judge(self, position: int, answer: str) -> str:
        await self._do("judge", position)
        return f"verdict on {answer}"

    def wants_judging(self, answer: str) -> bool:
        return self.judging

    async def answered(self, position: int, answer: str) -> None:
        await asyncio.sleep(self.keeping)
        assert position not in self.answers
        self._note("answered", position)
        self.answers[position] = answer

    async def verdict(self, position: int, verdict: str) -> None:
        await asyncio.sleep(self.keeping)
        assert position not in self.verdicts
        self.verdicts[position] = verdict

    async def failed(self, kind: str, position: int, error: TransientError | PermanentError) -> None:
        await asyncio.sleep(self.keeping)
        assert (kind, position) not in self.failures
        self.failures[kind, position] = str(error)


def fails(
    error: Exception, *where: tuple[str, int], times: int = 10**6, seconds: float = 0.0
) -> Callable[[str, int, int], float]:
    """Return a ``Work.seconds`` that raises *error* at *where*, the first *times*."""

    def script(kind: str, position: int, attempt: int) -> float:
        if (kind, position) in where and attempt < times:
            raise error
        return seconds

    return script
