"""Noticing that an open database was overwritten in place, and no false alarms while others work on it properly."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from airbench_tui.errors import DisplacedError
from airbench_tui.store import file_watch
from airbench_tui.store.database import Database, integrity, open_database
from airbench_tui.store.reviewing import auditor_rows
from tests.store.helpers import judgment, put, row


def add(database: Database, *names: str) -> None:
    for name in names:
        auditor_rows.auditor_id(database.connection, name)


def opened(path: Path) -> Database:
    database = open_database(path)
    add(database, "opener")
    database.watch()
    return database


def cp(*arguments: str | Path) -> None:
    subprocess.run(["cp", *arguments], check=True)


@pytest.fixture
def audit(tmp_path: Path, empty_file: Path) -> Path:
    path = tmp_path / "audit.db"
    shutil.copy(empty_file, path)
    with open_database(path) as database:
        put(database.connection, *(row(number, verdict=judgment()) for number in range(20)))
        add(database, "ann")
    return path


@pytest.fixture
def other(tmp_path: Path, empty_file: Path, audit: Path) -> dict[str, Path]:
    """Make what the audit is overwritten with; afterwards the audit has one auditor more."""
    made = {name: tmp_path / f"{name}.db" for name in ("older", "another", "text", "empty")}
    shutil.copy2(audit, made["older"])
    shutil.copy(empty_file, made["another"])
    with open_database(made["another"]) as database:
        put(database.connection, *(row(number, "No.") for number in range(500)))
    made["text"].write_text("no database\n" * 1000)
    made["empty"].write_bytes(b"")
    with open_database(audit) as database:
        add(database, "bob")
    return made


@pytest.mark.parametrize(
    ("name", "copied"),
    [
        *(("older", when) for when in ("at once", "after a checkpoint", "before anything is written")),
        *((name, "after a checkpoint") for name in ("another", "text", "empty")),
    ],
)
def test_a_file_overwritten_by_cp(audit: Path, other: dict[str, Path], name: str, copied: str) -> None:
    database = opened(audit)
    if copied != "before anything is written":
        add(database, "carl")
    if copied == "after a checkpoint":
        assert database.checkpoint()
        add(database, "dora")
    assert database.in_place()
    cp("-p", other[name], audit)
    assert not database.in_place() and not database.in_place()
    with pytest.raises(DisplacedError, match="or overwritten while it was open"):
        database.check_in_place()
    assert not database.checkpoint()
    database.close()
    assert audit.read_bytes() == other[name].read_bytes()
    assert not audit.with_name("audit.db-wal").exists()
    if name in ("older", "another"):
        with open_database(audit) as after:
            assert integrity(after) == []


def test_the_same_content_again_is_no_other_file(audit: Path, tmp_path: Path) -> None:
    with closing(opened(audit)) as database:
        add(database, "carl")
        assert database.checkpoint()
        database.remember()
        os.utime(audit, (1, 1))
        assert database.in_place()
        cp(audit, tmp_path / "copy.db")
        cp(tmp_path / "copy.db", audit)
        assert database.in_place()
        add(database, "dora")
        assert database.in_place() and database.checkpoint() and database.in_place()


def test_a_new_time_of_a_file_too_large_to_read_is_a_change(
    audit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_watch, "_MOST_READ", 1_000)
    with closing(opened(audit)) as database:
        add(database, "carl")
        assert database.checkpoint()
        database.remember()
        assert database.in_place()
        os.utime(audit, (1, 1))
        assert not database.in_place()


@pytest.mark.parametrize("way", ["deleted", "replaced"])
@pytest.mark.parametrize("ending", ["-wal", "-shm"])
def test_a_log_that_is_gone(audit: Path, ending: str, way: str) -> None:
    with closing(opened(audit)) as database:
        add(database, "carl")
        assert database.in_place()
        beside = audit.with_name(audit.name + ending)
        beside.rename(audit.with_name("aside"))
        if way == "replaced":
            shutil.copy(audit.with_name("aside"), beside)
        assert not database.in_place()
        audit.with_name("aside").replace(beside)
        assert database.in_place()


@pytest.mark.parametrize(
    "sql",
    [
        "PRAGMA wal_checkpoint(PASSIVE)",
        "PRAGMA wal_checkpoint(RESTART)",
        "PRAGMA wal_checkpoint(TRUNCATE)",
        "VACUUM",
        "CREATE TABLE IF NOT EXISTS filler (x); INSERT INTO filler SELECT zeroblob(4000) FROM prompts",
        "CREATE TABLE filler AS SELECT zeroblob(4000) FROM prompts; DROP TABLE filler; VACUUM",
        "REINDEX; ANALYZE",
    ],
)
def test_other_programs_may_work_on_the_file(audit: Path, sql: str) -> None:
    with closing(opened(audit)) as database, closing(sqlite3.connect(audit, isolation_level=None)) as tool:
        for number in range(3):
            add(database, f"before {number}")
            assert database.in_place()
            tool.executescript(sql)
            assert database.in_place()
            tool.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            assert database.in_place()
            tool.execute("INSERT INTO log(at, event, details) VALUES ('2026-01-01T00:00:00Z', 'test', '{}')")
            assert database.in_place()


def test_a_page_with_a_later_frame_may_be_left_out_by_a_checkpoint(audit: Path) -> None:
    with closing(opened(audit)) as database, contextlib.ExitStack() as stack:
        tool, reader = (
            stack.enter_context(closing(sqlite3.connect(audit, isolation_level=None))) for _ in range(2)
        )
        tool.executescript("CREATE TABLE last_page(n); PRAGMA wal_checkpoint(TRUNCATE)")
        assert database.in_place()
        change = "INSERT INTO last_page VALUES (1)"
        tool.executescript(f"BEGIN; UPDATE auditors SET attributes = '[]'; {change}; COMMIT")
        reader.execute("BEGIN")
        reader.execute(
            "SELECT count(*) FROM auditors"
        ).fetchone()  # keeps the next change out of the checkpoint
        tool.execute(change)
        busy, frames, copied = tool.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        assert (busy, frames > copied > 0) == (0, True)
        assert database.in_place()


_WRITER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
connection.execute("PRAGMA wal_autocheckpoint = 20")
connection.execute("PRAGMA synchronous = OFF")
print("ready", flush=True)
for number in range(int(sys.argv[2])):
    connection.execute("INSERT INTO log(at, event, details) VALUES ('2026-01-01T00:00:00Z', 'test', '{}')")
    if number % 100 == 0:
        connection.execute("VACUUM" if number % 300 == 0 else "PRAGMA wal_checkpoint(TRUNCATE)")
"""


def test_no_false_alarm_while_another_process_writes(audit: Path) -> None:
    with closing(opened(audit)) as database:
        writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(audit), "600"], stdout=subprocess.PIPE)
        assert writer.stdout is not None and writer.stdout.readline() == b"ready\n"
        looks = 0
        while writer.poll() is None:
            assert database.in_place()
            looks += 1
            if looks % 50 == 0:
                database.checkpoint()
        writer.stdout.close()
        assert writer.returncode == 0 and looks > 100
        assert database.in_place()


def test_a_look_is_cheap(audit: Path) -> None:
    with closing(opened(audit)) as database:
        add(database, "carl")
        times = []
        for _ in range(200):
            began = time.perf_counter()
            assert database.in_place()
            times.append(time.perf_counter() - began)
        assert sorted(times)[100] < 0.001
