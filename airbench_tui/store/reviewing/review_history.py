"""The history of reviews: every review ever stored, its present state, and the part that a viewer may see."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from airbench_tui.store.rules import provenance
from airbench_tui.store.rules.blindness import hidden
from airbench_tui.store.rules.decisions import compared
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.store.rules.views import STALE, in_force


@dataclass(frozen=True, slots=True)
class Review:
    """A stored review. ``withdrawn``, ``standing`` and ``stale`` give its present state.

    ``packet`` and ``packet_item`` give the place for a review given in a packet. ``brought_by`` is the auditor who
    brought it from the file ``brought_from``; both are None for a review made here. ``evidence`` says what speaks for
    its being its auditor's (``db/README.md``).
    """

    id: int
    uid: str
    response: int
    response_uid: str
    category: str
    auditor: str
    kind: str
    score: float | None
    first_score: float | None
    judgment: int | None
    judge: str | None
    judge_score: float | None
    shown_score: float | None
    decision: str | None
    note: str
    codes: tuple[str, ...]
    blind: bool
    exposed: bool
    origin: str
    packet: str | None
    packet_item: int | None
    seconds: float | None
    read_share: float | None
    made_at: str
    withdraws: int | None
    withdrawn: bool
    standing: bool
    stale: bool
    brought_by: str | None
    brought_from: str | None
    evidence: str | None


@dataclass(frozen=True, slots=True)
class StandingVerdict:
    """An auditor's standing verdict on a response: its local id, its score, and when it was made."""

    id: int
    score: float
    made_at: str


def standing_verdict(connection: sqlite3.Connection, auditor: int, response: int) -> StandingVerdict | None:
    """Return the standing verdict of *auditor* on *response*, or None."""
    row = connection.execute(
        "SELECT id, score, made_at FROM standing_verdicts WHERE response = ? AND auditor = ?",
        [response, auditor],
    ).fetchone()
    return None if row is None else StandingVerdict(**row)


def history(
    connection: sqlite3.Connection,
    viewer: Viewer,
    response: int | None = None,
    auditor: int | None = None,
) -> list[Review]:
    """List every review, oldest first, or only the reviews of one response or one auditor.

    On responses whose judge is hidden from *viewer* (``rules.blindness``), other auditors' reviews are left out, and
    the viewer's own reviews come without the judge's score.
    """
    rows = connection.execute(
        f"""SELECT v.id, v.uid, v.response, r.uid AS response_uid, c.idx AS category, a.name AS auditor, v.kind,
             v.score, v.first_score, v.judgment, j.judge, j.score AS judge_score, v.shown_score,
             {compared("v.score", "j.score")} AS decision,
             v.note, v.codes, v.blind, v.exposed, v.origin, k.name AS packet, v.packet_item, v.seconds,
             v.read_share, v.made_at, v.withdraws, v.auditor IS :viewer AS own,
             v.kind <> 'withdrawal' AND NOT {in_force("v")} AS withdrawn, coalesce(s.stands, 0) AS standing,
             {STALE} AS stale, {provenance.BY} AS brought_by, {provenance.NAMES} AS brought_from,
             v.evidence
           FROM reviews v JOIN responses r ON r.id = v.response JOIN categories c ON c.key = r.category
             JOIN auditors a ON a.id = v.auditor LEFT JOIN judgments j ON j.id = v.judgment
             LEFT JOIN packet_items t ON t.id = v.packet_item LEFT JOIN packets k ON k.id = t.packet
             LEFT JOIN review_states s ON s.review = v.id
             {provenance.JOINS.format("v")}
           WHERE (:response IS NULL OR v.response = :response) AND (:auditor IS NULL OR v.auditor = :auditor)
           ORDER BY v.made_at, v.uid""",
        {"response": response, "auditor": auditor, "viewer": viewer.auditor},
    )
    flags = ("blind", "exposed", "withdrawn", "standing", "stale")
    unseen = set(hidden(connection, viewer))
    return [
        Review(
            **{
                **row,
                **(_NOT_SHOWN if row["response"] in unseen else {}),
                "codes": tuple(json.loads(row["codes"])),
                **{flag: bool(row[flag]) for flag in flags},
            }
        )
        for row in rows
        if (row.pop("own") or row["response"] not in unseen)
    ]


_NOT_SHOWN = {"judgment": None, "judge_score": None, "shown_score": None, "decision": None}
