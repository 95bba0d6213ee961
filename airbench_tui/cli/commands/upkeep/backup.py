"""``backup``: a verified copy of the database."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import click

from airbench_tui.cli import options
from airbench_tui.cli.output import Context, print_json, say
from airbench_tui.errors import InputError
from airbench_tui.store import backups, restoring
from airbench_tui.store.faults import failure
from airbench_tui.store.file_check import schema_version
from airbench_tui.text import counted, quote


@click.command()
@click.argument("file", required=False, metavar="[FILE]")
@click.option(
    "--force", is_flag=True, help="Replace FILE if it is a backup with no review that the database lacks."
)
@options.json_flag
@click.pass_obj
def backup(context: Context, file: str | None, force: bool, as_json: bool) -> int:
    """Copy the database to FILE (default: a new file in db/backups/) and verify the copy.

    The database may be in use meanwhile. Before an upgrade, a merge and a restoration a backup is made there
    automatically, and the latest five of those are kept.
    """
    database = context.workspace().database
    if not database.exists():
        raise InputError(f"there is no database {quote(str(database), 300)} to back up")
    schema_version(database)  # raises where reading it would run what another program added
    target = Path(file) if file else backups.default_place(database)
    _check(target, database, force)
    try:
        rows = backups.copy(database, target)
    except (sqlite3.Error, OSError) as error:
        raise failure(target if isinstance(error, OSError) else database, error) from error
    if as_json:
        print_json({"file": str(target), "rows": rows})
    else:
        reviews, responses = rows.get("reviews", 0), rows.get("responses", 0)
        say(f"{target}: {counted(responses, 'response')}, {counted(reviews, 'review')}; verified")
    return 0


COMMAND = backup


def _check(target: Path, database: Path, force: bool) -> None:
    """Raise InputError where *target* holds something that must not be replaced."""
    name = quote(str(target), 300)
    if target.is_dir():
        raise InputError(f"{name} is a folder: name a file in it")
    if not target.exists():
        return
    beside = [database.with_name(database.name + ending) for ending in ("", "-wal", "-shm", "-journal")]
    if any(one.exists() and target.samefile(one) for one in beside):
        raise InputError(f"{name} belongs to the open database: choose another file")
    if not target.is_file():
        raise InputError(f"{name} is not a regular file")
    if not force:
        raise InputError(f"{name} exists: choose another file, or replace it with --force")
    lost = restoring.lost(target, database)
    if lost is None or lost:
        why = "is not a backup" if lost is None else f"has {lost.words} that the database lacks"
        raise InputError(f"{name} {why}, so it is not replaced: choose another file")
