"""The rows of a packet: one insert for each table, whoever brings the packet.

A packet is drawn here (``packets.py``), arrives in a file of its own, or is made of a reviews CSV
(``packet_exchange``). Only a merge copies the rows as they are.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from airbench_tui.errors import InputError
from airbench_tui.store.codec import encode
from airbench_tui.store.identity import digest, folded
from airbench_tui.text import quote

LONGEST_NAME = 200  # characters


@dataclass(frozen=True, slots=True)
class NamedPacket:
    """What a packet's name stands for here: its local id, its uid and its design."""

    id: int
    uid: str
    design: dict[str, Any]


class FrameRow(NamedTuple):
    """A response of a packet's frame, the judgment that it was drawn by (local ids), and its stratum."""

    response: int
    judgment: int
    stratum: str


def named(connection: sqlite3.Connection, name: str) -> NamedPacket | None:
    """Find the packet called *name*, None without one."""
    row = connection.execute("SELECT id, uid, design FROM packets WHERE name = ?", [encode(name)]).fetchone()
    return None if row is None else NamedPacket(row["id"], row["uid"], json.loads(row["design"]))


def valid_name(name: str) -> str:
    """Strip *name*. Raises InputError when nothing is left or it is longer than LONGEST_NAME."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise InputError(f"a packet's name has 1 to {LONGEST_NAME} characters")
    return name


def checked_name(connection: sqlite3.Connection, name: str) -> str:
    """Strip *name*. Raises InputError when it is empty, too long or taken."""
    name = valid_name(name)
    if named(connection, name) is not None:
        raise InputError(f"there is a packet {quote(name)} already: choose another name")
    return name


def item_uid(packet_uid: str, response_uid: str, repeated_for: str = "") -> str:
    """Return the uid of a place: one for each response, and one for each auditor it comes back to."""
    return digest("packet item", packet_uid, response_uid, folded(repeated_for))


def add_packet(
    connection: sqlite3.Connection,
    uid: str,
    name: str,
    design: dict[str, Any],
    seed: int,
    created_by: int,
    created_at: str,
) -> int:
    """Write the row of a packet; return its id. *created_at* is a time as the store keeps it."""
    cursor = connection.execute(
        "INSERT INTO packets(uid, name, design, seed, created_by, created_at) VALUES (?,?,?,?,?,?)",
        [uid, encode(name), json.dumps(design), seed, created_by, created_at],
    )
    return int(cursor.lastrowid or 0)


def add_item(
    connection: sqlite3.Connection,
    packet: int,
    uid: str,
    *,
    response: int,
    judgment: int | None,
    stratum: str,
    probability: float,
    repeat_of: int | None = None,
) -> int:
    """Write a response that was drawn, or a hidden repeat of the item *repeat_of*; return its id."""
    cursor = connection.execute(
        "INSERT INTO packet_items(uid, packet, response, judgment, stratum, inclusion_probability, repeat_of)"
        " VALUES (?,?,?,?,?,?,?)",
        [uid, packet, response, judgment, stratum, probability, repeat_of],
    )
    return int(cursor.lastrowid or 0)


def add_place(connection: sqlite3.Connection, item: int, auditor: int, position: int) -> bool:
    """Give *auditor* the place *item*, *position* in their order (from 1); return whether it was not theirs yet."""
    cursor = connection.execute(
        "INSERT INTO packet_places(packet_item, auditor, position) VALUES (?,?,?) ON CONFLICT DO NOTHING",
        [item, auditor, position],
    )
    return cursor.rowcount > 0


def move_place(connection: sqlite3.Connection, item: int, auditor: int, position: int) -> None:
    """Put a place that *auditor* has at *position* in their order."""
    connection.execute(
        "UPDATE packet_places SET position = ? WHERE packet_item = ? AND auditor = ?",
        [position, item, auditor],
    )


def add_frame(connection: sqlite3.Connection, packet: int, frame: Iterable[FrameRow]) -> None:
    """Write what a packet was drawn from. Responses that are in its frame already stay as they are."""
    connection.executemany(
        "INSERT INTO packet_frame(packet, response, judgment, stratum) VALUES (?,?,?,?) ON CONFLICT DO NOTHING",
        ([packet, *row] for row in frame),
    )


def has_frame(connection: sqlite3.Connection, packet: int) -> bool:
    """Tell whether a frame of the packet is stored."""
    row = connection.execute("SELECT 1 FROM packet_frame WHERE packet = ? LIMIT 1", [packet]).fetchone()
    return row is not None
