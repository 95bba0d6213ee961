"""How a file is opened, what its schema may call, and how its lock is waited for."""

from __future__ import annotations

import contextlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from airbench_tui.store.database import impatient, open_database, transaction
from airbench_tui.store.database_files import connect
from airbench_tui.store.reviewing import auditor_rows
from tests.store.helpers import judgment, put, raw, row
from tests.waiting import until


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


def test_the_lock_is_looked_for_often_enough_to_find_the_pauses_of_an_import(tmp_path: Path) -> None:
    with open_database(tmp_path / "audit.db") as database, ThreadPoolExecutor(1) as threads:
        attempts: list[str] = []

        def write() -> None:
            connection = database.connection
            connection.set_trace_callback(attempts.append)
            with transaction(connection):
                auditor_rows.auditor_id(connection, "ann")

        other = database.connection
        other.execute("BEGIN IMMEDIATE")
        written = threads.submit(write)
        until(lambda: attempts.count("BEGIN IMMEDIATE") > 5 or written.done())
        assert not written.done()
        other.execute("COMMIT")
        written.result()
        assert other.execute("SELECT name FROM auditors").fetchall() == [{"name": "ann"}]
        assert other.execute("PRAGMA busy_timeout").fetchone() == {"timeout": 10_000}


def test_the_lock_is_not_waited_for_longer_than_allowed(tmp_path: Path) -> None:
    with open_database(tmp_path / "audit.db") as database, open_database(tmp_path / "audit.db") as other:
        other.connection.execute("BEGIN IMMEDIATE")
        with (
            impatient(database.connection) as connection,
            pytest.raises(sqlite3.OperationalError, match="locked"),
            transaction(connection),
        ):
            pass
        other.connection.execute("COMMIT")
