"""Bulk decisions: one decision on all responses that match a filter, with one preview, one record and one withdrawal.

Their verdicts have the origin ``bulk``. Lists and exports show them; no statistic counts them. A bulk decision never
touches a packet, and never replaces a verdict that the auditor gave by hand.
"""

from __future__ import annotations

import sqlite3
import uuid
from dataclasses import dataclass
from typing import Any

from airbench_tui.errors import InputError
from airbench_tui.store.codec import encode
from airbench_tui.store.database import transaction
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reading.filters.sql import where
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.reviewing import new_reviews, written_texts
from airbench_tui.store.reviewing.new_reviews import after_the_last, check_score
from airbench_tui.store.rules import blindness
from airbench_tui.store.rules.decisions import counts
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.store.rules.views import in_force


@dataclass(frozen=True, slots=True)
class Preview:
    """The effect that a bulk decision would have, in numbers of responses.

    Of ``matched`` responses, ``decided`` would get a verdict: ``overrides`` of the judge's score, ``confirmations`` of
    it, and the rest on responses without a score. The others would be left alone: ``by_hand`` (the auditor decided them
    one by one), ``in_packets`` (they wait for the auditor in a packet), ``without_score`` (there is no judge's score to
    confirm) and ``already`` (an earlier bulk decision of the auditor has the same score).
    """

    matched: int
    decided: int
    overrides: int
    confirmations: int
    by_hand: int
    in_packets: int
    without_score: int
    already: int


@dataclass(frozen=True, slots=True)
class BulkAction:
    """A stored bulk decision. ``score`` is None if it confirmed the judge; ``decided`` counts its verdicts."""

    id: int
    uid: str
    auditor: str
    filter: str
    score: float | None
    note: str
    matched: int
    decided: int
    withdrawn: bool
    made_at: str


def preview(
    connection: sqlite3.Connection,
    auditor: int | None,
    expression: str,
    score: float | None,
    chosen: Filter | None = None,
) -> Preview:
    """Return the effect of deciding *score* (None: confirm the judge) on all responses that match *expression*.

    *chosen* replaces *expression* for lists on a screen that no expression can describe. Raises FilterError for an
    invalid expression, and InputError for a score that is not on the scale.
    """
    sql, values = _fates(parse(expression) if chosen is None else chosen, auditor, score)
    row = connection.execute(
        f"""{sql} SELECT count(*) AS matched,
              coalesce(sum(fate = 'decide'), 0) AS decided,
              coalesce(sum(fate = 'decide' AND judged <> score), 0) AS overrides,
              coalesce(sum(fate = 'decide' AND judged = score), 0) AS confirmations,
              coalesce(sum(fate = 'by hand'), 0) AS by_hand,
              coalesce(sum(fate = 'in packet'), 0) AS in_packets,
              coalesce(sum(fate = 'no score'), 0) AS without_score,
              coalesce(sum(fate = 'already'), 0) AS already
            FROM fates""",
        values,
    ).fetchone()
    return Preview(**row)


def apply(
    connection: sqlite3.Connection,
    auditor: int,
    expression: str,
    score: float | None,
    note: str,
    chosen: Filter | None = None,
) -> BulkAction:
    """Decide *score* (None: confirm the judge) on all responses that match *expression*, durably, in one transaction.

    With *chosen* (see :func:`preview`), *expression* is only stored as its description. From then on the auditor counts
    as having seen the judgments, because a filter reveals the scores that it selects. Raises FilterError for an invalid
    expression, and InputError for a score that is not on the scale, for a reason that is empty or too long, and if no
    response would be decided.
    """
    note = written_texts.checked(note, "a reason")
    if not note:
        raise InputError("a bulk decision needs a reason: give it with --note")
    with transaction(connection, durable=True):
        # The preview that the auditor saw may be out of date.
        chosen = parse(expression) if chosen is None else chosen
        expected = preview(connection, auditor, expression, score, chosen)
        if not expected.decided:
            raise InputError(f"nothing to decide: {in_words(expected)}")
        at = after_the_last(connection, auditor)
        action = connection.execute(
            "INSERT INTO bulk_actions(uid, auditor, filter, action, score, note, matched, made_at)"
            " VALUES (?,?,?,?,?,?,?,?)",
            [
                uuid.uuid4().hex,
                auditor,
                encode(expression),
                "confirm" if score is None else "score",
                score,
                encode(note),
                expected.matched,
                at,
            ],
        ).lastrowid
        assert action is not None
        sql, values = _fates(chosen, auditor, score, note, at, action)
        new_reviews.add_selected(
            connection,
            {
                "kind": "'verdict'",
                **{name: f"f.{name}" for name in ("response", "judgment", "score")},
                "auditor": "?1",
                "shown_score": "j.score",
                "shown_polarity": "j.polarity",
                "note": "a.note",
                "blind": "0",
                "exposed": "EXISTS (SELECT 1 FROM exposures e WHERE e.auditor = ?1 AND e.judgment = f.judgment)",
                "origin": "'bulk'",
                "made_at": "a.at",
                "bulk": "a.id",
            },
            "FROM fates f, action a LEFT JOIN judgments j ON j.id = f.judgment WHERE f.fate = 'decide'",
            values,
            tables=sql,
        )
        connection.execute(
            "INSERT INTO exposures(auditor, judgment, place, first_at) SELECT auditor, judgment, 'bulk', made_at"
            " FROM reviews WHERE bulk = ? AND judgment IS NOT NULL ON CONFLICT DO NOTHING",
            [action],
        )
    return _one(connection, action)


def withdraw(connection: sqlite3.Connection, auditor: int | None, action: int) -> BulkAction:
    """Withdraw a whole bulk decision, durably, in one transaction. Verdicts that stood before stand again.

    Later decisions by hand stay. Raises InputError if there is no such decision, if it is another auditor's, or if it
    is already withdrawn.
    """
    with transaction(connection, durable=True):
        made = _one(connection, action)
        owner = connection.execute("SELECT auditor FROM bulk_actions WHERE id = ?", [action]).fetchone()
        if auditor is None or owner["auditor"] != auditor:
            raise InputError(f"bulk decision {action} is another auditor's: only they can withdraw it")
        if made.withdrawn:
            raise InputError(f"bulk decision {action} is already withdrawn")
        new_reviews.withdraw(connection, auditor, f"v.bulk = :bulk AND {_STANDS}", {"bulk": action})
        return _one(connection, action)


def actions(connection: sqlite3.Connection) -> list[BulkAction]:
    """List every bulk decision, oldest first."""
    ids = connection.execute("SELECT id FROM bulk_actions ORDER BY made_at, uid").fetchall()
    return [_one(connection, row["id"]) for row in ids]


def in_words(found: Preview) -> str:
    """Describe a preview in one line of text."""
    return "; ".join(sentences(found))


def sentences(found: Preview) -> list[str]:
    """Describe a preview: first the responses that would be decided, then one entry for each reason to skip some."""
    apart = (
        (found.by_hand, "you decided by hand"),
        (found.in_packets, "wait for you in a packet"),
        (found.without_score, "have no judge's score to confirm"),
        (found.already, "already have this score from a bulk decision of yours"),
    )
    left = [f"{count:,} {words}" for count, words in apart if count]
    kinds = ((found.overrides, "overridden"), (found.confirmations, "confirmed"))
    split = ", ".join(f"{count:,} {words}" for count, words in kinds if count)
    return [
        f"{found.matched:,} match, {found.decided:,} would be decided{f' ({split})' if split else ''}",
        *left,
    ]


_STANDS = f"v.kind = 'verdict' AND {in_force('v')}"


def _fates(
    chosen: Filter, auditor: int | None, score: float | None, note: str = "", at: str = "", action: int = 0
) -> tuple[str, list[Any]]:
    """Return SQL ``WITH fates(response, judgment, judged, score, fate)`` for the matches of *chosen*, and its values.

    ?1 is the auditor and ?2 the score. *note*, *at* and *action* become the columns of ``action(note, at, id)``.
    """
    if score is not None:
        check_score(score)
    condition, given = where(chosen, Viewer(auditor))
    # The marks of the condition have no numbers and come last: SQLite numbers them after the highest number given.
    sql = f"""WITH action(note, at, id) AS (SELECT ?3, ?4, ?5), fates AS MATERIALIZED (
        SELECT r.id AS response, r.judgment, r.score AS judged, coalesce(?2, r.score) AS score, CASE
            WHEN r.id IN ({blindness.responses("?1")}) THEN 'in packet'
            WHEN EXISTS (SELECT 1 FROM reviews_in_force v WHERE v.response = r.id AND v.auditor = ?1
                AND {counts("v.origin")}) THEN 'by hand'
            WHEN ?2 IS NULL AND r.score IS NULL THEN 'no score'
            WHEN EXISTS (SELECT 1 FROM standing_verdicts s WHERE s.response = r.id AND s.auditor = ?1
                AND s.score = coalesce(?2, r.score)) THEN 'already'
            ELSE 'decide' END AS fate
        FROM responses r WHERE {condition})"""
    return sql, [auditor, score, encode(note), at, action, *given]


def _one(connection: sqlite3.Connection, action: int) -> BulkAction:
    row = connection.execute(
        f"""SELECT b.id, b.uid, a.name AS auditor, b.filter, b.score, b.note, b.matched, b.made_at,
              (SELECT count(*) FROM reviews v WHERE v.bulk = b.id AND v.kind = 'verdict') AS decided,
              NOT EXISTS (SELECT 1 FROM reviews v WHERE v.bulk = b.id AND {_STANDS}) AS withdrawn
            FROM bulk_actions b JOIN auditors a ON a.id = b.auditor WHERE b.id = ?""",
        [action],
    ).fetchone()
    if row is None:
        raise InputError(f"there is no bulk decision {action}: `airbench-tui bulk list` lists them")
    return BulkAction(**{**row, "withdrawn": bool(row["withdrawn"])})
