"""A run in the background, in a thread with its own event loop."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
import time
from collections.abc import Callable

from airbench_tui.errors import AirbenchError
from airbench_tui.pipeline.drive import Ended, drive
from airbench_tui.pipeline.engine import Engine
from airbench_tui.pipeline.judges import JudgeResult
from airbench_tui.pipeline.live import Given, LiveRun
from airbench_tui.store.database import Database
from airbench_tui.store.faults import failure
from airbench_tui.workspace import Workspace

_log = logging.getLogger(__name__)


class Runner:
    """Drives one stored run. ``live`` and ``engine`` are None until the run has begun; callers must only read them."""

    def __init__(
        self, workspace: Workspace, database: Database, run: int, concurrency: int | None, accept_http: bool
    ) -> None:
        self.run = run
        self.live: LiveRun | None = None
        self.engine: Engine[Given, JudgeResult] | None = None
        self.problem = ""
        self.began = time.monotonic()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._cancelled = False
        self._thread = threading.Thread(
            target=self._drive,
            args=(workspace, database, run, concurrency, accept_http),
            name="run",
            daemon=True,
        )
        self._thread.start()

    @property
    def going(self) -> bool:
        """Tell whether the run has not ended yet."""
        return self._thread.is_alive()

    @property
    def paused(self) -> bool:
        """Tell whether the run is paused, so that it starts no new requests."""
        return self.engine is not None and self.engine.progress.paused

    def toggle_pause(self) -> None:
        """Pause the run, or resume it."""
        engine = self.engine
        if engine is not None:
            self._call(engine.unpause if engine.progress.paused else engine.pause)

    def cancel(self) -> None:
        """Stop the run. Answers received are kept."""
        self._cancelled = True
        if self.engine is not None:
            self._call(self.engine.cancel)

    def wait(self, seconds: float) -> None:
        """Wait until the run has ended, for a number of seconds at most."""
        self._thread.join(seconds)

    def _call(self, function: Callable[[], None]) -> None:
        if self._loop is not None and self.going:
            self._loop.call_soon_threadsafe(function)

    def _drive(
        self, workspace: Workspace, database: Database, run: int, concurrency: int | None, accept_http: bool
    ) -> None:
        async def go() -> Ended:
            self._loop = asyncio.get_running_loop()
            return await drive(
                workspace,
                database,
                run,
                concurrency=concurrency,
                watch=self._begun,
                accept_http=accept_http,
            )

        try:
            ended = asyncio.run(go())
        except AirbenchError as error:
            _log.warning("a run ended early", exc_info=True)
            self.problem = str(error)
        except sqlite3.Error as error:
            _log.exception("a run broke off")
            why = error if database.path is None else failure(database.path, error)
            self.problem = f"the run broke off: {why}"
        except Exception as error:  # a bug, but screens and database keep working
            _log.exception("a run broke off")
            self.problem = f"the run broke off: {type(error).__name__}"
        else:
            self.problem = str(ended.stopped_by or "")

    def _begun(self, live: LiveRun, engine: Engine[Given, JudgeResult]) -> None:
        self.live, self.engine = live, engine
        if self._cancelled:
            engine.cancel()
