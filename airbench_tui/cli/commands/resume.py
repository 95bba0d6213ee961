"""``resume``: finish a stopped run."""

from __future__ import annotations

import click

from airbench_tui.cli import options
from airbench_tui.cli.driving import drive_run
from airbench_tui.cli.output import Context
from airbench_tui.errors import InputError
from airbench_tui.store.incoming.polarity import find_run


@click.command()
@click.argument("name", required=False, metavar="[RUN]")
@options.concurrency(None)
@options.json_flag
@click.pass_obj
def resume(context: Context, name: str | None, concurrency: int | None, as_json: bool) -> int:
    """Finish a stopped RUN (default: the latest unfinished one), and retry temporary failures.

    --concurrency defaults to the value with which the run began.
    """
    from airbench_tui.pipeline import session

    with context.writing() as database:
        if name:
            run_id, _ = find_run(database.connection, name)
        else:
            latest = session.latest_unfinished(database.connection)
            if latest is None:
                raise InputError("there is no unfinished run")
            run_id = latest.id
        return drive_run(context.workspace(), database, run_id, as_json, concurrency)


COMMAND = resume
