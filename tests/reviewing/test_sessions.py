"""What a session shows of an entry: the auditor's own answer in that place, and nothing of another place."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from airbench_tui.reviewing.sessions import ListSession, PacketSession
from airbench_tui.store.database import open_database
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.store.reviewing.reviews import NewVerdict
from tests.store.helpers import judgment, one, packet, put, row


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A judged answer that ann has in two packets, may and june."""
    with open_database(tmp_path / "audit.db") as database:
        put(database.connection, row(1, verdict=judgment(1.0)))
        for name in ("may", "june"):
            packet(database.connection, name, [1], ann=[1])
        yield database.connection


def session(connection: sqlite3.Connection, name: str) -> tuple[PacketSession, int]:
    """A packet's session and the one place in it."""
    number = one(connection, "SELECT id FROM packets WHERE name = ?", name)
    return PacketSession(number, name), one(
        connection, "SELECT id FROM packet_items WHERE packet = ?", number
    )


def test_a_place_shows_the_answer_that_was_given_in_it(connection: sqlite3.Connection) -> None:
    ann = auditor_rows.auditor_id(connection, "ann")
    may, in_may = session(connection, "may")
    june, in_june = session(connection, "june")
    by_hand = ListSession()
    assert may.load(connection, ann, in_may).standing is None

    def scores() -> list[float | None]:
        loaded = (
            may.load(connection, ann, in_may),
            june.load(connection, ann, in_june),
            by_hand.load(connection, ann, 1),
        )
        return [None if found.standing is None else found.standing.score for found in loaded]

    may.decide(connection, ann, in_may, NewVerdict(1, 0.0, None))
    assert scores() == [0.0, None, None]
    june.decide(connection, ann, in_june, NewVerdict(1, 0.5, None))
    assert scores() == [0.0, 0.5, None]
    by_hand.decide(connection, ann, 1, NewVerdict(1, 1.0, 1))
    assert scores() == [0.0, 0.5, 1.0]
    by_hand.decide(connection, ann, 1, NewVerdict(1, 0.0, 1))
    assert scores() == [0.0, 0.5, 0.0]


def test_a_place_shows_cannot_judge_until_it_has_a_verdict(connection: sqlite3.Connection) -> None:
    ann = auditor_rows.auditor_id(connection, "ann")
    may, in_may = session(connection, "may")
    june, in_june = session(connection, "june")

    def reasons() -> list[str | None]:
        return [may.load(connection, ann, in_may).answered, june.load(connection, ann, in_june).answered]

    may.cannot_judge(connection, ann, in_may, "in Welsh", ())
    assert reasons() == ["in Welsh", None]
    may.cannot_judge(connection, ann, in_may, "in Breton", ())
    assert reasons() == ["in Breton", None]
    may.withdraw(connection, ann)
    assert reasons() == ["in Welsh", None]
    may.decide(connection, ann, in_may, NewVerdict(1, 0.0, None))
    assert reasons() == [None, None]


def test_a_note_added_later_does_not_shorten_the_time_of_its_verdict(connection: sqlite3.Connection) -> None:
    ann = auditor_rows.auditor_id(connection, "ann")
    may, in_may = session(connection, "may")
    by_hand = ListSession()
    first = may.decide(connection, ann, in_may, NewVerdict(1, 0.0, None, seconds=40.0))
    may.decide(connection, ann, in_may, NewVerdict(1, 0.0, None, note="why", seconds=3.0, follows=first))
    assert [(one.seconds, one.has_note) for one in may.verdicts(connection, ann)] == [(40.0, True)]
    by_hand.decide(connection, ann, 1, NewVerdict(1, 0.0, 1, seconds=50.0))
    by_hand.decide(connection, ann, 1, NewVerdict(1, 0.0, 1, note="why", seconds=4.0))
    assert [(one.seconds, one.has_note) for one in by_hand.verdicts(connection, ann)] == [(50.0, True)]
