"""Rows for figures: verdicts by place, frames, and the verdicts that are left out."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from airbench_tui.store.reading import figure_rows
from airbench_tui.store.reading.figure_rows import JudgmentScope
from airbench_tui.store.reviewing import new_reviews
from airbench_tui.store.reviewing.auditor_rows import auditor_id
from airbench_tui.store.reviewing.new_reviews import Kind, NewReview
from airbench_tui.store.reviewing.reviews import withdraw
from tests.store.helpers import decide, judgment, put, row

JUDGE = JudgmentScope("gpt-4o")


@pytest.fixture
def filled(connection: sqlite3.Connection) -> sqlite3.Connection:
    put(
        connection,
        row(1, "Sure", verdict=judgment(1.0)),
        row(2, "No", verdict=judgment(0.0)),
        row(3, "", verdict=judgment(0.5, status="blank")),
        row(4, "Hm", verdict=judgment(None, status="malformed")),
        row(5, "Well", category="14.3940.16"),
        row(6, "So", verdict=judgment(0.5, polarity=None)),
        row(7, "Ah", verdict=judgment(0.5, judge="phrases")),
        row(8, "Oh", target="acme/owl-1b", verdict=judgment(0.5)),
    )
    return connection


def given(connection: sqlite3.Connection, chosen: JudgmentScope = JUDGE) -> list[tuple[Any, ...]]:
    return [
        (one.response, one.auditor, one.judge_score, one.first, one.final, one.blind)
        for one in figure_rows.place_verdicts(connection, chosen)
    ]


def test_a_blind_first_verdict_stays_whatever_follows(filled: sqlite3.Connection) -> None:
    first = decide(filled, "ann", 1, 0.0, blind=True, revealed=False)
    assert given(filled) == [(1, "ann", 1.0, 0.0, 0.0, True)]
    decide(filled, "ann", 1, 1.0, follows=first, revealed=True)
    assert given(filled) == [(1, "ann", 1.0, 0.0, 1.0, True)]
    decide(filled, "ann", 1, 0.5)
    assert given(filled) == [(1, "ann", 1.0, 0.0, 0.5, True)]


def test_a_withdrawn_verdict_is_left_out_and_each_auditor_has_a_place(filled: sqlite3.Connection) -> None:
    decide(filled, "ann", 1, 0.0)
    decide(filled, "ben", 1, 0.5)
    decide(filled, "ben", 2, 0.5)
    withdraw(filled, 2, 2)
    assert given(filled) == [(1, "ann", 1.0, 0.0, 0.0, False), (1, "ben", 1.0, 0.5, 0.5, False)]


def test_bulk_and_stale_verdicts_are_counted_and_left_out(filled: sqlite3.Connection) -> None:
    decide(filled, "ann", 1, 0.0)
    decide(filled, "ben", 1, 1.0, origin="bulk")
    decide(filled, "ann", 1, 1.0, origin="bulk")  # the verdict given by hand stays
    decide(filled, "ann", 2, 0.0)
    filled.execute("UPDATE judgments SET polarity = '0-safe', score = 1.0 WHERE response = 2")
    assert given(filled) == [(1, "ann", 1.0, 0.0, 0.0, False)]
    assert figure_rows.left_out(filled, JUDGE) == {"bulk": 1, "stale": 1}


def test_a_verdict_is_compared_with_every_judge(filled: sqlite3.Connection) -> None:
    put(filled, row(1, "Sure", verdict=judgment(0.5, judge="phrases")))
    decide(filled, "ann", 1, 0.0, blind=True, revealed=False)
    assert given(filled, JudgmentScope("phrases")) == [(1, "ann", 0.5, 0.0, 0.0, True)]
    assert given(filled, JudgmentScope("nobody")) == [(1, "ann", None, 0.0, 0.0, True)]


def test_a_verdict_is_not_blind_to_a_judge_seen_before(filled: sqlite3.Connection) -> None:
    put(filled, row(1, "Sure", verdict=judgment(0.5, judge="phrases")))
    auditor_id(filled, "ann")
    other = filled.execute("SELECT id FROM judgments WHERE judge = 'phrases' AND response = 1").fetchone()[
        "id"
    ]
    filled.execute("INSERT INTO exposures VALUES (1, ?, 'browse', '2020')", [other])
    decide(filled, "ann", 1, 0.0, blind=True, revealed=False)
    assert [one[-1] for one in given(filled)] == [True]
    assert [one[-1] for one in given(filled, JudgmentScope("phrases"))] == [False]


def test_the_status_of_every_response_with_a_judge(filled: sqlite3.Connection) -> None:
    assert [(one.response, one.status, one.score) for one in figure_rows.judged(filled, JUDGE)] == [
        (1, "judged", 1.0),
        (2, "judged", 0.0),
        (3, "blank", None),
        (4, "malformed", None),
        (5, "missing", None),
        (6, "unscaled", None),
        (7, "missing", None),
        (8, "judged", 0.5),
    ]
    assert [one.response for one in figure_rows.judged(filled, JudgmentScope("gpt-4o", "acme/owl-1b"))] == [8]
    key = filled.execute("SELECT category FROM responses WHERE id = 5").fetchone()["category"]
    assert [one.response for one in figure_rows.judged(filled, JudgmentScope("gpt-4o", span=(key, key)))] == [
        5
    ]
    assert figure_rows.scales(filled, JUDGE) == ({"1-safe": 3, "unknown": 1}, {"unknown": 4})


@pytest.fixture
def packet(filled: sqlite3.Connection) -> int:
    decide(filled, "zoe", 8, 1.0)  # adds the auditor; outside the packet
    filled.execute("INSERT INTO packets VALUES (1, 'u1', 'june', '{\"n\": 2}', 7, 1, '2026')")
    for response, shown in ((1, 1), (2, 2), (8, 7)):
        filled.execute("INSERT INTO packet_frame VALUES (1, ?, ?, 'all')", [response, shown])
    for item, response, repeat_of in ((1, 1, None), (2, 2, None), (3, 1, 1)):
        filled.execute(
            "INSERT INTO packet_items(id, uid, packet, response, judgment, stratum, inclusion_probability,"
            " repeat_of) VALUES (?, ?, 1, ?, ?, 'all', 0.25, ?)",
            [item, f"i{item}", response, response, repeat_of],
        )
    return 1


def place(connection: sqlite3.Connection, item: int, response: int, kind: Kind, score: float | None) -> None:
    number = connection.execute("SELECT count(*) AS n FROM reviews").fetchone()["n"]
    new_reviews.add(
        connection,
        NewReview(
            uid=f"r{number}",
            kind=kind,
            response=response,
            auditor=1,
            packet_item=item,
            judgment=response,
            score=score,
            note="why",
            blind=True,
            exposed=False,
            origin="packet",
            made_at=f"2027-01-01T00:00:00.{number:06}Z",
        ),
    )


def test_a_place_in_a_packet_has_its_own_verdict(filled: sqlite3.Connection, packet: int) -> None:
    place(filled, 1, 1, "verdict", 0.0)
    place(filled, 3, 1, "verdict", 0.5)
    place(filled, 2, 2, "cannot-judge", None)
    decide(filled, "zoe", 1, 1.0)
    found = [
        (one.item, one.repeat_of, one.first, one.final, one.probability, one.packet)
        for one in figure_rows.place_verdicts(filled, JUDGE)
        if one.response != 8
    ]
    assert found == [
        (None, None, 1.0, 1.0, None, None),
        (1, None, 0.0, 0.0, 0.25, "june"),
        (3, 1, 0.5, 0.5, 0.25, "june"),
        (2, None, None, None, 0.25, "june"),
    ]


def test_the_frame_keeps_the_judgment_at_the_time_of_drawing(filled: sqlite3.Connection, packet: int) -> None:
    put(filled, row(1, "Sure", verdict=judgment(0.0, reason="a second thought")))
    assert figure_rows.judged(filled, JUDGE)[0].score == 0.0
    assert [(one.response, one.score) for one in figure_rows.frame(filled, packet, JUDGE)] == [
        (1, 1.0),
        (2, 0.0),
        (8, 0.5),
    ]
    assert [
        (one.item, one.response, one.probability, one.score)
        for one in figure_rows.drawn(filled, packet, JUDGE)
    ] == [(1, 1, 0.25, 1.0), (2, 2, 0.25, 0.0)]
    place(filled, 1, 1, "verdict", 0.0)
    assert [one.judge_score for one in figure_rows.place_verdicts(filled, JUDGE) if one.item] == [1.0]


def test_final_scores_are_the_latest_adjudications(filled: sqlite3.Connection, packet: int) -> None:
    for number, score in enumerate((1.0, 0.0)):
        filled.execute(
            "INSERT INTO adjudications VALUES (NULL, ?, 1, 1, ?, 'so', ?)",
            [f"a{number}", score, f"2027-{number}"],
        )
    filled.execute("INSERT INTO adjudications VALUES (NULL, 'x', 2, 1, 1.0, 'so', '2027')")
    filled.execute("INSERT INTO adjudications VALUES (NULL, 'y', 2, 1, NULL, 'open again', '2028')")
    assert figure_rows.adjudicated(filled) == {1: 0.0}
    assert figure_rows.packets(filled) == {"june": (1, {"n": 2}, 7)}
