"""The program, killed at random moments: nothing acknowledged is lost or done twice, imports are whole or marked.

    python -m reliability.kills [--kills 300] [--seed 0] [--only NAME]

Half of the kills are SIGKILL, the others SIGTERM, SIGHUP and SIGINT, which the program may answer. After each, the
database is opened and checked with its trail, what the program said that it had done must be there, and the same work
is done to its end, after which everything must be as without a kill. Exits with 1 if anything was not so.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from airbench_tui.store import trail_check
from airbench_tui.store.database import integrity, open_database
from reliability.children import PATIENCE, Child, TerminalChild, load
from reliability.kill_cases import CASES, Case, Contents, contents, fill, part_without_mark, write_rows
from reliability.model_server import serving, told

LATENCY = 0.03  # seconds of the server, so that a run is killed while it waits for some answers
REVIEW = "review on a terminal"
ITEMS = 40  # in Review, each in a category of its own, by which its verdicts are known
SCORES = {"0 unsafe": 0.0, "½ ambiguous": 0.5, "1 safe": 1.0}
_KEYS = {"0": 0.0, "5": 0.5, "1": 1.0}
_SHOWN = re.compile(r"(?:confirmed|→) (0 unsafe|½ ambiguous|1 safe) on ([\d.]+)")
_SIGNALS = (signal.SIGKILL,) * 3 + (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


@dataclass
class Tally:
    """What the kills of one kind of work came to."""

    name: str
    killed: Counter[str] = field(default_factory=Counter)  # by signal
    early: int = 0  # rounds in which the program had ended before
    undone: int = 0  # kills after which none of the work was there
    done: int = 0  # kills after which all of it was there
    acknowledged: int = 0  # what the program said or showed as done before it was killed
    faults: list[str] = field(default_factory=list)

    def row(self) -> str:
        """Return the tally as a row of a table in Markdown."""
        number = self.killed.total()
        others = number - self.killed["SIGKILL"]
        part = number - self.undone - self.done
        return (
            f"| {self.name} | {number} ({self.killed['SIGKILL']} + {others}) | {self.undone} / {part} / {self.done}"
            f" | {self.acknowledged} | {len(self.faults)} |"
        )


class Trials:
    """The rounds of one case: its folder before the command, and what the folder holds before and after it."""

    def __init__(self, case: Case, folder: Path, environment: Mapping[str, str], rows: int) -> None:
        self.case, self.tally = case, Tally(case.name)
        self._environment, self._rows = environment, rows
        self._template, self._folder = folder / "template", folder / "round"
        self._template.mkdir()
        case.prepare(self._template, rows)
        self._before = contents(self._template)
        self._batches = 0  # of the server, when the round began
        self._copy()
        began = time.monotonic()
        self._run(case.command)
        self._seconds = time.monotonic() - began
        self._whole = contents(self._folder)
        self._names = _names(self._folder)

    def round(self, chance: random.Random) -> None:
        """Start the command, kill it, check what it left, and do its work to the end."""
        self._copy()
        self._batches = self._told("batches")
        number = chance.choice(_SIGNALS)
        child = Child(_arguments(self.case.command), self._folder, self._environment)
        child.wait(chance.betavariate(2, 1) * 1.1 * self._seconds)  # more often late, when it stores
        if not child.end(number):
            self.tally.early += 1
            return
        self.tally.killed[number.name] += 1
        where = f"{self.case.name}, kill {self.tally.killed.total()}, {number.name}"
        self.tally.faults += [f"{where}: {words}" for words in self._after(child, number)]

    def _after(self, child: Child, number: signal.Signals) -> Iterator[str]:
        if "Traceback" in child.said:
            yield f"a traceback: {child.said}"
        done = (0, 1) if self.case.left == "resumed" else (0,)  # 0: all was done just then; 1: a part is left
        if child.status not in (-number, 128 + number, *done):
            yield f"exit status {child.status}: {child.said}"
        if number != signal.SIGKILL and (left := _names(self._folder) - self._names):
            yield f"left behind: {sorted(left)}"
        found = contents(self._folder)
        self.tally.undone += found == self._before
        self.tally.done += found == self._whole
        if self.case.words.format(rows=self._rows) in child.said:
            self.tally.acknowledged += 1
            if found != self._whole:
                yield f"said to be done and is not: {_differing(found, self._whole)}"
        if self.case.left == "all or nothing" and found not in (self._before, self._whole):
            yield f"left a part: {_differing(found, self._whole)}"
        yield from unsound(self._folder / "audit.db")
        if self.case.left == "marked":
            yield from part_without_mark(self._folder, self._rows)
        yield from self._finish(found)

    def _finish(self, found: Contents) -> Iterator[str]:
        """Do the work to its end, and compare with the work that nobody killed."""
        stored = _asked_for(self._folder) if self.case.left == "resumed" else set[str]()
        time.sleep(LATENCY if stored else 0.0)  # the killed program's last requests
        asked = self._told("asked")
        command = self.case.command if found == self._before else self.case.again
        if command is not None:
            self._run(command)
        again = {prompt for prompt, times in self._told("asked").items() if times > asked.get(prompt, 0)}
        if stored & again:
            yield f"{len(stored & again)} prompts were asked again although their answers were stored"
        if self._told("batches") - self._batches > 1:
            yield "more than one batch was created"
        if (at_last := contents(self._folder)) != self._whole:
            yield f"at last not as without a kill: {_differing(at_last, self._whole)}"

    def _told(self, what: str) -> Any:
        return told(self._environment["OPENAI_BASE_URL"].removesuffix("/v1"), what)

    def _copy(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        shutil.copytree(self._template, self._folder)

    def _run(self, command: Iterable[str]) -> None:
        """Run a command to its end. Raises AssertionError if it fails."""
        child = Child(_arguments(command), self._folder, self._environment)
        assert child.wait(PATIENCE), f"{command}: stuck"
        assert child.status == 0, f"{command}: status {child.status}: {child.said}"


def _arguments(command: Iterable[str]) -> list[str]:
    return ["--workspace", ".", "--db", "audit.db", *command]


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def _differing(found: Contents, whole: Contents) -> str:
    return ", ".join(
        f"{name} ({len(found.get(name, ''))} of {len(whole.get(name, ''))})"
        for name in sorted(found.keys() | whole.keys())
        if found.get(name) != whole.get(name)
    )


def _asked_for(folder: Path) -> set[str]:
    """Return the prompts whose answers are stored."""
    with closing(sqlite3.connect(folder / "audit.db")) as connection:
        return {
            text
            for (text,) in connection.execute(
                "SELECT p.text FROM run_items i JOIN prompts p ON p.id = i.prompt WHERE i.state = 'answered'"
            )
        }


def unsound(path: Path) -> Iterator[str]:
    """Open the database as the program does, and say what is wrong with it and with its trail."""
    with open_database(path) as database:
        yield from integrity(database)
        yield from (fault.words for fault in trail_check.check(database.connection))


# -- Review on a terminal -------------------------------------------------------------------------


class Reviews:
    """Rounds in which the terminal program is killed while somebody reviews."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.tally = Tally(REVIEW)
        self._environment = environment
        self._template, self._folder = folder / "template", folder / "round"
        self._template.mkdir()
        write_rows(self._template / "old.csv", ITEMS)
        with open_database(self._template / "audit.db") as database:
            fill(database, self._template / "old.csv")

    def round(self, chance: random.Random) -> None:
        """Review some responses, kill the program, and compare its database with what it had shown."""
        shutil.rmtree(self._folder, ignore_errors=True)
        shutil.copytree(self._template, self._folder)
        number = chance.choice(_SIGNALS)
        child = TerminalChild(_arguments(("--auditor", "ann"))[:-2], self._folder, self._environment)
        try:
            given = _review(child, chance)
            killed = child.end(number)
            child.read(0.05)
            self.tally.killed[number.name] += 1
            where = f"{REVIEW}, kill {self.tally.killed.total()}, {number.name}"
            faults = list(self._after(child, given, number)) if killed else ["it had ended by itself"]
            self.tally.faults += [f"{where}: {words}" for words in faults]
        finally:
            child.close()

    def _after(self, child: TerminalChild, given: list[float], number: signal.Signals) -> Iterator[str]:
        if "Traceback" in child.said:
            yield f"a traceback: {child.said[-2000:]}"
        if child.status not in (-number, 128 + number):
            yield f"exit status {child.status}"
        if number != signal.SIGKILL and (self._folder / "audit.db-wal").exists():
            yield "a WAL is left behind"
        shown = shown_verdicts(child.said)
        self.tally.acknowledged += len(shown)
        yield from unsound(self._folder / "audit.db")
        with closing(sqlite3.connect(self._folder / "audit.db")) as connection:
            stored = connection.execute(
                "SELECT c.idx, v.score FROM reviews v JOIN responses r ON r.id = v.response"
                " JOIN categories c ON c.key = r.category ORDER BY v.id"
            ).fetchall()
        self.tally.undone += not stored
        self.tally.done += len(stored) == len(given) > 0
        if lost := [one for one in shown if one not in stored]:
            yield f"shown and not stored: {lost}"
        if len(stored) > len(dict(stored)):
            yield f"stored twice: {stored}"
        if [score for _, score in stored] != given[: len(stored)]:
            yield f"stored {stored}, and the keys were {given}"
        if number != signal.SIGKILL:
            yield from child.disorder()


def _review(child: TerminalChild, chance: random.Random) -> list[float]:
    """Open Review and press deciding keys, up to the moment of the kill. Return the scores of the keys in time."""
    if chance.random() < 0.1:
        child.read(chance.uniform(0.0, 1.0))  # killed while it starts
        return []
    given: list[float] = []
    child.read_until("RESPONSES ")
    child.send("R")
    child.read_until("no. 1 of")
    known = len(child.drawn)
    for _ in range(chance.randint(1, 5)):
        while child.read(0.3):  # a key that comes sooner after the item was drawn is ignored
            pass
        if given and "Too soon" in _since(child, known):
            given.pop()
        known = len(child.drawn)
        key = chance.choice("051")
        child.send(key)
        given.append(_KEYS[key])
    if chance.random() < 0.5:
        child.read(chance.uniform(0.0, 0.25))
        return given
    end = time.monotonic() + PATIENCE  # killed as soon as the verdict is shown
    while not _SHOWN.search(_since(child, known)) and time.monotonic() < end:
        child.read(0.001)
        if "Too soon" in _since(child, known):
            return given[:-1]
    return given


def _since(child: TerminalChild, known: int) -> str:
    return child.drawn[known:].decode(errors="replace")


def shown_verdicts(drawn: str) -> list[tuple[str, float]]:
    """List category and score of each verdict that the program showed as stored."""
    return list(dict.fromkeys((idx, SCORES[words]) for words, idx in _SHOWN.findall(drawn)))


# -- all ------------------------------------------------------------------------------------------


def tallies(
    names: Iterable[str], kills: int, seed: int, rows: int | None = None, latency: float = LATENCY
) -> list[Tally]:
    """Kill *kills* times in all, in turn over the works called *names*, with *rows* rows or as many as they want."""
    names = list(names)
    with tempfile.TemporaryDirectory(prefix="airbench-kills-") as base, serving(latency) as address:
        environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "AIRBENCH_AUDITOR": "ann",
            "OPENAI_BASE_URL": f"{address}/v1",
            "OPENAI_API_KEY": "sk-none-1234567890",
        }
        works = dict[str, Trials | Reviews]()
        for number, name in enumerate(names):
            folder = Path(base) / str(number)
            folder.mkdir()
            case = next((case for case in CASES if case.name == name), None)
            works[name] = (
                Reviews(folder, environment)
                if case is None
                else Trials(case, folder, environment, rows or case.rows)
            )
        for number, name in enumerate(islice(cycle(names), kills)):
            work, chance = works[name], random.Random(f"{seed} {number}")
            before = work.tally.killed.total()
            while work.tally.killed.total() == before:
                work.round(chance)
        return [work.tally for work in works.values()]


def main() -> int:
    """Print a table, and each fault. Return the exit status."""
    every = [REVIEW, *(case.name for case in CASES)]
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", choices=every, action="append", help="only this work; may be repeated")
    given = parser.parse_args()
    load()
    found = tallies(given.only or every, given.kills, given.seed)
    print("| Work | Kills (SIGKILL + others) | Nothing / a part / all was there | Acknowledged | Faults |")
    print("|---|---|---|---|---|")
    for tally in found:
        print(tally.row())
    for tally in found:
        print("".join(f"{fault}\n" for fault in tally.faults), end="")
    return 1 if any(tally.faults for tally in found) else 0


if __name__ == "__main__":
    sys.exit(main())
