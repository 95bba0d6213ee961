"""A progress bar of one line on standard error, drawn by rich and only on a terminal."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Self

from airbench_tui.text import one_line

if TYPE_CHECKING:
    from rich.progress import Progress

_EVERY = 0.1  # seconds between two redraws
_WIDTH = 12  # characters of the bar itself


class ProgressBar:
    """A bar that draws nothing if standard error is not a terminal or *shown* is false.

    With *stays* the last line remains when the bar is closed, otherwise it is cleared. Close the bar before
    anything else is written to standard error. Calling :meth:`show` afterwards opens the bar again.
    """

    def __init__(self, *, shown: bool = True, stays: bool = False) -> None:
        self._shown = shown and sys.stderr.isatty()
        self._stays = stays
        self._drawn_at = float("-inf")
        self._latest: tuple[str, int, int | None] = ("", 0, None)
        self._progress: Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def show(self, words: str, done: int = 0, total: int | None = None) -> None:
        """Draw the bar at *done* of *total*, with *words* beside it.

        Put the most important words first, because the end is cut off if the line is too long. *total* None
        means that the total is unknown. A call within a tenth of a second of the last one draws nothing unless
        *done* equals *total*.
        """
        if not self._shown:
            return
        now = time.monotonic()
        self._latest = words, done, total
        if now - self._drawn_at >= _EVERY or done == total:
            self._drawn_at = now
            self._draw(*self._latest)

    def _draw(self, words: str, done: int, total: int | None) -> None:
        if self._progress is None:
            self._progress = _opened(transient=not self._stays)
        self._progress.update(
            self._progress.task_ids[0],
            description=one_line(words, 500),
            completed=done,
            total=total,
            refresh=True,
        )

    def close(self) -> None:
        """Close the bar. With *stays*, first draw the latest state."""
        if self._progress is not None:
            if self._stays:
                self._draw(*self._latest)
            self._progress.stop()
            self._progress = None
            self._drawn_at = float("-inf")


def _opened(*, transient: bool) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn
    from rich.table import Column

    words = Column(ratio=1, no_wrap=True, overflow="ellipsis")
    progress = Progress(
        BarColumn(_WIDTH),
        TextColumn("{task.description}", markup=False, table_column=words),
        console=Console(stderr=True, markup=False, emoji=False, highlight=False),
        auto_refresh=False,
        transient=transient,
        redirect_stdout=False,  # results still go to standard output
        redirect_stderr=False,
        expand=True,
    )
    progress.add_task("", total=None)
    progress.start()
    return progress
