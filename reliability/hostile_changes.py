"""What may have been done to a sound audit before it is handed over, past everything that the program allows."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from airbench_tui.store import schema
from tests import paths

Expected = Literal["refused", "read-only", "named"]
Change = Callable[[Path], None]

ESCAPES = "\x1b]0;x\x07\x1b[2J\r\x9b2J\u202e"
MARK = "INSERT INTO marks VALUES (1);"
MARKS = "CREATE TABLE marks (x);"
REVIEW = (
    "INSERT INTO reviews(uid, kind, response, auditor, score, blind, exposed, origin, made_at) SELECT"
    " new.uid || 'x', 'verdict', new.response, (SELECT max(id) FROM auditors), 1, 0, 0, 'browse', new.made_at"
)


@dataclass(frozen=True)
class Case:
    """A database to hand over. ``words`` are in what ``doctor`` says of it.

    ``expected``: whether it is refused, opens only for reading, or is used while ``doctor`` names what is odd.
    ``foreign`` are the names of the triggers and views that must not run.
    """

    name: str
    change: Change
    expected: Expected
    words: str
    foreign: tuple[str, ...] = ()
    short: bool = False


def sql(*scripts: str) -> Change:
    """Return the change that runs these SQL scripts."""

    def change(path: Path) -> None:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for script in scripts:
                connection.executescript(script)

    return change


def trigger(name: str, what: str, *before: str) -> Change:
    """Return the change that adds a trigger."""
    return sql(MARKS, *before, f'CREATE TRIGGER "{name}" {what}')


def definition(name: str, old: str, new: str) -> Change:
    """Return the change that edits the stored definition of *name*, past what SQLite allows."""
    return sql(
        f"PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, '{old}', '{new}')"
        f" WHERE name = '{name}'; PRAGMA writable_schema = RESET"
    )


def rows(*statements: str) -> Change:
    """Return the change that runs *statements* past the program's triggers and constraints, which stay as they are."""

    def change(path: Path) -> None:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
            triggers = connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall()
            connection.execute("PRAGMA ignore_check_constraints = ON")
            for one in (*(f'DROP TRIGGER "{name}"' for name, _ in triggers), *statements):
                connection.execute(one)
            for _, definition_ in triggers:
                connection.execute(definition_)

    return change


def bytes_at(offset: int, data: bytes) -> Change:
    """Return the change that writes *data* at *offset* of the file, from its end where *offset* is negative."""

    def change(path: Path) -> None:
        with path.open("r+b") as file:
            file.seek(offset, os.SEEK_END if offset < 0 else os.SEEK_SET)
            file.write(data)

    return change


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096)


def root_of_reviews(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'reviews'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    bytes_at((page - 1) * size, b"\x0d" + b"\xff" * 200)(path)


def log_of_another(path: Path) -> None:
    other = path.with_name("other.db")
    shutil.copy(path, other)
    with contextlib.closing(sqlite3.connect(other, isolation_level=None)) as connection:
        connection.executescript(
            "PRAGMA journal_mode = WAL; VACUUM; CREATE TABLE marks (x); DROP TABLE triage_prompts"
        )
        shutil.copy(other.with_name("other.db-wal"), path.with_name(f"{path.name}-wal"))
    other.unlink()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)):
        pass


def nothing(path: Path) -> None:
    path.unlink()
    sql(f"PRAGMA application_id = {schema.APPLICATION_ID}; PRAGMA user_version = {schema.VERSION}; VACUUM")(
        path
    )


def older(*scripts: str) -> Change:
    def change(path: Path) -> None:
        path.unlink()
        sql((paths.SCHEMAS / "v5.sql").read_text("utf-8"), *scripts)(path)

    return change
