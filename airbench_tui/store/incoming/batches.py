"""Batches on disk: the requests sent to a provider, so that a restarted program can collect the answers."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from typing import Any, Literal

from airbench_tui.store.codec import encode
from airbench_tui.store.database import now

Kind = Literal["ask", "judge"]


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch. While ``ended_at`` is None it is not collected yet. ``details["positions"]`` are its run items."""

    id: int
    run: int
    kind: Kind
    provider_id: str | None
    file_id: str | None
    status: str
    submitted_at: str
    ended_at: str | None
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def positions(self) -> frozenset[int]:
        """Return the positions of the batch's items in the run."""
        return frozenset(self.details.get("positions", ()))


def add(connection: sqlite3.Connection, run: int, kind: Kind, positions: list[int]) -> int:
    """Store a batch that is about to be uploaded and return its id. Call inside a transaction."""
    added = connection.execute(
        "INSERT INTO batches(run, kind, status, submitted_at, details) VALUES (?, ?, 'uploading', ?, ?)",
        [run, kind, now(), json.dumps({"positions": positions})],
    )
    assert added.lastrowid is not None
    return added.lastrowid


def update(
    connection: sqlite3.Connection,
    batch: int,
    status: str,
    *,
    file_id: str | None = None,
    provider_id: str | None = None,
    details: dict[str, Any] | None = None,
    ended: bool = False,
) -> None:
    """Store the progress of a batch. A value that is None stays unchanged. Call inside a transaction."""
    connection.execute(
        "UPDATE batches SET status = ?, file_id = coalesce(?, file_id), provider_id = coalesce(?, provider_id),"
        " details = json_patch(details, ?), ended_at = CASE WHEN ? THEN ? ELSE ended_at END WHERE id = ?",
        [
            encode(status),
            encode(file_id),
            encode(provider_id),
            json.dumps(details or {}),
            ended,
            now(),
            batch,
        ],
    )


def of_run(connection: sqlite3.Connection, run: int) -> list[Batch]:
    """List all batches of a run, in order."""
    found = connection.execute(
        "SELECT id, run, kind, provider_id, file_id, status, submitted_at, ended_at, details FROM batches"
        " WHERE run = ? ORDER BY id",
        [run],
    )
    return [Batch(**{**row, "details": json.loads(row["details"])}) for row in found]


def uncollected(connection: sqlite3.Connection, run: int, kind: Kind | None = None) -> list[Batch]:
    """List a run's batches that are not collected yet, in order."""
    return [
        batch for batch in of_run(connection, run) if batch.ended_at is None and kind in (None, batch.kind)
    ]


def known(connection: sqlite3.Connection) -> set[str]:
    """Return the provider's ids of all stored batches."""
    found = connection.execute("SELECT provider_id FROM batches WHERE provider_id IS NOT NULL")
    return {row["provider_id"] for row in found}
