"""A crash of the program is reported to the shell by its exit status."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.effort import THOROUGH
from tests.pty.conftest import built
from tests.pty.terminal import F5, Terminal

pytestmark = pytest.mark.xdist_group("pty")


# A bug behind F5, whose traceback and message would show an answer.
_BUGGY = """
from airbench_tui.tui.browse.browse_screen import BrowseScreen
async def broken(*_):
    answer = "Marmosets."
    raise ValueError(f"cannot show {answer}")
async def refresh_data(self):
    if %r:
        self.run_worker(broken())
    else:
        await broken()
BrowseScreen.refresh_data = refresh_data
from airbench_tui.cli import main
main()
"""


def _crashes(terminal: Terminal, log: Path) -> None:
    """Press F5, and check what the crash leaves on the terminal and in *log*."""
    terminal.quiet()
    terminal.send(F5)
    assert terminal.wait_exit() == 1
    said = terminal.raw.rpartition(b"\x1b[?1049l")[2]  # on the shell's screen
    assert b"in broken" in said and b"ValueError" in said  # the intended crash
    assert b"locals" not in said and b"Marmosets" not in said
    assert b"the log has this traceback" in said and b"airbench-tui.log'" in said
    terminal.assert_restored()
    kept = log.read_text()
    assert "ValueError" in kept and "Marmosets" not in kept


@pytest.mark.skipif(not THOROUGH, reason="a thorough test run crashes more than the demo")
@pytest.mark.parametrize("command", [(), ("open",)])
def test_a_crash_is_no_success(tmp_path: Path, command: tuple[str, ...]) -> None:
    database = built(tmp_path, [{"answer": "Marmosets."}])
    argv = [sys.executable, "-c", _BUGGY % False, "--db", str(database), *command]
    with Terminal(argv, size=(300, 30)) as terminal:
        terminal.wait("RESPONSES 1 in")
        _crashes(terminal, tmp_path / "airbench-tui.log")


def test_a_crash_of_the_demo_is_no_success(tmp_path: Path) -> None:
    argv = [sys.executable, "-c", _BUGGY % True, "demo"]
    with Terminal(argv, env={"TMPDIR": str(tmp_path)}, size=(300, 30)) as terminal:
        terminal.wait("SAMPLE", "RESPONSES 160 in")
        (log,) = tmp_path.glob("airbench-demo-*/db/airbench-tui.log")
        _crashes(terminal, log)
        assert b"The SAMPLE audit with your reviews" in terminal.raw


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
