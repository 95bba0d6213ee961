"""Look-ups of stored responses, judgments and reviews by what a file says of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from airbench_tui.store.codec import encode
from airbench_tui.store.reviewing.new_reviews import Kind
from airbench_tui.store.rules import views


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """A stored response with its texts and its repeat number."""

    id: int
    prompt: str
    answer: str
    target: str
    repeat: int


def response(connection: sqlite3.Connection, uid: str) -> StoredResponse | None:
    """Return the response *uid*, or None where it is not stored."""
    row = connection.execute(
        "SELECT r.id, p.text AS prompt, r.text AS answer, r.target, r.repeat FROM responses r"
        " JOIN prompts p ON p.id = r.prompt WHERE r.uid = ?",
        [uid],
    ).fetchone()
    return StoredResponse(**row) if row else None


def response_id(connection: sqlite3.Connection, uid: str) -> int | None:
    """Return the id of the response *uid*, or None where it is not stored."""
    row = connection.execute("SELECT id FROM responses WHERE uid = ?", [uid]).fetchone()
    return int(row["id"]) if row else None


def judgment(
    connection: sqlite3.Connection,
    response: int,
    judge: str,
    raw_score: float | None,
    reason: str,
    *,
    any_reason: bool,
) -> int | None:
    """Return the id of the judgment of *response* by *judge* with this *reason* and *raw_score*, or None.

    A *raw_score* of None means any. With *any_reason*, a judgment with another reason is returned where none has
    this reason. Of several judgments the one written last is returned.
    """
    row = connection.execute(
        "SELECT id FROM judgments WHERE response = ?1 AND judge = ?2 AND (reason = ?3 OR ?5)"
        " AND (?4 IS NULL OR raw_score IS ?4) ORDER BY (reason = ?3) DESC, id DESC LIMIT 1",
        [response, encode(judge), encode(reason), raw_score, any_reason],
    ).fetchone()
    return int(row["id"]) if row else None


def has_review(
    connection: sqlite3.Connection,
    uids: Sequence[str],
    *,
    kind: Kind,
    response: int,
    auditor: int,
    made_at: str,
    score: float | None,
    proven: bool,
) -> bool:
    """Return whether a review is stored with one of *uids*, or with the same content and time.

    With *proven*, a review that is stored without evidence does not count as the same.
    """
    marks = ", ".join("?" for _ in uids)
    row = connection.execute(
        f"SELECT 1 FROM reviews v WHERE (uid IN ({marks})"
        " OR (response = ? AND auditor = ? AND made_at = ? AND score IS ? AND kind = ?))"
        + (f" AND {views.proven('v')}" if proven else ""),
        [*uids, response, auditor, made_at, score, kind],
    ).fetchone()
    return row is not None
