"""Taking in a packet that was sent: by content, so any number of times; what is here stays as it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from airbench_tui.errors import InputError
from airbench_tui.store import identity
from airbench_tui.store.database import transaction
from airbench_tui.store.incoming import ingest
from airbench_tui.store.incoming.ingest import NewRow, NewRun
from airbench_tui.store.packet_exchange.packets_of_reviews import give_way
from airbench_tui.store.packet_exchange.sent_packet import (
    SentFrameRow,
    SentItem,
    SentPacket,
    SentPlace,
    SentResponse,
)
from airbench_tui.store.reviewing import auditor_rows, packet_rows
from airbench_tui.store.reviewing.packet_rows import FrameRow
from airbench_tui.store.rules import latest
from airbench_tui.text import quote


@dataclass(frozen=True, slots=True)
class ReceivedPacket:
    """What taking in a packet did.

    ``name``: what it is called here. ``packet``: its local id. ``places`` were sent, ``new`` of them were not
    here. ``frame``: whether its frame is here whole.
    """

    name: str
    packet: int
    places: int
    new: int
    frame: bool


class _Response(NamedTuple):
    """A response that is here now: its local id, and those of its judgments by uid."""

    id: int
    judgments: Mapping[str, int]


def receive(connection: sqlite3.Connection, sent: SentPacket) -> ReceivedPacket:
    """Store *sent* durably, in one transaction.

    The uids in *sent* must fit together, and those of responses and judgments be those of their content (whoever
    reads a file sees to that). A frame is stored only where all of it is here: a part would say wrong things
    of the whole. Raises InputError, with nothing stored, for a packet whose name cannot be used, and for one that does
    not fit what is here: an item of it is here already with another packet or response.
    """
    try:
        with transaction(connection, durable=True):
            return _receive(connection, sent)
    except sqlite3.IntegrityError as error:  # such as a uid that is here already, of another kind of item
        raise InputError(
            f"the packet {quote(sent.name)} does not fit what is here ({error}): nothing was stored"
        ) from error


def _receive(connection: sqlite3.Connection, sent: SentPacket) -> ReceivedPacket:
    responses = _add_responses(connection, sent)
    latest.show(connection)  # what arrived may have made another judge the default one
    packet, name, ordered_anew = _packet(connection, sent)
    items: dict[str, int] = {}
    for item in sent.items:
        items[item.uid] = _item(connection, packet, item, responses[item.response], items)
    new = sum(_place(connection, items[place.item], place, ordered_anew) for place in sent.places)
    return ReceivedPacket(name, packet, len(sent.places), new, _add_frame(connection, packet, sent.frame))


def _add_responses(connection: sqlite3.Connection, sent: SentPacket) -> dict[str, _Response]:
    """Write the responses and judgments that are not here; find all of them by the response's uid."""
    found = dict[str, _Response]()
    if not sent.responses:
        return found
    run = ingest.add_run(connection, _run(sent))
    rows = [_row(position, one) for position, one in enumerate(sent.responses, 1)]
    ingest.add_rows(connection, run, rows)
    # A judgment that says the same is enough for a row, but an item needs just the one that it was drawn by.
    for row, one in zip(rows, sent.responses, strict=True):
        response, _ = ingest.add_response(connection, row)
        found[one.uid] = _Response(
            response,
            {
                judgment.uid: ingest.add_judgment(
                    connection, run, response, replace(row, judgment=judgment.judgment)
                )
                for judgment in one.judgments
            },
        )
    latest.show(connection, [response.id for response in found.values()])
    return found


def _run(sent: SentPacket) -> NewRun:
    return NewRun(
        uid=identity.digest("packet import", sent.uid),
        name=f"packet {sent.name}",
        kind="import",
        format="packet",
        sample=any(judgment.sample for one in sent.responses for judgment in one.judgments),
    )


def _row(position: int, one: SentResponse) -> NewRow:
    judgment = one.judgments[0].judgment if one.judgments else None
    return NewRow(position, one.category, one.prompt, one.target, one.answer, one.repeat, judgment)


def _packet(connection: sqlite3.Connection, sent: SentPacket) -> tuple[int, str, bool]:
    """Find or write the row of the packet: its local id, its name here, whether it was made of a CSV until now."""
    row = connection.execute("SELECT id, name FROM packets WHERE uid = ?", [sent.uid]).fetchone()
    if row is not None:
        return row["id"], row["name"], False
    made = give_way(connection, sent)
    if made is not None:
        return made, sent.name, True
    name = _free_name(connection, sent)
    by = auditor_rows.auditor_id(connection, sent.created_by)
    packet = packet_rows.add_packet(connection, sent.uid, name, sent.design, sent.seed, by, sent.created_at)
    return packet, name, False


def _free_name(connection: sqlite3.Connection, sent: SentPacket) -> str:
    """Choose the name of a packet that is new here: its own, with the uid's beginning where another has it."""
    name = packet_rows.valid_name(sent.name)
    if packet_rows.named(connection, name) is None:
        return name
    apart = identity.told_apart(name, sent.uid)
    if packet_rows.named(connection, apart) is not None:
        raise InputError(f"there are packets {quote(name)} and {quote(apart)} already: nothing was stored")
    return apart


def _item(
    connection: sqlite3.Connection,
    packet: int,
    item: SentItem,
    response: _Response,
    items: Mapping[str, int],
) -> int:
    """Find or write an item; *items* are the local ids of those before it."""
    row = connection.execute(
        "SELECT id, packet, response FROM packet_items WHERE uid = ?", [item.uid]
    ).fetchone()
    if row is not None:
        if (row["packet"], row["response"]) != (packet, response.id):
            raise InputError(
                f"the item {quote(item.uid)} is here already with another packet or response: nothing was stored"
            )
        return int(row["id"])
    return packet_rows.add_item(
        connection,
        packet,
        item.uid,
        response=response.id,
        judgment=None if item.judgment is None else response.judgments[item.judgment],
        stratum=item.stratum,
        probability=item.probability,
        repeat_of=None if item.repeat_of is None else items[item.repeat_of],
    )


def _place(connection: sqlite3.Connection, item: int, place: SentPlace, ordered_anew: bool) -> bool:
    """Give a place to its auditor, at its position also where a CSV brought it; whether it was not theirs yet."""
    auditor = auditor_rows.auditor_id(connection, place.auditor)
    new = packet_rows.add_place(connection, item, auditor, place.position)
    if ordered_anew and not new:
        packet_rows.move_place(connection, item, auditor, place.position)
    return new


def _add_frame(connection: sqlite3.Connection, packet: int, frame: Sequence[SentFrameRow]) -> bool:
    """Store the frame where all of it is here; whether it is."""
    found = []
    for row in frame:
        here = connection.execute(
            "SELECT r.id, j.id AS judgment FROM responses r JOIN judgments j ON j.response = r.id AND j.uid = ?"
            " WHERE r.uid = ?",
            [row.judgment, row.response],
        ).fetchone()
        if here is None:
            return False
        found.append(FrameRow(here["id"], here["judgment"], row.stratum))
    packet_rows.add_frame(connection, packet, found)
    return bool(found)
