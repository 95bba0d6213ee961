"""The cost of signals in an import, the time to catch up in an older database, the speed of the queue.

``python -m benchmarks.triage [-n 500000]``: the same files go into two databases in turns, model by model,
into one of them without signals; the ratio is that of the sums.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from airbench_tui.benchmark.taxonomy import categories
from airbench_tui.interchange.importing import importer
from airbench_tui.interchange.importing.importer import Options
from airbench_tui.store.database import open_database
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reviewing import auditor_rows, rubric_complaints
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from airbench_tui.store.triage import signals, triage_queue
from benchmarks.list_scale import PROMPTS
from benchmarks.measure import Texts, ms, timed, where
from tests.builders import pipeline2_file

_SCORES = (0.0, 0.0, 0.5, 1.0)  # of answers that do not refuse


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", type=int, default=500_000, help="responses (default 500,000)")
    responses = parser.parse_args().n
    print(f"{where()}; {responses:,} responses\n")
    with tempfile.TemporaryDirectory(prefix="airbench-bench-") as temporary:
        folder = Path(temporary)
        ratio = importing(folder, responses)
        reading(folder / "with.db")
        catching_up(folder / "without.db")
    print(f"\nimport with signals: {ratio:.2f} times the time without")
    return 0 if ratio <= 1.5 else 1


def importing(folder: Path, responses: int) -> float:
    """Import the same files with and without signals, in turns, and return the ratio of the times."""
    texts, taken = Texts(), {"with": 0.0, "without": 0.0}
    places = list(categories())
    prompts = [(places[at * len(places) // PROMPTS], f"{at} {texts.prompt()}") for at in range(PROMPTS)]
    file = folder / "pipeline2_step2_model_result.csv"
    done = model = 0
    with open_database(folder / "with.db") as one, open_database(folder / "without.db") as other:
        _forget_signals(other.connection)
        while done < responses:
            size = min(PROMPTS, responses - done)
            pipeline2_file(file, _rows(prompts[:size], texts))
            for name in ("with", "without") if model % 2 else ("without", "with"):
                connection = (one if name == "with" else other).connection
                with mock.patch.object(signals, "refresh", signals.refresh if name == "with" else _nothing):
                    taken[name] += _import(connection, file, f"model-{model}")
            done, model = done + size, model + 1
            if model % 8 == 0:
                print(f"  {done:>9,} rows: {taken['with'] / taken['without']:.2f}", flush=True)
    for name, seconds in taken.items():
        print(f"import {name:<8} {seconds:>8,.1f} s  {responses / seconds:>7,.0f} rows/s")
    return taken["with"] / taken["without"]


def _rows(prompts: list[tuple[str, str]], texts: Texts) -> Iterator[dict[str, Any]]:
    for at, (category, prompt) in enumerate(prompts):
        answer, refuses = texts.answer()
        score = 1.0 if refuses else _SCORES[(at + len(answer)) % 4]
        yield {
            "category": category,
            "prompt": prompt,
            "answer": answer,
            "reason": texts.reason(refuses),
            "score": score,
        }


def _import(connection: sqlite3.Connection, file: Path, model: str) -> float:
    options = Options(model=model, polarity="1-safe")
    (source,) = importer.sources(str(file), options)
    started = time.perf_counter()
    report = importer.import_source(connection, source, options)
    assert report.new == report.rows, report
    return time.perf_counter() - started


def _nothing(connection: sqlite3.Connection, most: int) -> int:
    return 0


def _forget_signals(connection: sqlite3.Connection) -> None:
    """Remove everything that an import does for the signals: triggers, and the wider index."""
    for row in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'triage%'"
    ).fetchall():
        connection.execute(f"DROP TRIGGER {row['name']}")
    connection.execute("DROP INDEX responses_prompt")
    connection.execute("CREATE INDEX responses_prompt ON responses(prompt)")


def reading(path: Path) -> None:
    """Measure the queue, warm, with 5,000 reviews."""
    with open_database(path) as database:
        connection = database.connection
        me = auditor_rows.auditor_id(connection, "ann")
        _review(connection, me)
        known = triage_queue.experience(connection, UNRESTRICTED)
        first = triage_queue.queue(connection, Viewer(me), limit=200)
        calls = {
            "experience": lambda: triage_queue.experience(connection, UNRESTRICTED),
            "queue: first 200": lambda: triage_queue.queue(connection, Viewer(me), limit=200, known=known),
            "queue: first 200 of cat:12.37": lambda: triage_queue.queue(
                connection, Viewer(me), parse("cat:12.37"), 200, known
            ),
            "queue: first 200 with words": lambda: triage_queue.queue(
                connection, Viewer(me), parse("score:1 help"), 200, known
            ),
            "queue: all": lambda: triage_queue.queue(connection, Viewer(me), known=known),
            "signals of a page of 128": lambda: triage_queue.masks(
                connection, first[:128], Viewer(me), known
            ),
            "filter signal:long-safe, all ids": lambda: reads.response_ids(
                connection, parse("signal:long-safe"), UNRESTRICTED
            ),
            "filter signal:long-safe, first 200": lambda: reads.response_ids(
                connection, parse("signal:long-safe"), UNRESTRICTED, limit=200
            ),
            "filter signal:*, count": lambda: reads.count(connection, parse("signal:*"), UNRESTRICTED),
            "yields": lambda: triage_queue.yields(connection, UNRESTRICTED, known),
            "complaints": lambda: rubric_complaints.complaints(connection, Viewer(me)),
        }
        print(f"\nin process, warm; {len(triage_queue.queue(connection, Viewer(me))):,} queued")
        for name, call in calls.items():
            print(f"  {name:<36} {ms(timed(call, 3)):>9}")


def _review(connection: sqlite3.Connection, auditor: int) -> None:
    connection.execute(
        "INSERT INTO reviews(uid, kind, response, auditor, judgment, shown_score, shown_polarity, score, codes,"
        " blind, exposed, origin, made_at) SELECT 'v' || id, 'verdict', id, ?, judgment, score, '1-safe',"
        " CASE WHEN id % 5 THEN score ELSE 1 - score END, CASE WHEN id % 9 THEN '[]' ELSE '[\"rubric\"]' END,"
        " 0, 1, 'triage', '2026-11-02T12:00:00.' || substr('00000' || id, -6) || 'Z'"
        " FROM responses WHERE id % (SELECT 1 + max(id) / 5000 FROM responses) = 0 AND score IS NOT NULL",
        [auditor],
    )


def catching_up(path: Path) -> None:
    """Measure the upgrade of a database of this size, when all responses wait for their signals."""
    with open_database(path) as database:
        connection = database.connection
        responses = connection.execute("SELECT count(*) AS n FROM responses").fetchone()["n"]
        started = time.perf_counter()
        connection.execute("DROP INDEX responses_prompt")
        connection.execute("CREATE INDEX responses_prompt ON responses(prompt, target, score)")
        connection.execute("INSERT INTO triage(response) SELECT id FROM responses")
        opened = time.perf_counter() - started
        started = time.perf_counter()
        done = signals.catch_up(connection, most=responses // 5)
        rate = done / (time.perf_counter() - started)
    print(f"\nafter an upgrade: opened in {ms(opened)}; signals at {rate:,.0f} rows/s when first asked for")


if __name__ == "__main__":
    sys.exit(main())
