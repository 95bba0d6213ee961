"""Packets: the frame that responses are drawn from, and the packet that was drawn.

``packet_places.py`` reads each auditor's places in a packet. ``packet_rows.py`` writes the rows of a packet.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from airbench_tui.errors import InputError
from airbench_tui.store.codec import encode
from airbench_tui.store.database import now
from airbench_tui.store.identity import digest, folded
from airbench_tui.store.reading.filters import known_names
from airbench_tui.store.reading.filters.sql import where
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.reviewing import auditor_rows, packet_rows
from airbench_tui.store.reviewing.packet_rows import NewFrameRow
from airbench_tui.store.rules import latest
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.text import quote


class Framed(NamedTuple):
    """A judged response that may be drawn, with its current judgment: the local ids and uids of both."""

    response: int
    uid: str
    judgment: int
    judgment_uid: str
    category: int
    score: float


class NewItem(NamedTuple):
    """A drawn response: its index in the frame (from 0), its stratum and its inclusion probability."""

    framed: int
    stratum: str
    probability: float


@dataclass(frozen=True, slots=True)
class NewPacket:
    """A packet to be written.

    ``strata`` has the stratum of each response of the frame. ``places`` has the order of items for each auditor's
    name; each entry is an index in ``items`` (from 0) and whether the place is a hidden repeat.
    """

    name: str
    design: dict[str, Any]
    seed: int
    frame: Sequence[Framed]
    strata: Sequence[str]
    items: Sequence[NewItem]
    places: Mapping[str, Sequence[tuple[int, bool]]]


@dataclass(frozen=True, slots=True)
class Packet:
    """A stored packet, with its counts.

    ``items`` is the number of drawn responses, without repeats. ``places`` is the number of places of all auditors
    together. ``frame`` is the number of responses of its frame in this database. It is lower than the design says, or
    0, for a packet that was imported without its whole frame.
    """

    id: int
    uid: str
    name: str
    design: dict[str, Any]
    seed: int
    created_by: str
    created_at: str
    frame: int
    items: int
    places: int


def frame(
    connection: sqlite3.Connection,
    chosen: Filter,
    maker: int | None,
    judge: str | None = None,
    *,
    sees_all: bool = True,
) -> tuple[list[Framed], dict[str, int]]:
    """Return the responses that match *chosen* and have a score, and count the other matches by status.

    The score is that of the judgment that lists show, or of the latest judgment by *judge*. *maker* is the auditor
    called "me" in the filter. Nothing is hidden from them, so that the draw does not depend on their open places;
    without *sees_all* the filter matches what it matches on their screens.
    Raises InputError if *judge* has no judgment in this database.
    """
    if judge is not None:
        _check_judge(connection, judge)
    condition, values = where(chosen, Viewer(maker, sees_all=sees_all))
    join, parameters = "r.judgment", list[Any]()
    if judge is not None:
        join, parameters = latest.judgment("r.id", "?"), [encode(judge)]
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute(
        f"""SELECT r.id, r.uid, j.id, j.uid, r.category, j.score, {latest.status("j")}
            FROM responses r LEFT JOIN judgments j ON j.id = {join} WHERE {condition}""",
        parameters + values,
    )
    found, left_out = list[Framed](), Counter[str]()
    for row in rows:
        if row[6] == "judged":
            found.append(Framed(*row[:6]))
        else:
            left_out[row[6]] += 1
    return found, dict(sorted(left_out.items()))


def create(connection: sqlite3.Connection, new: NewPacket, created_by: int) -> int:
    """Write a packet and return its id. Call inside a transaction.

    The uid is a hash of the content: the same draw with the same name is the same packet in every database.
    Raises InputError if the name is empty, too long or already used.
    """
    name = packet_rows.checked_name(connection, new.name)
    uid = digest(
        "packet",
        name,
        json.dumps([new.design, new.seed], sort_keys=True),
        digest("frame", *sorted(f"{one.uid} {one.judgment_uid}" for one in new.frame)),
        json.dumps({folded(auditor): list(order) for auditor, order in new.places.items()}, sort_keys=True),
    )
    packet = packet_rows.add_packet(connection, uid, name, new.design, new.seed, created_by, now())
    packet_rows.add_frame(
        connection,
        packet,
        (
            NewFrameRow(one.response, one.judgment, stratum)
            for one, stratum in sorted(zip(new.frame, new.strata, strict=True))
        ),
    )
    items = [_add_item(connection, packet, uid, new.frame[item.framed], item) for item in new.items]
    for auditor_name, order in new.places.items():
        auditor = auditor_rows.auditor_id(connection, auditor_name)
        for position, (index, repeat) in enumerate(order, 1):
            item = items[index]
            if repeat:
                drawn = new.items[index]
                item = _add_item(
                    connection, packet, uid, new.frame[drawn.framed], drawn, (item, auditor_name)
                )
            packet_rows.add_place(connection, item, auditor, position)
    return packet


def find(connection: sqlite3.Connection, name: str) -> int:
    """Return the id of the packet called *name*. Raises InputError if there is none."""
    packet = packet_rows.named(connection, name)
    if packet is None:
        known = ", ".join(
            quote(row["name"]) for row in connection.execute("SELECT name FROM packets ORDER BY id LIMIT 5")
        )
        raise InputError(f"there is no packet {quote(name)}; packets here: {known or 'none'}")
    return packet.id


def all_packets(connection: sqlite3.Connection, packet: int | None = None) -> list[Packet]:
    """List every packet, oldest first, or only *packet*."""
    rows = connection.execute(
        """SELECT k.id, k.uid, k.name, k.design, k.seed, a.name AS created_by, k.created_at,
             (SELECT count(*) FROM packet_frame f WHERE f.packet = k.id) AS frame,
             (SELECT count(*) FROM packet_items t WHERE t.packet = k.id AND t.repeat_of IS NULL) AS items,
             (SELECT count(*) FROM place_states s WHERE s.packet = k.id) AS places
           FROM packets k JOIN auditors a ON a.id = k.created_by WHERE ?1 IS NULL OR k.id = ?1 ORDER BY k.id""",
        [packet],
    )
    return [Packet(**{**row, "design": json.loads(row["design"])}) for row in rows]


def _add_item(
    connection: sqlite3.Connection,
    packet: int,
    packet_uid: str,
    framed: Framed,
    drawn: NewItem,
    repeats: tuple[int, str] | None = None,
) -> int:
    """Write a drawn response, or a hidden repeat of it, and return the id of the item.

    *repeats* has the id of the repeated item and the name of the auditor who gets the repeat.
    """
    repeat_of, auditor = repeats or (None, "")
    return packet_rows.add_item(
        connection,
        packet,
        packet_rows.item_uid(packet_uid, framed.uid, auditor),
        response=framed.response,
        judgment=framed.judgment,
        stratum=drawn.stratum,
        probability=drawn.probability,
        repeat_of=repeat_of,
    )


def _check_judge(connection: sqlite3.Connection, judge: str) -> None:
    """Raise InputError, with the names of some judges, if *judge* has no judgment in this database."""
    if connection.execute("SELECT 1 FROM judgments WHERE judge = ? LIMIT 1", [encode(judge)]).fetchone():
        return
    known = ", ".join(quote(name) for name in known_names.of_kind(connection, "judge")[:5])
    raise InputError(f"there is no judge {quote(judge)}; judges here: {known or 'none'}")
