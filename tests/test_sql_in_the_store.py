"""Only the store executes SQL, and only one of its modules adds reviews."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests import paths

PACKAGE = paths.ROOT / "airbench_tui"
STORE = PACKAGE / "store"
CALLS = {"execute", "executemany", "executescript", "fetchone", "fetchmany", "fetchall"}
STATEMENT = re.compile(
    r"\s*(SELECT\s.+\sFROM\s|SELECT\s+1\b|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|WITH\s+\w+.*\sAS\s"
    r"|PRAGMA\s|(CREATE|DROP|ALTER)\s+(\w+\s+)*(TABLE|INDEX|VIEW|TRIGGER)\s|ATTACH\s|DETACH\s|BEGIN\s+IMMEDIATE)",
    re.DOTALL,
)
ADDS_REVIEWS = re.compile(r"INSERT\s+(OR\s+\w+\s+)?INTO\s+(\w+\.)?reviews\b")


def texts(tree: ast.AST) -> list[tuple[int, str]]:
    """Return line and text of every string constant; an f-string is one text with ``{}`` for its fields."""
    found, inside = [], set[int]()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
            inside.update(id(part) for part in node.values)
            found.append((node.lineno, "".join(map(str, parts))))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            found.append((node.lineno, node.value))
    return found


def sql_in(source: str) -> list[int]:
    """Return the lines on which *source* executes SQL, reads rows of a cursor or contains a statement."""
    tree = ast.parse(source)
    calls = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS
    ]
    return sorted({*calls, *(line for line, text in texts(tree) if STATEMENT.match(text))})


def modules(*, of_the_store: bool) -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path.is_relative_to(STORE) == of_the_store]


def test_only_the_store_executes_sql() -> None:
    found = {
        str(path.relative_to(PACKAGE)): lines
        for path in modules(of_the_store=False)
        if (lines := sql_in(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "connection.execute(query)",
        "rows = cursor.fetchall()",
        "connection.executemany(query, values)",
        'QUERY = """\n    SELECT id\n    FROM responses"""',
        'f"SELECT {column} FROM runs"',
        '"UPDATE packets SET name = ?"',
        '"DELETE FROM packets"',
        'f"INSERT INTO {table} VALUES (1)"',
        '"PRAGMA user_version"',
        '"WITH fates(id) AS (SELECT 1)"',
    ],
)
def test_sql_is_recognised(source: str) -> None:
    assert sql_in(source) == [1]


@pytest.mark.parametrize(
    "source",
    [
        '"""Select a packet from the list."""',
        '"Update the note"',
        'say("with a note as given")',
        "pool.submit(work)",
    ],
)
def test_words_are_not_sql(source: str) -> None:
    assert sql_in(source) == []


def test_one_module_adds_reviews() -> None:
    """Migrations also insert into the table, because they copy it, and are left out."""
    adding = [
        str(path.relative_to(STORE))
        for path in modules(of_the_store=True)
        if any(ADDS_REVIEWS.search(text) for _, text in texts(ast.parse(path.read_text(encoding="utf-8"))))
    ]
    assert [name for name in adding if not name.startswith("schema/")] == ["reviewing/new_reviews.py"]
