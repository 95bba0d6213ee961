"""A progress bar of one line on standard error: drawn by rich, and only on a terminal."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Self

from airbench_tui.text import one_line

if TYPE_CHECKING:
    from rich.progress import Progress

_EVERY = 0.1  # seconds between two drawings
_WIDTH = 12  # characters of the bar itself


class ProgressBar:
    """Draws nothing where standard error is no terminal, or where *shown* is false.

    ``stays``: the last line is left standing when the bar is closed, else it is cleared. Close the bar before
    anything else is written to standard error; showing it again opens it again.
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
        """Draw *done* of *total* with *words* beside it, the most important first: what does not fit is cut off.

        *total* None: nobody knows how much there is. Calls that follow one another too fast draw nothing, but
        for the one in which all is done.
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
        """Leave the line, which says how it ended where it *stays*."""
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
        redirect_stdout=False,  # results go where they always go
        redirect_stderr=False,
        expand=True,
    )
    progress.add_task("", total=None)
    progress.start()
    return progress
