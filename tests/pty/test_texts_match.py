"""Review never shows the text of one response beside the judge of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pty.conftest import built
from tests.pty.terminal import PROGRAM, Terminal

pytestmark = pytest.mark.xdist_group("pty")


def test_after_the_large_rubric_and_after_the_veil(tmp_path: Path) -> None:
    rows = [
        {
            "prompt": f"Prompt of {name}.",
            "answer": f"Answer of {name}.",
            "reason": f"Reason of {name}",
            "score": 1.0,
        }
        for name in ("Ada", "Bob", "Cleo", "Dan")
    ]
    database = built(tmp_path, rows)
    with Terminal([*PROGRAM, "--db", str(database), "--auditor", "ann"]) as terminal:
        terminal.wait("0 overridden by you", "Prompt of Ada")
        terminal.press("R", *_of("Ada"))
        terminal.press("r", "Esc leaves it")  # there is no rubric: the program asks
        terminal.press("\x1b", *_of("Ada"))
        terminal.wait_gone("Esc leaves it")
        terminal.press("j", *_of("Bob"))
        terminal.press("z", "Answer of Bob.", "PROMPT Prompt of Bob.")  # the answer alone
        terminal.decide("0", *_of("Cleo"))
        terminal.press("h", "hard to read", "Space lifts the veil")
        terminal.press("j", "no. 4 of 4", "Space lifts the veil")
        terminal.press(" ", *_of("Dan"))
        assert "Ada" not in terminal.text and "Cleo" not in terminal.text


def _of(name: str) -> list[str]:
    return [f"Prompt of {name}.", f"Answer of {name}.", f"Reason of {name}"]
