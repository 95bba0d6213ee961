"""``doctor --recover``: what can be read from a damaged database goes into a new one."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from airbench_tui.cli.output import complain, print_json, say
from airbench_tui.text import counted
from airbench_tui.workspace import Workspace


def recover(workspace: Workspace, new: Path, as_json: bool) -> int:
    """Save the database of *workspace* in *new*, say what could not be read, and return the exit status.

    Raises InputError and StoreError where nothing can be saved.
    """
    from airbench_tui.store.recovering import recover

    found = recover(workspace.database, new)
    for review in found.left_out:
        complain(f"left out, because what it is about is lost: review {review}")
    if as_json:
        print_json({"file": str(new), "whole": found.whole, **dataclasses.asdict(found)})
    else:
        for name, table in found.tables.items():
            lost = "an unknown number" if table.lost is None else f"{table.lost:,}"
            apart = f", {lost} lost" if table.lost != 0 else ""
            apart += (
                f", {table.left_out:,} left out, as what they belong to is lost" if table.left_out else ""
            )
            say(f"{name}: {table.read:,} read{apart}")
        total = sum(table.read for table in found.tables.values())
        say(
            f"{new}: {counted(total, 'row')} saved; {'nothing was lost' if found.whole else 'see above for losses'}"
        )
    return 0 if found.whole else 1
