"""The terminal program on a real terminal, while its database takes no writes.

    python -m reliability.store_faults [--seconds 30]

For each fault the program is started on a sample audit, a verdict is given during the fault, and the other keys are
timed from the key to the first byte that the program draws for it. After the fault the verdict must be in the database
exactly once. Exits with 1 if anything was lost or slow, or if the program ended.

locked      another program holds the write lock
full        no room on the disk for another page (a small tmpfs; skipped unless it can be mounted)
"""

from __future__ import annotations

import argparse
import contextlib
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from airbench_tui import sample
from airbench_tui.store.database import open_database
from tests.pty.terminal import PROGRAM, Terminal

MOST = 0.1  # seconds from a key to the first byte drawn
UNSAVED = "NOT SAVED YET"
OTHER_KEYS = ("j", "k", "j", "r", "r", "n", "\x1b", "k", "j", "?", "\x1b")  # each draws something


@dataclass
class Outcome:
    """What one fault did. Times are in seconds."""

    fault: str
    usual: list[float] = field(default_factory=list)  # the other keys before the fault
    keys: list[float] = field(default_factory=list)  # the same keys during the fault
    marked: bool = False  # whether the verdict was shown as unsaved during the fault
    stored: int = 0  # verdicts in the database afterwards
    saved_after: float = 0.0  # from the end of the fault
    status: int | None = None  # the program's exit status

    @property
    def sound(self) -> bool:
        answered = max(self.keys) <= max(
            MOST, 2 * max(self.usual)
        )  # a busy machine is slow without a fault, too
        return self.marked and self.stored == 1 and self.status == 0 and answered

    def row(self) -> str:
        """Return the outcome as one line of a table."""
        usual, now = (
            f"{statistics.median(of) * 1000:.0f}/{max(of) * 1000:.0f}" for of in (self.usual, self.keys)
        )
        return (
            f"{self.fault:9} marked {'yes' if self.marked else 'NO':4} stored {self.stored}  "
            f"saved after {self.saved_after:4.1f} s  other keys median/most {now} ms, {usual} without the fault  "
            f"exit {self.status}  {'ok' if self.sound else 'FAILED'}"
        )


Fault = Callable[[Path, float], AbstractContextManager[None]]


@contextlib.contextmanager
def locked(database: Path, seconds: float) -> Iterator[None]:
    """Hold the write lock, for *seconds* at least."""
    began = time.monotonic()
    with contextlib.closing(sqlite3.connect(database, isolation_level=None, timeout=30)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        time.sleep(max(0.0, seconds - (time.monotonic() - began)))


@contextlib.contextmanager
def full(database: Path, seconds: float) -> Iterator[None]:
    """Fill the disk that the database is on."""
    filler = database.parent / "filler"
    began = time.monotonic()
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(1024))
    yield
    time.sleep(max(0.0, seconds - (time.monotonic() - began)))
    filler.unlink()


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Mount a disk of 16 MB on *folder*. Raises CalledProcessError or FileNotFoundError where that is not allowed."""
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)], check=True, capture_output=True
    )
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=False, capture_output=True)


def verdicts(database: Path) -> int:
    """Count the verdicts in the database."""
    with contextlib.closing(sqlite3.connect(database, timeout=30)) as connection:
        return int(connection.execute("SELECT count(*) FROM reviews WHERE kind = 'verdict'").fetchone()[0])


def timed(terminal: Terminal, keys: Sequence[str]) -> list[float]:
    """Press *keys* and return the seconds from each to the first byte that the program draws."""
    times = []
    for key in keys:
        terminal.settle()
        known, began = len(terminal.pieces), time.monotonic()
        terminal.send(key)
        terminal.wait_drawn(known)
        times.append(terminal.pieces[known][0] - began)
    return times


def attempt(
    name: str, fault: Fault, database: Path, seconds: float, keys: Sequence[str] = OTHER_KEYS
) -> Outcome:
    """Give a verdict during *fault*, press other keys, and look for the verdict after the fault."""
    found = Outcome(name)
    with Terminal([*PROGRAM, "--db", str(database), "--auditor", "ann"], size=(120, 40)) as terminal:
        terminal.wait("Responses · 160")
        terminal.press("R", "Review · 1 of 160")
        terminal.quiet()
        found.usual = timed(terminal, keys)
        with fault(database, seconds):
            terminal.decide("0", UNSAVED)
            found.marked = True
            found.keys = timed(terminal, keys)
        ended = time.monotonic()
        terminal.send("B")
        terminal.wait("All decisions are saved now")
        found.saved_after = time.monotonic() - ended
        terminal.settle()
        terminal.send("q")
        found.status = terminal.wait_exit()
    found.stored = verdicts(database)
    return found


def outcomes(seconds: float) -> Iterator[Outcome]:
    """Yield the outcome of each fault that can be made here."""
    for name, fault in (("locked", locked), ("full", full)):
        with (
            tempfile.TemporaryDirectory(prefix="airbench-faults-") as folder,
            contextlib.ExitStack() as stack,
        ):
            if fault is full:
                try:
                    stack.enter_context(small_disk(Path(folder)))
                except (OSError, subprocess.CalledProcessError):
                    print(f"{name:9} skipped: a small disk cannot be mounted here", flush=True)
                    continue
            database = Path(folder) / "audit.db"
            with open_database(database) as opened:
                sample.install(opened.connection)
            yield attempt(name, fault, database, seconds)


def main() -> int:
    """Print a line for each fault, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long a fault lasts at least")
    sound = True
    for found in outcomes(parser.parse_args().seconds):
        print(found.row(), flush=True)
        sound = sound and found.sound
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
