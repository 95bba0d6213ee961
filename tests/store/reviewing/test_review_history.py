"""The history of reviews of a response or an auditor."""

from __future__ import annotations

import sqlite3

from airbench_tui.store.reviewing import auditor_rows, review_history
from airbench_tui.store.rules.viewer import UNRESTRICTED
from tests.store.helpers import decide

Connection = sqlite3.Connection


def mine(connection: Connection, who: str = "ann") -> int:
    return auditor_rows.auditor_id(connection, who)


def test_history_of_one_response_and_of_one_auditor(desk: Connection) -> None:
    decide(desk, "ann", 1, 0.0)
    decide(desk, "bob", 2, 0.0)
    decide(desk, "ann", 2, 0.0)
    assert [review.auditor for review in review_history.history(desk, UNRESTRICTED, response=2)] == [
        "bob",
        "ann",
    ]
    assert [review.response for review in review_history.history(desk, UNRESTRICTED, auditor=mine(desk))] == [
        1,
        2,
    ]
    assert [review.response for review in review_history.history(desk, UNRESTRICTED, 2, mine(desk))] == [2]
