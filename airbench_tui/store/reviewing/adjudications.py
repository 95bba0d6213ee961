"""Adjudications: the final scores of responses on which auditors differ, each with its reason.

An adjudication changes no review. Like reviews, adjudications are only ever added. The latest one of a response counts
(view ``final_scores``). An adjudication without a score withdraws the final score.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from airbench_tui.errors import InputError
from airbench_tui.store.codec import encode
from airbench_tui.store.database import after, transaction
from airbench_tui.store.reading import reads
from airbench_tui.store.reviewing import written_texts
from airbench_tui.store.reviewing.new_reviews import check_score
from airbench_tui.store.rules.blindness import unanswered
from airbench_tui.store.rules.decisions import DISPUTED, counts
from airbench_tui.store.rules.viewer import Viewer


@dataclass(frozen=True, slots=True)
class CaseSide:
    """One auditor's answer in a case. ``score`` is None for "cannot judge"; the note then has the reason.

    ``first_score`` is the score of their first verdict. If ``blind``, it was given before the judge was shown.
    """

    auditor: str
    score: float | None
    first_score: float | None
    blind: bool
    note: str
    codes: tuple[str, ...]
    packet: str | None
    made_at: str


@dataclass(frozen=True, slots=True)
class Final:
    """The final score of a response, with its reason and the auditor who settled it."""

    score: float
    note: str
    auditor: str
    made_at: str


@dataclass(frozen=True, slots=True)
class Case:
    """A response on which auditors differ, with their sides in order of name.

    ``judgment`` is None until the case is settled. For a viewer who answered "cannot judge" in a packet it has no score
    and no reason, because they may still give a blind verdict.
    """

    response: int
    response_uid: str
    category: str
    target: str
    prompt: str
    answer: str
    rubric: str | None
    sides: tuple[CaseSide, ...]
    final: Final | None
    judgment: reads.Judgment | None


def queue(connection: sqlite3.Connection, viewer: Viewer, *, settled: bool = False) -> list[int]:
    """List the responses on which auditors differ and which nobody has settled, in order of category and prompt.

    With *settled*, list the settled responses instead, whether auditors still differ or not. Responses that wait for
    *viewer*'s own answer in a packet are left out; :func:`waiting` counts the open ones among them.
    """
    chosen = "SELECT response FROM final_scores" if settled else _UNSETTLED
    found = connection.execute(
        f"SELECT r.id FROM responses r WHERE r.id IN ({chosen}) AND r.id NOT IN ({unanswered(':auditor')})"
        " ORDER BY r.category, r.prompt, r.id",
        {"auditor": viewer.blind_auditor},
    )
    return [row["id"] for row in found]


def waiting(connection: sqlite3.Connection, viewer: Viewer) -> int:
    """Count the open cases that *viewer* may not see yet because they have to answer in a packet first."""
    row = connection.execute(
        f"SELECT count(*) AS n FROM ({_UNSETTLED}) WHERE response IN ({unanswered(':auditor')})",
        {"auditor": viewer.blind_auditor},
    ).fetchone()
    return int(row["n"])


def cases(connection: sqlite3.Connection, viewer: Viewer, responses: Iterable[int]) -> list[Case]:
    """Return the cases of *responses* for *viewer*: each side's verdicts and notes; the judge is hidden until settled.

    Raises InputError for a response that waits for the viewer's own answer in a packet.
    """
    return [_case(connection, viewer, response) for response in responses]


def adjudicate(connection: sqlite3.Connection, auditor: int, response: int, score: float, note: str) -> Final:
    """Settle *response* with *score* for the reason *note*, durably. A later final score replaces an earlier one.

    Raises InputError for a score that is not on the scale, for a reason that is empty or too long, for a response on
    which no auditors differ, and for a response that waits for *auditor*'s own answer in a packet.
    """
    check_score(score)
    note = written_texts.checked(note, "a reason")
    if not note:
        raise InputError("a final score needs a reason: give it with --note")
    with transaction(connection, durable=True):
        _may_see(connection, Viewer(auditor), response)
        if final(connection, response) is None and not _differ(connection, response):
            raise InputError("auditors do not differ on this response: there is nothing to settle")
        _write(connection, auditor, response, score, note)
        made = final(connection, response)
    assert made is not None
    return made


def withdraw(connection: sqlite3.Connection, auditor: int, response: int) -> Final:
    """Withdraw the final score of *response*, durably, and return it. The case is open again.

    Raises InputError if the response is not settled, or if *auditor* has to answer in a packet first.
    """
    with transaction(connection, durable=True):
        _may_see(connection, Viewer(auditor), response)
        had = final(connection, response)
        if had is None:
            raise InputError("this response is not settled: there is no final score to withdraw")
        _write(connection, auditor, response, None, "withdrawn")
    return had


def final(connection: sqlite3.Connection, response: int) -> Final | None:
    """Return the final score of *response*; None if it is not settled."""
    row = connection.execute(
        "SELECT f.score, f.note, a.name AS auditor, f.made_at FROM final_scores f"
        " JOIN auditors a ON a.id = f.auditor WHERE f.response = ?",
        [response],
    ).fetchone()
    return Final(**row) if row else None


def latest(connection: sqlite3.Connection, auditor: int) -> int | None:
    """Return the response that *auditor* settled last among those whose final score is theirs; None if none is."""
    row = connection.execute(
        "SELECT response FROM final_scores WHERE auditor = ? ORDER BY made_at DESC, response DESC LIMIT 1",
        [auditor],
    ).fetchone()
    return None if row is None else int(row["response"])


def state(connection: sqlite3.Connection, response: int) -> Literal["settled", "open"] | None:
    """Return the queue that *response* is in now, whoever may see it: "settled", "open" or None."""
    if final(connection, response) is not None:
        return "settled"
    return "open" if _differ(connection, response) else None


_UNSETTLED = f"SELECT response FROM ({DISPUTED}) WHERE response NOT IN (SELECT response FROM final_scores)"


def _case(connection: sqlite3.Connection, viewer: Viewer, response: int) -> Case:
    _may_see(connection, viewer, response)
    item, settled = reads.item(connection, response, viewer), final(connection, response)
    return Case(
        item.id,
        item.uid,
        item.category,
        item.target,
        item.prompt,
        item.answer,
        item.judgment.rubric if item.judgment else None,
        _sides(connection, response),
        settled,
        item.judgment if settled else None,
    )


def _sides(connection: sqlite3.Connection, response: int) -> tuple[CaseSide, ...]:
    found = connection.execute(
        f"""SELECT a.name AS auditor, v.score, coalesce(v.first_score, v.score) AS first_score, v.blind,
              v.note, v.codes, k.name AS packet, v.made_at
            FROM reviews v JOIN auditors a ON a.id = v.auditor
              LEFT JOIN packet_items t ON t.id = v.packet_item LEFT JOIN packets k ON k.id = t.packet
            WHERE v.id IN (
              SELECT id FROM standing_verdicts WHERE response = :response AND {counts()}
              UNION ALL SELECT id FROM cannot_judge WHERE response = :response AND NOT repeat)
            ORDER BY a.name, v.made_at""",
        {"response": response},
    )
    return tuple(
        CaseSide(**{**row, "blind": bool(row["blind"]), "codes": tuple(json.loads(row["codes"]))})
        for row in found
    )


def _differ(connection: sqlite3.Connection, response: int) -> bool:
    return (
        connection.execute(f"SELECT 1 FROM ({DISPUTED}) WHERE response = ?", [response]).fetchone()
        is not None
    )


def _may_see(connection: sqlite3.Connection, viewer: Viewer, response: int) -> None:
    """Raise InputError if *viewer* would see others' verdicts on *response* before giving their own."""
    if connection.execute(
        f"SELECT 1 FROM ({unanswered(':auditor')}) WHERE response = :response",
        {"auditor": viewer.blind_auditor, "response": response},
    ).fetchone():
        raise InputError(
            "this response waits for your own verdict in a packet: give it before you read other auditors' verdicts"
        )


def _write(
    connection: sqlite3.Connection, auditor: int, response: int, score: float | None, note: str
) -> None:
    last = connection.execute(
        "SELECT max(made_at) AS at FROM adjudications WHERE response = ?", [response]
    ).fetchone()
    connection.execute(
        "INSERT INTO adjudications(uid, response, auditor, score, note, made_at) VALUES (?,?,?,?,?,?)",
        [uuid.uuid4().hex, response, auditor, score, encode(note), after(last["at"])],
    )
