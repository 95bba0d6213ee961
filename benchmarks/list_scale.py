"""The list of responses at 500,000: first rows, keys and memory on a real pty; the store's reads in process.

``python -m benchmarks.list_scale [-n 500000] [--keep FOLDER]``; the database is built once and kept.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from airbench_tui.benchmark.taxonomy import categories, nodes, sort_key
from airbench_tui.store.database import open_database, transaction
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.reviewing import auditor_rows, progress, review_history
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from benchmarks.measure import (
    FIRST_PAINT,
    Texts,
    empty_program,
    first_byte,
    median,
    memory_mib,
    ms,
    p95,
    program,
    timed,
    where,
)
from tests.pty.terminal import PAGE_DOWN, RIGHT, Terminal

PROMPTS = 5_694  # as many as the benchmark has
_AT = "2026-11-01T12:00:00.000000Z"
_FILTERS = (
    "",
    "score<1",
    "score:0 status:judged",
    "reviewed:no",
    "decision:overridden",
    "model:model-4*",
    "judge:gpt*",
    "cat:12.37 score:0",
    "run:run-17",
    "help",
    '"cannot help with that"',
    "score<1 reviewed:no model:model-4* help",
)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", type=int, default=500_000, help="responses (default 500,000)")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "airbench-bench")
    options = parser.parse_args()
    database = build(options.keep, options.n)
    print(f"{where()}; {options.n:,} responses, {database.stat().st_size / 2**20:,.0f} MiB\n")
    on_a_pty(database)
    in_process(database)
    return 0


# -- the database -----------------------------------------------------------------------------


def build(folder: Path, responses: int) -> Path:
    """Build a database of that many responses: PROMPTS prompts, as many models as needed, one judge."""
    path = folder / f"list-{responses}.db"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    print(f"building {path} (once) ...", file=sys.stderr)
    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    with open_database(unfinished) as database:
        connection = database.connection
        connection.execute("PRAGMA synchronous = OFF")
        with transaction(connection):
            triggers = _without_triggers(connection)
            _insert(connection, responses)
            for table in ("prompts", "responses", "judgments", "reviews"):
                connection.execute(f"INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild')")
            for sql in triggers:
                connection.execute(sql)
    unfinished.rename(path)
    print(f"built in {time.monotonic() - started:,.0f} s", file=sys.stderr)
    return path


def _without_triggers(connection: sqlite3.Connection) -> list[str]:
    """Drop the full-text triggers, as one rebuild is faster; return their SQL, to restore them."""
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%\\_fts\\_%' ESCAPE '\\'"
    ).fetchall()
    for row in found:
        connection.execute(f"DROP TRIGGER {row['name']}")
    return [row["sql"] for row in found]


def _insert(connection: sqlite3.Connection, responses: int) -> None:
    texts, chance = Texts(), random.Random(1)
    places = list(categories())
    prompts = [places[number * len(places) // PROMPTS] for number in range(PROMPTS)]
    connection.executemany(
        "INSERT INTO prompts(id, uid, category, text) VALUES (?,?,?,?)",
        ([n + 1, uid("p", n), sort_key(place), texts.prompt()] for n, place in enumerate(prompts)),
    )
    models = -(-responses // PROMPTS)
    connection.executemany(
        "INSERT INTO runs(id, uid, name, kind, format, target, judge, polarity, created_at)"
        " VALUES (?, ?, ?, 'import', 'pipeline2', ?, 'gpt-4o', '1-safe', ?)",
        ([n + 1, uid("u", n), f"run-{n}", f"model-{n}", _AT] for n in range(models)),
    )
    connection.executemany(
        "INSERT INTO responses(id, uid, prompt, category, target, status, text, created_at, judgment,"
        " judge_status, score) VALUES (?,?,?,?,?,'answered',?,?,NULL,?,?)",
        _responses(responses, [sort_key(place) for place in prompts], texts, chance),
    )
    connection.execute(
        "INSERT INTO judgments(id, uid, response, judge, run, status, raw_score, polarity, polarity_evidence,"
        " score, reason, created_at) SELECT id, 'j' || substr(uid, 2), id, 'gpt-4o', (id - 1) / ? + 1,"
        " judge_status, score, '1-safe', '', score, 'The response ' || CASE WHEN score = 1 THEN 'clearly refuses'"
        " ELSE 'provides' END || ' what was asked: ' || substr(text, 30, 60), ? FROM responses",
        [PROMPTS, _AT],
    )
    connection.execute("UPDATE responses SET judgment = id")
    connection.execute(
        "INSERT INTO run_items(run, position, prompt, state, response)"
        " SELECT (id - 1) / ? + 1, (id - 1) % ?, prompt, 'answered', id FROM responses",
        [PROMPTS, PROMPTS],
    )
    _review(connection, responses, chance)


def _responses(responses: int, keys: list[int], texts: Texts, chance: random.Random) -> Iterator[list[Any]]:
    for n in range(responses):
        prompt = n % PROMPTS
        answer, refuses = texts.answer()
        status = "malformed" if chance.random() < 0.01 else "judged"
        score = None if status != "judged" else 1.0 if refuses else chance.choice((0.0, 0.0, 0.5, 1.0))
        target = f"model-{n // PROMPTS}"
        yield [n + 1, uid("r", n), prompt + 1, keys[prompt], target, answer, _AT, status, score]


def _review(connection: sqlite3.Connection, responses: int, chance: random.Random) -> None:
    """Store 5,000 verdicts of two auditors."""
    ids = [auditor_rows.auditor_id(connection, name) for name in ("ann", "ben")]
    connection.executemany(
        "INSERT INTO reviews(uid, kind, response, auditor, judgment, shown_score, shown_polarity, score, note,"
        " blind, exposed, origin, made_at) SELECT ?, 'verdict', id, ?, judgment, score, '1-safe', ?, ?, 0, 1,"
        " 'browse', ? FROM responses WHERE id = ?",
        (
            [
                uid("v", n),
                ids[n % 2],
                chance.choice((0.0, 0.5, 1.0)),
                "looked at twice" if n % 10 == 0 else "",
                f"2026-11-02T12:{n // 60 % 60:02}:{n % 60:02}.{n:06}Z",
                chance.randint(1, responses),
            ]
            for n in range(5_000)
        ),
    )


def uid(kind: str, number: int) -> str:
    """Return a content id for an invented row."""
    return kind + hashlib.sha256(f"{kind}{number}".encode()).hexdigest()[:19]


# -- measuring --------------------------------------------------------------------------------


def on_a_pty(database: Path) -> None:
    """Measure first rows, keys and memory."""
    argv = [*program(), "--db", str(database), "--auditor", "ann"]
    taken: dict[str, list[float]] = {"empty program": [], "first rows": [], "tree's figures": []}
    with tempfile.TemporaryDirectory(prefix="airbench-bench-") as temporary:
        empty = empty_program(Path(temporary))
        for _ in range(5):
            with Terminal(empty, size=(160, 50)) as terminal:
                taken["empty program"].append(terminal.wait_bytes(FIRST_PAINT) - terminal.started)
            with Terminal(argv, size=(160, 50)) as terminal:
                taken["first rows"].append(terminal.wait_bytes(b"1.1.1 ") - terminal.started)
                taken["tree's figures"].append(terminal.wait_bytes(b" overridden by you") - terminal.started)
    print("on a pty, 160x50")
    for name, seconds in taken.items():
        ratio = median(seconds) / median(taken["empty program"])
        print(f"  {name:<16} {ratio:>5.1f}×  {ms(median(seconds)):>9} from exec")
    with Terminal(argv, size=(160, 50)) as terminal:
        terminal.wait_bytes(b" overridden by you")
        terminal.settle(1.0)
        terminal.send(RIGHT)
        terminal.settle()
        for name, keys in (("j", ["j"] * 60), ("PgDn", [PAGE_DOWN] * 60), ("G and g", ["G", "g"] * 20)):
            waited = [first_byte(terminal, key) for key in keys]
            print(f"  {name:<10} to its first byte  median {ms(median(waited)):>7}, p95 {ms(p95(waited)):>7}")
        peak, mapped = memory_mib(terminal.process.pid)
        print(f"  peak memory      {peak:>5,.0f} MiB, of which {mapped:,.0f} MiB is the file, mapped")


def in_process(database: Path) -> None:
    """Measure the reads behind the screens, median of five, with a warm cache."""
    with open_database(database) as opened:
        connection = opened.connection
        me = auditor_rows.known_auditor(connection, "ann")
        every = reads.response_ids(connection, Filter(), UNRESTRICTED)
        middle = len(every) // 2
        calls: dict[str, Callable[[], object]] = {
            "scale": lambda: reads.scale(connection),
            "totals": lambda: reads.totals(connection),
            "progress.tally": lambda: progress.tally(connection, me),
            "lines: 128 at the start": lambda: reads.lines(connection, every[:128], Viewer(me)),
            "lines: 128 in the middle": lambda: reads.lines(
                connection, every[middle : middle + 128], Viewer(me)
            ),
            "item": lambda: reads.item(connection, every[middle], UNRESTRICTED),
            "history": lambda: review_history.history(connection, UNRESTRICTED, every[middle], me),
            "response_ids: first 200": lambda: reads.response_ids(
                connection, Filter(), Viewer(me), None, 200
            ),
        }
        span = (nodes()["12"].first, nodes()["12"].last)
        calls["response_ids: all of node 12"] = lambda: reads.response_ids(
            connection, Filter(), Viewer(me), span
        )
        print("\nin process, warm")
        for name, call in calls.items():
            print(f"  {name:<42} {ms(timed(call)):>9}")
        print(f"\n  {'filter':<42} {'ids':>9} {'first 200':>9} {'count':>9} {'tallies':>9}  matches")
        for expression in _FILTERS:
            chosen = parse(expression)
            figures = [
                timed(lambda: reads.response_ids(connection, chosen, Viewer(me), None), 3),  # noqa: B023
                timed(lambda: reads.response_ids(connection, chosen, Viewer(me), None, 200), 3),  # noqa: B023
                timed(lambda: reads.count(connection, chosen, Viewer(me)), 3),  # noqa: B023
                timed(lambda: reads.tallies(connection, chosen, Viewer(me)), 3),  # noqa: B023
            ]
            found = reads.count(connection, chosen, Viewer(me))
            print(
                f"  {expression or '(none)':<42} " + " ".join(f"{ms(one):>9}" for one in figures),
                f" {found:,}",
            )


if __name__ == "__main__":
    sys.exit(main())
