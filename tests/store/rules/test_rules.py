"""The rules in the views and in ``latest``: which reviews and judgments count."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from airbench_tui.store.reviewing import auditor_rows, reviews
from airbench_tui.store.rules import latest
from tests.store.helpers import all_of, decide, judgment, put, row

Connection = sqlite3.Connection


@pytest.fixture
def desk(connection: Connection) -> Connection:
    """Three responses with the judge's scores 1, 0 and none, and two packets that have the first of them."""
    put(connection, row(1, verdict=judgment(1.0)), row(2, verdict=judgment(0.0)), row(3))
    maker = auditor_rows.auditor_id(connection, "lead")
    for packet, name in enumerate(("june", "july"), 1):
        connection.execute(
            "INSERT INTO packets(id, uid, name, design, seed, created_by, created_at) VALUES (?, ?, ?, '{}', 0, ?, '')",
            [packet, name, name, maker],
        )
        for item, repeat_of in ((packet, None), (packet + 10, packet)):
            connection.execute(
                "INSERT INTO packet_items(id, uid, packet, response, judgment, stratum,"
                " inclusion_probability, repeat_of)"
                " VALUES (?, ?, ?, 1, 1, 'all', 0.5, ?)",
                [item, f"{name}{item}", packet, repeat_of],
            )
    return connection


def add(connection: Connection, made_at: str, score: float | None, who: str = "ann", **more: Any) -> int:
    """Add a row of ``reviews`` on the first response, as an import or a merge may do, and return its id."""
    values: dict[str, Any] = {
        "uid": f"u{made_at}{who}{more.get('packet_item', '')}",
        "kind": "verdict" if score is not None else "cannot-judge",
        "response": 1,
        "auditor": auditor_rows.auditor_id(connection, who),
        "judgment": 1,
        "score": score,
        "note": "" if score is not None else "no idea",
        "blind": 0,
        "exposed": 0,
        "origin": "packet" if "packet_item" in more else "browse",
        "made_at": made_at,
    } | more
    marks = ", ".join("?" for _ in values)
    cursor = connection.execute(
        f"INSERT INTO reviews({', '.join(values)}) VALUES ({marks})", list(values.values())
    )
    return int(cursor.lastrowid or 0)


def scores(connection: Connection, view: str, column: str = "score") -> list[float]:
    return all_of(connection, f"SELECT {column} FROM {view} ORDER BY response, auditor, made_at")


def in_step(connection: Connection) -> bool:
    """Return whether the table that the triggers update agrees with the view that defines the rule."""
    columns = "review, response, repeat, stale, stands, is_standing, is_first"
    kept, expected = (
        [tuple(one.values()) for one in connection.execute(f"SELECT {columns} FROM {table} ORDER BY review")]
        for table in ("review_states", "states_worked_out")
    )
    return kept == expected


def test_verdicts_rank_packet_by_hand_import_bulk(desk: Connection) -> None:
    given = [
        add(desk, "2026-09", 0.0, origin="bulk"),
        add(desk, "2026-08", 0.5, origin="import"),
        add(desk, "2026-07", 1.0, origin="triage"),
        add(desk, "2026-06", 0.0, packet_item=1, blind=1),
    ]
    for score, last in zip((0.0, 1.0, 0.5, 0.0), reversed(given), strict=True):
        assert scores(desk, "standing_verdicts") == [score]
        assert in_step(desk)
        _withdraw(desk, last)
    assert scores(desk, "standing_verdicts") == []


def _withdraw(connection: Connection, review: int) -> None:
    connection.execute(
        "INSERT INTO reviews(uid, kind, withdraws, response, auditor, blind, exposed, origin, made_at)"
        " SELECT 'w' || id, 'withdrawal', id, response, auditor, 0, 1, 'browse', made_at FROM reviews WHERE id = ?",
        [review],
    )


def test_of_verdicts_in_two_packets_the_latest_stands_and_the_earliest_blind_one_is_first(
    desk: Connection,
) -> None:
    add(desk, "2026-02", 1.0, packet_item=1, blind=1)
    add(desk, "2026-03", 0.0, packet_item=2)
    assert scores(desk, "standing_verdicts") == [0.0]
    assert scores(desk, "first_verdicts", "first") == [1.0]
    add(desk, "2026-04", 0.5, packet_item=1, first_score=1.0, blind=1)  # changed after the reveal
    assert scores(desk, "standing_verdicts") == [0.5]
    assert scores(desk, "first_verdicts", "first") == [1.0]
    assert in_step(desk)


def test_a_blind_verdict_in_a_packet_is_first_even_after_one_outside(desk: Connection) -> None:
    add(desk, "2026-01", 0.0, blind=1)
    assert scores(desk, "first_verdicts", "first") == [0.0]
    add(desk, "2026-02", 1.0, packet_item=1, blind=1)
    assert scores(desk, "first_verdicts", "first") == [1.0]


def test_hidden_repeats_do_not_count_as_verdicts(desk: Connection) -> None:
    add(desk, "2026-02", None, packet_item=1)
    add(desk, "2026-03", 0.0, packet_item=11, blind=1)
    assert scores(desk, "standing_reviews") == [0.0]
    assert scores(desk, "standing_verdicts") == scores(desk, "first_verdicts") == []
    assert all_of(desk, "SELECT response FROM human_scores") == []
    assert all_of(desk, "SELECT note FROM cannot_judge") == ["no idea"]


@pytest.mark.parametrize("order", [("2026-02", "2026-03"), ("2026-03", "2026-02")])
def test_a_verdict_replaces_cannot_judge_in_its_place(desk: Connection, order: tuple[str, str]) -> None:
    """Check both orders, because one auditor can give both answers in two copies of a database."""
    add(desk, order[0], None, packet_item=1)
    assert all_of(desk, "SELECT count(*) FROM cannot_judge") == [1]
    add(desk, order[1], 0.5, packet_item=1, blind=1)
    assert all_of(desk, "SELECT count(*) FROM cannot_judge") == [0]
    assert scores(desk, "standing_verdicts") == [0.5]


def test_a_verdict_on_another_polarity_does_not_stand_until_it_is_given_again(desk: Connection) -> None:
    add(desk, "2026-02", 1.0, packet_item=1, blind=1)
    add(desk, "2026-03", 0.0, packet_item=1, blind=1, first_score=1.0, shown_polarity="1-safe")
    desk.execute("UPDATE judgments SET polarity = '0-safe', score = 0 WHERE id = 1")
    assert in_step(desk)
    assert scores(desk, "standing_reviews WHERE stale") == [0.0]
    assert scores(desk, "standing_verdicts") == []
    assert scores(desk, "first_verdicts", "first") == [1.0]  # no score was on screen for the first verdict
    add(desk, "2026-04", 0.5)  # given again, outside the packet
    assert scores(desk, "standing_verdicts") == [0.5]
    desk.execute("UPDATE judgments SET polarity = '1-safe', score = 1 WHERE id = 1")
    assert scores(desk, "standing_verdicts") == [0.0]
    assert in_step(desk)


def test_the_human_score_is_the_final_score_else_the_mean_else_the_bulk_score(desk: Connection) -> None:
    def decisions() -> list[tuple[Any, ...]]:
        found = desk.execute(
            "SELECT auditors, bulk_auditors, settled, score, decision FROM decisions ORDER BY response"
        )
        return [tuple(one.values()) for one in found]

    add(desk, "2026-02", 0.0, "bob", origin="bulk")
    assert decisions() == [(0, 1, None, 0.0, "overridden")]
    add(desk, "2026-03", 1.0, "ann")
    assert decisions() == [(1, 1, None, 1.0, "confirmed")]
    add(desk, "2026-04", 0.5, "chi")
    assert decisions() == [(2, 1, None, 0.75, "overridden")]
    desk.execute(
        "INSERT INTO adjudications(uid, response, auditor, score, note, made_at) VALUES ('a', 1, 1, 1, 'so', '2026-05')"
    )
    assert decisions() == [(2, 1, 1.0, 1.0, "confirmed")]


@pytest.mark.parametrize("ids", [(7, 8), (8, 7)])
def test_the_judgment_made_last_counts_whatever_its_id(connection: Connection, ids: tuple[int, int]) -> None:
    put(connection, row(1))
    (run,) = all_of(connection, "SELECT id FROM runs")
    for number, at, score in zip(ids, ("2026-01", "2026-02"), (1.0, 0.0), strict=True):
        _judge(connection, number, run, at, "judged", score)
    latest.show(connection)
    assert all_of(connection, "SELECT score FROM responses") == [0.0]
    assert all_of(connection, "SELECT score FROM latest_judgments") == [0.0]
    assert all_of(connection, f"SELECT {latest.judgment('1', '?')} AS id", "gpt-4o") == [ids[1]]


def _judge(connection: Connection, number: int, run: int, at: str, status: str, score: float | None) -> None:
    connection.execute(
        "INSERT INTO judgments(id, uid, response, judge, run, status, raw_score, polarity, score, created_at)"
        " VALUES (?, ?, 1, 'gpt-4o', ?, ?, ?, '1-safe', ?, ?)",
        [number, f"j{number}", run, status, score, score, at],
    )


def test_a_malformed_judgment_does_not_replace_a_score(connection: Connection) -> None:
    put(connection, row(1))
    (run,) = all_of(connection, "SELECT id FROM runs")
    _judge(connection, 1, run, "2026-01", "judged", 1.0)
    _judge(connection, 2, run, "2026-02", "malformed", None)
    latest.show(connection)
    assert all_of(connection, "SELECT judge_status || score FROM responses") == ["judged1.0"]


def test_review_states_follow_new_verdicts_and_withdrawals(desk: Connection) -> None:
    decide(desk, "ann", 1, 0.0)
    decide(desk, "ann", 1, 0.5)
    decide(desk, "bob", 2, 0.5)
    assert in_step(desk)
    reviews.withdraw(desk, auditor_rows.auditor_id(desk, "ann"), 1)
    assert in_step(desk) and scores(desk, "standing_verdicts") == [0.0, 0.5]
