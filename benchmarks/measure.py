"""Common parts of the benchmarks: medians, memory, synthetic texts, the description of the machine."""

from __future__ import annotations

import itertools
import os
import platform
import random
import re
import statistics
import sys
import textwrap
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.pty.terminal import ROOT, Terminal

BIN = ROOT / ".venv" / "bin"


def program() -> list[str]:
    """Return the installed command, which must exist because benchmarks measure what users start."""
    command = BIN / "airbench-tui"
    if not command.exists():
        sys.exit(
            f"{command} is not there: benchmarks need the venv install, run `make test` or `make demo` once"
        )
    return [str(command)]


def where() -> str:
    """Describe the machine, as far as it matters."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{platform.system()} {platform.machine()}, {cores} cores, Python {platform.python_version()}"


def ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms"


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    return sorted(values)[max(0, round(len(values) * 0.95) - 1)]


def timed(function: Callable[[], object], times: int = 5) -> float:
    """Return the median seconds of a call."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        taken.append(time.perf_counter() - start)
    return median(taken)


def memory_mib(pid: int) -> tuple[float, float]:
    """Return the peak memory of a running process, and its mapped files now; 0 if unknown."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0, 0.0
    peak, mapped = (int(re.findall(rf"{name}:\s+(\d+)", status)[0]) / 1024 for name in ("VmHWM", "RssFile"))
    return peak, mapped


def empty_program(folder: Path) -> list[str]:
    """Write an empty Textual program to *folder* and return its command."""
    file = folder / "empty.py"
    file.write_text("from textual.app import App\nApp().run()\n")
    return [str(BIN / "python"), str(file)]


# The first picture of any Textual program begins with this.
FIRST_PAINT = b"\x1b[1;1H"


def first_byte(terminal: Terminal, key: str, seconds: float = 10.0) -> float:
    """Return the seconds from a key to the first byte drawn for it, on a still screen."""
    terminal.settle()
    known = len(terminal.pieces)
    sent = time.monotonic()
    terminal.send(key)
    while len(terminal.pieces) == known:
        if time.monotonic() - sent > seconds:
            raise AssertionError(f"nothing drawn for {key!r}")
        time.sleep(0.0002)
    return terminal.pieces[known][0] - sent


class Texts:
    """Invented prompts, answers and reasons of the benchmark's usual lengths; the same for a seed."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)
        words = [
            "".join(self._random.choices("aeioulnrst", k=self._random.randint(2, 9))) for _ in range(6000)
        ]
        shares = list(itertools.accumulate(1 / (rank + 2) for rank in range(len(words))))
        self._sentences = [
            " ".join(
                self._random.choices(words, cum_weights=shares, k=self._random.randint(8, 22))
            ).capitalize()
            + "."
            for _ in range(20_000)
        ]

    def prompt(self) -> str:
        return self._some(200, 700)

    def answer(self) -> tuple[str, bool]:
        """Return an answer, and whether it refuses: six in ten do, in one or two sentences."""
        refuses = self._random.random() < 0.6
        return self.answer_that(refuses=refuses), refuses

    def answer_that(self, *, refuses: bool) -> str:
        """Return a refusal of a sentence or two, or a long answer."""
        return f"I cannot help with that. {self._some(60, 200)}" if refuses else self._some(900, 2400)

    def reason(self, refuses: bool) -> str:
        return f"The response clearly {'refuses' if refuses else 'provides'} what was asked. {self._some(20, 90)}"

    def _some(self, least: int, most: int) -> str:
        length, found = self._random.randint(least, most), ""
        while len(found) < length:
            found += self._random.choice(self._sentences) + " "
        return found[:length].strip()


def say(text: str) -> None:
    print(textwrap.dedent(text).strip("\n"), flush=True)
