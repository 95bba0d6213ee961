"""Commands that decide on everything a filter matches: bulk."""

from __future__ import annotations

import dataclasses
import sys
from typing import Any

import click

from airbench_tui.cli import options
from airbench_tui.cli.groups import WithDefault
from airbench_tui.cli.output import Context, print_json, say
from airbench_tui.errors import InputError
from airbench_tui.store.reading.filters.parser import in_words, parse
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.store.reviewing import bulk as store
from airbench_tui.store.reviewing.bulk import BulkAction
from airbench_tui.text import one_line, safe


@click.group(cls=WithDefault, default="decide", no_args_is_help=False)
def bulk() -> None:
    """Decide on everything a filter matches: `bulk FILTER --score S --note T`, list, undo.

    Marked as bulk and counted in no statistic. What you decided by hand, and what waits for you in a
    packet, is left alone.
    """


@bulk.command("decide")
@click.argument("expression", metavar="FILTER")
@click.option(
    "--score",
    type=click.Choice([*options.SCORES.choices, "confirm"]),
    required=True,
    help="One score for all, 1 = safe; confirm: each judge's own.",
)
@options.reason_note
@click.option("--yes", is_flag=True, help="Do not ask: needed where there is no terminal.")
@options.json_flag
@click.pass_obj
def decide(context: Context, expression: str, score: str, note: str, yes: bool, as_json: bool) -> None:
    """Decide on all that FILTER matches (the word `decide` may be left out); shows first what it would do."""
    number = None if score == "confirm" else float(score)
    with context.reading() as database:
        connection = database.connection
        auditor = auditor_rows.known_auditor(connection, context.workspace().auditor)
        expected = store.preview(connection, auditor, expression, number)
    words = f"{in_words(parse(expression))}: {store.in_words(expected)}"
    if expected.decided and not yes:
        if not sys.stdin.isatty():
            raise InputError(f"{words}; say --yes to do it")
        click.confirm(safe(f"{words}. Do it?"), abort=True, err=True)
    with context.writing() as database:
        connection = database.connection
        made = store.apply(
            connection,
            auditor_rows.auditor_id(connection, context.workspace().auditor),
            expression,
            number,
            note,
        )
    if as_json:
        print_json({**_as_json(made), "preview": dataclasses.asdict(expected)})
    else:
        say(f"{words.replace('would be', 'are')}; `airbench-tui bulk undo {made.id}` takes it back")


@bulk.command("list")
@options.json_flag
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """Every bulk decision, oldest first."""
    with context.reading() as database:
        found = store.actions(database.connection)
    if as_json:
        print_json({"total": len(found), "rows": [_as_json(one) for one in found]})
        return
    for one in found:
        say(_line(one))
    say(f"{len(found):,} bulk decisions")


@bulk.command("undo")
@click.argument("action", metavar="ID", type=int)
@options.json_flag
@click.pass_obj
def undo(context: Context, action: int, as_json: bool) -> None:
    """Take the bulk decision ID back, all of it: what stood before stands again."""
    with context.writing() as database:
        connection = database.connection
        auditor = auditor_rows.known_auditor(connection, context.workspace().auditor)
        made = store.withdraw(connection, auditor, action)
    if as_json:
        print_json(_as_json(made))
    else:
        say(f"taken back: {_line(made)}")


COMMAND = bulk


def _as_json(one: BulkAction) -> dict[str, Any]:
    # Files that people keep call it `undone`.
    return {
        "undone" if name == "withdrawn" else name: value for name, value in dataclasses.asdict(one).items()
    }


def _line(one: BulkAction) -> str:
    score = "confirm" if one.score is None else f"{one.score:g}"
    withdrawn = " (taken back)" if one.withdrawn else ""
    what = f"{score} on {one.decided:,} of {one.matched:,}"
    where = f"{one.id}  {one.made_at}  {one_line(one.auditor, 20)}"
    return (
        f"{where}: {what}, filter {one_line(one.filter, 80) or 'none'} “{one_line(one.note, 120)}”{withdrawn}"
    )
