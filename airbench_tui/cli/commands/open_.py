"""``open``: the terminal program, opened on the workspace's database."""

from __future__ import annotations

import click

from airbench_tui.cli.commands.demo import open_sample
from airbench_tui.cli.output import Context, need_terminal


@click.command("open")
@click.pass_obj
def open_(context: Context) -> int:
    """Open the terminal program on the workspace's database."""
    need_terminal()
    from airbench_tui.tui.app import run

    wanted, status = run(context.workspace())
    return open_sample(context) if wanted == "demo" else status


COMMAND = open_
