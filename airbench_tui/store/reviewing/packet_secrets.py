"""The secrets that a packet's file gives to its auditors.

A reviews CSV cannot show by itself who wrote it. The hash of a review in a packet covers the secret that the auditor
got with the packet's file (``store.trail``), so the database that wrote the file recognises the auditor's own reviews.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Mapping

from airbench_tui.store.reviewing import auditor_rows, packet_rows


def give(connection: sqlite3.Connection, packet: int, auditors: Iterable[str]) -> dict[str, str]:
    """Return the secret of each of *auditors* (names) for *packet*, made where there is none yet.

    Call inside a transaction.
    """
    given = {}
    for name in auditors:
        auditor = auditor_rows.auditor_id(connection, name)
        known = of(connection, packet, auditor)
        given[name] = known or secrets.token_hex(32)
        if not known:
            keep(connection, packet, {name: given[name]})
    return given


def keep(connection: sqlite3.Connection, packet: int, given: Mapping[str, str]) -> None:
    """Store the secrets *given* with a packet's file, by name. One that is stored already stays."""
    connection.executemany(
        "INSERT INTO packet_secrets(packet, auditor, secret) VALUES (?,?,?) ON CONFLICT DO NOTHING",
        [[packet, auditor_rows.auditor_id(connection, name), secret] for name, secret in given.items()],
    )


def of(connection: sqlite3.Connection, packet: int, auditor: int) -> str:
    """Return the secret of *auditor* for *packet*, "" if there is none."""
    row = connection.execute(
        "SELECT secret FROM packet_secrets WHERE packet = ? AND auditor = ?", [packet, auditor]
    ).fetchone()
    return str(row["secret"]) if row else ""


def of_item(connection: sqlite3.Connection, item: int, auditor: int, *, from_here: bool = False) -> str:
    """Return the secret of *auditor* for the packet of *item*, "" if there is none.

    With *from_here* only one that was made here counts: in the database that drew the packet.
    """
    row = connection.execute(
        "SELECT t.packet, k.uid FROM packet_items t JOIN packets k ON k.id = t.packet WHERE t.id = ?", [item]
    ).fetchone()
    if from_here and not packet_rows.is_drawn_here(connection, row["uid"]):
        return ""
    return of(connection, row["packet"], auditor)
