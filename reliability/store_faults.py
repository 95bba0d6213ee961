"""The terminal program on a real terminal, while its database takes no writes.

    python -m reliability.store_faults [--seconds 30]

For each fault the program is started on a sample audit, a verdict is given during the fault, and the other keys are
timed from the key to the first byte that the program draws for it. After a fault that passes the verdict must be in the
database exactly once. After one that stays the program must name the verdict as not saved and exit with 1. The verdict
must be in the copy of the database that the program leaves, unless the file's content is gone. The file must be as the
fault left it. Exits with 1 if anything was lost in silence or slow, or if the program ended.

locked      another program holds the write lock
full        no room on the disk for another page (a small tmpfs; skipped unless it can be mounted)
read-only   the disk's errors make it read-only (a small ext4 in a file; skipped unless it can be mounted)
deleted     the database is deleted
replaced    another audit takes its place, as by programs that synchronise folders
overwritten an older copy is written over it, as by cp
damaged     pages in its middle are overwritten
"""

from __future__ import annotations

import argparse
import contextlib
import re
import shutil
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
from tests.waiting import until

MOST = 0.1  # seconds from a key to the first byte drawn
UNSAVED = "NOT SAVED YET"
OTHER_KEYS = ("j", "k", "j", "r", "r", "n", "\x1b", "k", "j", "?", "\x1b")  # each draws something
HELP = (
    "?",
    "\x1b",
    "?",
    "\x1b",
    "?",
    "\x1b",
)  # where no other response can be read, and so nothing else is drawn


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
    stays: bool = False  # whether the fault stays
    named: bool = False  # whether the program named the verdict as not saved when it ended
    untouched: bool = True  # whether the file is as the fault left it

    @property
    def kept(self) -> bool:
        if self.stays:
            there = self.stored == (0 if self.fault in GONE else 1)
            return self.marked and self.named and self.untouched and there and self.status == 1
        return self.marked and self.stored == 1 and self.status == 0

    @property
    def sound(self) -> bool:
        # A busy machine is slow without a fault, too.
        return self.kept and max(self.keys) <= max(MOST, 2 * max(self.usual))

    def row(self) -> str:
        """Return the outcome as one line of a table."""
        usual, now = (
            f"{statistics.median(of) * 1000:.0f}/{max(of) * 1000:.0f}" for of in (self.usual, self.keys)
        )
        after = (
            f"named {'yes' if self.named else 'NO'}"
            if self.stays
            else f"saved after {self.saved_after:4.1f} s"
        )
        marked = "yes" if self.marked else "NO"
        return (
            f"{self.fault:11} marked {marked:4} stored {self.stored}  {after:18}  "
            f"other keys median/most {now} ms, {usual} without the fault  "
            f"exit {self.status}  {'ok' if self.sound else 'FAILED'}"
        )


GONE = ("overwritten", "damaged")  # what the file held is gone: there is nothing that could be copied

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


def deleted(database: Path) -> None:
    """Delete the database."""
    database.unlink()


def replaced(database: Path) -> None:
    """Put another audit in its place."""
    other = database.with_name("other.db")
    open_database(other).close()
    other.replace(database)


def overwritten(database: Path) -> None:
    """Write the copy that was made before the program started over it."""
    subprocess.run(["cp", str(older(database)), str(database)], check=True)


def damaged(database: Path) -> None:
    """Overwrite the middle third of its pages."""
    pages = database.stat().st_size // 4096
    with database.open("r+b") as file:
        file.seek(pages // 3 * 4096)
        file.write(b"\xff" * (pages // 3 * 4096))


def read_only(database: Path) -> None:
    """Let the disk become read-only."""
    device = subprocess.run(
        ["findmnt", "-n", "-o", "SOURCE", "-T", str(database)], check=True, capture_output=True, text=True
    ).stdout.strip()
    Path("/sys/fs/ext4", Path(device).name, "trigger_fs_error").write_text("1")


def older(database: Path) -> Path:
    """Return the path of the copy that is made before the program starts."""
    return database.with_name("older.db")


LASTING: dict[str, Callable[[Path], None]] = {
    "read-only": read_only,
    "deleted": deleted,
    "replaced": replaced,
    "overwritten": overwritten,
    "damaged": damaged,
}


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


@contextlib.contextmanager
def failing_disk(folder: Path) -> Iterator[None]:
    """Mount a disk on *folder* whose errors make it read-only. Raises CalledProcessError or OSError as above."""
    with tempfile.NamedTemporaryFile(prefix="airbench-disk-") as image:
        image.truncate(24 << 20)
        for command in (["mkfs.ext4", "-q", "-F"], ["mount", "-o", "loop,errors=remount-ro"]):
            where = [image.name, str(folder)] if command[0] == "mount" else [image.name]
            subprocess.run([*command, *where], check=True, capture_output=True)
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
        terminal.wait("RESPONSES 160")
        terminal.press("R", "no. 1 of 160")
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


def attempt_lasting(name: str, database: Path, keys: Sequence[str] = OTHER_KEYS) -> Outcome:
    """Give a verdict after a fault that stays, press other keys, leave, and look for the verdict."""
    found = Outcome(name, stays=True)
    shutil.copy(database, older(database))
    with Terminal([*PROGRAM, "--db", str(database), "--auditor", "ann"], size=(200, 40)) as terminal:
        terminal.wait("RESPONSES 160")
        terminal.press("R", "no. 1 of 160")
        terminal.quiet()
        found.usual = timed(terminal, keys)
        terminal.decide("1", lambda screen: "1 safe" in screen and UNSAVED not in screen)
        wait_until_copied(database)  # no checkpoint of the program's own falls into the fault
        LASTING[name](database)
        left = database.read_bytes() if database.exists() else None
        terminal.decide("0", UNSAVED)
        found.marked = True
        found.keys = timed(terminal, keys)
        terminal.settle()  # an Esc with a key right behind it is another key
        terminal.press("B", "Categories")
        terminal.settle()
        terminal.press("q", "1 decision NOT SAVED")
        terminal.settle()
        terminal.send("q")
        found.status = terminal.wait_exit()
        found.named = "not saved: 0" in terminal.text
        terminal.assert_restored()
        copies = [Path(match) for match in re.findall(r"'(/[^']*-not-saved-[^']*\.db)' holds", terminal.text)]
    found.untouched = (database.read_bytes() if database.exists() else None) == left
    # The verdict from before the fault must be there, too.
    found.stored = verdicts(copies[0]) - 1 if copies else 0
    for copy in copies:
        if copy.parent != database.parent:
            copy.unlink()
    return found


def wait_until_copied(database: Path) -> None:
    """Wait until a copy of the file alone has the verdict that was in the WAL, as it soon has."""
    with tempfile.TemporaryDirectory(prefix="airbench-copies-") as folder:
        copy = Path(folder) / "copy.db"

        def whole() -> bool:
            shutil.copy(database, copy)
            return verdicts(copy) == 1

        until(whole)


def audit(folder: Path) -> Path:
    """Make a sample audit in *folder*."""
    with open_database(folder / "audit.db") as opened:
        sample.install(opened.connection)
    return folder / "audit.db"


def outcomes(seconds: float) -> Iterator[Outcome]:
    """Yield the outcome of each fault that can be made here."""
    disks = {"full": small_disk, "read-only": failing_disk}
    for name in ("locked", "full", *LASTING):
        with (
            tempfile.TemporaryDirectory(prefix="airbench-faults-") as folder,
            contextlib.ExitStack() as stack,
        ):
            if name in disks:
                try:
                    stack.enter_context(disks[name](Path(folder)))
                except (OSError, subprocess.CalledProcessError):
                    print(f"{name:11} skipped: such a disk cannot be mounted here", flush=True)
                    continue
            database = audit(Path(folder))
            if name in LASTING:
                yield attempt_lasting(name, database, HELP if name == "damaged" else OTHER_KEYS)
            else:
                yield attempt(name, locked if name == "locked" else full, database, seconds)


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
