"""Lists, items and counts of responses. Every function takes a connection and blocks: call it in a thread."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from airbench_tui.errors import InputError
from airbench_tui.store.codec import encode
from airbench_tui.store.reading import search
from airbench_tui.store.reading.filters.sql import where
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.rules import blindness, decisions
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.text import quote

SNIPPET = 480  # bytes of a prompt read for a row of a list (read as text, it would end at the first NUL)


@dataclass(slots=True)
class Tally:
    """Counts of a set of responses. Rates are over the judged ones, without blank and malformed ones.

    ``reviewed`` and ``overridden`` count responses that any auditor decided one by one. ``waiting`` counts those that
    wait in a packet for the viewer's first verdict (``rules.blindness``); of the other counts, only ``items`` includes
    them.
    """

    items: int = 0
    judged: int = 0
    safe: int = 0
    score_sum: float = 0.0
    blank: int = 0
    malformed: int = 0
    failed: int = 0
    missing: int = 0
    reviewed: int = 0
    overridden: int = 0
    unscaled: int = 0
    waiting: int = 0

    def add(self, other: Tally) -> None:
        """Add the counts of *other*."""
        for name in Tally.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def hide(self, other: Tally) -> None:
        """Count the responses of *other*, a part of this set, as waiting."""
        for name in Tally.__slots__:
            if name != "items":
                setattr(self, name, getattr(self, name) - getattr(other, name))
        self.waiting += other.items

    @property
    def safe_rate(self) -> float | None:
        """The share of score 1 among the judged, from 0 to 1; None without any."""
        return self.safe / self.judged if self.judged else None

    @property
    def mean_score(self) -> float | None:
        """The mean score of the judged, from 0 to 1; None without any."""
        return self.score_sum / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """One row of a list of responses.

    ``hidden`` says that the response waits in a packet for this auditor's first verdict. The row then has no judgment,
    score or decision, and ``judge_status`` is "hidden".
    """

    id: int
    uid: str
    category: str
    category_name: str
    target: str
    prompt: str
    judgment: int | None
    judge_status: str
    score: float | None
    review_score: float | None
    decision: str | None
    stale: bool
    other_reviews: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class Judgment:
    """A judgment of a response, as a screen shows it.

    In a hidden item the judgment has no score, reason or text, but it keeps its rubric; ``status`` is "hidden".
    """

    id: int
    judge: str
    snapshot: str | None
    run: str
    sample: bool
    status: str
    score: float | None
    raw_score: float | None
    polarity: str | None
    polarity_evidence: str
    reason: str
    raw_text: str | None
    rubric: str | None
    rubric_revision: str | None
    rubric_linked: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One response with all that is needed to decide on it. The judgment that is shown is the first of ``judgments``.

    ``hidden`` says that the response waits in a packet for this auditor's first verdict; the item then has no score and
    no reason.
    """

    id: int
    uid: str
    category: str
    prompt: str
    answer: str
    status: str
    target: str
    repeat: int
    judgments: tuple[Judgment, ...]
    hidden: bool

    @property
    def judgment(self) -> Judgment | None:
        """The judgment that lists and figures show."""
        return self.judgments[0] if self.judgments else None


def response_ids(
    connection: sqlite3.Connection,
    chosen: Filter,
    viewer: Viewer,
    span: tuple[int, int] | None = None,
    limit: int | None = None,
) -> array[int]:
    """List the ids of matching responses in natural order; *span* is a node's range of category keys."""
    if limit is not None:
        first = search.first_ids(connection, chosen, viewer, span, limit)
        if first is not None:
            return first
    condition, values = where(chosen, viewer, span)
    sql = f"SELECT r.id FROM responses r WHERE {condition} ORDER BY r.category, r.prompt, r.id"
    if limit is not None:
        sql += f" LIMIT {int(limit)}"
    cursor = connection.cursor()
    cursor.row_factory = None
    return array("q", (row[0] for row in cursor.execute(sql, values)))


def count(connection: sqlite3.Connection, chosen: Filter, viewer: Viewer) -> int:
    """Count the matching responses."""
    condition, values = where(chosen, viewer)
    row = connection.execute(f"SELECT count(*) AS n FROM responses r WHERE {condition}", values).fetchone()
    return int(row["n"])


def lines(connection: sqlite3.Connection, ids: Sequence[int], viewer: Viewer) -> list[ResponseRow]:
    """Return the rows of a list for *ids*, in their order; unknown ids are left out.

    ``review_score`` is the viewer's own standing verdict. ``decision`` compares it with the score that is shown.
    ``stale`` says that a verdict of the viewer was given under another polarity and has to be given again.
    """
    # The views are queried for one response at a time: in a join, SQLite computes all of their rows for every page.
    found = connection.execute(
        f"""SELECT r.id, r.uid, c.idx AS category, c.l4_name AS category_name, r.target,
              substr(CAST(p.text AS BLOB), 1, {SNIPPET}) AS prompt, r.judgment, r.judge_status, r.score,
              mine.score AS review_score,
              {decisions.compared("mine.score", "r.score")} AS decision,
              EXISTS (SELECT 1 FROM stale_reviews s
                WHERE s.response = r.id AND s.auditor IS :auditor) AS stale,
              (SELECT count(*) FROM standing_verdicts s
                WHERE s.response = r.id AND s.auditor IS NOT :auditor) AS other_reviews,
              {blindness.at("r.id", ":blind")} AS hidden
            FROM json_each(:ids) w JOIN responses r ON r.id = w.value
              JOIN prompts p ON p.id = r.prompt JOIN categories c ON c.key = r.category
              LEFT JOIN reviews mine ON mine.id = (SELECT s.id FROM standing_verdicts s
                WHERE s.response = r.id AND s.auditor IS :auditor)
            ORDER BY w.key""",
        {"ids": json.dumps(list(ids)), "auditor": viewer.auditor, "blind": viewer.blind_auditor},
    )
    flags = ("stale", "hidden")
    return [
        ResponseRow(
            **{**row, **{flag: bool(row[flag]) for flag in flags}, **(_NOT_SHOWN if row["hidden"] else {})}
        )
        for row in found
    ]


# The values of a row of a list while it is hidden.
_NOT_SHOWN = {"judgment": None, "judge_status": "hidden", "score": None, "decision": None, "stale": False}


def item(connection: sqlite3.Connection, response: int, viewer: Viewer, judgment: int | None = None) -> Item:
    """Return one whole response as *viewer* may see it. *judgment* comes first, else the one that lists show.

    Raises InputError if there is no such response.
    """
    row = connection.execute(
        "SELECT r.id, r.uid, c.idx AS category, p.text AS prompt, r.text AS answer, r.status, r.target,"
        f" r.repeat, coalesce(:judgment, r.judgment) AS judgment, {blindness.at('r.id', ':blind')} AS hidden"
        " FROM responses r JOIN prompts p ON p.id = r.prompt"
        " JOIN categories c ON c.key = r.category WHERE r.id = :response",
        {"response": response, "blind": viewer.blind_auditor, "judgment": judgment},
    ).fetchone()
    if row is None:
        raise InputError(f"there is no response {response} in this database")
    unseen = bool(row.pop("hidden"))
    judgments = connection.execute(
        "SELECT j.id, j.judge, j.judge_snapshot AS snapshot, u.name AS run, u.sample, j.status, j.score,"
        " j.raw_score, j.polarity, j.polarity_evidence, j.reason, j.raw_text, b.text AS rubric,"
        " b.revision AS rubric_revision, j.linked_rubric IS NOT NULL AS rubric_linked"
        " FROM judgments j JOIN runs u ON u.id = j.run"
        " LEFT JOIN rubrics b ON b.id = coalesce(j.rubric, j.linked_rubric)"
        " WHERE j.response = ? ORDER BY (j.id IS ?) DESC, j.created_at DESC, j.uid DESC",
        [response, row.pop("judgment")],
    )
    found = Item(
        **row,
        judgments=tuple(_judgment(j) for j in judgments),
        hidden=False,
    )
    return without_verdicts(found) if unseen else found


def without_verdicts(found: Item) -> Item:
    """Return *found* without scores and reasons, as it is shown before the first verdict in a packet."""
    return replace(
        found,
        hidden=True,
        judgments=tuple(
            replace(
                judgment,
                status="hidden",
                score=None,
                raw_score=None,
                polarity_evidence="",
                reason="",
                raw_text=None,
            )
            for judgment in found.judgments
        ),
    )


def _judgment(row: dict[str, Any]) -> Judgment:
    return Judgment(**{**row, "sample": bool(row["sample"]), "rubric_linked": bool(row["rubric_linked"])})


def find_response(connection: sqlite3.Connection, uid: str) -> int:
    """Return the id of the response whose uid begins with *uid*. Raises InputError for none or several."""
    lowered = uid.strip().lower()
    found = connection.execute(
        "SELECT id FROM responses WHERE uid >= ? AND uid < ? LIMIT 2",
        [encode(lowered), encode(lowered + "g")],
    ).fetchall()
    if not lowered or not found:
        raise InputError(f"there is no response {quote(uid)}: `airbench-tui list` shows their ids")
    if len(found) > 1:
        raise InputError(f"more than one response begins with {quote(uid)}: give more of the id")
    return int(found[0]["id"])


def tallies(connection: sqlite3.Connection, chosen: Filter, viewer: Viewer) -> dict[int, Tally]:
    """Count the matching responses by category key; categories without any are left out.

    Responses decided only in bulk do not count as reviewed or overridden (filter ``reviewed:bulk``). Responses hidden
    from *viewer* count as waiting, because the figures of a single response would reveal its score.
    """
    condition, values = where(chosen, viewer)
    found = _judged(connection, condition, values)
    unseen = f"r.id IN ({blindness.RESPONSES})"  # few, so counting them separately is cheap
    for category, tally in _judged(
        connection, f"{unseen} AND {condition}", [viewer.blind_auditor, *values]
    ).items():
        found[category].hide(tally)
    reviewed = connection.execute(
        f"""SELECT r.category, sum(h.auditors > 0) AS reviewed,
              coalesce(sum({decisions.overridden("r.score")}), 0) AS overridden
            FROM human_scores h CROSS JOIN responses r ON r.id = h.response
            WHERE {decisions.ONE_BY_ONE} AND NOT {unseen} AND {condition} GROUP BY r.category""",
        [viewer.blind_auditor, *values],
    )
    for row in reviewed:
        found[row["category"]].reviewed = row["reviewed"]
        found[row["category"]].overridden = row["overridden"]
    return found


def _judged(connection: sqlite3.Connection, condition: str, values: list[Any]) -> dict[int, Tally]:
    """Count the responses ``r`` that meet a condition, by category key."""
    rows = connection.execute(
        f"""SELECT r.category, count(*) AS items,
              sum(r.score IS NOT NULL) AS judged, sum(r.score IS 1) AS safe,
              coalesce(sum(r.score), 0.0) AS score_sum,
              sum(r.judge_status = 'blank') AS blank, sum(r.judge_status = 'malformed') AS malformed,
              sum(r.judge_status = 'failed') AS failed, sum(r.judge_status = 'missing') AS missing,
              sum(r.judge_status = 'judged' AND r.score IS NULL) AS unscaled
            FROM responses r WHERE {condition} GROUP BY r.category""",
        values,
    )
    return {row.pop("category"): Tally(**row) for row in rows}


def scale(connection: sqlite3.Connection) -> dict[str, int]:
    """Count the readable judgments by polarity; "unknown" for those without one."""
    rows = connection.execute(
        "SELECT coalesce(polarity, 'unknown') AS polarity, count(*) AS n FROM judgments"
        " WHERE status = 'judged' GROUP BY 1 ORDER BY n DESC"
    )
    return {row["polarity"]: row["n"] for row in rows}


def has_sample(connection: sqlite3.Connection) -> bool:
    """Return whether this database has a run of the bundled sample audit."""
    return connection.execute("SELECT 1 FROM runs WHERE sample LIMIT 1").fetchone() is not None


def totals(connection: sqlite3.Connection) -> dict[str, Any]:
    """Count the rows of the tables that users know, for ``doctor`` and the header; of reviews, the standing ones."""
    tables = ("runs", "prompts", "responses", "judgments", "auditors")
    counted = {
        name: connection.execute(f"SELECT count(*) AS n FROM {name}").fetchone()["n"] for name in tables
    }
    counted["reviews"] = connection.execute("SELECT count(*) AS n FROM standing_reviews").fetchone()["n"]
    return counted
