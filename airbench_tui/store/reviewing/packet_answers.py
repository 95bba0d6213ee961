"""Answers that exist only in packets: "cannot judge", and a withdrawal that keeps first verdicts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from airbench_tui.errors import InputError
from airbench_tui.store.database import transaction
from airbench_tui.store.reviewing import (
    drafts,
    exposures,
    new_reviews,
    review_history,
    reviews,
    written_texts,
)
from airbench_tui.store.reviewing.review_history import Review
from airbench_tui.store.reviewing.reviews import NewVerdict
from airbench_tui.store.rules.viewer import Viewer


def cannot_judge(
    connection: sqlite3.Connection,
    auditor: int,
    packet_item: int,
    reason: str,
    codes: Sequence[str] = (),
    seconds: float | None = None,
    read_share: float | None = None,
) -> int:
    """Answer a place with "cannot judge" and return the review's id. The judge stays hidden.

    *seconds* is active time, without idle time. *read_share* is the share of the answer that was scrolled into view,
    0 to 1. Raises InputError if the reason is empty or too long, if the place is not this auditor's, or if it already
    has a first verdict: a first verdict is never replaced.
    """
    reason = written_texts.checked(reason, "a reason")
    if not reason:
        raise InputError('"cannot judge" needs a reason: say why the response cannot be judged')
    with transaction(connection, durable=True):
        place = reviews.own_place(connection, auditor, packet_item)
        if place.first is not None:
            raise InputError("this place of the packet has its first verdict, which cannot be replaced")
        exposed = exposures.was_exposed(connection, auditor, place.judgment)
        answer = NewVerdict(
            response=place.response,
            score=0.0,  # not stored: only a verdict has a score
            judgment=place.judgment,
            note=reason,
            codes=codes,
            seconds=seconds,
            read_share=read_share,
            origin="packet",
            packet_item=packet_item,
        )
        stored = reviews.add_answer(
            connection,
            auditor,
            "cannot-judge",
            answer,
            shown=exposed,
            first_score=None,
            blind=not exposed,
            exposed=exposed,
        )
        drafts.write(connection, auditor, place.response, "", ())
    return stored


def withdraw(
    connection: sqlite3.Connection, auditor: int, packet: int, packet_item: int | None = None
) -> Review | None:
    """Withdraw the auditor's latest answer in a packet, or in one place of it, and return it.

    "Cannot judge" can be withdrawn, and its reason becomes a draft. A verdict changed after the judge was revealed can
    be withdrawn, together with the notes added to it. A first verdict cannot. Return None if the latest answer is a
    first verdict, or if there is no answer.
    """
    with transaction(connection, durable=True):
        rows = connection.execute(
            """SELECT v.id, v.packet_item, v.response, v.kind, v.score, v.note, v.codes FROM reviews_in_force v
               JOIN packet_items t ON t.id = v.packet_item
               WHERE v.auditor = ?1 AND t.packet = ?2 AND (?3 IS NULL OR v.packet_item = ?3)
               ORDER BY v.made_at DESC, v.uid DESC""",
            [auditor, packet, packet_item],
        ).fetchall()
        rows = [row for row in rows if row["packet_item"] == rows[0]["packet_item"]]
        if not rows:
            return None
        latest, withdrawn = rows[0], rows[:1]
        if latest["kind"] == "verdict":
            first = next(row for row in reversed(rows) if row["kind"] == "verdict")
            # A note added to a verdict stored it again with the same score.
            same_score = [row["score"] == latest["score"] for row in rows] + [False]
            withdrawn = rows[: same_score.index(False)]
            if first in withdrawn:
                return None
        else:
            drafts.write(connection, auditor, latest["response"], latest["note"], json.loads(latest["codes"]))
        for row in withdrawn:
            new_reviews.withdraw(connection, auditor, "v.id = :id", {"id": row["id"]})
    history = review_history.history(connection, Viewer(auditor), latest["response"])
    return next(review for review in history if review.id == latest["id"])
