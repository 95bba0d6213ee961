"""What an auditor decided in a packet or outside packets, one row for each verdict that stands."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from airbench_tui.store.reviewing.progress import longest
from airbench_tui.store.rules.blindness import RESPONSES
from airbench_tui.store.rules.decisions import counts


class VerdictInPlace(NamedTuple):
    """A verdict that stands. ``entry`` is the place in the packet, or the response outside packets.

    ``made_at`` is in UTC, ISO 8601; ``seconds`` are of active time, None if none were recorded. ``decision`` is
    "confirmed", "overridden", or None without a judge's score that this auditor may see.
    """

    entry: int
    made_at: str
    seconds: float | None
    score: float
    decision: str | None
    has_note: bool


_COLUMNS = "s.made_at, {seconds}, s.score, {decision}, s.note <> ''"  # in the order of the fields
# The plus keeps SQLite from reading all of the auditor's reviews.
_IN_PACKET = f"""SELECT s.packet_item,
      {_COLUMNS.format(seconds=longest("v.packet_item = s.packet_item"), decision="s.decision")}
    FROM place_states l JOIN standing_reviews s ON s.packet_item = l.packet_item AND +s.auditor = l.auditor
    WHERE l.packet = ? AND l.auditor = ? AND l.state = 'decided'"""
_SHOWN = f"CASE WHEN s.response NOT IN ({RESPONSES}) THEN s.decision END"
_OUTSIDE = f"""SELECT s.response, {_COLUMNS.format(seconds=longest("v.response = s.response"), decision=_SHOWN)}
    FROM standing_verdicts s WHERE s.auditor = ? AND {counts("s.origin")}"""


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
