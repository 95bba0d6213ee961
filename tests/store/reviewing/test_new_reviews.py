"""Adding reviews: the one insert, and the triggers that refuse any change."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from typing import Any

import pytest

from airbench_tui.errors import StoreError
from airbench_tui.store.database import now, transaction
from airbench_tui.store.identity import LENGTH
from airbench_tui.store.reviewing import (
    auditor_rows,
    new_reviews,
    review_history,
    reviews,
)
from airbench_tui.store.reviewing.new_reviews import NewReview
from airbench_tui.store.rules.viewer import UNRESTRICTED
from tests.store.helpers import HOSTILE, all_of, decide

Connection = sqlite3.Connection


def mine(connection: Connection, who: str = "ann") -> int:
    return auditor_rows.auditor_id(connection, who)


# Every stored column; generated columns cannot be written.
COLUMNS = (
    "id, uid, kind, withdraws, response, auditor, packet_item, judgment, shown_score, shown_polarity, score,"
    " first_score, note, codes, blind, exposed, origin, seconds, read_share, made_at, bulk"
)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reviews SET score = 1",
        "UPDATE reviews SET note = 'x' WHERE id = 1",
        "DELETE FROM reviews",
        "DELETE FROM reviews WHERE kind = 'withdrawal'",
        f"REPLACE INTO reviews({COLUMNS}) SELECT {COLUMNS} FROM reviews",
        f"INSERT INTO reviews({COLUMNS}) SELECT {COLUMNS} FROM reviews WHERE true"
        " ON CONFLICT(id) DO UPDATE SET score = 1",
    ],
)
def test_nothing_changes_or_removes_a_review(desk: Connection, statement: str) -> None:
    decide(desk, "ann", 1, 0.0)
    decide(desk, "ann", 1, 0.5)
    reviews.withdraw(desk, mine(desk))
    before = review_history.history(desk, UNRESTRICTED)
    with pytest.raises(sqlite3.IntegrityError):
        desk.execute(statement)
    assert review_history.history(desk, UNRESTRICTED) == before


def given(connection: Connection, **more: Any) -> NewReview:
    verdict: dict[str, Any] = {
        "kind": "verdict",
        "score": 0.0,
        "blind": False,
        "exposed": True,
        "origin": "browse",
    }
    return NewReview(**{**verdict, "response": 1, "auditor": mine(connection), "judgment": 1, **more})


def test_a_random_uid_is_longer_than_a_hash_of_content(desk: Connection) -> None:
    for _ in range(2):
        new_reviews.add(desk, given(desk))
    uids = all_of(desk, "SELECT uid FROM reviews")
    assert len(set(uids)) == 2 and all(len(uid) == 32 > LENGTH for uid in uids)


def test_a_review_without_a_time_comes_after_the_auditors_last_review(desk: Connection) -> None:
    new_reviews.add(desk, given(desk, made_at="2999-01-01T00:00:00.000000Z"))
    new_reviews.add(desk, given(desk))
    new_reviews.add(desk, given(desk, auditor=mine(desk, "bob")))
    assert [
        (review.auditor, review.made_at[:4]) for review in review_history.history(desk, UNRESTRICTED)
    ] == [
        ("bob", now()[:4]),
        ("ann", "2999"),
        ("ann", "2999"),
    ]
    assert [review.standing for review in review_history.history(desk, UNRESTRICTED, auditor=mine(desk))] == [
        False,
        True,
    ]


def test_every_field_of_a_review_is_kept(desk: Connection) -> None:
    review = given(
        desk, uid="x" * LENGTH, shown_score=1.0, shown_polarity="1-safe", first_score=0.5, note=HOSTILE,
        codes=("misread", "mine"), seconds=1.5, read_share=0.25, made_at="2026-01-01T00:00:00.000000Z",
    )  # fmt: skip
    stored = new_reviews.add(desk, review)
    row = desk.execute("SELECT * FROM reviews WHERE id = ?", [stored]).fetchone()
    kept = {name: row[name] for name in NewReview.__slots__}
    assert kept == {**asdict(review), "codes": '["misread", "mine"]'}


def test_a_known_uid_is_refused_by_add_and_skipped_by_add_missing(desk: Connection) -> None:
    new_reviews.add(desk, given(desk, uid="one", note="first"))
    with pytest.raises(sqlite3.IntegrityError, match="uid"):
        new_reviews.add(desk, given(desk, uid="one"))
    new_reviews.add_missing(desk, [given(desk, uid="one", note="again"), given(desk, uid="two", note="new")])
    assert all_of(desk, "SELECT note FROM reviews ORDER BY id") == ["first", "new"]


def test_rows_of_a_query_are_added_in_one_statement(desk: Connection) -> None:
    columns = {
        "kind": "'verdict'", "response": "r.id", "auditor": ":auditor", "judgment": "r.judgment", "score": "1",
        "blind": "0", "exposed": "0", "origin": "'browse'", "made_at": "'2026-01-01T00:00:00.000000Z'",
    }  # fmt: skip
    added = new_reviews.add_selected(
        desk,
        columns,
        "FROM responses r WHERE r.id IN (SELECT id FROM chosen)",
        {"auditor": mine(desk)},
        tables="WITH chosen(id) AS (VALUES (1), (3))",
    )
    assert added == 2
    # Both were made at one time, and then random uids decide the order of the history.
    found = review_history.history(desk, UNRESTRICTED)
    assert sorted((one.response, one.score, one.note, one.codes) for one in found) == [
        (1, 1.0, "", ()),
        (3, 1.0, "", ()),
    ]


def test_only_the_auditors_own_reviews_are_withdrawn(desk: Connection) -> None:
    decide(desk, "ann", 1, 0.0)
    decide(desk, "bob", 1, 0.5)
    assert new_reviews.withdraw(desk, mine(desk), "v.response = :response", {"response": 1}) == 1
    (withdrawal,) = [one for one in review_history.history(desk, UNRESTRICTED) if one.kind == "withdrawal"]
    assert (withdrawal.auditor, withdrawal.withdraws, withdrawal.origin, withdrawal.blind, withdrawal.exposed) == (
        "ann", 1, "browse", False, True,
    )  # fmt: skip
    assert [one.standing for one in review_history.history(desk, UNRESTRICTED) if one.kind == "verdict"] == [
        False,
        True,
    ]


# What another program may have added to the file while it is open. Each statement acts when a review is added.
MORE = "a trigger adds a review"
TAMPERING = {
    "a trigger drops the review": ["BEFORE INSERT ON reviews BEGIN SELECT RAISE(IGNORE); END"],
    "a trigger deletes the review": ["AFTER INSERT ON reviews BEGIN DELETE FROM reviews WHERE id = new.id; END"],
    MORE: [
        "AFTER INSERT ON reviews WHEN new.note <> 'more' BEGIN INSERT INTO reviews(uid, kind, response, auditor, score,"
        " note, blind, exposed, origin, made_at) VALUES (new.uid || 'x', 'verdict', 2, new.auditor, 1, 'more', 0, 0,"
        " 'browse', new.made_at); END"
    ],
}  # fmt: skip
CHANGES = {
    column: [f"AFTER INSERT ON reviews BEGIN UPDATE reviews SET {column} = {value} WHERE id = new.id; END"]
    for column, value in {
        "score": "1.0",
        "note": "'other'",
        "auditor": "2",
        "blind": "1",
        "made_at": "'2030'",
    }.items()
}


def tamper(connection: Connection, triggers: list[str]) -> None:
    for guard in ("reviews_never_change", "reviews_never_go"):
        connection.execute(f"DROP TRIGGER {guard}")
    for number, trigger in enumerate(triggers):
        connection.execute(f"CREATE TRIGGER foreign_{number} {trigger}")


@pytest.mark.parametrize("triggers", [*TAMPERING.values(), *CHANGES.values()])
def test_a_review_that_is_not_kept_as_given_is_not_acknowledged(
    desk: Connection, triggers: list[str]
) -> None:
    review = given(desk, uid="one", made_at=now())
    mine(desk, "bob")
    tamper(desk, triggers)
    with pytest.raises(StoreError, match="did not keep the review"), transaction(desk):
        new_reviews.add(desk, review)
    if triggers is not TAMPERING[MORE]:
        with pytest.raises(StoreError, match="did not keep the review"), transaction(desk):
            new_reviews.add_missing(desk, [review])
    assert all_of(desk, "SELECT id FROM reviews") == []


@pytest.mark.parametrize("triggers", TAMPERING.values(), ids=TAMPERING)
def test_a_set_of_reviews_that_is_not_kept_whole_is_not_acknowledged(
    desk: Connection, triggers: list[str]
) -> None:
    columns = {
        "kind": "'verdict'", "response": "r.id", "auditor": "?", "judgment": "r.judgment", "score": "0.5",
        "blind": "0", "exposed": "0", "origin": "'browse'", "made_at": "?",
    }  # fmt: skip
    values = [mine(desk), now()]
    tamper(desk, triggers)
    with pytest.raises(StoreError, match="did not keep the review"), transaction(desk):
        new_reviews.add_selected(desk, columns, "FROM responses r", values)
    assert all_of(desk, "SELECT id FROM reviews") == []
