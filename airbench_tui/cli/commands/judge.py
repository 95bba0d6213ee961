"""``judge``: stored responses, judged by (another) judge."""

from __future__ import annotations

from typing import Any

import click

from airbench_tui.cli import options
from airbench_tui.cli.driving import drive_run
from airbench_tui.cli.key_safety import allow_http, warn_of_env_file
from airbench_tui.cli.output import Context
from airbench_tui.store.incoming.polarity import find_run


@click.command()
@click.option("--run", "name", metavar="RUN", help="Only the responses of this run or file.")
@options.judge_spec(required=True)
@click.option(
    "--only",
    type=click.Choice(["missing", "all", "disagreed"]),
    default="missing",
    show_default=True,
    help="The responses: those that this judge has not judged, all, or those with an override.",
)
@options.concurrency(64)
@options.key_env
@options.accept_http
@options.batch
@options.json_flag
@click.pass_obj
def judge(
    context: Context,
    name: str | None,
    judge: str,
    only: Any,
    concurrency: int,
    key_env: str | None,
    accept_http: bool,
    batch: bool,
    as_json: bool,
) -> int:
    """Judge stored responses with (another) judge; earlier judgments stay."""
    from airbench_tui.pipeline import session
    from airbench_tui.pipeline.live import Parameters

    workspace = context.workspace()
    asked = Parameters(
        model="",
        judge=judge,
        key_env=key_env,
        revision=session.revision_at_hand(workspace),
        batch=batch,
        concurrency=concurrency,
    )
    session.check(workspace, asked)
    accept_http = allow_http(workspace, asked, accept_http)
    warn_of_env_file(workspace)
    with context.writing() as database:
        source = find_run(database.connection, name)[0] if name else None
        run_id = session.create_judging(database.connection, asked, source, only)
        return drive_run(workspace, database, run_id, as_json, accept_http=accept_http)


COMMAND = judge
