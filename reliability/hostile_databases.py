"""Databases of others: hostile schemas, files and rows, and what the program does with them.

    python -m reliability.hostile_databases

Each database (``hostile_schemas``, ``hostile_files``) is read, checked, recovered, exported, backed up, reviewed,
merged, restored and opened on a terminal. It is either refused, or opens only for reading, or is used while ``doctor``
names what is odd. Exits with 1 if that is otherwise than it should be, if a foreign trigger or view ran (``watched``),
if anything but lines of error was printed, or if anything is stored that was not given.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import multiprocessing
import os
import re
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from airbench_tui.errors import StoreError
from airbench_tui.store.database_files import FROZEN, connect, has_log
from airbench_tui.store.file_check import examine
from reliability.hostile_changes import Case
from reliability.hostile_files import FILES
from reliability.hostile_schemas import SCHEMAS
from reliability.watched import watching
from tests import in_process, templates
from tests.pty.terminal import ROOT, Terminal

CASES = [*SCHEMAS, *FILES]
_FORK = multiprocessing.get_context("fork")
PATIENCE = 30.0  # seconds that a command may take
EVIDENCE = ("prompts", "responses", "judgments", "adjudications", "packets", "packet_items", "bulk_actions")
_SEQUENCE = re.compile(r"\x1b\[[0-9;?<>=]*[A-Za-z]")  # with which the program leaves its screen
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


@dataclass(frozen=True)
class Done:
    """What a command came to. ``names`` are the triggers and views that its SQL went through."""

    command: str
    status: int
    out: str
    err: str
    names: frozenset[str]

    def faults(self, foreign: Sequence[str]) -> Iterator[str]:
        """Yield what went wrong, in words."""
        if ran := self.names.intersection(foreign):
            yield f"{self.command}: ran {sorted(ran)}"
        if self.status not in (0, 1, 2):
            yield f"{self.command}: exit status {self.status}"
        if "Traceback" in self.err + self.out or "ended by a bug" in self.err:
            yield f"{self.command}: a traceback: {self.err[-300:]}"
        lines = self.err.splitlines()
        if not all(line.startswith("airbench-tui: ") for line in lines) or (self.status == 2 and not lines):
            yield f"{self.command}: {self.err[-300:]!r}"
        if _CONTROL.search(self.err if self.command == "export" else self.out + self.err):
            yield f"{self.command}: control characters"


@dataclass
class Outcome:
    """What came of a database."""

    case: Case
    done: list[Done] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def observed(self) -> str:
        """Return whether the database was refused, read only or used."""
        status = {one.command: one.status for one in self.done}
        if status["review add"] != 2:
            return "named"
        return "refused" if status["list"] == 2 else "read-only"

    def judge(self) -> None:
        """Add to the faults what is otherwise than it should be."""
        if self.observed != self.case.expected:
            self.faults.append(f"{self.observed}, not {self.case.expected}")
        for one in self.done:
            self.faults += one.faults(self.case.foreign)
        (doctor,) = (one for one in self.done if one.command == "doctor")
        if self.case.words not in doctor.out + doctor.err:
            self.faults.append(f"doctor does not say {self.case.words!r}: {doctor.out[-500:]}")


def run(command: str, arguments: Sequence[str], folder: Path) -> Done:
    """Run a command of the program in a process of its own."""
    receiver, sender = multiprocessing.Pipe()

    def child() -> None:
        with watching() as names:
            environment = {**os.environ, "AIRBENCH_AUDITOR": "ann", "AIRBENCH_WORKSPACE": str(folder)}
            status, out, err = in_process.run(["--workspace", str(folder), *arguments], environment, folder)
        sender.send(
            (status, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"), frozenset(names))
        )

    process = _FORK.Process(target=child)
    process.start()
    sender.close()
    try:
        found = (
            receiver.recv()
            if receiver.poll(PATIENCE)
            else (-1, "", f"no end after {PATIENCE} s", frozenset())
        )
    except EOFError:
        found = (-2, "", "the process ended", frozenset())
    process.kill()
    process.join()
    return Done(command, *found)


def opened(path: Path, folder: Path) -> Done:
    """Open the database in the terminal program and leave it."""
    notes = folder / "notes.json"
    argv = (
        sys.executable,
        "-m",
        "reliability.watched",
        str(notes),
        "--workspace",
        str(folder),
        "--db",
        str(path),
    )
    with Terminal(argv, size=(120, 40), env={"AIRBENCH_AUDITOR": "ann"}, cwd=ROOT) as terminal:
        with contextlib.suppress(AssertionError):  # it ended, or shows a fault
            terminal.wait("RESPONSES ", seconds=5.0)
        with contextlib.suppress(AssertionError, OSError):  # it ended
            terminal.settle()
            terminal.send("q")
        status = terminal.wait_exit()
    # What stands on the shell's screen afterwards, without the key if the program had ended before it.
    said = _SEQUENCE.sub("", terminal.raw.rpartition(b"\x1b[?1049l")[2].decode("utf-8", "replace"))
    return Done(
        "open",
        status,
        "",
        said.replace("\r\n", "\n").removesuffix("q"),
        frozenset(json.loads(notes.read_text())),
    )


def rows(path: Path, table: str) -> list[str]:
    """List the rows of a table, as texts. [] where it cannot be read. Leaves no other file."""
    with contextlib.closing(connect(path, "mode=ro" if has_log(path) else FROZEN)) as connection:
        connection.text_factory = bytes
        try:
            return [repr(row) for row in connection.execute(f"SELECT * FROM {table}")]
        except (sqlite3.Error, UnicodeDecodeError):
            return []


def contents(path: Path) -> list[str]:
    """Return the hashes of the files of a database."""
    files = (path, path.with_name(f"{path.name}-wal"))
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.exists()]


def attempt(case: Case, sound: Path, folder: Path, *, on_a_terminal: bool = True) -> Outcome:
    """Do with a database what can be done, beginning from the *sound* one."""
    began, outcome = time.perf_counter(), Outcome(case)
    path, ours, restored = (folder / name for name in ("theirs.db", "ours.db", "restored.db"))
    for file in (path, ours, restored):
        shutil.copy(sound, file)
    response = next(iter(rows(sound, "responses"))).split("'")[1]
    case.change(path)
    before, kept = contents(path), {table: rows(path, table) for table in ("reviews", *EVIDENCE)}
    db, other = ("--db", str(path)), ("--db", str(ours))
    for command, *arguments in (
        ("doctor", *db, "doctor"),
        ("list", *db, "list"),
        ("agreement", *db, "agreement"),
        ("export", *db, "export", "--rows", "all"),
        ("backup", *db, "backup", str(folder / "backup.db")),
        ("audit", *db, "doctor", "--audit"),
        ("recover", *db, "doctor", "--recover", str(folder / "recovered.db")),
        ("review add", *db, "review", "add", response, "--score", "0.5"),
        ("merge", *other, "merge", str(path)),
        ("restore", "--db", str(restored), "restore", str(path), "--yes"),
    ):
        outcome.done.append(run(command, arguments, folder))
    if on_a_terminal:
        outcome.done.append(opened(path, folder))
    outcome.judge()
    outcome.faults += _lost(outcome, path, before, kept)
    known = rows(sound, "reviews")
    if not set(known) <= set(rows(ours, "reviews")):
        outcome.faults.append("the merge lost or changed reviews")
    outcome.seconds = time.perf_counter() - began
    return outcome


def refused(path: Path) -> bool:
    """Return whether the program refuses to write to a database before it opens it."""
    try:
        _, findings = examine(path)
        findings.need_writable(path)
    except StoreError:
        return True
    return False


def _lost(outcome: Outcome, path: Path, before: list[str], kept: dict[str, list[str]]) -> Iterator[str]:
    """Yield what is stored otherwise than before, in words."""
    if refused(path):
        if contents(path) != before:
            yield "the file was changed"
        return
    for table in EVIDENCE:
        if rows(path, table) != kept[table]:
            yield f"{table} changed"
    now = rows(path, "reviews")
    acknowledged = sum(one.command == "review add" and one.status == 0 for one in outcome.done)
    if not set(kept["reviews"]) <= set(now) or len(now) != len(kept["reviews"]) + acknowledged:
        yield f"{acknowledged} reviews acknowledged, {len(now) - len(kept['reviews'])} stored"


def outcomes(cases: Sequence[Case], *, on_a_terminal: bool = True) -> Iterator[Outcome]:
    """Yield what came of each database."""
    with tempfile.TemporaryDirectory(prefix="airbench-hostile-") as name:
        sound = Path(name) / "sound.db"
        templates.build_audited(sound)
        for number, case in enumerate(cases):
            folder = Path(name) / str(number)
            folder.mkdir()
            yield attempt(case, sound, folder, on_a_terminal=on_a_terminal)


def main() -> int:
    """Print a line of a table for each database, and return the exit status."""
    print("| Database | Outcome | Foreign triggers and views that ran | Stored otherwise | Time |")
    print("|---|---|---|---|---|", flush=True)
    failed = 0
    words: dict[str, str] = {
        "refused": "refused",
        "read-only": "opens only for reading",
        "named": "used, and named",
    }
    for outcome in outcomes(CASES):
        failed += bool(outcome.faults)
        end = " | ".join(("FAILED: " + "; ".join(outcome.faults),) * bool(outcome.faults)) or "none | nothing"
        print(
            f"| {outcome.case.name} | {words[outcome.observed]} | {end} | {outcome.seconds:.1f} s |",
            flush=True,
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
