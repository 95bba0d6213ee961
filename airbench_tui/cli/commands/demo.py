"""``demo``: the terminal program, opened on a fresh copy of the bundled sample audit."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from airbench_tui.cli.output import Context, log_beside, need_terminal, say
from airbench_tui.workspace import Workspace, locate


@click.command()
@click.pass_obj
def demo(context: Context) -> int:
    """Open the sample audit: invented data in a temporary workspace, no key, no network."""
    need_terminal()
    return open_sample(context)


COMMAND = demo


def open_sample(context: Context) -> int:
    """Open the sample audit in a temporary workspace and return the exit status."""
    from airbench_tui import sample
    from airbench_tui.store.database import open_database
    from airbench_tui.tui.app import run

    folder = Path(tempfile.mkdtemp(prefix="airbench-demo-"))
    auditor = locate(auditor=context.auditor).auditor
    workspace = Workspace(folder, folder / "db" / "sample.db", auditor, sample=True)
    log_beside(workspace)
    with open_database(workspace.database) as database:
        sample.install(database.connection)
    try:
        _, status = run(workspace)
    finally:  # even if the program ends because of a bug
        say(f"The SAMPLE audit with your reviews: {workspace.database}")
        say(f"airbench-tui --db {workspace.database} export    writes them as CSV")
    return status
