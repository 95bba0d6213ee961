"""The rows of a packet: one insert for each table, wherever the packet comes from.

A packet is drawn in this database (``packets.py``), read from a packet file, or made from a reviews CSV
(``packet_exchange``). Only a merge does not use these inserts: it copies the rows unchanged.
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
    """The packet that has a given name in this database: its local id, its uid and its design."""

    id: int
    uid: str
    design: dict[str, Any]


class NewFrameRow(NamedTuple):
    """A response of a packet's frame, the judgment that gave its stratum (both as local ids), and the stratum."""

    response: int
    judgment: int
    stratum: str


def named(connection: sqlite3.Connection, name: str) -> NamedPacket | None:
    """Return the packet called *name*; None if there is none."""
    row = connection.execute("SELECT id, uid, design FROM packets WHERE name = ?", [encode(name)]).fetchone()
    return None if row is None else NamedPacket(row["id"], row["uid"], json.loads(row["design"]))


def valid_name(name: str) -> str:
    """Return *name* without surrounding space. Raises InputError if it is empty or longer than LONGEST_NAME."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise InputError(f"a packet's name has 1 to {LONGEST_NAME} characters")
    return name


def checked_name(connection: sqlite3.Connection, name: str) -> str:
    """Return *name* without surrounding space. Raises InputError if it is empty, too long or already used."""
    name = valid_name(name)
    if named(connection, name) is not None:
        raise InputError(f"there is a packet {quote(name)} already: choose another name")
    return name


def item_uid(packet_uid: str, response_uid: str, repeated_for: str = "") -> str:
    """Return the uid of the item of a response, or of its hidden repeat for the auditor called *repeated_for*."""
    return digest("packet item", packet_uid, response_uid, folded(repeated_for))


def import_uid(packet_uid: str) -> str:
    """Return the uid of the run that stands for the import of a packet's file."""
    return digest("packet import", packet_uid)


def is_drawn_here(connection: sqlite3.Connection, packet_uid: str) -> bool:
    """Return whether the packet was drawn in this database or came by a merge: it is stored, and no file brought it."""
    row = connection.execute(
        "SELECT 1 FROM packets WHERE uid = ? AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.uid = ?)",
        [packet_uid, import_uid(packet_uid)],
    ).fetchone()
    return row is not None


def add_packet(
    connection: sqlite3.Connection,
    uid: str,
    name: str,
    design: dict[str, Any],
    seed: int,
    created_by: int,
    created_at: str,
) -> int:
    """Write the row of a packet and return its id. *created_at* is a time in the store's format."""
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
    """Write the item of a drawn response, or a hidden repeat of the item *repeat_of*, and return its id."""
    cursor = connection.execute(
        "INSERT INTO packet_items(uid, packet, response, judgment, stratum, inclusion_probability, repeat_of)"
        " VALUES (?,?,?,?,?,?,?)",
        [uid, packet, response, judgment, stratum, probability, repeat_of],
    )
    return int(cursor.lastrowid or 0)


def add_place(connection: sqlite3.Connection, item: int, auditor: int, position: int) -> bool:
    """Give *auditor* a place for *item* at *position* in their order (from 1); return whether the place is new.

    A place that they already have stays at its position.
    """
    cursor = connection.execute(
        "INSERT INTO packet_places(packet_item, auditor, position) VALUES (?,?,?) ON CONFLICT DO NOTHING",
        [item, auditor, position],
    )
    return cursor.rowcount > 0


def move_place(connection: sqlite3.Connection, item: int, auditor: int, position: int) -> None:
    """Move *auditor*'s place for *item* to *position* in their order (from 1)."""
    connection.execute(
        "UPDATE packet_places SET position = ? WHERE packet_item = ? AND auditor = ?",
        [position, item, auditor],
    )


def add_frame(connection: sqlite3.Connection, packet: int, frame: Iterable[NewFrameRow]) -> None:
    """Write the rows of a packet's frame. Rows of responses that are already in the frame stay unchanged."""
    connection.executemany(
        "INSERT INTO packet_frame(packet, response, judgment, stratum) VALUES (?,?,?,?) ON CONFLICT DO NOTHING",
        ([packet, *row] for row in frame),
    )


def has_frame(connection: sqlite3.Connection, packet: int) -> bool:
    """Return whether any row of the packet's frame is stored."""
    row = connection.execute("SELECT 1 FROM packet_frame WHERE packet = ? LIMIT 1", [packet]).fetchone()
    return row is not None
