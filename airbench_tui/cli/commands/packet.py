"""``packet``: draw a packet, see each auditor's progress, send the packet to an auditor elsewhere."""

from __future__ import annotations

import dataclasses
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from airbench_tui.cli import options
from airbench_tui.cli.output import Context, complain, print_json, say
from airbench_tui.errors import IncompleteError, InputError
from airbench_tui.store.reading import reads
from airbench_tui.store.reviewing import auditor_rows, packet_places, packets
from airbench_tui.store.reviewing.packet_places import PacketProgress, PacketStatus
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.text import counted, one_line, quote, safe

if TYPE_CHECKING:
    from airbench_tui.reviewing.packet_draw import Made, PacketPlan


@click.group(no_args_is_help=False)  # without a command: a message of one line, as for every other mistake
def packet() -> None:
    """Draw packets for a sound audit, and follow their progress."""


@packet.command("new")
@click.argument("name")
@click.option("-n", "n", type=int, required=True, help="How many responses to draw.")
@click.option(
    "--stratify",
    type=click.Choice(["judge-score", "l1", "l2", "none"]),
    default="judge-score",
    show_default=True,
    help="Draw from each of these groups.",
)
@click.option(
    "--allocate",
    type=click.Choice(["proportional", "equal", "optimal"]),
    default="proportional",
    show_default=True,
    help="How many to draw from each group; optimal: more where judges tend to err.",
)
@options.seed(click.IntRange(-(2**63), 2**63 - 1), default=None)
@click.option(
    "--overlap",
    type=click.FloatRange(0, 1),
    default=0.2,
    show_default=True,
    help="The share of the responses that two auditors review.",
)
@click.option(
    "--repeat",
    type=click.FloatRange(0, 0.5),
    default=0.05,
    show_default=True,
    help="The share of each auditor's places that are repeated, unmarked.",
)
@click.option("--auditors", metavar="A,B", help="The auditors who review [default: you].")
@click.option(
    "--filter",
    "expression",
    metavar="TEXT",
    default="",
    help="Draw only from responses that this filter matches.",
)
@options.judge_name
@options.model_name
@options.yes
@options.json_flag
@click.pass_obj
def new(context: Context, /, name: str, yes: bool, as_json: bool, **given: Any) -> None:
    """Draw a random packet of -n judged responses and call it NAME.

    Each response is drawn with a known probability, which exports and statistics use. Without --judge
    the packet checks the judgments that lists show. It asks first if an import has stored only a part of its
    file: nothing from the rest can be drawn.
    """
    from airbench_tui.reviewing.packet_draw import PacketPlan

    auditors = given.pop("auditors")
    plan = PacketPlan(
        name,
        allocation=given.pop("allocate"),
        filter=given.pop("expression"),
        auditors=() if auditors is None else tuple(auditors.split(",")),
        despite_incomplete=yes,
        **given,
    )
    with context.writing() as database:
        made = _draw(database.connection, plan, context.workspace().auditor)
        state = packet_places.status(database.connection, made.packet)
    if made.newcomers:
        complain(
            f"new auditors, not in the database before: {', '.join(quote(name, 60) for name in made.newcomers)};"
            " check the spelling: nobody reviews the places of a mistyped name"
        )
    if as_json:
        print_json(
            {
                **_status(state),
                "seed": made.seed,
                "frame": made.frame,
                "strata": [
                    {**dataclasses.asdict(stratum), "inclusion_probability": stratum.probability}
                    for stratum in made.strata
                ],
                "left_out": made.left_out,
            }
        )
        return
    drawn = sum(stratum.take for stratum in made.strata)
    say(f"{name.strip()}: {drawn:,} of {made.frame:,} judged responses drawn, seed {made.seed}")
    for stratum in made.strata:
        say(
            f"  {stratum.name:>8}  {stratum.take:,} of {stratum.size:,}, probability {stratum.probability:.4g}"
        )
    if made.left_out:
        apart = ", ".join(f"{count:,} {why}" for why, count in made.left_out.items())
        say(f"  not drawn from, for lack of a judge's score: {apart}")
    for one in state.auditors:
        say(f"  {one_line(one.auditor, 40)}: {counted(one.assigned, 'place')}")
    if made.unassigned:
        complain(
            f"{made.unassigned:,} drawn responses have no auditor: all auditors opted out of their categories"
        )


@packet.command("list")
@options.json_flag
@click.pass_obj
def list_packets(context: Context, as_json: bool) -> None:
    """List the packets with your progress and everybody's."""
    from airbench_tui.reviewing.progress import packet_words

    with context.reading() as database:
        connection = database.connection
        found = [packet_places.status(connection, one.id) for one in packets.all_packets(connection)]
    if as_json:
        print_json({"total": len(found), "packets": [_packet(one) for one in found]})
        return
    auditor = context.workspace().auditor
    for one in found:
        made = f"by {one_line(one.packet.created_by, 40)} {one.packet.created_at[:10]}"
        name = one_line(one.packet.name, 60)
        say(f"{name}  {one.packet.items:,} drawn · {packet_words(one, auditor)} · {made}")
    say(counted(len(found), "packet"))


@packet.command("status")
@click.argument("name")
@options.json_flag
@click.pass_obj
def status(context: Context, name: str, as_json: bool) -> None:
    """Show each auditor's progress in the packet NAME; --json adds the responses that wait for you."""
    with context.reading() as database:
        connection = database.connection
        packet_id = packets.find(connection, name)
        state = packet_places.status(connection, packet_id)
        auditor = auditor_rows.known_auditor(connection, context.workspace().auditor)
        waiting = [] if auditor is None else _waiting(connection, packet_id, auditor)
    if as_json:
        print_json({**_status(state), "waiting": waiting})
        return
    say(f"{one_line(name, 60)}: {state.packet.items:,} drawn, {state.unassigned:,} without an auditor")
    for one in state.auditors:
        say(f"  {_progress(one)}")


@packet.command("export")
@click.argument("name")
@click.argument("file")
@click.option("--auditor", metavar="A", help="Only the places of this auditor.")
@options.force
@options.json_flag
@click.pass_obj
def export(context: Context, name: str, file: str, auditor: str | None, force: bool, as_json: bool) -> None:
    """Write the packet NAME as one FILE for an auditor elsewhere.

    The file contains the judgments, sealed so that nobody reads them by accident. The program shows each
    one after the verdict. It also contains a secret for each auditor in it, by which their blind reviews
    are recognised when they come home as a CSV: send each auditor a file of their own (--auditor).
    """
    from airbench_tui.interchange.packet_files.writing import export_packet

    if as_json and file == "-":
        raise InputError("--json uses standard output: name a FILE for the packet")
    with context.reading() as database:
        packets.find(database.connection, name)  # a name that is not there must not create a database
    with context.writing() as database:
        connection = database.connection
        output = context.output(connection, file, replace=force)
        places = export_packet(connection, packets.find(connection, name), output, auditor)
    if as_json:
        print_json({"path": str(Path(file).resolve()), "packet": name, "places": places})
    elif file != "-":
        complain(f"{counted(places, 'place')} written to {file}")


@packet.command("import")
@click.argument("file")
@options.json_flag
@click.pass_obj
def import_(context: Context, file: str, as_json: bool) -> None:
    """Import a packet that `packet export` wrote. Importing it again changes nothing."""
    from airbench_tui.interchange.packet_files.reading import import_packet

    with context.writing() as database:
        done = import_packet(database.connection, file)
    if as_json:
        print_json({"packet": done.name, "places": done.places, "new": done.new, "frame": done.frame})
        return
    say(f"{quote(done.name)}: {counted(done.places, 'place')}, {done.new:,} new")
    if not done.frame:
        say("  this database lacks responses that it was drawn from: rates are corrected where it was drawn")


COMMAND = packet


def _draw(connection: sqlite3.Connection, plan: PacketPlan, by: str) -> Made:
    """Draw the packet. If an import is incomplete, ask first, or raise InputError without a terminal."""
    from airbench_tui.reviewing.packet_draw import new_packet

    try:
        return new_packet(connection, plan, by)
    except IncompleteError as error:
        if not sys.stdin.isatty():
            raise InputError(f"{error}, or draw from these rows with --yes") from error
        click.confirm(safe(f"{error}. Draw from these rows all the same?"), abort=True, err=True)
    return new_packet(connection, dataclasses.replace(plan, despite_incomplete=True), by)


def _waiting(connection: Any, packet_id: int, auditor: int) -> list[str]:
    """List the ids of the responses that wait for a first verdict; a repeated response is listed twice."""
    places = (
        packet_places.place(connection, auditor, item)
        for item in packet_places.queue(connection, packet_id, auditor)
    )
    return [reads.item(connection, place.response, Viewer(auditor)).uid for place in places]


def _packet(state: PacketStatus) -> dict[str, Any]:
    row, everyone = dataclasses.asdict(state.packet), state.everyone
    del row["id"]
    return {
        "packet": row.pop("name"),
        **row,
        **{name: getattr(everyone, name) for name in ("done", "cannot_judge", "answered", "left")},
    }


def _status(state: PacketStatus) -> dict[str, Any]:
    return {
        **_packet(state),
        "unassigned": state.unassigned,
        "auditors": [
            {**dataclasses.asdict(one), "answered": one.answered, "blind_share": one.blind_share}
            for one in state.auditors
        ],
    }


def _progress(one: PacketProgress) -> str:
    from airbench_tui.reviewing.progress import place_words

    repeats = [f"repeats {one.repeats_done:,} of {one.repeats:,}"] if one.repeats else []
    return f"{one_line(one.auditor, 40)}: {' · '.join([*place_words(one), *repeats])}"
