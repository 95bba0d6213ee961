"""What ``reliability/kills.py`` kills: commands, the folders that they start in, and what they leave there."""

from __future__ import annotations

import contextlib
import csv
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Literal

from airbench_tui.benchmark.taxonomy import categories
from airbench_tui.interchange.importing import importer
from airbench_tui.interchange.importing.importer import Options
from airbench_tui.interchange.writers import exporter
from airbench_tui.interchange.writers.output_file import Kept, Output
from airbench_tui.store.database import Database, open_database
from airbench_tui.store.reading.export_rows import ExportSelection
from airbench_tui.store.reading.unfinished import unfinished
from airbench_tui.store.reviewing import auditor_rows, reviews
from airbench_tui.store.reviewing.reviews import NewVerdict
from airbench_tui.store.rules.viewer import UNRESTRICTED

Rows = list[tuple[Any, ...]]
Contents = dict[str, Rows | bytes]

_COLUMNS = ("cate-idx", "l2-name", "l3-name", "l4-name", "prompt", "response", "score_reason", "score")
_SCHEMA_8 = Path(__file__).resolve().parents[1] / "tests" / "store" / "schemas" / "v8.sql"

# What a database holds, by names that do not depend on the order or the time of storing.
_TABLES = {
    "schema": "PRAGMA user_version",
    "responses": "SELECT r.uid, r.status, r.judge_status, r.score, j.uid FROM responses r"
    " LEFT JOIN judgments j ON j.id = r.judgment",
    "judgments": "SELECT j.uid, u.name FROM judgments j JOIN runs u ON u.id = j.run",
    "run items": "SELECT u.name, i.position, i.state, i.judge_state, r.uid FROM run_items i"
    " JOIN runs u ON u.id = i.run LEFT JOIN responses r ON r.id = i.response",
    "reviews": "SELECT a.name, r.uid, v.kind, v.score, v.first_score, v.note, v.blind, v.origin"
    " FROM reviews v JOIN auditors a ON a.id = v.auditor JOIN responses r ON r.id = v.response",
    "packets": "SELECT p.name, p.seed, r.uid, i.stratum, i.inclusion_probability, i.repeat_of IS NULL"
    " FROM packet_items i JOIN packets p ON p.id = i.packet JOIN responses r ON r.id = i.response",
    "places": "SELECT a.name, l.position, r.uid FROM packet_places l JOIN auditors a ON a.id = l.auditor"
    " JOIN packet_items i ON i.id = l.packet_item JOIN responses r ON r.id = i.response",
    "auditors": "SELECT name, attributes FROM auditors",
    "signals": "SELECT r.uid, t.mask FROM triage t JOIN responses r ON r.id = t.response",
    "batches": "SELECT kind, status FROM batches WHERE provider_id IS NOT NULL",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A command to kill. ``prepare`` fills a folder with *rows* rows or so, in which it then runs.

    After a kill the folder is as before the command or as after it (``left`` "all or nothing"), or holds an import that
    is marked if it is a part ("marked"), or a run that can be resumed ("resumed"). ``words`` are printed when the
    command has done its work; they may name ``{rows}``. Given after a part or all of the work, ``again`` finishes it.
    """

    name: str
    prepare: Callable[[Path, int], None]
    rows: int
    command: tuple[str, ...]
    words: str
    left: Literal["all or nothing", "marked", "resumed"] = "all or nothing"
    again: tuple[str, ...] | None = None


def contents(folder: Path) -> Contents:
    """Return what is in the database of *folder*, and in what a command wrote there."""
    found: Contents = {**_of_database(folder / "audit.db")}
    if (folder / "out.csv").exists():
        found["out.csv"] = (folder / "out.csv").read_bytes()
    if (folder / "copy.db").exists():
        found |= {f"copy: {name}": rows for name, rows in _of_database(folder / "copy.db").items()}
    return found


def _of_database(path: Path) -> dict[str, Rows]:
    if not path.exists():
        return {}
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return {name: sorted(connection.execute(sql), key=repr) for name, sql in _TABLES.items()}


def part_without_mark(folder: Path, rows: int) -> list[str]:
    """Say whether an import of *rows* rows stored a part of them and is not marked, or is marked without need."""
    with open_database(folder / "audit.db") as database:
        connection = database.connection
        marked = unfinished(connection)
        runs = connection.execute("SELECT rows_read, rows_in_file FROM runs WHERE name = 'new'").fetchall()
    for one in runs:
        if one["rows_in_file"] != rows or (one["rows_read"] < rows) != bool(marked):
            return [f"{one['rows_read']} of {rows} rows, but {len(marked)} imports are marked"]
    return []


# -- folders --------------------------------------------------------------------------------------


def write_rows(path: Path, rows: int, prefix: str = "") -> None:
    """Write a file of *rows* judged answers, each to a prompt of its own, in the first categories of the taxonomy."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for number, idx in enumerate(islice(cycle(categories()), rows)):
            texts = (
                f"{prefix}Prompt {number}",
                f"Answer number {number}, which is short.",
                f"Reason number {number}",
            )
            writer.writerow((idx, "", "", "", *texts, number % 2))


def fill(database: Database, path: Path) -> None:
    """Import the file *path*, whose rows count 1 = safe."""
    options = Options(model="m", judge="j", polarity="1-safe")
    for source in importer.sources(str(path), options):
        importer.import_source(database.connection, source, options)


def decide(database: Database, who: str, responses: range) -> None:
    """Store a verdict of *who* on each of *responses*, by their local ids."""
    connection = database.connection
    auditor = auditor_rows.auditor_id(connection, who)
    for response in responses:
        reviews.decide(connection, auditor, NewVerdict(response, response % 2, None))


def _answers(folder: Path, rows: int) -> None:
    open_database(folder / "audit.db").close()
    write_rows(folder / "new.csv", rows)


def _stored(folder: Path, rows: int) -> None:
    write_rows(folder / "old.csv", rows)
    with open_database(folder / "audit.db") as database:
        fill(database, folder / "old.csv")
        decide(database, "ann", range(1, 1 + rows // 20))


def _theirs(folder: Path, rows: int) -> None:
    _stored(folder, rows)
    write_rows(folder / "more.csv", rows, "Another ")
    with open_database(folder / "theirs.db") as database:
        fill(database, folder / "old.csv")
        fill(database, folder / "more.csv")
        decide(database, "bob", range(1, 1 + rows // 2))


def _reviews_file(folder: Path, rows: int) -> None:
    write_rows(folder / "old.csv", rows)
    with open_database(folder / "theirs.db") as database:
        fill(database, folder / "old.csv")
        decide(database, "bob", range(1, 1 + rows // 2))
        output = Output(str(folder / "new.csv"), Kept())
        exporter.export(database.connection, "reviews", output, ExportSelection(UNRESTRICTED), exact=True)
    open_database(folder / "audit.db").close()


def _older(folder: Path, rows: int) -> None:
    with contextlib.closing(sqlite3.connect(folder / "audit.db", isolation_level=None)) as connection:
        connection.executescript(_SCHEMA_8.read_text())
        connection.execute("BEGIN")
        for number in range(rows):
            response = _again(connection, "responses", f"{number:020x}", repeat=number + 1)
            _again(connection, "reviews", f"{number:032x}", response=response)
        connection.execute("COMMIT")


def _again(connection: sqlite3.Connection, table: str, uid: str, **other: int) -> int:
    """Insert the first row of *table* again, with another uid and the columns *other*, and return its id."""
    values = {"uid": uid, **other}
    kept = [
        name
        for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")
        if name not in ("id", *values)
    ]
    added = connection.execute(
        f"INSERT INTO {table}({', '.join([*values, *kept])})"
        f" SELECT {', '.join(['?'] * len(values) + kept)} FROM {table} WHERE id = 1",
        [*values.values()],
    )
    return int(added.lastrowid or 0)


def _prompts(folder: Path, rows: int) -> None:
    open_database(folder / "audit.db").close()
    write_rows(folder / "prompts.csv", rows)


_ANSWERS = ("import", "new.csv", "--model", "m", "--judge", "j", "--polarity", "1-safe")
_REVIEWS = ("import", "new.csv")
_RUN = ("run", "--model", "openai:target-1", "--judge", "phrases", "--like", "prompts.csv", "--name", "june")
_RESUME = ("resume", "june")
_MERGE = ("merge", "theirs.db")
_MIGRATE = ("auditor", "set", "ann", "--role", "lead")
_BULK = ("bulk", "score<1", "--score", "1", "--note", "n", "--yes")
_PACKET = ("packet", "new", "june", "-n", "100", "--seed", "1", "--auditors", "ann,bob")
_EXPORT = ("export", "-o", "out.csv")
_BACKUP = ("backup", "copy.db")
_DONE = "{rows:,} rows, "
CASES = (
    Case("import of answers", _answers, 1_700, _ANSWERS, _DONE, "marked", _ANSWERS),
    Case("import of reviews", _reviews_file, 1_200, _REVIEWS, _DONE, "marked", _REVIEWS),
    Case("run", _prompts, 80, (*_RUN, "--concurrency", "4"), "  {rows} judged", "resumed", _RESUME),
    Case("batch", _prompts, 80, (*_RUN, "--batch"), "  {rows} judged", "resumed", _RESUME),
    Case("merge", _theirs, 600, _MERGE, " new", again=_MERGE),
    Case("migration", _older, 2_000, _MIGRATE, "ann:"),
    Case("bulk", _stored, 1_000, _BULK, "undo with"),
    Case("packet new", _stored, 1_000, _PACKET, "responses drawn"),
    Case("export", _stored, 2_000, _EXPORT, "written", again=(*_EXPORT, "--force")),
    Case("backup", _stored, 2_000, _BACKUP, "verified", again=(*_BACKUP, "--force")),
)
