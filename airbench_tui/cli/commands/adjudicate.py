"""``adjudicate``: final scores for responses on which auditors disagree."""

from __future__ import annotations

import dataclasses
from typing import Any

import click

from airbench_tui.cli import options
from airbench_tui.cli.groups import WithDefault
from airbench_tui.cli.output import Context, complain, print_json, say
from airbench_tui.store.reading import reads
from airbench_tui.store.reviewing import adjudications, auditor_rows
from airbench_tui.store.reviewing.adjudications import Case, CaseSide, Final
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.text import one_line


@click.group(cls=WithDefault, default="settle", no_args_is_help=False)
def adjudicate() -> None:
    """Settle disagreements between auditors: `adjudicate RESPONSE --score S --note T`, list, undo.

    The auditors' reviews stay as they are. The judge stays hidden until a score is final.
    """


@adjudicate.command("settle")
@click.argument("response")
@options.score(required=True)
@options.reason_note
@options.json_flag
@click.pass_obj
def settle(context: Context, response: str, score: str, note: str, as_json: bool) -> None:
    """Give RESPONSE its final score (the word `settle` may be left out)."""
    with context.writing() as database:
        connection = database.connection
        response_id = reads.find_response(connection, response)
        auditor = auditor_rows.auditor_id(connection, context.workspace().auditor)
        adjudications.adjudicate(connection, auditor, response_id, float(score), note.strip())
        (case,) = adjudications.cases(connection, Viewer(auditor), [response_id])
    _print_case(case, as_json)


@adjudicate.command("list")
@click.option("--settled", is_flag=True, help="List settled disagreements instead of open ones.")
@options.limit(50)
@options.json_flag
@click.pass_obj
def list_(context: Context, settled: bool, limit: int, as_json: bool) -> None:
    """List responses on which auditors disagree, with each auditor's verdict and note."""
    with context.reading() as database:
        connection = database.connection
        viewer = Viewer(auditor_rows.known_auditor(connection, context.workspace().auditor))
        found = adjudications.queue(connection, viewer, settled=settled)
        shown = adjudications.cases(connection, viewer, found[:limit])
        waiting = 0 if settled else adjudications.waiting(connection, viewer)
    if as_json:
        print_json({"total": len(found), "waiting": waiting, "rows": [_as_json(case) for case in shown]})
    else:
        for case in shown:
            _print_case(case, as_json=False)
        say(f"{len(shown):,} of {len(found):,}")
    if waiting:
        more = "1 more is" if waiting == 1 else f"{waiting:,} more are"
        complain(f"{more} hidden until you have given your own verdict in a packet")


@adjudicate.command("undo")
@click.argument("response")
@options.json_flag
@click.pass_obj
def undo(context: Context, response: str, as_json: bool) -> None:
    """Withdraw RESPONSE's final score, so that the disagreement is open again."""
    with context.writing() as database:
        connection = database.connection
        response_id = reads.find_response(connection, response)
        auditor = auditor_rows.auditor_id(connection, context.workspace().auditor)
        withdrawn = adjudications.withdraw(connection, auditor, response_id)
        uid = reads.item(connection, response_id, Viewer(auditor)).uid
    if as_json:
        print_json({"response_id": uid, "taken_back": dataclasses.asdict(withdrawn)})
    else:
        say(f"{uid}: withdrawn: {_final(withdrawn)}")


COMMAND = adjudicate


def _as_json(case: Case) -> dict[str, Any]:
    """Return a case with its prompt but without the answer and the judge. `list` shows the texts."""
    return {
        "response_id": case.response_uid,
        "cate-idx": case.category,
        "model": case.target,
        "prompt": case.prompt,
        "sides": [dataclasses.asdict(side) for side in case.sides],
        "final": dataclasses.asdict(case.final) if case.final else None,
    }


def _print_case(case: Case, as_json: bool) -> None:
    if as_json:
        print_json(_as_json(case))
        return
    say(f"{case.response_uid}  {case.category:<11} {one_line(case.target, 24)}  {one_line(case.prompt, 80)}")
    for side in case.sides:
        say(f"    {_side(side)}")
    if case.final:
        say(f"    final: {_final(case.final)}")


def _side(side: CaseSide) -> str:
    score = "cannot judge" if side.score is None else f"{side.score:g}"
    first = f" (first {side.first_score:g})" if side.first_score not in (None, side.score) else ""
    codes = f" [{', '.join(side.codes)}]" if side.codes else ""
    note = f" “{one_line(side.note, 120)}”" if side.note else ""
    return f"{one_line(side.auditor, 20)}: {score}{first}{codes}{note}"


def _final(final: Final) -> str:
    return f"{final.score:g} by {one_line(final.auditor, 20)} “{one_line(final.note, 120)}”"
