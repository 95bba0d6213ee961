"""A signal ends the program with its decisions stored, its terminal restored and the right exit status."""

from __future__ import annotations

import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.effort import cases
from tests.pty.conftest import built
from tests.pty.terminal import PROGRAM, Terminal
from tests.waiting import until

pytestmark = pytest.mark.xdist_group("pty")

ROWS = [{"answer": "No.", "score": 1.0}]
SENT = [
    (signal.SIGTERM, "review"),
    (signal.SIGHUP, "browse"),
    (signal.SIGQUIT, "review"),
    (signal.SIGINT, "browse"),
    (signal.SIGTERM, "browse"),
    (signal.SIGHUP, "review"),
    (signal.SIGQUIT, "browse"),
    (signal.SIGINT, "review"),
]


def scores(database: Path) -> list[float]:
    """Return the scores of the verdicts in *database*."""
    with closing(sqlite3.connect(database)) as connection:
        return [score for (score,) in connection.execute("SELECT score FROM reviews WHERE kind = 'verdict'")]


@pytest.mark.parametrize(("number", "where"), cases(SENT, 4))
def test_a_signal_leaves_a_sane_terminal(tmp_path: Path, number: signal.Signals, where: str) -> None:
    database = built(tmp_path, ROWS)
    with Terminal([*PROGRAM, "--db", str(database)]) as terminal:
        terminal.wait("Responses · 1 ·")
        if where == "review":
            terminal.press("R", "Review · 1 of 1")
            terminal.decide_bytes("0", "≠ overridden 1 → 0 unsafe".encode())
        terminal.signal(number)
        assert terminal.wait_exit() == 128 + number
        terminal.assert_restored()
        assert b"Traceback" not in terminal.raw
    assert scores(database) == ([0.0] if where == "review" else [])
    assert sorted(file.name for file in tmp_path.glob("audit.db*")) == ["audit.db"]


IMPATIENT = """
from airbench_tui.tui import leaving
leaving.PATIENCE = 1.0
from airbench_tui.cli import main
main()
"""


def test_a_locked_database_does_not_hold_up_the_end(tmp_path: Path) -> None:
    database = built(tmp_path, ROWS)
    argv = [sys.executable, "-c", IMPATIENT, "--db", str(database)]
    with Terminal(argv) as terminal, closing(sqlite3.connect(database, isolation_level=None)) as other:
        terminal.wait("Responses · 1 ·")
        terminal.press("R", "Review · 1 of 1")
        terminal.quiet()
        other.execute("BEGIN IMMEDIATE")
        terminal.send("0")
        terminal.settle()
        terminal.signal(signal.SIGHUP)
        until(lambda: "SIGHUP received" in (tmp_path / "airbench-tui.log").read_text())
        terminal.signal(signal.SIGTERM)  # a second signal neither hangs the program nor cuts its end short
        assert terminal.wait_exit(8.0) == 128 + signal.SIGHUP  # SQLite alone would wait for 10 s
        terminal.assert_restored()
        assert b"SIGHUP ended the program before its pending work was done" in terminal.raw


def test_an_ignored_signal_stays_ignored(tmp_path: Path) -> None:
    database = built(tmp_path, ROWS)
    ignoring = ["/bin/sh", "-c", "trap '' HUP INT; exec \"$@\"", "sh", *PROGRAM, "--db", str(database)]
    with Terminal(ignoring) as terminal:
        terminal.wait("Responses · 1 ·")
        terminal.signal(signal.SIGHUP)
        terminal.signal(signal.SIGINT)
        terminal.press("R", "Review · 1 of 1")
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_exit() == 128 + signal.SIGTERM
