"""A full disk: it is reported, nothing is stored in part, and the connection works again when there is room."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from airbench_tui.errors import StoreError
from airbench_tui.store.database import Database, integrity, open_database, transaction
from airbench_tui.store.faults import failure
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.store.rules.viewer import UNRESTRICTED
from tests.store.helpers import judgment, put, row

LONG = "A long answer. " * 20_000  # too long for the free room of the existing pages


def fill(connection: sqlite3.Connection) -> None:
    """Stop the database from growing. SQLite never sets the limit below the current size."""
    connection.execute("PRAGMA max_page_count = 1")


def test_a_full_disk_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with (
        pytest.raises(
            StoreError, match=r"audit\.db' cannot be written to: its disk is full.*make room"
        ) as raised,
        open_database(path) as database,
    ):
        put(database.connection, row(1))
        fill(database.connection)
        put(database.connection, row(2, LONG))
    assert "\n" not in str(raised.value)
    with open_database(path) as database:
        assert reads.count(database.connection, Filter(), UNRESTRICTED) == 1 and integrity(database) == []


@pytest.mark.parametrize("durable", [False, True])
def test_the_connection_works_after_a_full_disk(database: Database, durable: bool) -> None:
    connection = database.connection
    put(connection, row(1, verdict=judgment()))
    fill(connection)
    with (
        pytest.raises(sqlite3.OperationalError, match="disk is full"),
        transaction(connection, durable=durable),
    ):
        auditor_rows.auditor_id(connection, "ann")
        auditor_rows.auditor_id(connection, LONG)
    assert not connection.in_transaction
    assert connection.execute("PRAGMA synchronous").fetchone()["synchronous"] == 1  # NORMAL again
    assert auditor_rows.known_auditor(connection, "ann") is None
    connection.execute("PRAGMA max_page_count = 1000000")
    assert put(connection, row(2, LONG))[1] == 1


def test_a_commit_that_fails_leaves_no_transaction_open(database: Database) -> None:
    connection = database.connection
    for _ in range(2):  # the second transaction starts after the first has failed
        with pytest.raises(sqlite3.IntegrityError), transaction(connection):
            connection.execute("PRAGMA defer_foreign_keys = ON")
            connection.execute("INSERT INTO exposures VALUES (4711, 4711, 'list', '2024')")
        assert not connection.in_transaction


_ON_A_FULL_DISK = """
from airbench_tui.store.database import Database
connect = Database._connect
def full(self):
    connection = connect(self)
    connection.execute("PRAGMA max_page_count = 1")
    return connection
Database._connect = full
from airbench_tui.cli import main
main()
"""


def test_commands_report_a_full_disk_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with open_database(path) as database:
        put(database.connection, *(row(n, verdict=judgment()) for n in range(1, 400)), name="june")
        uid = database.connection.execute("SELECT uid FROM responses LIMIT 1").fetchone()["uid"]
    source = tmp_path / "answers.csv"
    source.write_text(f"cate-idx,l2-name,l3-name,l4-name,prompt,response\n1.1.2,a,b,c,Why,{LONG}\n")
    for command in (
        ("review", "add", uid, "--score", "1", "--note", LONG[:100_000]),
        ("import", str(source), "--model", "m"),
        ("polarity", "june", "0-safe"),
        ("auditor", "set", LONG[:100_000], "--role", "lead"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", _ON_A_FULL_DISK, "--db", str(path), *command],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        assert done.returncode == 2, done.stderr
        (line,) = done.stderr.splitlines()
        assert "audit.db' cannot be written to: its disk is full" in line, line


_ON_A_SMALL_DISK = """
mount -t tmpfs -o size=1000k none "$1" || exit 77
cd "$1"
"$0" -m airbench_tui --db audit.db auditor set ann --role lead || exit 76
cat /dev/zero >rest
"$0" -m airbench_tui --db audit.db auditor set bob --role lead
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file system of its own")
def test_no_room_for_the_wal_s_index_is_a_full_disk_too(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            "unshare",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            _ON_A_SMALL_DISK,
            sys.executable,
            str(tmp_path),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (2, 76):
        pytest.skip(f"no file system can be mounted here: {done.stderr}")
    assert done.returncode == 2, done.stderr
    line = done.stderr.splitlines()[-1]
    assert line.startswith("airbench-tui: 'audit.db' cannot be written to: its disk is full")


def test_a_disk_error_with_room_left_is_not_a_full_disk(tmp_path: Path) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    assert "disk I/O error" in str(failure(tmp_path / "audit.db", error))
