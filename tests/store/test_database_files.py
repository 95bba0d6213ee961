"""How a file is opened: what its schema may call."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from airbench_tui.store.database import open_database
from airbench_tui.store.database_files import connect
from tests.store.helpers import judgment, put, raw, row


def test_a_view_of_the_file_reaches_nothing_outside_it(tmp_path: Path) -> None:
    path = raw(tmp_path / "a.db", "CREATE VIEW reached AS SELECT outside() AS it")
    reached: list[int] = []
    with contextlib.closing(connect(path, "mode=ro")) as connection:
        connection.create_function("outside", 0, lambda: reached.append(1))
        with pytest.raises(sqlite3.OperationalError, match="unsafe use"):
            connection.execute("SELECT it FROM reached")
        with pytest.raises(sqlite3.OperationalError, match="not authorized"):
            connection.execute("SELECT load_extension('x')")
    assert not reached


def test_our_triggers_still_write_to_the_search_index(tmp_path: Path) -> None:
    with open_database(tmp_path / "audit.db") as database:
        put(database.connection, row(1, "A parrot", verdict=judgment()))
        found = database.connection.execute(
            "SELECT rowid FROM responses_fts WHERE responses_fts MATCH 'parrot'"
        )
        assert found.fetchall() == [{"rowid": 1}]
