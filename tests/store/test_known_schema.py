"""The schema that every database of a version has."""

from __future__ import annotations

import contextlib
import sqlite3
from importlib import resources
from pathlib import Path

import pytest

from airbench_tui import store
from airbench_tui.store import known_schema, schema
from airbench_tui.store.database import open_database
from airbench_tui.store.known_schema import EditedError


def test_the_packaged_schema_is_that_of_a_new_database(tmp_path: Path) -> None:
    with open_database(tmp_path / "audit.db"):
        pass
    with contextlib.closing(sqlite3.connect(tmp_path / "audit.db")) as connection:
        made = known_schema.packed(known_schema.read(connection))
    packaged = resources.files(store).joinpath(known_schema.FILE).read_text("utf-8")
    assert packaged == made, "run: python -m scripts.dump_schema"
    assert known_schema.known(schema.VERSION).complete
    # With comments, two definitions could differ in a line's end only and yet mean different things.
    assert not any(
        "--" in entry.sql or "/*" in entry.sql for entry in known_schema.known(schema.VERSION).entries
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a", "a"), ('"a""b"', 'a"b'), ("[a b]", "a b"), ("`a``b`", "a`b"), ("'a''b'", "a'b")],
)
def test_names_are_read_as_sqlite_reads_them(name: str, expected: str) -> None:
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE TABLE IF NOT EXISTS main.{name} (x)")
        connection.execute(f"CREATE UNIQUE INDEX /* on */ {name.replace('a', 'i')} ON {name}(x)")
        table, index = known_schema.read(connection)
    assert (table.kind, table.name) == ("table", expected)
    assert (index.kind, index.indexed) == ("unique index", expected)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sqlite_master SET type = 'view' WHERE name = 'a'",
        "UPDATE sqlite_master SET name = 'b', tbl_name = 'b' WHERE name = 'a'",
        "UPDATE sqlite_master SET sql = 'create  trigger a' WHERE name = 'a'",
        "UPDATE sqlite_master SET sql = NULL WHERE name = 'a'",
    ],
)
def test_a_row_that_says_something_else_than_its_definition_is_refused(change: str) -> None:
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(f"CREATE TABLE a (x); PRAGMA writable_schema = ON; {change}")
        with pytest.raises(EditedError):
            known_schema.read(connection)
