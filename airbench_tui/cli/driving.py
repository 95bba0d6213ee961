"""Runs driven from the command line: a progress bar, a stop with Ctrl+C, and a report at the end."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from airbench_tui.cli.output import complain, print_json, say
from airbench_tui.cli.run_bar import RunBar
from airbench_tui.stopping import Stopped, handlers_kept, heeded
from airbench_tui.store.database import Database
from airbench_tui.store.incoming import asked_addresses, batches, runs
from airbench_tui.workspace import Workspace

if TYPE_CHECKING:
    from airbench_tui.pipeline.drive import Ended
    from airbench_tui.pipeline.engine import Engine
    from airbench_tui.pipeline.judges import JudgeResult
    from airbench_tui.pipeline.live import Given, LiveRun

_NAMED = 10  # failed items named on the terminal; --json has them all


def drive_run(
    workspace: Workspace,
    database: Database,
    run_id: int,
    as_json: bool,
    concurrency: int | None = None,
    *,
    accept_http: bool = False,
) -> int:
    """Finish the run *run_id* and return the exit status.

    Raises as :func:`airbench_tui.pipeline.drive.drive`.
    """
    try:
        ended = _drive(workspace, database, run_id, concurrency, accept_http)
    except (KeyboardInterrupt, Stopped):  # before the models were open, or on Windows
        complain("stopped; the run is kept: continue with `airbench-tui resume`")
        return 1
    return _print_outcome(database, run_id, ended, as_json)


def _drive(
    workspace: Workspace, database: Database, run_id: int, concurrency: int | None, accept_http: bool
) -> Ended:
    from airbench_tui.pipeline.drive import drive

    shown = RunBar()

    async def go() -> Ended:
        def watch(live: LiveRun, engine: Engine[Given, JudgeResult]) -> None:
            loop = asyncio.get_running_loop()
            with contextlib.suppress(
                NotImplementedError
            ):  # Windows: Ctrl+C interrupts, and the run is kept too
                for number in heeded():
                    loop.add_signal_handler(number, engine.cancel)
            shown.start(live, engine)

        with handlers_kept():
            try:
                return await drive(
                    workspace, database, run_id, concurrency=concurrency, watch=watch, accept_http=accept_http
                )
            finally:
                await shown.stop()

    return asyncio.run(go())


def _print_outcome(database: Database, run_id: int, ended: Ended, as_json: bool) -> int:
    from airbench_tui.pipeline import session

    connection = database.connection
    summary = session.summary_of(connection, run_id)
    failed = runs.failures(connection, run_id)
    left = len(runs.items(connection, run_id, retry_failed=False))
    if as_json:
        print_json(
            {
                "run": summary.name,
                "model": summary.target,
                "judge": summary.judge,
                "asked_at": [
                    {"part": one.part, "address": one.address}
                    for one in asked_addresses.of_runs(connection, run_id)
                ],
                "items": sum(summary.states.values()),
                "states": summary.states,
                "judge_states": summary.judge_states,
                "left": left,
                "failed": [{"row": position, "kind": kind, "why": why} for position, kind, why in failed],
            }
        )
    else:
        say(f"{summary.name}: " + ", ".join(f"{count:,} {state}" for state, count in summary.states.items()))
        if summary.judge_states and summary.judge:
            say("  " + ", ".join(f"{count:,} {state}" for state, count in summary.judge_states.items()))
        elif not summary.judge:
            say(
                "  not judged: `airbench-tui judge --judge openai:gpt-4o`, or `--judge phrases` without a key"
            )
    for position, kind, why in failed[:_NAMED]:
        complain(f"item {position} could not be {'asked' if kind == 'ask' else 'judged'}: {why}")
    if len(failed) > _NAMED:
        complain(f"{len(failed) - _NAMED:,} more items failed")
    if ended.stopped_by is not None:
        complain(f"stopped: {ended.stopped_by}; the run is kept: continue with `airbench-tui resume`")
        return 1 if ended.progress.done else 2
    handed_in = batches.uncollected(connection, run_id)
    if handed_in and ended.live.parameters.batch:
        names = (
            ", ".join(batch.provider_id for batch in handed_in if batch.provider_id) or "the uploaded batch"
        )
        complain(f"still running at the provider: {names}; collect the results with `airbench-tui resume`")
    elif left:
        complain(f"stopped with {left:,} items to do: continue with `airbench-tui resume`")
    return 1 if failed or left else 0
