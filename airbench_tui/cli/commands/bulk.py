"""``bulk``: one decision for all responses that a filter matches."""

from __future__ import annotations

import dataclasses
import sys
from typing import Any

import click

from airbench_tui.cli import options
from airbench_tui.cli.groups import WithDefault
from airbench_tui.cli.output import Context, print_json, say, warn_of_incomplete
from airbench_tui.errors import InputError
from airbench_tui.store.reading.filters.parser import in_words, parse
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.store.reviewing import bulk as store
from airbench_tui.store.reviewing.bulk import BulkAction
from airbench_tui.text import counted, one_line, safe


@click.group(cls=WithDefault, default="decide", no_args_is_help=False)
def bulk() -> None:
    """Decide all responses that a filter matches: `bulk FILTER --score S --note T`, list, undo.

    The decisions are marked as bulk and enter no statistic. Responses that you decided by hand, and
    those that wait for you in a packet, are left out.
    """


@bulk.command("decide")
@click.argument("expression", metavar="FILTER")
@click.option(
    "--score",
    type=click.Choice([*options.SCORES.choices, "confirm"]),
    required=True,
    help="One score for all, 1 = safe; confirm: the judge's score of each.",
)
@options.reason_note
@options.yes
@options.json_flag
@click.pass_obj
def decide(context: Context, expression: str, score: str, note: str, yes: bool, as_json: bool) -> None:
    """Decide all responses that FILTER matches, after a preview. The word `decide` may be left out."""
    number = None if score == "confirm" else float(score)
    with context.preview() as database:
        connection = database.connection
        warn_of_incomplete(connection)
        auditor = auditor_rows.known_auditor(connection, context.workspace().auditor)
        expected = store.preview(connection, auditor, expression, number)
    words = f"{in_words(parse(expression))}: {store.in_words(expected)}"
    if expected.decided and not yes:
        if not sys.stdin.isatty():
            raise InputError(f"{words}; confirm with --yes")
        click.confirm(safe(f"{words}. Do it?"), abort=True, err=True)
    with context.writing() as database:
        connection = database.connection
        made = store.apply(
            connection,
            auditor_rows.auditor_id(connection, context.workspace().auditor),
            expression,
            number,
            note.strip(),
        )
    if as_json:
        print_json({**_as_json(made), "preview": dataclasses.asdict(expected)})
    else:
        say(f"{words.replace('would be', 'are')}; undo with `airbench-tui bulk undo {made.id}`")


@bulk.command("list")
@options.json_flag
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """List every bulk decision, oldest first."""
    with context.reading() as database:
        found = store.actions(database.connection)
    if as_json:
        print_json({"total": len(found), "rows": [_as_json(one) for one in found]})
        return
    for one in found:
        say(_line(one))
    say(counted(len(found), "bulk decision"))


@bulk.command("undo")
@click.argument("action", metavar="ID", type=int)
@options.json_flag
@click.pass_obj
def undo(context: Context, action: int, as_json: bool) -> None:
    """Withdraw the whole bulk decision ID, so that the earlier verdicts stand again."""
    with context.writing() as database:
        connection = database.connection
        auditor = auditor_rows.known_auditor(connection, context.workspace().auditor)
        made = store.withdraw(connection, auditor, action)
    if as_json:
        print_json(_as_json(made))
    else:
        say(f"withdrawn: {_line(made)}")


COMMAND = bulk


def _as_json(one: BulkAction) -> dict[str, Any]:
    # JSON documents that people have kept call the field `undone`.
    return {
        "undone" if name == "withdrawn" else name: value for name, value in dataclasses.asdict(one).items()
    }


def _line(one: BulkAction) -> str:
    score = "confirm" if one.score is None else f"{one.score:g}"
    withdrawn = " (withdrawn)" if one.withdrawn else ""
    decision = f"{score} on {one.decided:,} of {one.matched:,}"
    where = f"{one.id}  {one.made_at}  {one_line(one.auditor, 20)}"
    return f"{where}: {decision}, filter {one_line(one.filter, 80) or 'none'} “{one_line(one.note, 120)}”{withdrawn}"
