"""Verdicts: deciding on a response, and withdrawing a verdict.

Reviews are only ever added: a changed mind adds a verdict, and withdrawing a verdict adds a withdrawal.
``packet_answers.py`` has "cannot judge" and withdrawals in a packet.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from airbench_tui.errors import InputError
from airbench_tui.store.database import transaction
from airbench_tui.store.reviewing import drafts, exposures, new_reviews, review_history, written_texts
from airbench_tui.store.reviewing.new_reviews import NewReview, Origin, check_score
from airbench_tui.store.reviewing.review_history import Review
from airbench_tui.store.rules import views
from airbench_tui.store.rules.blindness import is_hidden
from airbench_tui.store.rules.viewer import Viewer


@dataclass(frozen=True, slots=True)
class NewVerdict:
    """A verdict to be stored: an auditor's decision on a response, and the state of the screen at that moment.

    ``judgment`` is the judgment beside which the verdict is given, shown or hidden. ``revealed`` says whether its score
    was on screen by the time of the verdict. ``follows`` is the id of the blind first verdict that this later
    verdict, given after the reveal, makes final. ``seconds`` is active time, without idle time. ``read_share`` is the
    share of the answer that had been scrolled into view, 0 to 1. ``packet_item`` is the place of a verdict given in a
    packet; :func:`decide` then sets ``judgment``, ``blind``, ``revealed`` and ``origin`` itself.
    """

    response: int
    score: float
    judgment: int | None
    note: str = ""
    codes: Sequence[str] = ()
    blind: bool = False
    revealed: bool = True
    follows: int | None = None
    seconds: float | None = None
    read_share: float | None = None
    origin: Origin = "browse"
    packet_item: int | None = None


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """An auditor's place in a packet. ``first`` is the id of its first verdict, or None."""

    response: int
    judgment: int | None
    first: int | None
    first_score: float | None


def decide(connection: sqlite3.Connection, auditor: int, verdict: NewVerdict) -> int:
    """Store *verdict* durably and return its review id. The auditor's draft for the response is removed.

    In a packet, the first verdict in a place reveals the judge. It is blind unless the judgment had been on this
    auditor's screen before. It never changes: a later verdict must follow it. A verdict outside packets on a response
    that waits for this auditor in a packet does not count as having seen the judge, because the judge is hidden there
    (``rules.blindness``).

    Raises InputError for a score that is not on the scale, for a note that is too long, for a place in a packet that is
    not this auditor's, and for a verdict that would replace the first verdict of its place.
    """
    check_score(verdict.score)
    verdict = replace(verdict, note=written_texts.checked(verdict.note))
    with transaction(connection, durable=True):
        if verdict.packet_item is not None:
            verdict = _in_its_place(connection, auditor, verdict)
        elif is_hidden(connection, Viewer(auditor), verdict.response) is not None:
            verdict = replace(verdict, revealed=False)
        exposed = exposures.was_exposed(connection, auditor, verdict.judgment)
        blind, first_score = verdict.blind and not exposed, None
        first = connection.execute(
            "SELECT blind, coalesce(first_score, score) AS score, exposed FROM reviews"
            " WHERE id = ? AND auditor = ? AND packet_item IS ?",  # a verdict in another place cannot be followed
            [verdict.follows, auditor, verdict.packet_item],
        ).fetchone()
        if first is not None:
            blind, first_score, exposed = bool(first["blind"]), first["score"], bool(first["exposed"])
        stored = add_answer(
            connection,
            auditor,
            "verdict",
            verdict,
            # A judgment that is hidden now but was on screen before counts as shown.
            shown=verdict.revealed or exposed,
            first_score=first_score,
            blind=blind,
            exposed=exposed,
        )
        drafts.write(connection, auditor, verdict.response, "", ())  # the verdict contains it
        if verdict.judgment is not None and (verdict.revealed or verdict.packet_item is not None):
            exposures.expose(connection, auditor, [verdict.judgment], "review")
    return stored


def add_answer(
    connection: sqlite3.Connection,
    auditor: int,
    kind: Literal["verdict", "cannot-judge"],
    verdict: NewVerdict,
    *,
    shown: bool,
    first_score: float | None,
    blind: bool,
    exposed: bool,
) -> int:
    """Write an auditor's answer on one response and return its review id. Call inside a transaction.

    *shown* says whether the judge's score was on screen. The score is stored only for a verdict.
    """
    judged = _judge_says(connection, verdict.judgment) if shown else None
    return new_reviews.add(
        connection,
        NewReview(
            kind=kind,
            response=verdict.response,
            auditor=auditor,
            packet_item=verdict.packet_item,
            judgment=verdict.judgment,
            shown_score=judged["score"] if judged else None,
            shown_polarity=judged["polarity"] if judged else None,
            score=verdict.score if kind == "verdict" else None,
            first_score=first_score,
            note=verdict.note,
            codes=verdict.codes,
            blind=blind,
            exposed=exposed,
            origin=verdict.origin,
            seconds=verdict.seconds,
            read_share=verdict.read_share,
        ),
    )


def _judge_says(connection: sqlite3.Connection, judgment: int | None) -> dict[str, Any] | None:
    """Return ``score`` and ``polarity`` of *judgment*; None if there is no such judgment."""
    row: dict[str, Any] | None = connection.execute(
        "SELECT score, polarity FROM judgments WHERE id = ?", [judgment]
    ).fetchone()
    return row


def _in_its_place(connection: sqlite3.Connection, auditor: int, verdict: NewVerdict) -> NewVerdict:
    """Return *verdict* with the values of its place in a packet.

    Raises InputError if the place is not this auditor's, if a first verdict would replace the one there, and if a later
    verdict has no first one to follow.
    """
    place = own_place(connection, auditor, verdict.packet_item)
    if (place.first is None) != (verdict.follows is None):
        raise InputError(
            "this place of the packet has no first verdict to follow"
            if place.first is None
            else "this place of the packet has its first verdict, which cannot be replaced: another must follow it"
        )
    return replace(
        verdict,
        response=place.response,
        judgment=place.judgment,
        origin="packet",
        blind=True,
        revealed=place.first is not None,
        follows=place.first,
    )


def own_place(connection: sqlite3.Connection, auditor: int, packet_item: int | None) -> OwnPlace:
    """Return an auditor's place in a packet. Raises InputError if the auditor has no such place."""
    row = connection.execute(
        "SELECT s.response, s.judgment, s.first, coalesce(v.first_score, v.score) AS first_score"
        " FROM place_states s LEFT JOIN reviews v ON v.id = s.first WHERE s.packet_item = ? AND s.auditor = ?",
        [packet_item, auditor],
    ).fetchone()
    if row is None:
        raise InputError("this place in a packet is not yours to decide on")
    return OwnPlace(**row)


def withdraw(connection: sqlite3.Connection, auditor: int, response: int | None = None) -> Review | None:
    """Withdraw the auditor's latest standing verdict, on *response* or on any, and return it.

    A note added to a verdict stored the verdict again: both reviews are withdrawn. If no earlier verdict stands again,
    note and codes become a draft for the next verdict on that response. The history keeps all reviews. Return None if
    there is nothing to withdraw.
    """
    with transaction(connection, durable=True):
        latest = connection.execute(
            "SELECT id, response, score, note, codes FROM reviews v WHERE auditor = ? AND (? IS NULL OR response = ?)"
            f" AND {_CAN_BE_WITHDRAWN} ORDER BY made_at DESC, uid DESC LIMIT 1",
            [auditor, response, response],
        ).fetchone()
        if latest is None:
            return None
        for row in connection.execute(
            f"SELECT id, score FROM reviews v WHERE auditor = ? AND response = ? AND {_CAN_BE_WITHDRAWN}"
            " ORDER BY made_at DESC, uid DESC",
            [auditor, latest["response"]],
        ).fetchall():
            if row["score"] != latest["score"]:
                break
            new_reviews.withdraw(connection, auditor, "v.id = :id", {"id": row["id"]})
        earlier = connection.execute(
            f"SELECT 1 FROM reviews v WHERE auditor = ? AND response = ? AND {_CAN_BE_WITHDRAWN}",
            [auditor, latest["response"]],
        ).fetchone()
        if earlier is None:  # otherwise the earlier verdict stands again with its own note
            drafts.write(connection, auditor, latest["response"], latest["note"], json.loads(latest["codes"]))
    reviewed = review_history.history(connection, Viewer(auditor), latest["response"])
    return next(review for review in reviewed if review.id == latest["id"])


# SQL for the verdicts that can be withdrawn one by one: given by hand, outside packets, and not yet withdrawn.
# The verdicts of a bulk decision are only withdrawn together (`bulk.withdraw`).
_CAN_BE_WITHDRAWN = (
    f"kind = 'verdict' AND origin IN ('browse', 'triage') AND packet_item IS NULL AND {views.in_force('v')}"
)
