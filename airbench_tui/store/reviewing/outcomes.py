"""What an auditor decided in a packet or outside packets, one row for each verdict that stands."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from airbench_tui.store.rules.blindness import RESPONSES
from airbench_tui.store.rules.decisions import counts


class VerdictInPlace(NamedTuple):
    """A verdict that stands. ``entry`` is the place in the packet, or the response outside packets.

    ``made_at`` is in UTC, ISO 8601; ``seconds`` of active time, None if none were recorded. ``decision`` is
    "confirmed", "overridden", or None without a judge's score that this auditor may see.
    """

    entry: int
    made_at: str
    seconds: float | None
    score: float
    decision: str | None
    has_note: bool


_COLUMNS = "v.made_at, v.seconds, v.score, {decision}, v.note <> ''"  # in the order of the fields
_IN_PACKET = f"""SELECT v.packet_item, {_COLUMNS.format(decision="v.decision")} FROM packet_items t
    JOIN standing_reviews v ON v.packet_item = t.id WHERE t.packet = ? AND v.auditor = ?"""
_OUTSIDE = f"""SELECT v.response,
      {_COLUMNS.format(decision=f"CASE WHEN v.response NOT IN ({RESPONSES}) THEN v.decision END")}
    FROM standing_verdicts v WHERE v.auditor = ? AND {counts("v.origin")}"""


def in_packet(connection: sqlite3.Connection, packet: int, auditor: int) -> list[VerdictInPlace]:
    """List the verdicts of *auditor* that stand in a packet."""
    return _verdicts(connection, _IN_PACKET, packet, auditor)


def outside_packets(connection: sqlite3.Connection, auditor: int) -> list[VerdictInPlace]:
    """List the verdicts of *auditor* that count, by response. Bulk decisions do not count."""
    return _verdicts(connection, _OUTSIDE, auditor, auditor)


def _verdicts(connection: sqlite3.Connection, sql: str, *values: int) -> list[VerdictInPlace]:
    cursor = connection.cursor()
    cursor.row_factory = None
    return list(map(VerdictInPlace._make, cursor.execute(sql, values)))
