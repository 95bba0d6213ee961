"""A run's progress bar on standard error."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from typing import TYPE_CHECKING

from airbench_tui.text import one_line

if TYPE_CHECKING:
    from airbench_tui.pipeline.engine import Engine
    from airbench_tui.pipeline.judges import JudgeResult
    from airbench_tui.pipeline.live import Given, LiveRun

_EVERY = 0.2  # seconds
_BAR = 12  # characters


class ProgressLine:
    """Drawn anew five times a second where standard error is a terminal, never longer than a line of it."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    def start(self, live: LiveRun, engine: Engine[Given, JudgeResult]) -> None:
        if sys.stderr.isatty():
            self._task = asyncio.get_running_loop().create_task(self._show(live, engine))

    async def stop(self) -> None:
        """Draw how it ended, and leave the line."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            sys.stderr.write("\n")

    async def _show(self, live: LiveRun, engine: Engine[Given, JudgeResult]) -> None:
        try:
            while True:
                _draw(progress_words(live, engine, time.monotonic()))
                await asyncio.sleep(_EVERY)
        finally:
            _draw(progress_words(live, engine, time.monotonic()))


def progress_words(live: LiveRun, engine: Engine[Given, JudgeResult], now: float) -> str:
    """How far a run is, the most important first: what does not fit is cut off."""
    from airbench_tui.pipeline.progress import span

    progress, judged = engine.progress, live.judge_with is not None
    jobs = progress.jobs(judged=judged)
    share = progress.done / jobs if jobs else 1.0
    full = int(_BAR * share)
    words = [
        f"{'━' * full}{'─' * (_BAR - full)} {int(100 * share)} % asked {progress.asked + progress.asking_failed}"
    ]
    words[0] += f"/{progress.total}"
    if judged:
        words.append(f"judged {progress.judged + progress.judging_failed}/{progress.to_judge}")
    if failed := progress.asking_failed + progress.judging_failed:
        words.append(f"{failed} failed")
    left = progress.seconds_left(now, judged=judged)
    # A batch comes back at once, and what all waits for is told below.
    if left is not None and progress.done < jobs and not (live.parameters.batch or progress.held_up):
        words += [f"{progress.rate(now):.0f}/s", f"{span(left)} left"]
    if note := live.note or str(live.waiting or ""):
        words.append(one_line(note, 80))
    if progress.waiting:
        words += [progress.waiting_words(now), one_line(progress.last_error, 200)]
    return ", ".join(words)


def _draw(words: str) -> None:
    try:
        width = os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError):
        width = 80
    # A line that wraps would leave its upper part behind each time.
    sys.stderr.write(f"\r\x1b[K{one_line(words, max(1, width - 1))}")
    sys.stderr.flush()
