"""The auditor's own part of a response, and their next verdict on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from airbench_tui.reviewing import own_verdict
from airbench_tui.reviewing.own_verdict import NOTHING_WRITTEN
from airbench_tui.reviewing.sessions import ListSession
from airbench_tui.store.database import open_database
from airbench_tui.store.reviewing import auditor_rows
from tests.store.helpers import judgment, put, row


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with open_database(tmp_path / "audit.db") as database:
        yield database.connection


def test_a_verdict_that_began_blind_keeps_its_first_score(connection: sqlite3.Connection) -> None:
    put(connection, row(1, verdict=judgment(1.0)))
    auditor, session = auditor_rows.auditor_id(connection, "ann"), ListSession()
    (response,) = (found["id"] for found in connection.execute("SELECT id FROM responses"))

    def decide(score: float, *, revealed: bool, makes_final: bool = False) -> None:
        found = session.load(connection, auditor, response)
        verdict = own_verdict.next_verdict(
            found.item,
            score,
            found.standing,
            own_verdict.written(found.standing, found.draft),
            revealed=revealed,
            makes_final=makes_final,
        )
        session.decide(connection, auditor, response, verdict)

    decide(0.0, revealed=False)
    decide(0.5, revealed=True)  # on another screen, later
    standing = session.load(connection, auditor, response).standing
    assert standing is not None and standing == own_verdict.counting(standing)
    assert (standing.score, standing.first_score, standing.blind) == (0.5, 0.0, True)


def test_a_draft_goes_before_what_the_verdict_has() -> None:
    assert own_verdict.written(None, ("draft", ())) == ("draft", ())
    assert own_verdict.written(None, NOTHING_WRITTEN) == NOTHING_WRITTEN
