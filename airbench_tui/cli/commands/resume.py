"""``resume``: finish a stopped run."""

from __future__ import annotations

import click

from airbench_tui.cli import options
from airbench_tui.cli.driving import drive_run
from airbench_tui.cli.key_safety import allow_http, warn_of_env_file
from airbench_tui.cli.output import Context
from airbench_tui.errors import InputError
from airbench_tui.store.incoming.polarity import find_run


@click.command()
@click.argument("name", required=False, metavar="[RUN]")
@options.concurrency(None)
@options.accept_http
@options.json_flag
@click.pass_obj
def resume(
    context: Context, name: str | None, concurrency: int | None, accept_http: bool, as_json: bool
) -> int:
    """Finish a stopped RUN (default: the latest unfinished one), and retry temporary failures.

    --concurrency defaults to the value with which the run began.
    """
    from airbench_tui.pipeline import session
    from airbench_tui.pipeline.live import Parameters

    with context.writing() as database:
        if name:
            run_id, _ = find_run(database.connection, name)
        else:
            latest = session.latest_unfinished(database.connection)
            if latest is None:
                raise InputError("there is no unfinished run")
            run_id = latest.id
        workspace = context.workspace()
        asked = Parameters.from_json(session.summary_of(database.connection, run_id).parameters)
        accept_http = allow_http(workspace, asked, accept_http)
        warn_of_env_file(workspace)
        return drive_run(workspace, database, run_id, as_json, concurrency, accept_http=accept_http)


COMMAND = resume
