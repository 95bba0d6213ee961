"""The progress bar of a run."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING

from airbench_tui.cli.progress_bar import ProgressBar
from airbench_tui.text import one_line

if TYPE_CHECKING:
    from airbench_tui.pipeline.engine import Engine
    from airbench_tui.pipeline.judges import JudgeResult
    from airbench_tui.pipeline.live import Given, LiveRun

_EVERY = 0.2  # seconds


class RunBar:
    """A bar that is redrawn five times a second with the state of a run."""

    def __init__(self) -> None:
        self._bar = ProgressBar(stays=True)
        self._task: asyncio.Task[None] | None = None

    def start(self, live: LiveRun, engine: Engine[Given, JudgeResult]) -> None:
        """Start drawing, in the running event loop."""
        self._task = asyncio.get_running_loop().create_task(self._show(live, engine))

    async def stop(self) -> None:
        """Draw the final state and close the bar."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self._bar.close()

    async def _show(self, live: LiveRun, engine: Engine[Given, JudgeResult]) -> None:
        try:
            while True:
                self._draw(live, engine)
                await asyncio.sleep(_EVERY)
        finally:
            self._draw(live, engine)

    def _draw(self, live: LiveRun, engine: Engine[Given, JudgeResult]) -> None:
        jobs = engine.progress.jobs(judged=live.judge_with is not None)
        words = progress_words(live, engine, time.monotonic())
        self._bar.show(words, engine.progress.done, jobs)


def progress_words(live: LiveRun, engine: Engine[Given, JudgeResult], now: float) -> str:
    """Return a run's progress in words at *now* (seconds of the monotonic clock), the most important first."""
    from airbench_tui.pipeline.progress import span

    progress, judged = engine.progress, live.judge_with is not None
    jobs = progress.jobs(judged=judged)
    share = progress.done / jobs if jobs else 1.0
    words = [f"{int(100 * share)} % asked {progress.asked + progress.asking_failed}/{progress.total}"]
    if judged:
        words.append(f"judged {progress.judged + progress.judging_failed}/{progress.to_judge}")
    if failed := progress.asking_failed + progress.judging_failed:
        words.append(f"{failed} failed")
    left = progress.seconds_left(now, judged=judged)
    # The answers of a batch all arrive at once, and the reason for a wait is added below.
    if left is not None and progress.done < jobs and not (live.parameters.batch or progress.held_up):
        words += [f"{progress.rate(now):.0f}/s", f"{span(left)} left"]
    if note := live.note or str(live.waiting or ""):
        words.append(one_line(note, 80))
    if progress.waiting:
        words += [progress.waiting_words(now), one_line(progress.last_error, 200)]
    return ", ".join(words)
