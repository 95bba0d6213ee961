"""Reading with a stopwatch: the keys and the program's time for 50 answers of real length, read to their ends.

A script drives the program in a real terminal of 80x24: Space until nothing is unread, then Enter, which confirms. Then
it decides at five keys a second, and counts the presses that were taken, called too early, or lost without a word.

    python -m benchmarks.reading [PYTHON...]

Each PYTHON is an interpreter with another version of the program installed, such as one of a worktree; by default
the current one. The figures of all versions come from one run, in turn.
"""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.builders import pipeline1_file
from tests.pty.terminal import ENTER, Terminal

SIZE = (80, 24)
ITEMS = 50
LONG = 20_000  # characters of the longest answer
_RATE = 0.2  # seconds between two keys, at five a second
_PRESSES = 40
_WORDS = tuple(f"word{number:0{2 + number % 5}}" for number in range(60))  # of 6 to 10 letters


class Figures(NamedTuple):
    """Presses and seconds of program time for each item, presses to the end of the longest answer, and of the rate."""

    presses: list[int]
    seconds: list[float]
    longest: int
    zoomed: int
    taken: int
    early: int
    lost: int


def answers() -> list[str]:
    """Return answers whose lengths are spread as those of chat models: most below 2,500 characters, a few far above."""
    chance = random.Random(13)
    lengths = [min(9_000, max(120, round(chance.lognormvariate(7.2, 0.8)))) for _ in range(ITEMS - 1)]
    return [_text(chance, length) for length in lengths] + [_text(chance, LONG)]


def _text(chance: random.Random, length: int) -> str:
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) + 2 * len(paragraphs) < length:
        paragraphs.append(" ".join(chance.choices(_WORDS, k=chance.randint(25, 110))).capitalize() + ".")
    return "\n\n".join(paragraphs)[:length]


def audit(folder: Path, python: str) -> Path:
    """Import the answers with the program of *python*. -P: not that of the current folder."""
    rows = [
        {"prompt": f"Tell tale number {number} of the lighthouse.", "answer": answer, "score": 1.0}
        for number, answer in enumerate(answers())
    ]
    file = pipeline1_file(folder / "pipeline1_step2_Parrot-7b_result.json", rows)
    database = folder / "audit.db"
    command = [
        python,
        "-m",
        "airbench_tui",
        "--db",
        str(database),
        "import",
        str(file),
        "--polarity",
        "1-safe",
    ]
    subprocess.run(command, check=True, capture_output=True)
    return database


def measure(python: str) -> Figures:
    """Read and decide on all answers with the program of *python*."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        program = [python, "-P", "-m", "airbench_tui", "--db", str(audit(folder, python)), "--auditor", "ann"]
        with Terminal(program, size=SIZE) as terminal:
            presses, seconds = _read_all(terminal)
        with Terminal(program, size=SIZE) as terminal:
            _open(terminal, "G")
            terminal.press("z", "tale")
            zoomed, _ = _to_the_end(terminal)
    with tempfile.TemporaryDirectory() as name:
        database = audit(Path(name), python)
        program = [python, "-P", "-m", "airbench_tui", "--db", str(database), "--auditor", "ann"]
        with Terminal(program, size=SIZE) as terminal:
            taken, early, lost = _at_a_rate(terminal, database)
    return Figures(presses, seconds, presses[-1] - 1, zoomed, taken, early, lost)


def _open(terminal: Terminal, *keys: str) -> None:
    """Open Review, at the last answer with the key G."""
    terminal.wait(lambda screen: "reviewed" in screen or "tale" in screen)
    terminal.press("R", "of 50")
    for key in keys:
        terminal.press(key, "50 of 50")
    terminal.quiet()


def _read_all(terminal: Terminal) -> tuple[list[int], list[float]]:
    _open(terminal)
    presses, seconds = [], []
    for number in range(1, ITEMS + 1):
        count, took = _to_the_end(terminal)
        time.sleep(0.3)  # a reader is slower than the guard on deciding keys
        began = time.perf_counter()
        terminal.press(
            ENTER,
            lambda screen, n=number: f"{n} of {ITEMS} decided" in screen or f"all {n} decided" in screen,
        )
        took += time.perf_counter() - began
        terminal.quiet()
        presses.append(count + 1)
        seconds.append(took)
    return presses, seconds


def _to_the_end(terminal: Terminal) -> tuple[int, float]:
    """Press Space until nothing is unread; return the presses and the seconds until each page was drawn."""
    count, took = 0, 0.0
    while "unread" in terminal.text:
        known = len(terminal.pieces)
        began = time.perf_counter()
        terminal.send(" ")
        terminal.wait_drawn(known)
        took += time.perf_counter() - began
        terminal.quiet()
        count += 1
    return count, took


def _at_a_rate(terminal: Terminal, database: Path) -> tuple[int, int, int]:
    """Press deciding keys at five a second; return the numbers taken, called too early, and lost in silence."""
    _open(terminal)
    early = 0
    for number in range(_PRESSES):
        began = time.perf_counter()
        terminal.send("10"[number % 2])
        time.sleep(max(0.0, _RATE - (time.perf_counter() - began)))
        early += "Too soon" in terminal.text
    terminal.quiet()
    with sqlite3.connect(database) as connection:
        (taken,) = connection.execute("SELECT count(*) FROM reviews").fetchone()
    return taken, early, _PRESSES - taken - early


def main() -> None:
    """Print the figures of each version."""
    for python in sys.argv[1:] or [sys.executable]:
        found = measure(python)
        print(f"{python}")
        print(
            f"  keys for an item: median {median(found.presses)}, sum {sum(found.presses)};"
            f" program time: median {1000 * median(found.seconds):.0f} ms, longest {1000 * max(found.seconds):.0f} ms"
        )
        print(f"  Space to the end of {LONG:,} characters: {found.longest}; after z {found.zoomed}")
        print(
            f"  {_PRESSES} keys, five a second: {found.taken} taken, {found.early} early, {found.lost} lost"
        )


if __name__ == "__main__":
    main()
