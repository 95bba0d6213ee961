"""What another program did to the schema, and what may then be done with the file."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from pathlib import Path

import pytest

from airbench_tui.errors import ChangedSchemaError, StoreError
from airbench_tui.store import schema, schema_check
from airbench_tui.store.attaching import attached
from airbench_tui.store.database import open_database, open_for_reading
from airbench_tui.store.restoring import restore
from airbench_tui.store.schema_check import Findings
from tests import paths, templates
from tests.store.helpers import checksum, raw

CHANGED = "is not as the program made it"
# Statements, the list of findings that they belong to, and what is said.
CASES = [
    (
        "CREATE TRIGGER t AFTER INSERT ON drafts BEGIN SELECT 1; END",
        "unwritable",
        "trigger 't' is not part of",
    ),
    ("CREATE TRIGGER t INSTEAD OF INSERT ON decisions BEGIN SELECT 1; END", "unwritable", "trigger 't'"),
    ("DROP TRIGGER review_states_review", "unwritable", "trigger 'review_states_review' is missing"),
    (
        "DROP TRIGGER reviews_never_go; CREATE TRIGGER reviews_never_go BEFORE DELETE ON reviews BEGIN SELECT 1; END",
        "unwritable",
        f"trigger 'reviews_never_go' {CHANGED}",
    ),
    ("ALTER TABLE reviews ADD COLUMN stars INTEGER", "unwritable", f"table 'reviews' {CHANGED}"),
    (
        "DROP TABLE drafts; CREATE TABLE drafts (auditor, response, note, codes, saved_at)",
        "unwritable",
        CHANGED,
    ),
    ("DROP INDEX auditors_folded", "unwritable", "unique index 'auditors_folded' is missing"),
    ("DROP INDEX auditors_folded; CREATE INDEX auditors_folded ON auditors(name)", "unwritable", CHANGED),
    ("CREATE UNIQUE INDEX u ON reviews(response) WHERE blind", "unwritable", "'u' is not part of an audit"),
    ("CREATE UNIQUE INDEX u /* on */ ON 'Reviews'(response)", "unwritable", "'u' is not part of an audit"),
    ("DROP TABLE drafts", "unreadable", "table 'drafts' is missing"),
    (
        "DROP TABLE drafts; CREATE VIEW drafts AS SELECT 1",
        "unreadable",
        "a view 'drafts' stands where a table",
    ),
    (
        "DROP TABLE drafts; CREATE VIRTUAL TABLE drafts USING dbstat",
        "unreadable",
        "a virtual table 'drafts' stands where a table",
    ),
    ("ALTER TABLE runs ADD COLUMN x AS (hex(zeroblob(9)))", "unreadable", "'runs' has computed columns"),
    ("DROP VIEW decisions", "unreadable", "view 'decisions' is missing"),
    ("DROP VIEW decisions; CREATE VIEW decisions AS SELECT 1", "unreadable", f"view 'decisions' {CHANGED}"),
    (
        "DROP VIEW decisions; CREATE TABLE Decisions (x)",
        "unreadable",
        "a table 'decisions' stands where a view",
    ),
    ("DROP INDEX judgments_run", "slow", "index 'judgments_run' is missing"),
    ("CREATE TABLE _litestream_lock (id INTEGER)", "unknown", "table '_litestream_lock'"),
    ("CREATE TABLE n(x UNIQUE); CREATE UNIQUE INDEX u ON n(x)", "unknown", "table 'n'"),
    ("CREATE INDEX i ON reviews(note)", "unknown", "index 'i'"),
    ("CREATE VIEW mine AS SELECT * FROM reviews", "unknown", "view 'mine'"),
    ("CREATE VIRTUAL TABLE mine USING fts5(x)", "unknown", "virtual table 'mine'"),
    ("ANALYZE", "", ""),
    ("CREATE TABLE n(i INTEGER PRIMARY KEY AUTOINCREMENT); DROP TABLE n", "", ""),  # leaves sqlite_sequence
]


@pytest.fixture
def path(tmp_path: Path, empty_file: Path) -> Path:
    return templates.copy(empty_file, tmp_path / "audit.db")


@pytest.mark.parametrize(("statements", "where", "words"), CASES)
def test_each_change_is_found(path: Path, statements: str, where: str, words: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(statements)
        findings = schema_check.check(connection, schema.VERSION)
    for name in ("unreadable", "unwritable", "slow", "unknown"):
        found = getattr(findings, name)
        assert bool(found) == (name == where), (name, found)
        assert name != where or words in found[0]


@pytest.mark.parametrize("dump", sorted(paths.SCHEMAS.glob("v*.sql")), ids=lambda dump: dump.stem)
def test_nothing_is_found_in_a_database_of_any_version(dump: Path) -> None:
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(dump.read_text("utf-8"))
        assert schema_check.check(connection, int(dump.stem[1:])) == Findings()


@pytest.mark.parametrize("dump", sorted(paths.SCHEMAS.glob("v*.sql"))[:-1], ids=lambda dump: dump.stem)
def test_an_older_database_with_a_foreign_trigger_is_not_upgraded(tmp_path: Path, dump: Path) -> None:
    path = tmp_path / "audit.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(dump.read_text("utf-8"))
        connection.executescript(
            "CREATE TABLE ran (x); CREATE TRIGGER t AFTER UPDATE ON responses BEGIN INSERT INTO ran VALUES (1); END"
        )
    before = checksum(path)
    with pytest.raises(StoreError, match="opens only for reading: the trigger 't'"):
        open_database(path)
    with (
        open_database(tmp_path / "ours.db") as ours,
        pytest.raises(StoreError, match="trigger 't'"),
        attached(ours.connection, path),
    ):
        pass
    with pytest.raises(StoreError, match="trigger 't'"):
        restore(tmp_path / "ours.db", path)
    assert checksum(path) == before


def test_a_file_with_a_foreign_trigger_is_read_and_says_why_nothing_is_written(path: Path) -> None:
    raw(path, "CREATE TRIGGER t AFTER INSERT ON drafts BEGIN SELECT 1; END", "DROP TRIGGER reviews_never_go")
    before = checksum(path)
    with pytest.raises(StoreError) as refused:
        open_database(path)
    assert re.search(
        r"audit.db' opens only for reading: the trigger 't' .* \(and 1 more: .*\); restore",
        str(refused.value),
    )
    with open_for_reading(path) as database:
        assert database.notes == [str(refused.value)]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            database.connection.execute("INSERT INTO drafts VALUES (1, 1, '', '', '')")
    assert checksum(path) == before


def test_a_file_with_a_changed_view_is_not_read(path: Path) -> None:
    raw(path, "DROP VIEW decisions", "CREATE VIEW decisions AS SELECT 1")
    for opener in (open_database, open_for_reading):
        with pytest.raises(StoreError, match="is not read: the view 'decisions'"):
            opener(path)


def test_a_change_while_the_database_is_open_is_noticed_until_it_is_undone(path: Path) -> None:
    with open_database(path) as database:
        database.check_schema()
        raw(path, "CREATE TABLE _litestream_seq (id INTEGER)", "ANALYZE")
        database.check_schema()
        raw(path, "CREATE TRIGGER t AFTER INSERT ON reviews BEGIN SELECT 1; END")
        for _ in range(2):
            with pytest.raises(
                ChangedSchemaError, match="while it was open: the trigger 't' is not part of an audit"
            ):
                database.check_schema()
        raw(path, "DROP TRIGGER t")
        database.check_schema()
        raw(path, f"PRAGMA user_version = {schema.VERSION + 1}", "CREATE TABLE of_the_next_version (x)")
        with pytest.raises(ChangedSchemaError, match="upgraded by a newer airbench-tui"):
            database.check_schema()
