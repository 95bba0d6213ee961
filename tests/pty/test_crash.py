"""A crash of the program is reported to the shell by its exit status."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.effort import cases
from tests.pty.conftest import built
from tests.pty.terminal import F5, PROGRAM, Terminal

pytestmark = pytest.mark.xdist_group("pty")


def _break(database: Path) -> None:
    """Put a score into an open database that no code of the program stores."""
    with closing(sqlite3.connect(database)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE responses SET score = 0.3, status = 'judged'")
        connection.commit()


@pytest.mark.parametrize("command", cases([(), ("open",)], 1))
def test_a_crash_is_no_success(tmp_path: Path, command: tuple[str, ...]) -> None:
    database = built(tmp_path, [{"answer": "No."}])
    with Terminal([*PROGRAM, "--db", str(database), *command]) as terminal:
        terminal.wait("Responses · 1 ·")
        terminal.quiet()
        _break(database)
        terminal.send(F5)
        assert terminal.wait_exit() == 1
        assert b"KeyError" in terminal.raw  # the intended crash


def test_a_crash_of_the_demo_is_no_success(tmp_path: Path) -> None:
    with Terminal([*PROGRAM, "demo"], env={"TMPDIR": str(tmp_path)}) as terminal:
        terminal.wait("SAMPLE", "Responses · 160 ·")
        terminal.quiet()
        (database,) = tmp_path.glob("airbench-demo-*/db/sample.db")
        _break(database)
        terminal.send(F5)
        assert terminal.wait_exit() == 1
        assert b"KeyError" in terminal.raw


def test_leaving_is_a_success(tmp_path: Path) -> None:
    database = built(tmp_path, [{"answer": "No."}])
    with Terminal([*PROGRAM, "--db", str(database)]) as terminal:
        terminal.wait("Responses · 1 ·")
        terminal.send("q")
        assert terminal.wait_exit() == 0


# A disk without room for another page. The error occurs before Textual draws anything.
_ON_A_FULL_DISK = """
from airbench_tui.store.database import Database
connect = Database._connect
def full(self):
    connection = connect(self)
    connection.execute("PRAGMA max_page_count = 1")
    return connection
Database._connect = full
from airbench_tui.cli import main
main()
"""


def test_a_disk_that_is_full_at_the_start_is_said_to_be(tmp_path: Path) -> None:
    database = built(tmp_path, [{"answer": "No."}])
    argv = [sys.executable, "-c", _ON_A_FULL_DISK, "--db", str(database), "--auditor", "ann" * 20_000]
    with Terminal(argv, size=(300, 30)) as terminal:
        assert terminal.wait_exit() == 2
        assert "audit.db' cannot be written to: its disk is full" in terminal.text
        assert "Traceback" not in terminal.text
