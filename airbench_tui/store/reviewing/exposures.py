"""Which judgments' scores have been on an auditor's screen: what they decide on those is not blind."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from airbench_tui.store.database import now


def expose(connection: sqlite3.Connection, auditor: int, judgments: Iterable[int], place: str) -> None:
    """Remember that these judgments' scores have been on this auditor's screen."""
    at = now()
    connection.executemany(
        "INSERT INTO exposures(auditor, judgment, place, first_at) VALUES (?,?,?,?) ON CONFLICT DO NOTHING",
        [[auditor, judgment, place, at] for judgment in judgments],
    )


def was_exposed(connection: sqlite3.Connection, auditor: int, judgment: int | None) -> bool:
    """Whether this judgment's score has ever been on this auditor's screen."""
    return (
        connection.execute(
            "SELECT 1 FROM exposures WHERE auditor = ? AND judgment IS ?", [auditor, judgment]
        ).fetchone()
        is not None
    )
