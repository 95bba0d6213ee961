"""``triage``: the judgments that are most likely wrong, and how often each signal was right."""

from __future__ import annotations

import dataclasses

import click

from airbench_tui.benchmark import signals
from airbench_tui.cli import options
from airbench_tui.cli.output import Context, catch_up, print_json, say, warn_of_incomplete
from airbench_tui.cli.shown_rows import as_row, note_shown
from airbench_tui.errors import InputError
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.store.triage import triage_queue as store
from airbench_tui.text import one_line


@click.command()
@options.filter_argument
@options.limit(20)
@click.option("--yield", "measured", is_flag=True, help="Show how often each signal ended in an override.")
@options.json_flag
@click.pass_obj
def triage(context: Context, expression: str, limit: int, measured: bool, as_json: bool) -> None:
    """List suspect judgments, the most likely errors first, each with its signals in words.

    Responses that an auditor reviewed one by one, and those that wait for your verdict in a packet,
    are left out. FILTER narrows the queue, as in 'signal:reason-* cat:12'. Reviews made from this
    queue serve to find errors: they enter no rate.
    """
    chosen = parse(expression)
    if measured and chosen.terms:
        raise InputError("--yield covers all signals and takes no filter: leave FILTER out")
    catch_up(context)
    if measured:
        _yields(context, as_json)
        return
    with context.reading() as database:
        connection = database.connection
        warn_of_incomplete(connection)
        viewer = Viewer(auditor_rows.known_auditor(connection, context.workspace().auditor))
        ids = store.queue(connection, viewer, chosen)
        found = reads.lines(connection, ids[:limit], viewer)
        masks = store.masks(connection, ids[:limit], viewer)
    note_shown(context, [line.judgment for line in found], "triage")
    if as_json:
        rows = [
            {
                **as_row(line),
                "signals": list(signals.names(masks[line.id])),
                "words": list(signals.words(masks[line.id])),
            }
            for line in found
        ]
        print_json({"total": len(ids), "rows": rows})
        return
    for line in found:
        score = line.judge_status if line.score is None else f"{line.score:g}"
        say(
            f"{line.uid}  {line.category:<11} {score:<9} {one_line(line.target, 24):<24} {one_line(line.prompt, 80)}"
        )
        for words in signals.words(masks[line.id]):
            say(f"    {words}")
    say(f"{len(found):,} of {len(ids):,}")


COMMAND = triage


def _yields(context: Context, as_json: bool) -> None:
    with context.reading() as database:
        connection = database.connection
        found = store.yields(
            connection, Viewer(auditor_rows.known_auditor(connection, context.workspace().auditor))
        )
    if as_json:
        print_json({"signals": [{**dataclasses.asdict(one), "share": one.share} for one in found]})
        return
    say(f"{'signal':<20} {'flagged':>9} {'reviewed':>9} {'overridden':>10}  {'share':>5} {'expected':>8}")
    for one in found:
        share = "" if one.share is None else f"{one.share:.2f}"
        say(
            f"{one.name:<20} {one.flagged:>9,} {one.reviewed:>9,} {one.overridden:>10,}  {share:>5}"
            f" {one.expected:>8.2f}  {one.words}"
        )
