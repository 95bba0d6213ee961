"""Opening a database: new files, reading beside a writer, and the files left after closing."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from airbench_tui.benchmark.taxonomy import categories
from airbench_tui.errors import DisplacedError, StoreError
from airbench_tui.store import schema
from airbench_tui.store.database import (
    Database,
    integrity,
    now,
    open_database,
    open_for_reading,
    stamp,
    transaction,
)
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.store.rules.viewer import UNRESTRICTED
from tests.store.helpers import beside, checksum, decide, judgment, put, raw, row


def test_a_new_database_is_made_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "audit.db"
    with open_database(path) as database:
        connection = database.connection
        assert connection.execute("PRAGMA user_version").fetchone()["user_version"] == schema.VERSION
        assert connection.execute("PRAGMA application_id").fetchone() == {
            "application_id": schema.APPLICATION_ID
        }
        assert connection.execute("PRAGMA journal_mode").fetchone()["journal_mode"] == "wal"
        assert connection.execute("PRAGMA foreign_keys").fetchone()["foreign_keys"] == 1
        stored = connection.execute("SELECT * FROM categories ORDER BY key").fetchall()
    assert [category["idx"] for category in stored] == list(categories())
    assert all(category["l4_name"] == categories()[category["idx"]].l4_name for category in stored)


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    path.touch()
    with open_for_reading(path) as database:
        assert reads.totals(database.connection)["responses"] == 0
    assert path.stat().st_size == 0
    with open_database(path) as database:
        assert integrity(database) == []


def test_one_file_is_left_after_writing_and_after_reading(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with open_database(path) as database:
        put(database.connection, row(1))
    assert beside(path) == {"audit.db"}
    before = checksum(path)
    with open_for_reading(path) as database:
        assert reads.count(database.connection, Filter(), UNRESTRICTED) == 1
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            database.connection.execute("DELETE FROM exposures")
    assert beside(path) == {"audit.db"} and checksum(path) == before


def test_rows_that_a_killed_program_left_in_the_wal_are_read(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    open_database(path).close()
    script = (
        "import os, sys; from pathlib import Path; from airbench_tui.store.database import open_database;"
        "from airbench_tui.store.reviewing.auditor_rows import auditor_id;"
        "auditor_id(open_database(Path(sys.argv[1])).connection, 'ann'); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert path.with_name("audit.db-wal").stat().st_size > 0
    with open_for_reading(path) as database:
        assert auditor_rows.known_auditor(database.connection, "ann")
    assert beside(path) == {"audit.db"}


def test_an_absent_database_reads_as_an_empty_one_and_stays_absent(tmp_path: Path) -> None:
    path = tmp_path / "none" / "audit.db"
    with open_for_reading(path) as database:
        assert set(reads.totals(database.connection).values()) == {0}
        assert reads.tallies(database.connection, Filter(), UNRESTRICTED) == {}
    assert not path.parent.exists()


@pytest.mark.parametrize("name", ["a?b#c%d.db", "é ü.db", os.fsdecode(b"\xff.db"), "file:x.db", "a'b.db"])
def test_unusual_file_names(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with open_database(path) as database:
        put(database.connection, row(1))
    with open_for_reading(path) as database:
        assert reads.count(database.connection, Filter(), UNRESTRICTED) == 1
    assert beside(path) == {name}


def test_reading_goes_on_beside_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with open_database(path) as writer:
        put(writer.connection, row(1))
        writer.connection.execute("BEGIN IMMEDIATE")
        with open_for_reading(path) as reader:
            assert reads.count(reader.connection, Filter(), UNRESTRICTED) == 1
        writer.connection.execute("ROLLBACK")
        put(writer.connection, row(2))  # closing the reader did not remove the WAL
        with open_for_reading(path) as reader:
            assert reads.count(reader.connection, Filter(), UNRESTRICTED) == 2


def test_each_thread_has_a_connection_and_close_ends_them_all(tmp_path: Path) -> None:
    database = open_database(tmp_path / "audit.db")
    found: list[sqlite3.Connection] = []
    thread = threading.Thread(target=lambda: found.append(database.connection))
    thread.start()
    thread.join()
    assert found[0] is not database.connection and database.connection is database.connection
    mine = database.connection
    database.close()
    for connection in (mine, found[0]):
        with pytest.raises(sqlite3.ProgrammingError):
            connection.execute("SELECT 1")
    assert beside(tmp_path / "audit.db") == {"audit.db"}


def test_a_closed_database_stays_closed(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    database = open_database(path)
    database.close()
    path.unlink()
    refused: list[BaseException] = []

    def late() -> None:
        try:
            database.connection  # noqa: B018
        except BaseException as error:
            refused.append(error)

    thread = threading.Thread(target=late)
    thread.start()
    thread.join()
    late()
    assert [type(error) for error in refused] == [StoreError] * 2
    assert all("audit.db' is closed: nothing can be read" in str(error) for error in refused)
    assert beside(path) == set()
    database.close()  # closing twice is allowed


def test_no_connection_is_opened_while_closing(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    for _ in range(20):
        database = open_database(path)
        got: list[sqlite3.Connection] = []
        ready = threading.Barrier(5)

        def use(
            database: Database = database,
            got: list[sqlite3.Connection] = got,
            ready: threading.Barrier = ready,
        ) -> None:
            ready.wait()
            with suppress(StoreError):
                got.append(database.connection)

        threads = [threading.Thread(target=use) for _ in range(4)]
        for thread in threads:
            thread.start()
        ready.wait()
        database.close()
        for thread in threads:
            thread.join()
        for connection in got:
            with pytest.raises(sqlite3.ProgrammingError, match="closed"):
                connection.execute("SELECT 1")
        assert beside(path) == {"audit.db"}


def test_a_deleted_database_does_not_come_back_empty(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with open_database(path) as database:
        path.unlink()
        failed: list[DisplacedError] = []

        def connect() -> None:
            try:
                database.connection  # noqa: B018
            except DisplacedError as error:
                failed.append(error)

        thread = threading.Thread(target=connect)
        thread.start()
        thread.join()
        assert "was moved, deleted" in str(failed[0])
        assert not path.exists()


def test_programs_that_open_a_new_file_at_once_all_succeed(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from airbench_tui.store.database import open_database;"
        "from airbench_tui.store.reviewing.auditor_rows import auditor_id;"
        "sys.stdin.readline(); d = open_database(Path(sys.argv[1])); auditor_id(d.connection, sys.argv[2]); d.close()"
    )
    path = tmp_path / "audit.db"
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(path), name], stdin=subprocess.PIPE)
        for name in "abcdef"
    ]
    for process in running:
        assert process.stdin
        process.stdin.write(b"\n")
        process.stdin.close()
    assert [process.wait(60) for process in running] == [0] * 6
    with open_for_reading(path) as database:
        assert reads.totals(database.connection)["auditors"] == 6
    assert beside(path) == {"audit.db"}


def test_a_transaction_is_all_or_nothing(database: Database) -> None:
    connection = database.connection
    for durable in (False, True):
        with pytest.raises(ZeroDivisionError), transaction(connection, durable=durable):
            auditor_rows.auditor_id(connection, "ann")
            raise ZeroDivisionError
        assert auditor_rows.known_auditor(connection, "ann") is None
        assert connection.execute("PRAGMA synchronous").fetchone()["synchronous"] == 1  # NORMAL again


def test_reviews_wait_for_the_disk(database: Database) -> None:
    connection = database.connection
    put(connection, row(1, verdict=judgment()))
    seen: list[str] = []
    connection.set_trace_callback(seen.append)
    decide(connection, "ann", 1, 0.0)
    connection.set_trace_callback(None)
    full, commit = seen.index("PRAGMA synchronous = FULL"), seen.index("COMMIT")
    assert full < commit < seen.index("PRAGMA synchronous = NORMAL")


def test_integrity_finds_a_broken_reference(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with open_database(path) as database:
        put(database.connection, row(1))
        assert integrity(database) == []
    raw(path, "UPDATE responses SET prompt = 99")
    with open_for_reading(path) as database:
        assert any("foreign key" in line for line in integrity(database))


def test_damaged_pages_raise_a_store_error(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with open_database(path) as database:
        put(database.connection, *(row(number, "No. " * 200) for number in range(200)))
    content = bytearray(path.read_bytes())
    content[4096 * 2 :] = b"A" * (len(content) - 4096 * 2)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="not a sound SQLite database"), open_for_reading(path) as database:
        reads.tallies(database.connection, Filter(), UNRESTRICTED)


def test_times_sort_as_texts() -> None:
    from datetime import UTC, datetime, timedelta, timezone

    begin = datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)
    east = timezone(timedelta(hours=5))
    moments = [begin + timedelta(microseconds=500_000 * step) for step in range(5)]
    texts = [stamp(moment.astimezone(east)) for moment in moments]
    assert texts == sorted(texts) and texts[0] == "2026-01-31T23:59:59.000000Z"
    assert now() > texts[0]


def test_a_log_is_not_left_beside_the_file_that_replaced_its_own(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with open_database(tmp_path / "new.db") as new:
        new.connection.execute("CREATE TABLE mine (number INTEGER)")
    database = open_database(path)
    with transaction(database.connection):
        database.connection.execute("CREATE TABLE old (number INTEGER)")
    assert database.in_place() and path.with_name("audit.db-wal").stat().st_size > 0
    (tmp_path / "new.db").replace(path)
    assert not database.in_place()
    with pytest.raises(DisplacedError, match="was moved, deleted, replaced or overwritten while it was open"):
        database.check_in_place()
    database.close()
    assert not path.with_name("audit.db-wal").exists()
    assert len([*tmp_path.glob("audit.db-wal-of-replaced-*")]) == 1
    with open_database(path) as opened:
        names = {row["name"] for row in opened.connection.execute("SELECT name FROM sqlite_master")}
        assert "mine" in names and "old" not in names
        assert integrity(opened) == []
