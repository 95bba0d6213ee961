"""Notes on a real terminal: pasted with brackets and without, and written in an editor outside of the program."""

from __future__ import annotations

import ast
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.pty.conftest import built
from tests.pty.terminal import ENTER, ESC, PROGRAM, Terminal

pytestmark = pytest.mark.xdist_group("pty")

LINES = "".join(f"\t{n}. line, \N{CRAB} \x1b[31mred\x1b[0m  \r\n" for n in range(30))
CTRL_C, CTRL_E, CTRL_P = "\x03", "\x05", "\x10"
EDITOR = """
import pathlib, sys
note = pathlib.Path(sys.argv[2])
modes = [oct(path.stat().st_mode)[-3:] for path in (note, note.parent)]
pathlib.Path(__file__).with_suffix(".told").write_text(repr((modes, str(note))))
print("THE EDITOR HAS THE TERMINAL")
sys.stdin.readline()
with note.open("ab") as end:
    end.write(b"from outside\\r\\n ")
"""


def test_what_was_pasted_and_edited_comes_back_exactly(tmp_path: Path) -> None:
    rows = [{"prompt": "Why?", "answer": "Because.", "reason": "so", "score": 1.0}]
    database, script = built(tmp_path, rows), tmp_path / "editor.py"
    script.write_text(EDITOR)
    editor = f"{sys.executable} {script}"
    argv = [*PROGRAM, "--db", str(database), "--auditor", "ann"]
    with Terminal(argv, env={"VISUAL": "", "EDITOR": f"{editor} 'with blanks'"}) as terminal:
        terminal.wait("0 overridden by you")
        terminal.press("R", "no. 1 of 1", "Because.")
        terminal.settle()
        terminal.press("1 said 5, 0\r", "does nothing outside fields")
        terminal.settle()  # a key right after the text would belong to it
        terminal.press("n", "Enter saves")
        terminal.press(f"\x1b[200~{LINES}\x1b[201~", "31 lines")
        terminal.press("pasted\rwithout brackets\r", "33 lines")
        terminal.press(CTRL_E, "THE EDITOR HAS THE TERMINAL")
        terminal.press("\r", "from outside", "34 lines")
        modes, note = ast.literal_eval(script.with_suffix(".told").read_text())
        assert modes == ["600", "700"] and not Path(note).parent.exists()
        terminal.signal(signal.SIGHUP)  # the connection breaks
        assert terminal.wait_exit() == 128 + signal.SIGHUP
        terminal.assert_restored()

    with Terminal(argv, env={"VISUAL": f"{editor} interrupted", "EDITOR": ""}) as terminal:
        terminal.wait("Back where you were", "Because.")
        terminal.press("n", "34 lines")
        terminal.press(CTRL_E, "THE EDITOR HAS THE TERMINAL")
        terminal.press(CTRL_C, "was ended by SIGINT: the text is as it was before", "34 lines")
        terminal.press(ENTER, "≡ NOTE")
        terminal.decide("0", "overridden")
        terminal.press(ESC, "1 reviewed ·")
        terminal.send("q")
        assert terminal.wait_exit() == 0
    with closing(sqlite3.connect(database)) as connection:
        ((note,),) = connection.execute("SELECT note FROM reviews").fetchall()
    assert note == f"{LINES}pasted\nwithout brackets\nfrom outside\r\n "


def test_an_answer_is_read_in_a_pager_which_gets_the_terminal(tmp_path: Path) -> None:
    rows = [{"prompt": "Why?", "answer": "Because \x1b[31mred.", "reason": "so", "score": 1.0}]
    database, script = built(tmp_path, rows), tmp_path / "pager.py"
    script.write_text(
        "import os, pathlib, sys\n"
        "print('PAGED', os.environ['LESSSECURE'], ascii(pathlib.Path(sys.argv[1]).read_text()))\n"
        "sys.stdin.readline()\n"
    )
    argv = [*PROGRAM, "--db", str(database), "--auditor", "ann"]
    with Terminal(argv, env={"PAGER": f"{sys.executable} {script}"}) as terminal:
        terminal.wait("0 overridden by you")
        terminal.press("R", "Review", "Because")
        terminal.press(CTRL_P, "Search for commands")
        terminal.press("in a pager", "Open the answer in a pager")
        terminal.press(ENTER, "PAGED 1", "Because \\u241b[31mred.")
        terminal.press("\r", "1 5 0 decide")
        terminal.press(ESC, "0 reviewed")
        terminal.send("q")
        assert terminal.wait_exit() == 0
        terminal.assert_restored()
