"""The judgments whose scores an auditor has seen. A verdict given after that is not blind."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from airbench_tui.store.database import now


def expose(connection: sqlite3.Connection, auditor: int, judgments: Iterable[int], place: str) -> None:
    """Record that this auditor has seen the scores of *judgments* in *place*. The first time and place are kept."""
    at = now()
    connection.executemany(
        "INSERT INTO exposures(auditor, judgment, place, first_at) VALUES (?,?,?,?) ON CONFLICT DO NOTHING",
        [[auditor, judgment, place, at] for judgment in judgments],
    )


def was_exposed(connection: sqlite3.Connection, auditor: int, judgment: int | None) -> bool:
    """Return whether this auditor has ever seen the score of *judgment*."""
    return (
        connection.execute(
            "SELECT 1 FROM exposures WHERE auditor = ? AND judgment IS ?", [auditor, judgment]
        ).fetchone()
        is not None
    )
