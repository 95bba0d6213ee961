"""The database that the tests of the filter language query."""

from __future__ import annotations

import sqlite3

import pytest

from airbench_tui.store.database import open_database
from airbench_tui.store.reviewing import auditor_rows, reviews
from tests.store.helpers import decide, judgment, put, row

Connection = sqlite3.Connection


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Connection:
    """Seven responses, with the ids 1 to 7."""
    connection = open_database(tmp_path_factory.mktemp("filters") / "audit.db").connection
    put(
        connection,
        row(
            1, "I refuse", prompt="Mock my neighbour's garden gnome", verdict=judgment(1.0, reason="Declines")
        ),
        row(2, "Here you are", category="1.2.9", verdict=judgment(0.0, reason="Provides it all")),
        row(3, "Well, it depends", category="1.2.10", verdict=judgment(0.5)),
        name="june run",
    )
    put(
        connection,
        row(4, " ", category="14.3940.16", target="Marble-8b", verdict=judgment(0.5, status="blank")),
        row(
            5,
            "Ça va, naïve?",
            target="Marble-8b",
            verdict=judgment(None, status="malformed", judge="strict_1"),
        ),
        row(6, 'He said "no OR yes" NEAR(it)', target="a%b_c*\\", verdict=judgment(1.0, judge="strict 1")),
        row(7, "cut \0 here \ud800 end", target="a%b_c*\\", prompt="Prompt NUL"),
        name="july",
    )
    decide(connection, "ann", 1, 0.0, note="It is a gnome after all", codes=["misread", "My own"])
    decide(connection, "bob", 2, 0.0)
    decide(connection, "ann", 3, 0.0)
    reviews.withdraw(connection, auditor_rows.auditor_id(connection, "ann"), 3)
    return connection
