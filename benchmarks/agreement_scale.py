"""The way from the database to the Agreement screen: 100,000 reviews of a packet, all figures with intervals.

5,694 prompts, as many models as *n* responses need, four auditors, two on every second answer; answers drawn
with unequal probabilities. Then the screen itself on a real pty: the time from `A` to the first figures and
to the intervals, and the time that a key waits meanwhile.

``python -m benchmarks.agreement_scale [-n 68328] [--reviews 100000] [--keep FOLDER]``
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from airbench_tui.agreement import evidence, figures, tables
from airbench_tui.store.database import open_database, transaction
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.store.rules.viewer import UNRESTRICTED
from benchmarks import list_scale
from benchmarks.agreement import cpu
from benchmarks.measure import first_byte, median, ms, p95, program, where
from tests.pty.terminal import ESC, Terminal

MODELS, AUDITORS = 12, ("ann", "ben", "chi", "dee")
AT_MOST = 3.0  # seconds of one core for everything


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", type=int, default=MODELS * list_scale.PROMPTS, help="responses")
    parser.add_argument("--reviews", type=int, default=100_000, help="verdicts (default 100,000)")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "airbench-bench")
    options = parser.parse_args()
    database = build(options.keep, options.n, options.reviews)
    print(f"{where()}; {options.n:,} responses, {options.reviews:,} reviews, {figures.ROUNDS:,} rounds\n")
    together = in_process(database)
    on_a_pty(database)
    return int(together > AT_MOST)


def build(folder: Path, responses: int, number: int) -> Path:
    """Build the database of ``list_scale`` with a packet that has *number* verdicts."""
    path = folder / f"agreement-{responses}-{number}.db"
    if path.exists():
        return path
    plain = list_scale.build(folder, responses)
    unfinished = path.with_suffix(".part")
    shutil.copy(plain, unfinished)
    with open_database(unfinished) as database, transaction(database.connection):
        _review(database.connection, number)
    unfinished.rename(path)
    return path


def _review(connection: sqlite3.Connection, number: int) -> None:
    chance = random.Random(2)
    auditors = [auditor_rows.auditor_id(connection, name) for name in AUDITORS]
    connection.execute(
        "INSERT INTO packets VALUES (1, 'big', 'big', ?, 2, ?, '2026-11-02')",
        [json.dumps({"n": number, "stratify": "judge-score", "allocate": "equal"}), auditors[0]],
    )
    connection.execute(
        "INSERT INTO packet_frame SELECT 1, id, judgment, score FROM responses WHERE score IS NOT NULL"
    )
    frame = connection.execute(
        "SELECT id, judgment, score, count(*) OVER (PARTITION BY score) AS size FROM responses"
        " WHERE score IS NOT NULL"
    ).fetchall()
    answers = min(len(frame), number * 2 // 3)
    sizes = {row["score"]: row["size"] for row in frame}
    wanted = {score: size * answers // len(frame) for score, size in sizes.items()}
    less = wanted[1.0] // 10  # so that the probabilities differ
    wanted[1.0] -= less
    wanted[0.0] = min(sizes[0.0], wanted[0.0] + less)
    drawn = []
    for score, size in sizes.items():
        rows = chance.sample([row for row in frame if row["score"] == score], wanted[score])
        drawn += [(row["id"], row["judgment"], score, wanted[score] / size) for row in rows]
    connection.executemany(
        "INSERT INTO packet_items(id, uid, packet, response, judgment, stratum, inclusion_probability)"
        " VALUES (?, ?, 1, ?, ?, ?, ?)",
        ((at, f"i{at}", *row) for at, row in enumerate(drawn, 1)),
    )
    connection.executemany(
        "INSERT INTO reviews(uid, kind, response, auditor, packet_item, judgment, shown_polarity, score, codes,"
        " blind, exposed, origin, made_at) VALUES (?, 'verdict', ?, ?, ?, ?, '1-safe', ?, ?, 1, 0, 'packet', ?)",
        (_verdict(at, drawn, auditors, chance) for at in range(number)),
    )


def _verdict(
    at: int, drawn: list[tuple[int, int, float, float]], auditors: list[int], chance: random.Random
) -> tuple[object, ...]:
    place, time_round = at % len(drawn), at // len(drawn)
    response, judgment, score, _ = drawn[place]
    given = score if chance.random() < 0.85 else chance.choice((0.0, 0.5, 1.0))
    auditor = auditors[(place + time_round) % len(auditors)]
    codes = json.dumps(["misread"] if given != score else [])
    made_at = f"2026-11-{3 + at // 10_000:02}T12:{at // 60 % 60:02}:{at % 60:02}.{at:06}Z"
    return f"v-{at}", response, auditor, place + 1, judgment, given, codes, made_at


def in_process(database: Path) -> float:
    """Measure processor seconds of each step, median of three, and return their sum."""
    with open_database(database) as opened:
        found = evidence.load(opened.connection, UNRESTRICTED)
        values = figures.values(found)
        steps: dict[str, Callable[[], object]] = {
            "read (evidence.load)": lambda: evidence.load(opened.connection, UNRESTRICTED),
            "values": lambda: figures.values(found),
            "by model": lambda: tables.by_model(found),
            "by level 2": lambda: tables.by_level(found, 2),
            "intervals": lambda: figures.with_intervals(values),
        }
        taken = {name: cpu(step, 3) for name, step in steps.items()}
    print("in process, seconds of one core, median of 3")
    for name, seconds in taken.items():
        print(f"  {name:<32}{ms(seconds):>10}")
    print(f"  {'together':<32}{ms(sum(taken.values())):>10}\n")
    return sum(taken.values())


def on_a_pty(database: Path) -> None:
    """Measure the time from `A` to the first figures, and how long a key waits until then and afterwards."""
    print("on a pty, 160x50")
    with _agreement(database) as terminal:
        start = time.monotonic()
        first = terminal.wait_bytes(b"JUDGE BY PEOPLE", seconds=90.0) - start
    with _agreement(database) as terminal:
        terminal.wait_bytes(b"reading the reviews")
        waited = []
        while b"JUDGE BY PEOPLE" not in terminal.raw and len(waited) < 100:
            waited.append(_help_and_back(terminal))
        terminal.settle(2.0)
        still = [first_byte(terminal, key) for key in ["j"] * 12 + ["k"] * 11]
    print(f"  A to the first figures      {ms(first):>9}")
    print(f"  a key while it reads        median {ms(median(waited))}, p95 {ms(p95(waited))}")
    print(f"  j and k afterwards          median {ms(median(still))}, p95 {ms(p95(still))}")


def _agreement(database: Path) -> Terminal:
    """Start the program and return it with Browse still on screen and `A` just typed."""
    terminal = Terminal([*program(), "--db", str(database), "--auditor", "ann"], size=(160, 50))
    terminal.wait_bytes(b"1.1.1 ")
    terminal.settle(3.0)
    terminal.send("A")
    return terminal


def _help_and_back(terminal: Terminal) -> float:
    """Return the seconds from `?` to its first byte, on a screen that draws nothing itself; go back."""
    known, sent = len(terminal.pieces), time.monotonic()
    terminal.send("?")
    while len(terminal.pieces) == known and time.monotonic() - sent < 10:
        time.sleep(0.0005)
    taken = time.monotonic() - sent
    terminal.wait_bytes(b"Everywhere", known)
    terminal.send(ESC)
    time.sleep(0.3)
    return taken


if __name__ == "__main__":
    sys.exit(main())
