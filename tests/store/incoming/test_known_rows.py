"""Look-ups of stored rows by what a file says of them."""

from __future__ import annotations

import sqlite3
from typing import Any

from airbench_tui.store.identity import response_uid
from airbench_tui.store.incoming import known_rows
from airbench_tui.store.reviewing import auditor_rows, new_reviews
from airbench_tui.store.reviewing.new_reviews import NewReview
from tests.store.helpers import HOSTILE, decide, judgment, one, put, row

Connection = sqlite3.Connection


def test_a_response_is_found_with_its_texts_unchanged(connection: Connection) -> None:
    given = row(1, HOSTILE)
    put(connection, given)
    uid = response_uid(given.category, given.prompt, given.target, given.answer, given.repeat)
    found = known_rows.response(connection, uid)
    assert found is not None
    assert (found.prompt, found.answer, found.target, found.repeat) == (
        given.prompt,
        HOSTILE,
        given.target,
        given.repeat,
    )
    assert known_rows.response_id(connection, uid) == found.id
    assert known_rows.response(connection, "f" * 20) is known_rows.response_id(connection, "f" * 20) is None


def test_a_judgment_is_found_by_judge_score_and_reason(connection: Connection) -> None:
    for score, reason in ((1.0, "one"), (0.0, HOSTILE), (0.0, "two")):
        put(connection, row(1, verdict=judgment(score, reason=reason)))

    def find(
        score: float | None, reason: str, *, judge: str = "gpt-4o", any_reason: bool = False
    ) -> int | None:
        return known_rows.judgment(connection, 1, judge, score, reason, any_reason=any_reason)

    assert (find(1.0, "one"), find(0.0, HOSTILE), find(0.0, "two")) == (1, 2, 3)
    assert find(None, "one") == 1 and find(0.0, "one") is None and find(1.0, "one", judge="other") is None
    assert find(0.0, "three") is None
    assert find(0.0, "three", any_reason=True) == 3  # the last one with that score
    assert find(0.0, HOSTILE, any_reason=True) == 2  # a judgment with that reason is preferred


def test_a_review_is_known_by_its_uid_or_by_its_content_and_time(connection: Connection) -> None:
    put(connection, row(1, verdict=judgment(1.0)), row(2, verdict=judgment(1.0)))
    decide(connection, "ann", 1, 0.0)
    uid, made_at = (one(connection, f"SELECT {column} FROM reviews") for column in ("uid", "made_at"))
    said = {
        "kind": "verdict",
        "response": 1,
        "auditor": auditor_rows.auditor_id(connection, "ann"),
        "made_at": made_at,
        "score": 0.0,
    }
    other = {
        "kind": "cannot-judge",
        "response": 2,
        "auditor": auditor_rows.auditor_id(connection, "bob"),
        "made_at": "2026-01-01T00:00:00.000000Z",
        "score": 0.5,
    }

    def known(*uids: str, **more: object) -> bool:
        return known_rows.has_review(connection, uids, **{"proven": True, **said, **more})  # type: ignore[arg-type]

    assert known("another") and known("another", uid, **other)
    for name, value in other.items():
        assert not known("another", **{name: value}), name


def test_a_review_without_evidence_is_not_the_same_as_one_with_evidence(connection: Connection) -> None:
    put(connection, row(1))
    said: dict[str, Any] = {
        "kind": "verdict",
        "response": 1,
        "made_at": "2026-01-01T00:00:00.000000Z",
        "score": 1.0,
    }
    auditor = auditor_rows.auditor_id(connection, "ann")
    new_reviews.add(
        connection,
        NewReview(
            **said,
            uid="u",
            auditor=auditor,
            judgment=None,
            blind=False,
            exposed=True,
            origin="import",
            evidence="none",
        ),
    )
    for uids in (["u"], ["another"]):
        assert known_rows.has_review(connection, uids, **said, auditor=auditor, proven=False)
        assert not known_rows.has_review(connection, uids, **said, auditor=auditor, proven=True)
