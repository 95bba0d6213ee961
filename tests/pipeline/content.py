"""The content of a database, without ids and times."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def rows(database: Path, sql: str, *values: Any) -> list[Row]:
    """Return the rows of a query."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = lambda cursor, row: {
            column[0]: value for column, value in zip(cursor.description, row, strict=True)
        }
        return connection.execute(sql, values).fetchall()


def items(database: Path) -> list[Row]:
    """Return every item with its answer and its verdict, in the order of runs and positions."""
    found = rows(
        database,
        "SELECT u.name AS run, i.position, c.idx AS category, p.text AS prompt, i.state, i.judge_state,"
        " r.text AS answer, r.target, r.score AS shown, j.judge, j.judge_snapshot AS snapshot, j.status,"
        " j.raw_score, j.score, j.polarity, j.reason, j.raw_text, b.revision, i.details"
        " FROM run_items i JOIN runs u ON u.id = i.run"
        " JOIN prompts p ON p.id = i.prompt JOIN categories c ON c.key = p.category"
        " LEFT JOIN responses r ON r.id = i.response"
        " LEFT JOIN judgments j ON j.id = i.judgment LEFT JOIN rubrics b ON b.id = j.rubric"
        " ORDER BY i.run, i.position",
    )
    return [{**row, "details": json.loads(row["details"])} for row in found]


def table(database: Path) -> list[tuple[Any, ...]]:
    """Return responses and judgments by content, sorted."""
    return sorted(
        tuple(map(str, row.values()))
        for row in rows(
            database,
            "SELECT r.uid, r.text, r.target, r.status, r.judge_status, r.score AS shown, j.uid AS judgment, j.judge,"
            " j.judge_snapshot, j.status AS judged, j.raw_score, j.score, j.reason, j.raw_text"
            " FROM responses r LEFT JOIN judgments j ON j.response = r.id",
        )
    )


def states(database: Path) -> Counter[tuple[str, str]]:
    """Count items by state and judge state."""
    return Counter((row["state"], row["judge_state"]) for row in items(database))
