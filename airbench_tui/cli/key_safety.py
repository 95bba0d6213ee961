"""What commands that use keys say and ask so that nobody else reads a key."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from airbench_tui.cli.output import complain
from airbench_tui.errors import InputError
from airbench_tui.text import one_line
from airbench_tui.workspace import Workspace, env_file_warning

if TYPE_CHECKING:
    from airbench_tui.pipeline.live import Parameters


def warn_of_env_file(workspace: Workspace) -> None:
    """Print one line if others could read the workspace's ``.env``."""
    if warning := env_file_warning(workspace.folder):
        complain(warning)


def allow_http(workspace: Workspace, asked: Parameters, accepted: bool) -> bool:
    """Return whether a run's keys may go over plain http to another machine.

    On a terminal, ask the user. Raises InputError if a key would go there and they have not said yes.
    """
    from airbench_tui.models.spec import HOW_TO_ACCEPT
    from airbench_tui.pipeline import session

    exposed = "; ".join(session.exposed_keys(workspace, asked))
    if accepted or not exposed:
        return accepted
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise InputError(f"{exposed}: {HOW_TO_ACCEPT}")
    if not click.confirm(f"{one_line(exposed)}, where others can read it. Send it?", err=True):
        raise InputError("nothing was sent")
    return True
