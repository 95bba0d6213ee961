"""The WAL is copied into the database's file when nobody writes, and a file that was replaced is reported."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from airbench_tui.store.database import Database, open_database
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.tui import upkeep as module
from airbench_tui.tui.threads import DatabaseThreads
from airbench_tui.tui.upkeep import Upkeep
from tests.waiting import until_async


@pytest.fixture
def database(tmp_path: Path, empty_file: Path) -> Iterator[Database]:
    shutil.copy(empty_file, tmp_path / "audit.db")
    with open_database(tmp_path / "audit.db") as database:
        database.watch()
        auditor_rows.auditor_id(database.connection, "ann")
        yield database


@pytest.fixture
def upkeep(database: Database) -> Iterator[Upkeep]:
    threads = DatabaseThreads(database)
    yield Upkeep(database, threads)
    threads.close()


def auditors(file: Path, copy: Path) -> int:
    """Count the auditors in a copy of *file* alone, without its WAL."""
    shutil.copy(file, copy)
    with closing(sqlite3.connect(copy)) as connection:
        return int(connection.execute("SELECT count(*) FROM auditors").fetchone()[0])


async def test_a_copy_of_the_file_alone_is_whole_soon_after_the_last_write(
    database: Database, upkeep: Upkeep, tmp_path: Path
) -> None:
    assert auditors(tmp_path / "audit.db", tmp_path / "copy.db") == 0
    await upkeep.look()
    assert auditors(tmp_path / "audit.db", tmp_path / "copy.db") == 0  # somebody may still be writing
    await upkeep.look()
    assert auditors(tmp_path / "audit.db", tmp_path / "copy.db") == 1
    auditor_rows.auditor_id(database.connection, "bob")
    await upkeep.look()
    await upkeep.look()
    assert auditors(tmp_path / "audit.db", tmp_path / "copy.db") == 2


async def test_it_waits_for_nobody(database: Database, upkeep: Upkeep, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "audit.db", isolation_level=None)) as other:
        other.execute("BEGIN")
        assert other.execute("SELECT count(*) FROM auditors").fetchone()[0] == 1
        auditor_rows.auditor_id(database.connection, "bob")
        await upkeep.look()
        await upkeep.look()  # what the other one does not read any more
        other.execute("COMMIT")
        other.execute("BEGIN IMMEDIATE")
        await upkeep.look()
        assert auditors(tmp_path / "audit.db", tmp_path / "copy.db") == 2


async def test_a_replaced_file_is_reported_once(
    database: Database, upkeep: Upkeep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOK", 0.001)
    reported: list[str] = []
    upkeep.on_displaced = reported.append
    (tmp_path / "audit.db").rename(tmp_path / "aside.db")
    upkeep.start()
    await until_async(lambda: bool(reported))
    await upkeep.look()
    upkeep.stop()
    assert len(reported) == 1 and "was moved, deleted" in reported[0]
