"""``review``: the actions of the deciding keys, for scripts."""

from __future__ import annotations

import dataclasses
import sqlite3
from typing import Any

import click

from airbench_tui.cli import options
from airbench_tui.cli.output import Context, print_json, say
from airbench_tui.cli.shown_rows import note_shown
from airbench_tui.errors import InputError
from airbench_tui.store.reading import reads
from airbench_tui.store.reviewing import (
    auditor_rows,
    packet_answers,
    packet_places,
    packets,
    review_history,
    reviews,
)
from airbench_tui.store.reviewing.review_history import Review
from airbench_tui.store.reviewing.reviews import NewVerdict
from airbench_tui.store.rules.blindness import is_hidden
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.text import counted, one_line, quote


@click.group(no_args_is_help=False)  # without a command: a message of one line, as for every other mistake
def review() -> None:
    """Add, withdraw and list reviews."""


@review.command("add")
@click.argument("response")
@options.score(required=False)
@click.option("--note", default="", help="A note for other readers.")
@click.option(
    "--code",
    "codes",
    multiple=True,
    help="The reason: misread, rubric, polarity, borderline, cut-off, not-harmful, or your own; may be repeated.",
)
@options.packet_name
@click.option("--repeat", is_flag=True, help="In the packet, decide the place where RESPONSE is repeated.")
@click.option("--cannot-judge", metavar="REASON", help="In the packet, the reason for giving no score.")
@options.json_flag
@click.pass_obj
def add(
    context: Context,
    response: str,
    score: str | None,
    note: str,
    codes: tuple[str, ...],
    packet: str | None,
    repeat: bool,
    cannot_judge: str | None,
    as_json: bool,
) -> None:
    """Review RESPONSE (the beginning of its id is enough).

    In a packet you decide in your own place. The first verdict there is blind and stays. After it the
    judge is shown, and a second verdict becomes final.
    """
    if any(";" in code or not code.strip() for code in codes):
        raise InputError(
            "a code is empty or has a semicolon, which separates codes in exports: change --code"
        )
    if score is None and cannot_judge is None:
        raise InputError("Missing option '--score': give 0, 0.5 or 1 (or --cannot-judge REASON in a packet)")
    if score is not None and cannot_judge is not None:
        raise InputError("give --score or --cannot-judge, not both")
    if packet is None and (repeat or cannot_judge is not None):
        raise InputError("--repeat and --cannot-judge are for a packet: name it with --packet NAME")
    with context.writing() as database:
        connection = database.connection
        response_id = reads.find_response(connection, response)
        auditor = auditor_rows.auditor_id(connection, context.workspace().auditor)
        words = [code.strip() for code in codes]
        if packet is None:
            stored = _decide(connection, auditor, response_id, float(score or 0), note.strip(), words)
        else:
            place = packet_places.place_of(
                connection, packets.find(connection, packet), auditor, response_id, repeat=repeat
            )
            if cannot_judge is not None:
                reason = " ".join([cannot_judge.strip(), note.strip()]).strip()
                stored = packet_answers.cannot_judge(connection, auditor, place, reason, words)
            else:
                first = packet_places.place(connection, auditor, place).first
                stored = reviews.decide(
                    connection,
                    auditor,
                    NewVerdict(
                        response_id,
                        float(score or 0),
                        None,
                        note.strip(),
                        words,
                        packet_item=place,
                        follows=first,
                    ),
                )
        made = next(
            one
            for one in review_history.history(connection, Viewer(auditor), response_id)
            if one.id == stored
        )
    _print_review(made, as_json)


def _decide(
    connection: sqlite3.Connection, auditor: int, response: int, score: float, note: str, codes: list[str]
) -> int:
    """Store a verdict outside packets. Raises InputError if the response still waits in a packet."""
    packet = is_hidden(connection, Viewer(auditor), response)
    if packet is not None:
        raise InputError(
            f"that response waits for you in the packet {quote(packet)}: decide it there first (--packet)"
        )
    found = reads.item(connection, response, Viewer(auditor))
    judgment = found.judgment.id if found.judgment else None
    return reviews.decide(connection, auditor, NewVerdict(response, score, judgment, note, codes))


@review.command("undo")
@click.argument("response", required=False)
@options.packet_name
@options.json_flag
@click.pass_obj
def undo(context: Context, response: str | None, packet: str | None, as_json: bool) -> None:
    """Withdraw your latest verdict, or your latest on RESPONSE.

    The first verdict in a packet stays.
    """
    withdrawn = None
    with context.writing() as database:
        connection = database.connection
        response_id = reads.find_response(connection, response) if response else None
        auditor = auditor_rows.known_auditor(connection, context.workspace().auditor)
        if packet is not None:
            inside = packets.find(connection, packet)
            if auditor is not None:
                place = response_id and packet_places.place_of(connection, inside, auditor, response_id)
                withdrawn = packet_answers.withdraw(connection, auditor, inside, place)
        elif auditor is not None:
            withdrawn = reviews.withdraw(connection, auditor, response_id)
    if withdrawn is None:
        stays = " (the first verdict in a packet stays)" if packet is not None else ""
        raise InputError(f"there is no verdict of yours to withdraw{stays}")
    _print_review(withdrawn, as_json, "withdrawn: ")


@review.command("list")
@options.json_flag
@click.pass_obj
def list_reviews(context: Context, as_json: bool) -> None:
    """List every review, oldest first.

    Other people's reviews of responses that wait for your first verdict in a packet are left out.
    """
    with context.reading() as database:
        connection = database.connection
        auditor = auditor_rows.known_auditor(connection, context.workspace().auditor)
        found = review_history.history(connection, Viewer(auditor))
    note_shown(context, [one.judgment for one in found], "list")
    if as_json:
        print_json({"total": len(found), "reviews": [_as_json(one) for one in found]})
        return
    for one in found:
        say(_line(one))
    say(counted(len(found), "review"))


COMMAND = review


def _print_review(made: Review, as_json: bool, before: str = "") -> None:
    if as_json:
        print_json(_as_json(made))
    else:
        say(before + _line(made))


def _as_json(made: Review) -> dict[str, Any]:
    row = dataclasses.asdict(made)
    for name in ("id", "response", "withdraws", "judgment", "packet_item"):
        del row[name]
    return {"response_id": row.pop("response_uid"), "cate-idx": row.pop("category"), **row}


def _line(made: Review) -> str:
    state = "withdrawal" if made.kind == "withdrawal" else "withdrawn" if made.withdrawn else ""
    if made.kind == "cannot-judge" and not state:
        state = "an answer"
    state = state or ("stale" if made.stale else "standing" if made.standing else "replaced")
    judged = "" if made.judge_score is None else f"{made.judge_score:g}→"
    given = "cannot judge" if made.kind == "cannot-judge" else ""
    if made.score is not None:
        given = f"{judged}{made.score:g} {made.decision or ''}"
    inside = f" in {one_line(made.packet, 40)}" if made.packet is not None else ""
    extra = f" [{', '.join(made.codes)}]" if made.codes else ""
    note = f" “{one_line(made.note, 120)}”" if made.note else ""
    where = f"{made.made_at}  {made.response_uid}  {made.category:<11}"
    return f"{where} {one_line(made.auditor, 20)}: {given}{inside}{extra}{note} ({state})"
