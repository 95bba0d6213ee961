"""``db/README.md`` is the data dictionary: it describes every table and column, and its queries run."""

from __future__ import annotations

import re
import sqlite3

import pytest

from airbench_tui.interchange.formats.columns import PIPELINE2_COLUMNS, REVIEW_COLUMNS
from airbench_tui.reviewing import codes
from airbench_tui.store import schema
from airbench_tui.store.database import Database, open_for_reading
from tests import paths
from tests.store.helpers import all_of, decide, judgment, put, row

ROOT = paths.ROOT
TEXT = (ROOT / "db" / "README.md").read_text("utf-8")
SECTIONS = {
    match["name"]: match["body"]
    for match in re.finditer(
        r"^### `(?P<name>\w+)`\n(?P<body>.*?)(?=^### |\Z)", TEXT, re.MULTILINE | re.DOTALL
    )
}
QUERIES = re.findall(r"```sql\n(.*?)```", TEXT, re.DOTALL)


def documented(table: str) -> list[str]:
    """Return the columns that a section names, in order."""
    cells = re.findall(r"^\| (`[^|]*) \|", SECTIONS[table], re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]


def columns(connection: sqlite3.Connection, table: str) -> list[str]:
    # Generated columns are included. The hidden columns of virtual tables belong to SQLite.
    return [column["name"] for column in connection.execute(f'PRAGMA table_xinfo("{table}")')]


def searched(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the searchable column of each table that has a full-text index."""
    made = all_of(connection, "SELECT sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE %'")
    parts = (re.search(r"fts5\((\w+), content='(\w+)'", sql) for sql in made)
    return {part[2]: part[1] for part in parts if part}


def search_tables(connection: sqlite3.Connection) -> set[str]:
    names = {f"{table}_fts" for table in searched(connection)}
    ends = ("", "_data", "_idx", "_docsize", "_config", "_content")
    return {name + end for name in names for end in ends}


def test_exactly_the_existing_tables_and_columns_are_described(connection: sqlite3.Connection) -> None:
    found = all_of(connection, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    tables = {name for name in found if not name.startswith("sqlite_")} - search_tables(connection)
    assert set(SECTIONS) == tables
    for table in tables:
        assert documented(table) == columns(connection, table), table


def test_the_search_tables_are_named(connection: sqlite3.Connection) -> None:
    line = TEXT.split("### Full-text search")[1]
    for table, column in searched(connection).items():
        assert f"`{table}_fts`" in line and f"`{table}.{column}`" in line
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%^_fts^_%' ESCAPE '^'"
    made = all_of(connection, names)
    assert {"_" + name.rsplit("_", 1)[1] for name in made} == set(re.findall(r"`(_\w+)`", line))


def test_allowed_values_null_and_references_are_the_schema_s(connection: sqlite3.Connection) -> None:
    views = all_of(connection, "SELECT name FROM sqlite_master WHERE type = 'view'")
    for table in SECTIONS.keys() - {*views, "_sqlite_migrations"}:
        (sql,) = all_of(connection, "SELECT sql FROM sqlite_master WHERE name = ?", table)
        meanings = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", SECTIONS[table], re.MULTILINE))
        for column, values in re.findall(r"CHECK \((\w+) IN \(('[^)]*')\)\)", sql):
            assert set(re.findall(r"'([\w-]+)'", values)) <= set(
                re.findall(r"`([\w-]+)`", meanings[column])
            ), column
        keys = {key["from"]: key for key in connection.execute(f"PRAGMA foreign_key_list({table})")}
        for info in connection.execute(f"PRAGMA table_info({table})"):
            column, meaning = info["name"], meanings[info["name"]]
            assert meaning.startswith("? ") == (not info["notnull"] and not info["pk"]), f"{table}.{column}"
            target = re.search(r"→ `(\w+)\.(\w+)`", meaning)
            assert bool(target) == (column in keys), f"{table}.{column}"
            if target:
                assert target.groups() == (keys[column]["table"], keys[column]["to"])


def test_codes_and_numbers_are_the_program_s() -> None:
    for code in codes.CODES:
        assert f"`{code}`" in SECTIONS["reviews"]
    assert f"0x{schema.APPLICATION_ID:X}" in TEXT


@pytest.fixture
def full(database: Database) -> sqlite3.Connection:
    connection = database.connection
    put(
        connection,
        row(1, "As an AI, I would rather not", verdict=judgment(1.0)),
        row(2, "Sure", verdict=judgment(0.0)),
        row(3, "", verdict=judgment(0.5, status="blank")),
        name="june",
    )
    decide(
        connection, "ann", 1, 0.0, note="Yes, it is", codes=["misread", "rubric"], seconds=3.0, read_share=1.0
    )
    decide(connection, "ann", 2, 0.0, blind=True, revealed=False)
    return connection


def test_the_queries_run_and_find_what_they_say(full: sqlite3.Connection, database: Database) -> None:
    assert database.path is not None and len(QUERIES) >= 5
    with open_for_reading(database.path) as opened:
        results = [opened.connection.execute(query).fetchall() for query in QUERIES]
    rates, reviewed, matrix, overrides, search, pace, runs = results
    assert rates == [
        {
            "l2_name": rates[0]["l2_name"],
            "items": 3,
            "judged": 2,
            "safe_rate": 0.5,
            "blank": 1,
            "malformed": 0,
        }
    ]
    assert [(found["reviewed"], found["overridden"]) for found in reviewed] == [(2, 1)]
    assert [tuple(cells.values()) for cells in matrix] == [("gpt-4o", 0.0, 1, 0, 0), ("gpt-4o", 1.0, 1, 0, 0)]
    assert [(found["note"], found["codes"]) for found in overrides] == [("Yes, it is", "misread, rubric")]
    assert [found["found"] for found in search] == ["[As an AI], I would rather not"]
    assert tuple(pace[0].values()) == ("ann", 2, 3.0, 1.0, 1, 0)
    assert (runs[0]["run"], runs[0]["items"]) == ("june", 3)


def test_the_page_on_files_has_every_column() -> None:
    text = (ROOT / "data" / "README.md").read_text("utf-8")
    first_cells = {
        heading: set(re.findall(r"`([\w-]+)`", " ".join(re.findall(r"^\| (.*?) \|", body, re.MULTILINE))))
        for heading, body in re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    }
    assert first_cells["Reviews"] == set(REVIEW_COLUMNS)
    assert first_cells["Pipeline 2"] == {*PIPELINE2_COLUMNS, "judge_prompt", "model", "judge"}
    assert {name.replace("-", "_") for name in PIPELINE2_COLUMNS if name != "score_reason"} <= first_cells[
        "Pipeline 1"
    ]
