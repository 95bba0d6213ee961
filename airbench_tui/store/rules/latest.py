"""The latest judgment: the one of a judge's judgments of an answer that counts, and the judgment that is shown.

A judge's latest judgment counts: the last one that could be read, else the last of all. A judgment from a file has
the time of its import. Among equal times the hash of the content (``uid``) decides. Local ids cannot decide, because
in merged databases they follow the order of merging.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence

from airbench_tui.store.codec import encode

_ORDER = "{n}.status = 'judged' DESC, {n}.created_at DESC, {n}.uid DESC"


def judgment(response: str, judge: str) -> str:
    """Return SQL for the id of the latest judgment of *response* by *judge*; NULL if there is none.

    Both are columns or parameters.
    """
    return (
        f"(SELECT n.id FROM judgments n WHERE n.response = {response} AND n.judge = {judge}"
        f" ORDER BY {_ORDER.format(n='n')} LIMIT 1)"
    )


def judgments(connection: sqlite3.Connection, judge: str, responses: Iterable[int]) -> list[int]:
    """List the ids of the latest judgments of *responses* by *judge*. A response without one is left out."""
    rows = connection.execute(
        f"SELECT {judgment('value', '?')} AS id FROM json_each(?)",
        [encode(judge), json.dumps(sorted(responses))],
    )
    return [row["id"] for row in rows if row["id"] is not None]


def status(found: str, response: str = "r") -> str:
    """Return SQL for the status of judging *response*, whose judgment is *found*; both are names of rows.

    The status is "judged", "unscaled" (judged, polarity unknown), "blank", "malformed", "failed" or "missing".
    """
    return (
        f"CASE WHEN {found}.score IS NOT NULL THEN 'judged' WHEN {found}.status = 'judged' THEN 'unscaled'"
        f" WHEN {response}.status = 'blank' THEN 'blank' ELSE coalesce({found}.status, 'missing') END"
    )


def default_judge(connection: sqlite3.Connection) -> str | bytes | None:
    """Return the judge with the most judgments, in the database's encoding of names; None without judgments."""
    row = connection.execute(
        "SELECT judge, count(*) AS n FROM judgments GROUP BY judge ORDER BY n DESC, judge LIMIT 1"
    ).fetchone()
    return None if row is None else encode(row["judge"])


class JudgeCounts:
    """The number of judgments by judge. Asked again, it counts only those that were added meanwhile."""

    def __init__(self) -> None:
        self._counts = Counter[str]()
        self._last = 0

    def default(self, connection: sqlite3.Connection) -> str | None:
        """Return the judge with the most judgments, as :func:`default_judge` does, but decoded."""
        for row in connection.execute(
            "SELECT judge, count(*) AS n, max(id) AS last FROM judgments WHERE id > ? GROUP BY judge",
            [self._last],
        ).fetchall():
            self._counts[row["judge"]] += row["n"]
            self._last = max(self._last, row["last"])
        return min(self._counts, key=lambda judge: (-self._counts[judge], judge), default=None)


def show(connection: sqlite3.Connection, responses: Sequence[int] | None = None) -> None:
    """Point *responses* at the judgment that lists and figures show. Call inside a transaction.

    That is the latest judgment of the default judge, else the latest of all. Without *responses*, all responses with
    more than one judgment are updated, because the default judge may have changed, and all blank ones with none.
    """
    where = "id IN (SELECT response FROM judgments GROUP BY response HAVING count(*) > 1)"
    judge = default_judge(connection) if _several(connection, responses) else None
    marks = [None] if responses is None else responses
    connection.executemany(
        f"UPDATE responses SET (judgment, judge_status, score) = {SHOWN} WHERE "
        + (where if responses is None else "id = :id"),
        [{"judge": judge, "id": mark} for mark in marks],
    )
    if responses is None:
        connection.execute(
            "UPDATE responses SET judge_status = 'blank' WHERE status = 'blank' AND judgment IS NULL"
        )


def shown_status(found: str) -> str:
    """Return SQL for the status of judging a row of ``responses`` whose judgment *found* is shown."""
    return (
        f"CASE WHEN {found}.status <> 'judged' AND responses.status = 'blank' THEN 'blank'"
        f" ELSE {found}.status END"
    )


SHOWN = f"""(SELECT j.id, {shown_status("j")}, j.score
    FROM judgments j WHERE j.response = responses.id
    ORDER BY (j.judge IS :judge) DESC, {_ORDER.format(n="j")} LIMIT 1)"""
"""The columns of a row of ``responses`` that say which judgment is shown; ``:judge`` is the default judge."""


def _several(connection: sqlite3.Connection, responses: Sequence[int] | None) -> bool:
    """Return whether one of *responses* has more than one judgment.

    Only then does the default judge matter, which takes a while to find.
    """
    return responses is None or any(
        len(connection.execute("SELECT 1 FROM judgments WHERE response = ? LIMIT 2", [response]).fetchall())
        > 1
        for response in responses
    )
