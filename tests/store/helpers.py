"""Helpers of the store's tests: rows to store, and plain views of what is stored."""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

from airbench_tui.store import identity
from airbench_tui.store.database import Database, now, transaction
from airbench_tui.store.incoming import ingest
from airbench_tui.store.incoming.ingest import NewJudgment, NewRow, NewRun, Polarity
from airbench_tui.store.merging import merge_tables
from airbench_tui.store.reviewing import auditor_rows, new_reviews, reviews
from airbench_tui.store.reviewing.new_reviews import NewReview
from airbench_tui.store.reviewing.reviews import NewVerdict

HOSTILE = 'a "b"\r\n\x1b]52;c;eA==\x07\0 [/foo] \u202e \ud800 \udc01x =1+1'


def judgment(
    raw: float | None = 1.0,
    *,
    judge: str = "gpt-4o",
    polarity: Polarity | None = "1-safe",
    status: Any = "judged",
    reason: str = "It says why",
    **more: Any,
) -> NewJudgment:
    score = None
    if raw is not None and polarity and status == "judged":
        score = raw if polarity == "1-safe" else 1 - raw
    return NewJudgment(judge, status, raw, polarity, "told so", score, reason, **more)


def row(position: int, answer: str = "No.", *, verdict: NewJudgment | None = None, **more: Any) -> NewRow:
    given = {"category": "12.37.2", "prompt": f"Prompt {position}", "target": "acme/parrot-7b", **more}
    return NewRow(position=position, answer=answer, judgment=verdict, **given)


_NUMBER = itertools.count()


def put(connection: sqlite3.Connection, *rows: NewRow, name: str = "", **run: Any) -> tuple[int, int]:
    """Write *rows* as one run. Return its id and how many rows were new."""
    number = next(_NUMBER)
    with transaction(connection):
        made = ingest.add_run(
            connection, NewRun(f"run{number:017d}", name or f"run {number}", "import", "test", **run)
        )
        return made, ingest.add_rows(connection, made, rows)


def one(connection: sqlite3.Connection, sql: str, *values: Any) -> Any:
    """Return the only column of the only row."""
    (found,) = connection.execute(sql, values).fetchall()
    (value,) = found.values()
    return value


def all_of(connection: sqlite3.Connection, sql: str, *values: Any) -> list[Any]:
    """Return the only column of every row."""
    return [value for found in connection.execute(sql, values) for value in found.values()]


def decide(connection: sqlite3.Connection, who: str, response: int, score: float, **more: Any) -> int:
    """Store a verdict given beside the judgment shown, and return its id."""
    shown = one(connection, "SELECT judgment FROM responses WHERE id = ?", response)
    auditor = auditor_rows.auditor_id(connection, who)
    return reviews.decide(connection, auditor, NewVerdict(response, score, shown, **more))


def snapshot(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, for comparison."""
    connection = database.connection
    tables = all_of(
        connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    )
    return {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}


def checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def raw(path: Path, *statements: str) -> Path:
    """Run *statements* on the file without any check, and return its path."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path


def forge(path: Path, *statements: str) -> Path:
    """Run *statements* on the file past the program's triggers, which are there again afterwards. Return its path."""
    with closing(sqlite3.connect(path)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    return raw(
        path, *(f'DROP TRIGGER "{name}"' for name, _ in triggers), *statements, *(sql for _, sql in triggers)
    )


def beside(path: Path) -> set[str]:
    """Return the names of the files in the folder of *path*, without the program's log."""
    return {file.name for file in path.parent.iterdir()} - {"airbench-tui.log"}


def packet(
    connection: sqlite3.Connection,
    name: str,
    responses: list[int],
    uid: str = "",
    made_by: str = "lead",
    **places: list[int],
) -> dict[int, int]:
    """Store a packet of *responses*, of which each auditor's *places* name some. Return the items by response."""
    with transaction(connection):
        uid = uid or uuid.uuid4().hex[:20]
        made = connection.execute(
            "INSERT INTO packets(uid, name, design, seed, created_by, created_at) VALUES (?, ?, '{}', 0, ?, ?)",
            [uid, name, auditor_rows.auditor_id(connection, made_by), now()],
        ).lastrowid
        items: dict[int, int] = {}
        for response in responses:
            shown = one(connection, "SELECT judgment FROM responses WHERE id = ?", response)
            connection.execute("INSERT INTO packet_frame VALUES (?, ?, ?, 'all')", [made, response, shown])
            item = connection.execute(
                "INSERT INTO packet_items(uid, packet, response, judgment, stratum, inclusion_probability)"
                " VALUES (?, ?, ?, ?, 'all', 0.5)",
                [identity.digest("item", uid, response), made, response, shown],
            )
            items[response] = int(item.lastrowid or 0)
        for who, theirs in places.items():
            auditor = auditor_rows.auditor_id(connection, who)
            connection.executemany(
                "INSERT INTO packet_places(packet_item, auditor, position) VALUES (?, ?, ?)",
                [[items[response], auditor, position] for position, response in enumerate(theirs, 1)],
            )
    return items


def in_packet(
    connection: sqlite3.Connection, who: str, item: int, score: float | None, note: str = ""
) -> None:
    """Store a blind verdict in a packet's place, or the answer "cannot judge" where *score* is None."""
    place = connection.execute("SELECT response, judgment FROM packet_items WHERE id = ?", [item]).fetchone()
    new_reviews.add(
        connection,
        NewReview(
            kind="cannot-judge" if score is None else "verdict",
            response=place["response"],
            auditor=auditor_rows.auditor_id(connection, who),
            packet_item=item,
            judgment=place["judgment"],
            score=score,
            note=note or "unclear",
            blind=True,
            exposed=False,
            origin="packet",
            made_at=now(),
        ),
    )


def logical(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Return all contents of a database without local ids, which is equal for databases with the same contents.

    How a review came to a copy, and the chains in which it stands there, differ between copies.
    """
    tables = all_of(
        connection,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '*_fts*' AND name NOT LIKE '%sqlite%'",
    )
    tables = [table for table in tables if table not in (*merge_tables.LEFT_OUT, "trail", "review_sources")]
    called: dict[str, dict[int, str]] = {}
    for table in tables:
        columns = {row["name"] for row in connection.execute(f"PRAGMA table_info({table})")}
        name = "uid" if "uid" in columns else "name"
        if {"id", name} <= columns:
            called[table] = {
                row["id"]: row[name] for row in connection.execute(f"SELECT id, {name} FROM {table}")
            }
    found = {}
    for table in tables:
        into = {
            key["from"]: called[key["table"]]
            for key in connection.execute(f"PRAGMA foreign_key_list({table})").fetchall()
            if key["table"] in called
        }
        found[table] = sorted(
            repr(
                {
                    column: into[column].get(value, value) if column in into else value
                    for column, value in row.items()
                    if column not in ("id", "merged")
                }
            )
            for row in connection.execute(f"SELECT * FROM {table}")
        )
    return found
