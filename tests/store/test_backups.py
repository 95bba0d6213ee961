"""Backups: verified copies of a database that may be in use, and the automatic ones before a migration."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from airbench_tui.errors import StoreError
from airbench_tui.store import backups, schema
from airbench_tui.store.database import Database, integrity, open_database, open_for_reading, transaction
from tests import paths
from tests.store.helpers import beside


def filled(path: Path, rows: int = 50) -> Path:
    with open_database(path) as database:
        add(database, rows)
    return path


def add(database: Database, rows: int) -> None:
    with transaction(database.connection) as connection:
        connection.executemany(
            "INSERT INTO log(at, event, details) VALUES ('2026-01-01T00:00:00Z', 'test', ?)",
            [(f'{{"n": {number}}}',) for number in range(rows)],
        )


def count(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM log").fetchone()[0])


def automatic(path: Path) -> list[str]:
    return sorted(file.name for file in (path.parent / "backups").iterdir())


def test_a_copy_holds_what_is_only_in_the_wal(tmp_path: Path) -> None:
    path = filled(tmp_path / "audit.db")
    with open_database(path) as database:
        add(database, 7)
        assert path.with_name("audit.db-wal").stat().st_size > 0
        rows = backups.copy(path, tmp_path / "deep" / "copy.db")
    assert rows["log"] == count(tmp_path / "deep" / "copy.db") == 57
    assert beside(tmp_path / "deep" / "copy.db") == {"copy.db"}
    with open_for_reading(tmp_path / "deep" / "copy.db") as copied:
        assert integrity(copied) == []


def test_a_copy_is_one_moment_of_a_database_that_is_written_to(tmp_path: Path) -> None:
    path = filled(tmp_path / "audit.db", 5000)
    ended = threading.Event()

    def write() -> None:
        with open_database(path) as database:
            while not ended.is_set():
                add(database, 10)  # always ten at once

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            rows = backups.copy(path, tmp_path / f"copy{number}.db")
            assert rows["log"] == count(tmp_path / f"copy{number}.db") and rows["log"] % 10 == 0
    finally:
        ended.set()
        writer.join()


def test_a_damaged_database_leaves_no_copy_and_keeps_the_earlier_one(tmp_path: Path) -> None:
    path = filled(tmp_path / "audit.db", 5000)
    target = tmp_path / "out" / "copy.db"
    backups.copy(path, target)
    earlier = target.read_bytes()
    body = bytearray(path.read_bytes())
    middle = len(body) // 2 // 4096 * 4096
    body[middle : middle + 3 * 4096] = b"\xff" * 3 * 4096
    path.write_bytes(body)
    with pytest.raises((StoreError, sqlite3.DatabaseError)):
        backups.copy(path, target)
    assert target.read_bytes() == earlier and beside(target) == {"copy.db"}


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path = filled(tmp_path / "audit.db")
    (tmp_path / "link.db").symlink_to(tmp_path / "real.db")
    backups.copy(path, tmp_path / "link.db")
    assert (tmp_path / "link.db").is_symlink() and count(tmp_path / "real.db") == 50


def test_the_latest_automatic_backups_of_each_database_are_kept(tmp_path: Path) -> None:
    path, other = filled(tmp_path / "audit.db"), filled(tmp_path / "audit-2.db")
    kept = backups.before(other, "merge")
    backups.copy(path, backups.default_place(path))
    made = [backups.before(path, "merge").name for _ in range(backups.KEPT + 2)]
    found = automatic(path)
    assert [name for name in found if name in made] == made[2:]
    assert kept.name in found and len(found) == backups.KEPT + 2


@pytest.mark.parametrize("version", [1, schema.VERSION - 1])
def test_a_migration_leaves_the_database_as_it_was_in_a_backup(tmp_path: Path, version: int) -> None:
    path = tmp_path / "audit.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((paths.SCHEMAS / f"v{version}.sql").read_text("utf-8"))
    with closing(sqlite3.connect(path)) as connection:
        before = list(connection.iterdump())
    with open_database(path) as database:
        assert f"upgraded to schema {schema.VERSION}; as it was: " in database.notes[0]
    (name,) = automatic(path)
    assert name.endswith("-before-migration.db")
    with closing(sqlite3.connect(path.parent / "backups" / name)) as connection:
        assert list(connection.iterdump()) == before
    with open_database(path) as database:
        assert database.notes == []
    assert automatic(path) == [name]


def test_a_new_database_is_not_backed_up(tmp_path: Path) -> None:
    filled(tmp_path / "audit.db")
    assert not (tmp_path / "backups").exists()


def test_no_migration_without_its_backup(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((paths.SCHEMAS / "v1.sql").read_text("utf-8"))
    (tmp_path / "backups").write_text("in the way")
    before = path.read_bytes()
    with pytest.raises(StoreError):
        open_database(path)
    assert path.read_bytes() == before
