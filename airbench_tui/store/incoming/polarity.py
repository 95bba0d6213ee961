"""The correction of a run's polarity: scores are reversed, the change is logged, reviews are queued again."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from airbench_tui.errors import InputError
from airbench_tui.store.codec import encode
from airbench_tui.store.database import now, transaction
from airbench_tui.store.incoming import rubric_links
from airbench_tui.store.incoming.ingest import Polarity
from airbench_tui.store.rules import scores
from airbench_tui.store.triage import signals
from airbench_tui.text import quote


@dataclass(frozen=True, slots=True)
class Repair:
    """The result of changing a polarity. ``requeued`` counts standing reviews that must now be made again."""

    run: str
    polarity: Polarity
    judgments: int
    requeued: int


def find_run(connection: sqlite3.Connection, name: str) -> tuple[int, str]:
    """Return the id and name of the run called *name*, else of the run whose uid begins with *name*.

    Raises InputError where no run or several runs match.
    """
    found = connection.execute("SELECT id, name FROM runs WHERE name = ?", [encode(name)]).fetchall()
    if not found and name:
        found = connection.execute(
            "SELECT id, name FROM runs WHERE uid >= ? AND uid < ?",
            [encode(name.lower()), encode(name.lower() + "g")],
        ).fetchall()
    if len(found) == 1:
        return int(found[0]["id"]), str(found[0]["name"])
    latest = "SELECT name FROM (SELECT id, name FROM runs ORDER BY id DESC LIMIT 5) ORDER BY id"
    known = ", ".join(quote(row["name"]) for row in connection.execute(latest))
    why = "more than one run is" if found else "there is no run"
    raise InputError(f"{why} called {quote(name)}; runs here: {known or 'none'}")


def set_polarity(
    connection: sqlite3.Connection, run: int, name: str, polarity: Polarity, auditor: int | None, why: str
) -> Repair:
    """Read *run*'s raw scores as *polarity* from now on, in one transaction.

    Reviews are not changed. A review that was made while the other scale was on screen no longer counts in any
    figure (``stale`` in the view), and the filter ``reviewed:stale`` finds it. The signals of the changed judgments
    are computed afterwards, in transactions of their own.
    """
    with transaction(connection, durable=True):
        before = _stale(connection, run)
        changed = connection.execute(
            f"UPDATE judgments SET polarity = ?1, polarity_evidence = ?2, score = {scores.on_scale('?1')}"
            " WHERE run = ?3 AND polarity IS NOT ?1 AND raw_score IS NOT NULL",
            [polarity, why, run],
        ).rowcount
        connection.execute(
            "UPDATE responses SET score = (SELECT j.score FROM judgments j WHERE j.id = responses.judgment)"
            " WHERE judgment IN (SELECT id FROM judgments WHERE run = ?)",
            [run],
        )
        old = connection.execute("SELECT polarity FROM runs WHERE id = ?", [run]).fetchone()["polarity"]
        connection.execute(
            "UPDATE runs SET polarity = ?, polarity_evidence = ? WHERE id = ?", [polarity, why, run]
        )
        rubric_links.unlink_contrary(connection, run)
        requeued = _stale(connection, run) - before
        connection.execute(
            "INSERT INTO log(at, auditor, event, run, details) VALUES (?, ?, 'polarity', ?, ?)",
            [
                now(),
                auditor,
                run,
                json.dumps(
                    {"from": old, "to": polarity, "why": why, "judgments": changed, "requeued": requeued}
                ),
            ],
        )
    signals.catch_up(connection, most=changed)
    return Repair(name, polarity, changed, requeued)


def _stale(connection: sqlite3.Connection, run: int) -> int:
    row = connection.execute(
        "SELECT count(*) AS n FROM stale_reviews s JOIN judgments j ON j.id = s.judgment WHERE j.run = ?",
        [run],
    ).fetchone()
    return int(row["n"])
