"""Two auditors, a run and an import in four processes on one database: every review that was acknowledged is there.

    python -m reliability.four_processes [--seconds 60]

The auditors store verdicts one after the other, as the terminal program's writer does, with short pauses. Meanwhile one
file after the other is imported, and a model is asked as fast as it answers. Exits with 1 if anything was lost or is
damaged.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from airbench_tui.store.database import open_database
from airbench_tui.store.reading.unfinished import unfinished
from airbench_tui.store.reviewing import auditor_rows, reviews
from airbench_tui.store.reviewing.reviews import NewVerdict
from reliability.children import PATIENCE, Child, load
from reliability.kill_cases import fill, write_rows
from reliability.kills import unsound
from reliability.model_server import serving

AUDITORS = ("ann", "bob")
RESPONSES = 500  # there before, which the auditors review again and again
ROWS = 2_000  # of each imported file
PROMPTS = 1_000  # of each run
PAUSE = 0.1  # seconds, the longest between two reviews of an auditor
LATENCY = 0.05  # seconds of the model's server
_FORK = multiprocessing.get_context("fork")

Verdict = tuple[str, int, float]  # auditor, local id of the response, score


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A review that the store took, and the seconds that this took."""

    verdict: Verdict
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the four processes did, and each fault in words."""

    reviews: list[Acknowledged]
    rows: int  # imported
    answers: int  # of the runs
    faults: list[str]

    def lines(self) -> Iterator[str]:
        """Yield the figures as rows of a table in Markdown."""
        yield "| Auditor | Reviews acknowledged | Median | 95 % below | Most |"
        yield "|---|---|---|---|---|"
        for who in AUDITORS:
            seconds = sorted(one.seconds for one in self.reviews if one.verdict[0] == who)
            ms = [value * 1000 for value in (statistics.median(seconds), _p95(seconds), seconds[-1])]
            yield f"| {who} | {len(seconds):,} | " + " | ".join(f"{value:,.0f} ms" for value in ms) + " |"
        yield ""
        yield f"{self.rows:,} rows imported and {self.answers:,} answers of runs stored meanwhile."


def _p95(ordered: list[float]) -> float:
    return ordered[int(0.95 * (len(ordered) - 1))]


def _review(database: Path, who: str, until: float, sender: Connection) -> None:
    """Store verdicts of *who* until a time, and send what was acknowledged."""
    chance, done = random.Random(who), list[Acknowledged]()
    with open_database(database) as opened:
        connection = opened.connection
        auditor = auditor_rows.auditor_id(connection, who)
        while time.monotonic() < until:
            response, score = chance.randint(1, RESPONSES), chance.choice((0.0, 0.5, 1.0))
            began = time.monotonic()
            reviews.decide(connection, auditor, NewVerdict(response, score, None))
            done.append(Acknowledged((who, response, score), time.monotonic() - began))
            time.sleep(chance.uniform(0.0, PAUSE))
    sender.send(done)


class Worker:
    """A process that starts the program again, for the next piece of work, whenever it has ended."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder, self._environment = folder, environment
        self._folder.mkdir()
        self._child: Child | None = None
        self.number = 0  # of pieces begun
        self.faults: list[str] = []

    def command(self) -> tuple[str, ...]:
        """Return the arguments for the next piece of work."""
        raise NotImplementedError

    def go_on(self) -> None:
        """Start the next piece of work if none is being done."""
        if self._child is None or not self._child.running():
            self._judge()
            arguments = ("--workspace", "..", "--db", "../audit.db", *self.command())
            self._child = Child(arguments, self._folder, self._environment)
            self.number += 1

    def finish(self, number: signal.Signals | None = None) -> None:
        """Wait for the end of the work, after the signal *number* if one is given."""
        assert self._child is not None
        if number is not None and self._child.end(number):
            return
        if not self._child.wait(PATIENCE):
            self._child.end(signal.SIGKILL)
        self._judge()

    def _judge(self) -> None:
        if self._child is not None and self._child.status != 0:
            self.faults.append(f"status {self._child.status}: {self._child.said}")


class Importer(Worker):
    """Imports one file after the other."""

    def command(self) -> tuple[str, ...]:
        write_rows(self._folder / "new.csv", ROWS, f"File {self.number}. ")
        return ("import", "new.csv", "--model", "m", "--polarity", "1-safe")


class Runner(Worker):
    """Asks one model after the other."""

    def command(self) -> tuple[str, ...]:
        model = f"openai:target-{self.number}"
        return ("run", "--model", model, "--judge", "phrases", "--like", "../prompts.csv")


def outcome(seconds: float) -> Outcome:
    """Let the four processes work for *seconds*, and compare the database with what they were told."""
    with tempfile.TemporaryDirectory(prefix="airbench-four-") as base, serving(LATENCY) as address:
        folder = Path(base)
        database = folder / "audit.db"
        write_rows(folder / "old.csv", RESPONSES)
        write_rows(folder / "prompts.csv", PROMPTS, "Asked ")
        with open_database(database) as opened:
            fill(opened, folder / "old.csv")
        environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "OPENAI_BASE_URL": f"{address}/v1",
            "OPENAI_API_KEY": "sk-none-1234567890",
        }
        workers = Importer(folder / "import", environment), Runner(folder / "run", environment)
        until = time.monotonic() + seconds
        auditors, receivers = [], []
        for who in AUDITORS:
            receiver, sender = multiprocessing.Pipe()
            auditors.append(_FORK.Process(target=_review, args=(database, who, until, sender)))
            auditors[-1].start()
            sender.close()
            receivers.append(receiver)
        while time.monotonic() < until:
            for worker in workers:
                worker.go_on()
            time.sleep(0.02)
        done = [one for receiver in receivers for one in receiver.recv()]
        for auditor in auditors:
            auditor.join()
        workers[0].finish()
        workers[1].finish(signal.SIGINT)
        faults = [words for worker in workers for words in worker.faults]
        return Outcome(
            done, *_stored(database), [*faults, *_faults(database, done, workers[0].number * ROWS)]
        )


def _stored(database: Path) -> tuple[int, int]:
    """Return how many rows were imported after the first file, and how many answers runs have."""
    with closing(sqlite3.connect(database)) as connection:
        (rows,) = connection.execute("SELECT sum(rows_read) FROM runs").fetchone()
        (answers,) = connection.execute(
            "SELECT count(*) FROM run_items i JOIN runs u ON u.id = i.run WHERE u.kind = 'run' AND i.response > 0"
        ).fetchone()
    return rows - RESPONSES, answers


def _faults(database: Path, done: list[Acknowledged], rows: int) -> Iterator[str]:
    yield from unsound(database)
    with open_database(database) as opened:
        connection = opened.connection
        stored = Counter(
            (row["name"], row["response"], row["score"])
            for row in connection.execute(
                "SELECT a.name, v.response, v.score FROM reviews v JOIN auditors a ON a.id = v.auditor"
            )
        )
        yield from (one.words for one in unfinished(connection))
    if (given := Counter(one.verdict for one in done)) != stored:
        lost, unasked = (given - stored).total(), (stored - given).total()
        yield f"{lost} reviews were acknowledged and are not there; {unasked} are there and were not acknowledged"
    if (there := _stored(database)[0]) != rows:
        yield f"{there} of {rows} rows were imported"


def main() -> int:
    """Print the figures, and each fault. Return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    seconds = parser.parse_args().seconds
    load()
    found = outcome(seconds)
    for line in [*found.lines(), *found.faults]:
        print(line)
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
