"""``list``: the responses that a filter matches."""

from __future__ import annotations

import sqlite3

import click

from airbench_tui.benchmark import signals
from airbench_tui.cli import options
from airbench_tui.cli.output import Context, catch_up, print_json, say, warn_of_incomplete
from airbench_tui.cli.shown_rows import as_row, note_shown
from airbench_tui.errors import InputError
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.parser import in_words, parse
from airbench_tui.store.reading.filters.terms import asks_for_signals
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.store.triage import triage_queue
from airbench_tui.text import one_line, quote


@click.command("list")
@options.filter_argument
@options.limit(50)
@click.option(
    "--saved", metavar="NAME", help="Use the search that you saved under this name; FILTER narrows it."
)
@options.json_flag
@click.pass_obj
def list_(context: Context, expression: str, limit: int, saved: str | None, as_json: bool) -> None:
    """List the responses that FILTER matches, such as 'score<1 reviewed:no model:llama*'."""
    given = parse(expression)  # report a mistake before opening anything
    if as_json or saved is not None or asks_for_signals(given):
        catch_up(context)
    with context.reading() as database:
        connection = database.connection
        warn_of_incomplete(connection)
        viewer = Viewer(auditor_rows.known_auditor(connection, context.workspace().auditor))
        if saved is not None:
            expression = f"{_saved(connection, viewer.auditor, saved)} {expression}"
        chosen = parse(expression)
        total = reads.count(connection, chosen, viewer)
        ids = reads.response_ids(connection, chosen, viewer, limit=limit)
        found = reads.lines(connection, ids, viewer)
        masks = triage_queue.masks(connection, ids, viewer) if as_json else {}
    note_shown(context, [line.judgment for line in found], "list")
    if as_json:
        rows = [
            {**as_row(line), "signals": list(signals.names(0 if line.hidden else masks[line.id]))}
            for line in found
        ]
        print_json({"total": total, "rows": rows})
        return
    for line in found:
        score = line.judge_status if line.score is None else f"{line.score:g}"
        own = "" if line.review_score is None else f"→{line.review_score:g}"
        say(
            f"{line.uid}  {line.category:<11} {score + own:<9} {one_line(line.target, 24):<24} "
            f"{one_line(line.prompt, 80)}"
        )
    say(f"{len(found):,} of {total:,} · {in_words(chosen)}")


COMMAND = list_


def _saved(connection: sqlite3.Connection, auditor: int | None, name: str) -> str:
    known: dict[str, str] = auditor_rows.attributes(connection, auditor).get("searches", {})
    if name not in known:
        there = ", ".join(quote(one) for one in known) or "none"
        raise InputError(f"you have no saved search {quote(name)}: your saved searches are {there}")
    return known[name]
