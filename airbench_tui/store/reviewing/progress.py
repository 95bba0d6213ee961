"""How far an auditor is with what they work on, over all sessions and copies of the database.

Nothing here is remembered by a screen: what was merged or imported counts like what was decided here.
"""

from __future__ import annotations

import sqlite3

from airbench_tui.store.rules.blindness import RESPONSES

# A response's seconds: the longest time in one place, not the sum. The clock of an item runs on from the
# first verdict to the final one, and a note added later brings a short time of its own.
_DECIDED = """SELECT s.response, (SELECT max(v.seconds) FROM reviews v
      WHERE v.response = s.response AND v.auditor = s.auditor AND v.kind = 'verdict' AND v.origin <> 'bulk')
    FROM standing_verdicts s WHERE s.auditor = ? AND s.origin <> 'bulk'"""
_SECONDS = """SELECT max(v.seconds) FROM packet_items t JOIN reviews v ON v.packet_item = t.id
    WHERE t.packet = ? AND v.auditor = ? AND v.kind = 'verdict' AND v.seconds IS NOT NULL GROUP BY t.id"""


def decided(
    connection: sqlite3.Connection, auditor: int, response: int | None = None
) -> dict[int, float | None]:
    """The responses on which *auditor* has a standing verdict of their own, each with its seconds.

    Bulk decisions do not count. *response*: ask about that
    one alone, which takes no time however many there are.
    """
    cursor = connection.cursor()
    cursor.row_factory = None
    if response is None:
        return dict(cursor.execute(_DECIDED, [auditor]))
    return dict(cursor.execute(f"{_DECIDED} AND s.response = ?", [auditor, response]))


def seconds_in(connection: sqlite3.Connection, packet: int, auditor: int) -> list[float]:
    """The seconds of each decided place of *auditor* in a packet, as far as they are known."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return [row[0] for row in cursor.execute(_SECONDS, [packet, auditor])]


def tally(connection: sqlite3.Connection, auditor: int | None) -> tuple[int, int]:
    """Return on how many responses this auditor's verdict stands, and on how many it differs from the score shown.

    Bulk decisions do not count. Nor does an override while the judge is hidden from them there.
    """
    row = connection.execute(
        "SELECT count(*) AS reviewed, coalesce(sum(s.score <> r.score"
        f" AND r.id NOT IN ({RESPONSES})), 0) AS overridden"
        " FROM standing_verdicts s JOIN responses r ON r.id = s.response"
        " WHERE s.auditor IS ? AND s.origin <> 'bulk'",
        [auditor, auditor],
    ).fetchone()
    return row["reviewed"], row["overridden"]
