"""Storing a received packet by content. Stored rows stay unchanged, so receiving it again changes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from airbench_tui.errors import InputError
from airbench_tui.store import identity
from airbench_tui.store.database import transaction
from airbench_tui.store.incoming import ingest
from airbench_tui.store.incoming.ingest import NewRow, NewRun
from airbench_tui.store.packet_exchange.packets_of_reviews import replace_with_original
from airbench_tui.store.packet_exchange.sent_packet import (
    SentFrameRow,
    SentItem,
    SentPacket,
    SentPlace,
    SentResponse,
)
from airbench_tui.store.reviewing import auditor_rows, packet_rows, packet_secrets
from airbench_tui.store.reviewing.packet_rows import NewFrameRow
from airbench_tui.store.rules import latest
from airbench_tui.text import quote


@dataclass(frozen=True, slots=True)
class ReceivedPacket:
    """The result of storing a received packet.

    ``name`` is the packet's name here, ``packet`` its local id. ``places`` counts the places sent, and ``new`` the new
    ones among them. ``frame`` says whether the whole frame is stored.
    """

    name: str
    packet: int
    places: int
    new: int
    frame: bool


class _Response(NamedTuple):
    """A stored response: its local id, and the local ids of its judgments by uid."""

    id: int
    judgments: Mapping[str, int]


def receive(connection: sqlite3.Connection, sent: SentPacket) -> ReceivedPacket:
    """Store *sent* durably, in one transaction.

    The uids in *sent* must refer to each other correctly, and the uids of responses and judgments must fit their
    content; the reader of a file checks both. A frame is stored only where all its judgments are stored, because a
    part of it would give wrong rates. Raises InputError, with nothing stored, for a packet whose name cannot be used,
    and for an item that is stored already with another packet or response.

    The database that drew a packet knows all of it. There a file only adds places: it brings no item, no row of the
    frame and no secret, because who wrote the file could otherwise choose the secret by which reviews are recognised.
    """
    try:
        with transaction(connection, durable=True):
            return _receive(connection, sent)
    except sqlite3.IntegrityError as error:  # such as a uid that another kind of item has already
        raise InputError(
            f"the packet {quote(sent.name)} conflicts with this database ({error}): nothing was stored"
        ) from error


def _receive(connection: sqlite3.Connection, sent: SentPacket) -> ReceivedPacket:
    drawn_here = packet_rows.is_drawn_here(connection, sent.uid)
    responses = (_stored_responses if drawn_here else _add_responses)(connection, sent)
    # Some responses may have got a second judgment, and the new judgments may have made another judge the default.
    latest.show(connection)
    packet, name, reordered = _packet(connection, sent)
    items: dict[str, int] = {}
    for item in sent.items:
        if drawn_here and _stored_item(connection, item.uid) is None:
            raise _other_draw(sent)
        items[item.uid] = _item(connection, packet, item, responses[item.response], items)
    new = sum(_place(connection, items[place.item], place, reordered) for place in sent.places)
    if drawn_here:
        frame = packet_rows.has_frame(connection, packet)
    else:
        packet_secrets.keep(connection, packet, sent.secrets)
        frame = _add_frame(connection, packet, sent.frame)
    return ReceivedPacket(name, packet, len(sent.places), new, frame)


def _stored_responses(connection: sqlite3.Connection, sent: SentPacket) -> dict[str, _Response]:
    """Return the responses of a packet that was drawn here by uid. Raises InputError where one is not stored."""
    found = dict[str, _Response]()
    for one in sent.responses:
        rows = connection.execute(
            "SELECT r.id, j.id AS judgment, j.uid FROM responses r LEFT JOIN judgments j ON j.response = r.id"
            " WHERE r.uid = ?",
            [one.uid],
        ).fetchall()
        judgments = {row["uid"]: row["judgment"] for row in rows if row["judgment"] is not None}
        if not rows or not {judgment.uid for judgment in one.judgments} <= judgments.keys():
            raise _other_draw(sent)
        found[one.uid] = _Response(rows[0]["id"], judgments)
    return found


def _other_draw(sent: SentPacket) -> InputError:
    return InputError(
        f"the packet {quote(sent.name)} was drawn in this database, and the file has rows that were not drawn:"
        " nothing was stored"
    )


def _add_responses(connection: sqlite3.Connection, sent: SentPacket) -> dict[str, _Response]:
    """Store the responses and judgments that are new, and return all responses by uid."""
    found = dict[str, _Response]()
    if not sent.responses:
        return found
    run = ingest.add_run(connection, _run(sent))
    rows = [_row(position, one) for position, one in enumerate(sent.responses, 1)]
    ingest.add_rows(connection, run, rows)
    # For a row, a stored judgment with the same content is enough. An item needs the very judgment it was drawn by.
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
    return found


def _run(sent: SentPacket) -> NewRun:
    return NewRun(
        uid=packet_rows.import_uid(sent.uid),
        name=f"packet {sent.name}",
        kind="import",
        format="packet",
        sample=any(judgment.sample for one in sent.responses for judgment in one.judgments),
    )


def _row(position: int, one: SentResponse) -> NewRow:
    judgment = one.judgments[0].judgment if one.judgments else None
    return NewRow(position, one.category, one.prompt, one.target, one.answer, one.repeat, judgment)


def _packet(connection: sqlite3.Connection, sent: SentPacket) -> tuple[int, str, bool]:
    """Find or store the packet's row. Return its local id, its name, and whether a CSV had made the packet."""
    row = connection.execute("SELECT id, name FROM packets WHERE uid = ?", [sent.uid]).fetchone()
    if row is not None:
        return row["id"], row["name"], False
    made = replace_with_original(connection, sent)
    if made is not None:
        return made, sent.name, True
    name = _free_name(connection, sent)
    by = auditor_rows.auditor_id(connection, sent.created_by)
    packet = packet_rows.add_packet(connection, sent.uid, name, sent.design, sent.seed, by, sent.created_at)
    return packet, name, False


def _free_name(connection: sqlite3.Connection, sent: SentPacket) -> str:
    """Return the name for a new packet: its own or, where that is taken, its own with the beginning of its uid.

    Raises InputError where both are taken.
    """
    name = packet_rows.valid_name(sent.name)
    if packet_rows.named(connection, name) is None:
        return name
    apart = identity.distinct_name(name, sent.uid)
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
    """Find or store an item, and return its local id. *items* are the local ids of earlier items by uid."""
    row = _stored_item(connection, item.uid)
    if row is not None:
        if (row["packet"], row["response"]) != (packet, response.id):
            raise InputError(
                f"the item {quote(item.uid)} is stored already with another packet or response: nothing was stored"
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


def _stored_item(connection: sqlite3.Connection, uid: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = connection.execute(
        "SELECT id, packet, response FROM packet_items WHERE uid = ?", [uid]
    ).fetchone()
    return found


def _place(connection: sqlite3.Connection, item: int, place: SentPlace, reordered: bool) -> bool:
    """Assign a place to its auditor and return whether it was new.

    With *reordered*, a place that was theirs already is moved to its position in the packet sent.
    """
    auditor = auditor_rows.auditor_id(connection, place.auditor)
    new = packet_rows.add_place(connection, item, auditor, place.position)
    if reordered and not new:
        packet_rows.move_place(connection, item, auditor, place.position)
    return new


def _add_frame(connection: sqlite3.Connection, packet: int, frame: Sequence[SentFrameRow]) -> bool:
    """Store the frame where all its judgments are stored, and return whether it is stored."""
    found = []
    for row in frame:
        here = connection.execute(
            "SELECT r.id, j.id AS judgment FROM responses r JOIN judgments j ON j.response = r.id AND j.uid = ?"
            " WHERE r.uid = ?",
            [row.judgment, row.response],
        ).fetchone()
        if here is None:
            return False
        found.append(NewFrameRow(here["id"], here["judgment"], row.stratum))
    packet_rows.add_frame(connection, packet, found)
    return bool(found)
