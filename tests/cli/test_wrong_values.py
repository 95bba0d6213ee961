"""Commands on a database with values of a wrong kind: one line that names table, row and column, no traceback."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests import templates
from tests.cli.conftest import Cli
from tests.store.helpers import forge

EXPORT, LIST, FIGURES = "export -o -", "review list", "agreement --json"

# By column: a wrong value, and commands that cannot work with it. Other commands may not need the column.
WRONG = [
    ("reviews.codes", "no json", (EXPORT, LIST, FIGURES, "adjudicate list")),
    ("reviews.codes", "[1]", (LIST,)),
    ("reviews.codes", "5", (LIST, FIGURES)),
    ("reviews.score", "high", (LIST,)),
    ("judgments.score", "high", (FIGURES,)),
    ("packets.design", "[", ("packet list", FIGURES)),
    ("packet_items.inclusion_probability", "often", (FIGURES,)),
    ("auditors.attributes", "[]", ("auditor list",)),
    ("auditors.attributes", "{", ("auditor list",)),
    ("runs.parameters", "x", ("resume",)),
    ("reviews.seconds", "soon", ()),
    ("reviews.made_at", "yesterday", ()),
    ("responses.repeat", "two", ()),
    ("packets.seed", "seven", ()),
]


def spoil(database: Path, place: str, value: str) -> None:
    """Store *value* in the first row of a column, past triggers and constraints, as another program can."""
    table, _, column = place.partition(".")
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        first = f"SELECT min(id) FROM {table}"
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = ({first})", [value])
        for _, sql in triggers:
            connection.execute(sql)


@pytest.mark.parametrize(("place", "value", "commands"), WRONG)
def test_a_wrong_value_is_named(
    cli: Cli, database: Path, audited_file: Path, place: str, value: str, commands: tuple[str, ...]
) -> None:
    templates.copy(audited_file, database)
    spoil(database, place, value)
    table, _, column = place.partition(".")
    named = f"table {table}, row 1: {column} is not a"
    for command in commands:
        cli(*command.split()).fails(named, "was changed by another program")
    assert named in cli("doctor", ok=1).text


def test_a_text_that_is_not_utf8_is_named(cli: Cli, database: Path, audited_file: Path) -> None:
    templates.copy(audited_file, database)
    forge(
        database,
        "UPDATE responses SET text = X'eda080' WHERE id = 1",  # as a lone surrogate is stored
        "UPDATE responses SET text = X'eda08080' WHERE id = 2",
        "UPDATE responses SET text = CAST(X'410080' AS TEXT) WHERE id = 3",
        "UPDATE responses SET text = CAST(X'c3a9' AS TEXT) WHERE id = 4",
        "UPDATE reviews SET note = CAST(X'80ff41' AS TEXT) WHERE id = 1",
    )
    cli("export", "-o", "-").fails(
        "table responses, row 2: text is not UTF-8", "was changed by another program"
    )
    assert [line for line in cli("doctor", ok=1).text.splitlines() if line.startswith("problem:")] == [
        "problem: table responses, row 2: text is not UTF-8",
        "problem: table responses, row 3: text is not UTF-8",
        "problem: table reviews, row 1: note is not UTF-8",
    ]


def test_a_sound_database_has_no_wrong_value(cli: Cli, database: Path, audited_file: Path) -> None:
    templates.copy(audited_file, database)
    assert "problems: none" in cli("doctor", ok=0).text
