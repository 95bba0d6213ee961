"""``restore``: back to a backup."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click

from airbench_tui.cli import options
from airbench_tui.cli.output import Context, complain, print_json, say
from airbench_tui.errors import InputError
from airbench_tui.store import restoring
from airbench_tui.text import one_line, quote, safe

_NAMED = 10  # reviews named on the terminal; --json has them all


@click.command()
@click.argument("file", metavar="FILE")
@options.yes
@options.json_flag
@click.pass_obj
def restore(context: Context, file: str, yes: bool, as_json: bool) -> int:
    """Replace the database by the backup FILE.

    The reviews that would be gone are named first; adjudications, bulk decisions and packets are counted.
    What was there is kept in db/backups/. Nothing is replaced while another program has the database open.
    """
    database, backup = context.workspace().database, Path(file)
    lost = restoring.lost(database, backup)
    if not yes:
        for review in lost.reviews[:_NAMED] if lost else ():
            complain(f"would be gone: {review.made_at}, {review.auditor}, response {review.response}")
        if not sys.stdin.isatty():
            raise InputError(f"{_gone(lost)}: restore {quote(file, 300)} with --yes")
        click.confirm(safe(f"{_gone(lost)}. Do it?"), abort=True, err=True)
    before = restoring.restore(database, backup)
    if as_json:
        print_json(
            {
                "database": str(database),
                "before": None if before is None else str(before),
                "gone": None if lost is None else [asdict(review) for review in lost.reviews],
                "gone_besides": None if lost is None else lost.others,
            }
        )
    else:
        say(f"{database}: restored from {file}; {_gone(lost)}")
        if before is not None:
            say(f"  what was there: {before}")
    return 0


COMMAND = restore


def _gone(lost: restoring.Lost | None) -> str:
    """Say in words which decisions a restoration loses."""
    if lost is None:
        return "the database is too damaged to say which decisions would be gone"
    if not lost:
        return "no decision is lost"
    auditors = Counter(review.auditor for review in lost.reviews).most_common()
    who = ", ".join(f"{one_line(name, 60)} {number:,}" for name, number in auditors)
    return f"{lost.words} that the backup lacks{f' (reviews: {who})' if who else ''}"
