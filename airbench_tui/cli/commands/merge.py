"""``merge``: other auditors' databases, merged into this one."""

from __future__ import annotations

import dataclasses
import sqlite3
from pathlib import Path

import click

from airbench_tui.cli import options
from airbench_tui.cli.output import Context, complain, print_json, say
from airbench_tui.cli.progress_bar import ProgressBar
from airbench_tui.errors import AirbenchError
from airbench_tui.pipeline.linking import link_rubrics
from airbench_tui.store import backups
from airbench_tui.store.database import Database
from airbench_tui.store.faults import failure
from airbench_tui.store.merging import merge as merging
from airbench_tui.store.merging.merge import Merged
from airbench_tui.store.open_mark import lacks_log
from airbench_tui.store.reading import reads
from airbench_tui.text import quote


@click.command()
@click.argument("others", nargs=-1, required=True, metavar="OTHER.db...")
@options.accept
@options.json_flag
@click.pass_obj
def merge(context: Context, others: tuple[str, ...], accept: bool, as_json: bool) -> int:
    """Merge other auditors' databases: reviews, packets, adjudications, and the responses they belong to.

    Order and repetition make no difference, and the other files are not changed. Each conflict between
    two copies is reported with its resolution.
    """
    done: list[Merged] = []
    failed: list[dict[str, str]] = []
    me = context.workspace().auditor
    with context.writing() as database, ProgressBar(shown=not as_json) as bar:
        if any(Path(other).is_file() for other in others):
            _back_up(database)
        for place, other in enumerate(others):
            bar.show(f"merging {Path(other).name}", place, len(others))
            try:
                done.append(merging.merge(database, Path(other), me, accept=accept))
            except AirbenchError as error:
                bar.close()
                failed.append({"path": other, "why": str(error)})
                complain(str(error))
        if done:
            link_rubrics(context.workspace(), database)
    for merged in done:
        if lacks_log(Path(merged.path)):  # merged, and so another file than the database
            complain(
                f"{quote(merged.path, 300)} was copied while it was open, without its file -wal: its newest reviews "
                "may be missing; make copies with `airbench-tui backup`"
            )
        for conflict in merged.conflicts:
            complain(f"{merged.path}: {conflict}")
    if as_json:
        print_json({"files": [dataclasses.asdict(merged) for merged in done], "failed": failed})
    else:
        for merged in done:
            new = ", ".join(f"{n:,} {name.replace('_', ' ')}" for name, n in merged.new.items() if n)
            say(f"{quote(merged.path, 300)}: {new or 'nothing'} new")
    return 0 if not failed else 1 if done else 2


COMMAND = merge


def _back_up(database: Database) -> None:
    """Back up *database* before others are merged into it, unless it is empty. Raises StoreError."""
    if database.path is None or not any(reads.totals(database.connection).values()):
        return
    try:
        backups.before(database.path, "merge")
    except (sqlite3.Error, OSError) as error:
        raise failure(database.path, error) from error
