"""Commands that look for judges' errors: the triage queue, what its signals were good for, rubrics called wrong."""

from __future__ import annotations

import dataclasses

import click

from airbench_tui.benchmark import signals
from airbench_tui.cli.commands.review import as_row
from airbench_tui.cli.output import Context, catch_up, print_json, say
from airbench_tui.errors import InputError
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reviewing import reviews, rubric_complaints
from airbench_tui.store.triage import triage_queue as store
from airbench_tui.text import one_line

_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@click.command()
@click.argument("expression", required=False, default="", metavar="[FILTER]")
@click.option(
    "--limit", type=click.IntRange(min=0), default=20, show_default=True, help="How many at the most."
)
@click.option("--yield", "measured", is_flag=True, help="Show how often each signal ended in an override.")
@_JSON
@click.pass_obj
def triage(context: Context, expression: str, limit: int, measured: bool, as_json: bool) -> None:
    """Judgments worth a look, the likeliest errors first, each with its signals in words.

    Left out: what somebody has reviewed by itself, and what waits for your verdict in a packet.
    FILTER narrows the queue, as in 'signal:reason-* cat:12'. What is reviewed from here is for
    finding errors: it enters no rate.
    """
    chosen = parse(expression)
    if measured and chosen.terms:
        raise InputError("--yield is about all signals: it takes no filter")
    catch_up(context)
    if measured:
        _yields(context, as_json)
        return
    with context.reading() as database:
        connection = database.connection
        auditor = reviews.known_auditor(connection, context.workspace().auditor)
        ids = store.queue(connection, auditor, chosen)
        found = reads.lines(connection, ids[:limit], auditor)
        masks = store.masks(connection, ids[:limit], auditor)
    seen = [line.judgment for line in found if line.judgment is not None]
    if seen:
        context.seen(lambda connection, auditor: reviews.expose(connection, auditor, seen, "triage"))
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


@click.command()
@_JSON
@click.pass_obj
def rubrics(context: Context, as_json: bool) -> None:
    """Rubrics that reviews call wrong (code rubric), with notes, those with most objections first."""
    with context.reading() as database:
        connection = database.connection
        auditor = reviews.known_auditor(connection, context.workspace().auditor)
        found = rubric_complaints.complaints(connection, auditor)
    if as_json:
        print_json(
            {
                "total": len(found),
                "rubrics": [
                    {
                        "cate-idx": one.category,
                        "category_name": one.category_name,
                        "rubric": one.rubric,
                        "rubric_revision": one.revision,
                        "count": len(one.objections),
                        "objections": [
                            {"response_id": said.response_uid, "auditor": said.auditor, "note": said.note}
                            for said in one.objections
                        ],
                    }
                    for one in found
                ],
            }
        )
        return
    for one in found:
        revision = f" · {one_line(one.revision, 12)}" if one.revision else ""
        say(f"{one.category:<11} {one.category_name}{revision}: {len(one.objections):,}")
        for said in one.objections:
            note = f" “{one_line(said.note, 160)}”" if said.note else ""
            say(f"    {said.response_uid}  {one_line(said.auditor, 20)}{note}")
    say(f"{len(found):,} rubrics")


COMMANDS = (triage, rubrics)


def _yields(context: Context, as_json: bool) -> None:
    with context.reading() as database:
        connection = database.connection
        found = store.yields(connection, reviews.known_auditor(connection, context.workspace().auditor))
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
