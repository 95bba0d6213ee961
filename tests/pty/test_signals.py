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
from tests.pty.terminal import F5, PROGRAM, Terminal
from tests.waiting import until

pytestmark = pytest.mark.xdist_group("pty")

ROWS = [{"answer": "No.", "score": 1.0}]
SENT = [
    (signal.SIGQUIT, "review"),
    (signal.SIGINT, "browse"),  # other tests below send the other two
    (signal.SIGTERM, "review"),
    (signal.SIGHUP, "browse"),
    (signal.SIGTERM, "browse"),
    (signal.SIGHUP, "review"),
    (signal.SIGQUIT, "browse"),
    (signal.SIGINT, "review"),
]


def scores(database: Path) -> list[float]:
    """Return the scores of the verdicts in *database*."""
    with closing(sqlite3.connect(database)) as connection:
        return [score for (score,) in connection.execute("SELECT score FROM reviews WHERE kind = 'verdict'")]


@pytest.mark.parametrize(("number", "where"), cases(SENT, 2))
def test_a_signal_leaves_a_sane_terminal(tmp_path: Path, number: signal.Signals, where: str) -> None:
    database = built(tmp_path, ROWS)
    with Terminal([*PROGRAM, "--db", str(database)]) as terminal:
        terminal.wait("RESPONSES 1 in")
        if where == "review":
            terminal.press("R", "no. 1 of 1")
            terminal.decide_bytes("0", "≠ overridden 1 → 0 unsafe".encode())
        terminal.signal(number)
        assert terminal.wait_exit() == 128 + number
        terminal.assert_restored()
        assert b"Traceback" not in terminal.raw
    assert scores(database) == ([0.0] if where == "review" else [])
    assert sorted(file.name for file in tmp_path.glob("audit.db*")) == ["audit.db"]


def test_a_locked_database_does_not_hold_up_the_end(tmp_path: Path) -> None:
    database = built(tmp_path, ROWS)
    with (
        Terminal([*PROGRAM, "--db", str(database)]) as terminal,
        closing(sqlite3.connect(database, isolation_level=None)) as other,
    ):
        terminal.wait("RESPONSES 1 in")
        terminal.press("R", "no. 1 of 1")
        terminal.quiet()
        other.execute("BEGIN IMMEDIATE")
        terminal.decide("0", "NOT SAVED")
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_exit() == 128 + signal.SIGTERM
        terminal.assert_restored()
        assert b"0 unsafe on" in terminal.raw.rpartition(b"\x1b[?1049l")[2]  # named as not saved


# F5 keeps the main thread in a call that no signal interrupts.
STUCK = """
import time
from airbench_tui.tui import leaving
from airbench_tui.tui.browse.browse_screen import BrowseScreen
leaving.PATIENCE = 1.0
async def refresh_data(self):
    time.sleep(60)
BrowseScreen.refresh_data = refresh_data
from airbench_tui.cli import main
main()
"""


def test_a_program_that_is_stuck_gives_the_terminal_back(tmp_path: Path) -> None:
    database = built(tmp_path, ROWS)
    log = tmp_path / "airbench-tui.log"
    with Terminal([sys.executable, "-c", STUCK, "--db", str(database)]) as terminal:
        terminal.wait("RESPONSES 1 in")
        terminal.quiet()
        terminal.send(F5)
        terminal.settle()
        terminal.signal(signal.SIGHUP)
        until(lambda: "SIGHUP received" in log.read_text())
        terminal.signal(signal.SIGTERM)  # a second signal neither hangs the program nor cuts its end short
        assert terminal.wait_exit() == 128 + signal.SIGHUP
        terminal.assert_restored()
        assert b"SIGHUP ended the program before its pending work was done" in terminal.raw


def test_an_ignored_signal_stays_ignored(tmp_path: Path) -> None:
    database = built(tmp_path, ROWS)
    ignoring = ["/bin/sh", "-c", "trap '' HUP INT; exec \"$@\"", "sh", *PROGRAM, "--db", str(database)]
    with Terminal(ignoring) as terminal:
        terminal.wait("RESPONSES 1 in")
        terminal.signal(signal.SIGHUP)
        terminal.signal(signal.SIGINT)
        terminal.press("R", "no. 1 of 1")
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_exit() == 128 + signal.SIGTERM
