"""The other file of a merge: it is never changed, and refused with a reason where it is not an audit."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from airbench_tui.errors import InputError, StoreError
from airbench_tui.store import database as database_module
from airbench_tui.store import schema
from airbench_tui.store.database import Database, integrity, open_database
from airbench_tui.store.merging import merge, merge_tables
from airbench_tui.store.reviewing import auditor_rows
from tests.store.helpers import (
    all_of,
    beside,
    checksum,
    decide,
    logical,
)
from tests.store.merging.conftest import SCHEMAS, copies


@pytest.fixture
def ours(template: Path, tmp_path: Path) -> Path:
    path = tmp_path / "here" / "ours.db"
    path.parent.mkdir()
    shutil.copy(template, path)
    return path


@pytest.mark.parametrize("version", sorted(SCHEMAS.glob("v*.sql")), ids=lambda path: path.stem)
def test_an_older_schema_is_read_from_a_copy(ours: Path, tmp_path: Path, version: Path) -> None:
    other = tmp_path / "old" / "old.db"
    other.parent.mkdir()
    with closing(sqlite3.connect(other)) as connection:
        connection.executescript(version.read_text("utf-8"))
    before = checksum(other)
    with open_database(ours) as opened:
        done = merge.merge(opened, other)
        assert done.new["reviews"] > 0 and integrity(opened) == []
        assert not any(merge.merge(opened, other).new.values())
    assert checksum(other) == before and beside(other) == {"old.db"}
    assert beside(ours) == {"ours.db"}


def test_a_database_in_use_is_read_with_the_rows_in_its_wal(
    ours: Path, template: Path, tmp_path: Path
) -> None:
    (other,) = copies(template, tmp_path, other=lambda c: None)
    with open_database(other) as busy:
        decide(busy.connection, "bob", 1, 0.0)
        assert other.with_name("other.db-wal").stat().st_size
        before = beside(other)
        with open_database(ours) as opened:
            assert merge.merge(opened, other).new["reviews"] == 1
        assert beside(other) == before
        decide(busy.connection, "bob", 2, 0.0)


def refused(ours: Path, other: Path, words: str, error: type[Exception] = StoreError) -> None:
    before, there = checksum(ours), checksum(other) if other.is_file() else None
    with open_database(ours) as opened:
        known = logical(opened.connection)
        with pytest.raises(error, match=words) as caught:
            merge.merge(opened, other)
        assert "\n" not in str(caught.value) and len(str(caught.value)) < 600
        assert logical(opened.connection) == known
    assert checksum(ours) == before
    assert there is None or checksum(other) == there


def test_a_file_that_is_not_another_audit_is_refused(ours: Path, template: Path, tmp_path: Path) -> None:
    refused(ours, ours, "is the database that you merge into", InputError)
    link = tmp_path / "link.db"
    link.symlink_to(ours)
    refused(ours, link, "is the database that you merge into", InputError)
    refused(ours, tmp_path / "nope.db", "there is no file .*nope.db")
    refused(ours, tmp_path, "is a folder, not a file")
    (tmp_path / "empty.db").touch()
    refused(ours, tmp_path / "empty.db", "is empty: it holds no audit")
    (tmp_path / "text.db").write_text("no database at all, but a text that is long enough" * 99)
    refused(ours, tmp_path / "text.db", "is not a sound SQLite database")
    with closing(sqlite3.connect(tmp_path / "foreign.db")) as foreign:
        foreign.execute("CREATE TABLE reviews(uid)")
    refused(ours, tmp_path / "foreign.db", "SQLite file of another program")
    (newer,) = copies(template, tmp_path, newer=lambda c: None)
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    refused(ours, newer, "written by a newer airbench-tui")


def altered(template: Path, at: Path, *statements: str) -> Path:
    shutil.copy(template, at)
    with open_database(at) as opened:
        decide(opened.connection, "bob", 1, 0.0)
    with closing(sqlite3.connect(at)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.executescript("; ".join(("DROP TRIGGER reviews_never_change", *statements)))
        connection.execute("PRAGMA journal_mode = DELETE")
    return at


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reviews SET response = 999",
        "UPDATE reviews SET judgment = 999",
        "UPDATE reviews SET score = 7",
        "UPDATE reviews SET auditor = 'x'",
        "UPDATE judgments SET run = 4711; DELETE FROM runs; UPDATE judgments SET uid = 'x' || uid",
        "UPDATE auditors SET attributes = '[1'",
        "UPDATE reviews SET note = CAST(X'80ff' AS TEXT)",
        "UPDATE auditors SET attributes = '[]'",
    ],
)
def test_inconsistent_rows_are_refused_and_nothing_is_kept(
    ours: Path, template: Path, tmp_path: Path, statement: str
) -> None:
    with open_database(ours) as opened:
        auditor_rows.auditor_id(opened.connection, "bob")
    other = altered(template, tmp_path / "altered.db", statement)
    refused(ours, other, r"cannot be merged \(.*\): nothing of it was kept", InputError)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("PRAGMA foreign_keys = OFF; DROP TABLE adjudications", "the table 'adjudications' is missing"),
        (
            "PRAGMA foreign_keys = OFF; DROP TABLE exposures; CREATE VIEW exposures AS SELECT 1 AS auditor,"
            " 1 AS judgment, 'x' AS place, 'y' AS first_at",
            "a view 'exposures' stands where a table belongs",
        ),
        ("DROP VIEW cannot_judge", "the view 'cannot_judge' is missing"),
    ],
)
def test_a_changed_schema_is_refused(
    ours: Path, template: Path, tmp_path: Path, statement: str, why: str
) -> None:
    refused(ours, altered(template, tmp_path / "altered.db", statement), why)


def test_a_damaged_file_is_refused_and_nothing_is_kept(ours: Path, template: Path, tmp_path: Path) -> None:
    other = altered(template, tmp_path / "damaged.db")
    whole = other.read_bytes()
    other.write_bytes(whole[: len(whole) // 3] + b"\xee" * (len(whole) - len(whole) // 3))
    refused(ours, other, "is not a sound SQLite database")


def test_a_lock_on_our_database_is_reported_for_it(ours: Path, template: Path, tmp_path: Path) -> None:
    (other,) = copies(template, tmp_path, other=lambda c: decide(c, "bob", 1, 0.0))
    with open_database(ours) as opened, closing(sqlite3.connect(ours, isolation_level=None)) as busy:
        opened.connection.execute("PRAGMA busy_timeout = 50")
        busy.execute("BEGIN IMMEDIATE")
        with pytest.raises(
            StoreError, match=r"other\.db' was not merged: '.*ours\.db' is locked by another program"
        ):
            merge.merge(opened, other)
        busy.execute("ROLLBACK")
        assert merge.merge(opened, other).new["reviews"] == 1


def test_a_lock_on_the_other_file_matters_only_if_it_forbids_reading(
    ours: Path, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (other,) = copies(template, tmp_path, other=lambda c: decide(c, "bob", 1, 0.0))
    with open_database(ours) as opened:
        with closing(sqlite3.connect(other, isolation_level=None)) as busy:
            busy.execute("BEGIN IMMEDIATE")
            assert merge.merge(opened, other).new["reviews"] == 1
        with closing(sqlite3.connect(other, isolation_level=None)) as busy:
            busy.execute("PRAGMA locking_mode = EXCLUSIVE")
            busy.execute("UPDATE runs SET name = name")
            monkeypatch.setattr(database_module, "_BUSY_MS", 50)
            with pytest.raises(StoreError, match=r"^'[^']*other\.db' is locked by another program"):
                merge.merge(opened, other)


def test_our_full_disk_is_reported_for_our_database(ours: Path, template: Path, tmp_path: Path) -> None:
    (other,) = copies(template, tmp_path, other=lambda c: decide(c, "bob", 1, 0.0, note="Long. " * 50_000))
    with open_database(ours) as opened:
        known = logical(opened.connection)
        opened.connection.execute("PRAGMA max_page_count = 1")
        with pytest.raises(
            StoreError,
            match=r"other\.db' was not merged: '.*ours\.db' cannot be written to: its disk is full",
        ):
            merge.merge(opened, other)
        assert logical(opened.connection) == known
        opened.connection.execute("PRAGMA max_page_count = 100000")
        assert merge.merge(opened, other).new["reviews"] == 1


def test_damage_to_our_database_is_reported_for_it(ours: Path, template: Path, tmp_path: Path) -> None:
    (other,) = copies(template, tmp_path, other=lambda c: decide(c, "bob", 1, 0.0))
    with closing(sqlite3.connect(ours)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'reviews'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    content = bytearray(ours.read_bytes())
    content[(page - 1) * size : page * size] = b"\xee" * size
    ours.write_bytes(content)
    with (
        open_database(ours) as opened,
        pytest.raises(StoreError, match=r"other\.db' was not merged: '.*ours\.db' is not a sound SQLite"),
    ):
        merge.merge(opened, other)


def test_a_full_disk_for_temporary_files_is_reported(ours: Path, template: Path, tmp_path: Path) -> None:
    (other,) = copies(template, tmp_path, other=lambda c: decide(c, "bob", 1, 0.0))
    script = 'mount -t tmpfs -o size=40k none "$TMPDIR" || exit 77; exec "$0" -m airbench_tui "$@"'
    small = tmp_path / "small"
    small.mkdir()
    with open_database(other) as busy:  # so it is read as a copy
        decide(busy.connection, "bob", 2, 0.0)
        done = subprocess.run(
            [
                *("unshare", "--map-root-user", "--mount", "sh", "-c", script),
                *(sys.executable, "--db", str(ours), "merge", str(other)),
            ],
            env={**os.environ, "TMPDIR": str(small)},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode in (1, 77):
        pytest.skip(f"no file system can be mounted here: {done.stderr}")
    assert done.returncode == 2, done.stderr
    (line,) = done.stderr.splitlines()
    assert "other.db' cannot be copied for reading: the disk for temporary files is full" in line


def test_every_table_is_merged_or_explicitly_left_out(database: Database) -> None:
    tables = all_of(
        database.connection,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '*_fts*' AND name NOT LIKE '%sqlite%'",
    )
    assert sorted((*merge_tables.IDENTITY, *merge_tables.LEFT_OUT)) == sorted(tables)


def test_a_signal_in_the_middle_of_a_query_is_not_taken_for_a_lock(
    ours: Path, template: Path, tmp_path: Path
) -> None:
    (other,) = copies(template, tmp_path, other=lambda c: decide(c, "bob", 1, 0.0))
    with open_database(ours) as opened:
        connection, left = opened.connection, 0
        factory = connection.row_factory

        def interrupting(cursor: sqlite3.Cursor, row: tuple[object, ...]) -> object:
            nonlocal left
            left -= 1
            if left == 0:
                raise KeyboardInterrupt
            return factory(cursor, row)

        connection.row_factory = interrupting
        for row in range(1, 1000, 7):
            left = row
            try:
                assert merge.merge(opened, other).new["reviews"] == 1
                break
            except KeyboardInterrupt:
                assert left <= 0
    assert row > 20
