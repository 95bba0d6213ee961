"""An auditor's progress over all sessions and copies of the database.

All counts come from the stored reviews, not from what a screen remembers, so merged and imported verdicts count like
those given in this database.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from airbench_tui.store.rules.blindness import RESPONSES
from airbench_tui.store.rules.decisions import counts


def longest(place: str) -> str:
    """Return SQL for the seconds of active time that the auditor of the review ``s`` spent in *place*.

    *place* is a condition on their reviews ``v``. The longest time counts, not the sum: the clock of an item keeps
    running from the first verdict to the final one, and a note added later is stored with a short time of its own.
    """
    return (
        f"(SELECT max(v.seconds) FROM reviews v WHERE {place} AND v.auditor = s.auditor AND v.kind = 'verdict'"
        f" AND {counts('v.origin')})"
    )


_DECIDED = f"""SELECT s.response, {longest("v.response = s.response")}
    FROM standing_verdicts s WHERE s.auditor = ? AND {counts("s.origin")}"""

_AT_ONCE = 2_000  # responses looked up in one query, most of which end at the first one


def decided(
    connection: sqlite3.Connection, auditor: int, response: int | None = None
) -> dict[int, float | None]:
    """Return the ids of the responses that *auditor* decided one by one, each with its seconds of active time.

    Seconds are None if no time was recorded. Bulk decisions do not count. With *response*, only that response is
    looked up, which stays fast however many were decided.
    """
    cursor = connection.cursor()
    cursor.row_factory = None
    if response is None:
        return dict(cursor.execute(_DECIDED, [auditor]))
    return dict(cursor.execute(f"{_DECIDED} AND s.response = ?", [auditor, response]))


def first_undecided(connection: sqlite3.Connection, auditor: int, responses: Sequence[int]) -> int | None:
    """Return the first of *responses* that :func:`decided` does not name; None if it names them all."""
    for begin in range(0, len(responses), _AT_ONCE):
        found = connection.execute(
            "SELECT w.value AS response FROM json_each(?) w WHERE NOT EXISTS (SELECT 1 FROM standing_verdicts s"
            f" WHERE s.response = w.value AND s.auditor = ? AND {counts('s.origin')}) ORDER BY w.key LIMIT 1",
            [json.dumps(responses[begin : begin + _AT_ONCE]), auditor],
        ).fetchone()
        if found is not None:
            return int(found["response"])
    return None


def tally(connection: sqlite3.Connection, auditor: int | None) -> tuple[int, int]:
    """Count the responses on which this auditor's verdict stands, and those on which it differs from the score shown.

    Bulk decisions do not count. An override does not count while the judge is hidden from the auditor on that response.
    """
    row = connection.execute(
        "SELECT count(*) AS reviewed, coalesce(sum(s.score <> r.score"
        f" AND r.id NOT IN ({RESPONSES})), 0) AS overridden"
        " FROM standing_verdicts s JOIN responses r ON r.id = s.response"
        f" WHERE s.auditor IS ? AND {counts('s.origin')}",
        [auditor, auditor],
    ).fetchone()
    return row["reviewed"], row["overridden"]
