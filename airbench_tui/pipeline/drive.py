"""The driver that takes a run from its stored plan to its end: open, ask, judge, close.

Commands and screens both use it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from airbench_tui.models.base import SetupError
from airbench_tui.pipeline.batch import BatchRun, Polling
from airbench_tui.pipeline.destinations import destinations
from airbench_tui.pipeline.engine import Engine, RetryPolicy
from airbench_tui.pipeline.judges import JudgeResult
from airbench_tui.pipeline.live import Given, LiveRun
from airbench_tui.pipeline.progress import RunProgress
from airbench_tui.pipeline.session import attach
from airbench_tui.pipeline.writer import StoreWriter
from airbench_tui.store.database import Database, transaction
from airbench_tui.store.incoming import asked_addresses, run_lock, runs
from airbench_tui.store.rules import latest
from airbench_tui.workspace import Workspace

_log = logging.getLogger(__name__)

Watch = Callable[[LiveRun, Engine[Given, JudgeResult]], None]


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a drive. ``stopped_by`` is the problem that the user must fix before the rest can run."""

    live: LiveRun
    progress: RunProgress
    stopped_by: SetupError | None


async def drive(
    workspace: Workspace,
    database: Database,
    run: int,
    *,
    concurrency: int | None = None,
    policy: RetryPolicy = RetryPolicy(),
    polling: Polling = Polling(),
    watch: Watch = lambda live, engine: None,
    accept_http: bool = False,
) -> Ended:
    """Do the rest of a run. *watch* gets the run and its engine before the first request.

    *concurrency* is the run's own unless given. *accept_http* allows a key over plain http to another machine.
    All results are committed when this returns or raises. Raises InputError when a model cannot be opened, and
    StoreError when another program is working on this run.
    """
    assert database.path is not None
    with run_lock.hold(database.path, *runs.uid_and_name(database.connection, run)):
        return await _driven(workspace, database, run, concurrency, policy, polling, watch, accept_http)


async def _driven(
    workspace: Workspace,
    database: Database,
    run: int,
    concurrency: int | None,
    policy: RetryPolicy,
    polling: Polling,
    watch: Watch,
    accept_http: bool,
) -> Ended:
    writer = StoreWriter(database)
    live: LiveRun | None = None
    try:
        live = attach(workspace, database.connection, run, writer, accept_http=accept_http)
        _note_destinations(database, live)
        engine = live.engine(concurrency or live.parameters.concurrency, policy)
        _log.info("run %d goes on: %d to ask, %d to judge", run, len(live.to_ask()), len(live.to_judge()))
        watch(live, engine)
        stopped_by = None
        if live.parameters.batch:
            stopped_by = await BatchRun(live, engine, database, policy, polling).run()
        else:
            await engine.run(live.to_ask(), live.to_judge())
        ended = Ended(live, engine.progress, engine.stopped_by or stopped_by)
        _log_end(run, ended)
        return ended
    finally:
        if live is not None:
            await live.close()
        writer.close()
        with transaction(database.connection) as connection:
            latest.show(connection)


def _note_destinations(database: Database, live: LiveRun) -> None:
    """Store the addresses that the rest of the run asks; resuming may ask others than before."""
    opened = {"model": live.target, "judge": live.judge_with}
    found = {part: url for part, url in destinations(live.parameters).items() if opened[part] is not None}
    with transaction(database.connection) as connection:
        asked_addresses.add(connection, live.run, found)


def _log_end(run: int, ended: Ended) -> None:
    """Log how far the run came, and what failed by kind; no server's words."""
    progress = ended.progress
    _log.info(
        "run %d ended: %d asked, %d judged, %d retries; failed: %s; stopped by: %s",
        run,
        progress.asked,
        progress.judged,
        progress.retries,
        ", ".join(f"{count} {kind}" for kind, count in ended.live.failures.most_common()) or "nothing",
        type(ended.stopped_by).__name__ if ended.stopped_by is not None else "nothing",
    )
