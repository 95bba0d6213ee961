"""The details of one run or imported file, which show what a figure is based on."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from typing import Any

from airbench_tui.store.incoming import batches
from airbench_tui.store.incoming.batches import Batch

_REASONS = 20  # number of failure reasons listed, the most frequent first


@dataclass(frozen=True, slots=True)
class RunDetails:
    """A run's row, its counts by state, its tokens, its failures and its batches.

    ``tokens`` holds the tokens (read, written) of "model" and "judge" as the servers counted them, or None where no
    server did. ``failures`` are (count, "ask" or "judge", reason), the most frequent first.
    """

    name: str
    uid: str
    kind: str
    format: str
    target: str | None
    judge: str | None
    source: str | None
    sha256: str | None
    parameters: dict[str, Any]
    polarity: str | None
    polarity_evidence: str
    created_at: str
    states: dict[str, int] = field(default_factory=dict)
    judge_states: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, tuple[int, int] | None] = field(default_factory=dict)
    failures: tuple[tuple[int, str, str], ...] = ()
    batches: tuple[Batch, ...] = ()


def run_details(connection: sqlite3.Connection, run: int) -> RunDetails:
    """Return the details of the run with this id."""
    row = connection.execute(
        "SELECT name, uid, kind, format, target, judge, source, sha256, parameters, polarity, polarity_evidence,"
        " created_at FROM runs WHERE id = ?",
        [run],
    ).fetchone()
    return RunDetails(
        **{**row, "parameters": json.loads(row["parameters"])},
        states=_counts(connection, run, "state", "1"),
        judge_states=_counts(connection, run, "judge_state", "state IN ('answered', 'blank')"),
        tokens={
            "model": _tokens(connection, run, "prompt_tokens", "completion_tokens"),
            "judge": _tokens(connection, run, "judge_prompt_tokens", "judge_completion_tokens"),
        },
        failures=tuple(_failures(connection, run)),
        batches=tuple(batches.of_run(connection, run)),
    )


def _counts(connection: sqlite3.Connection, run: int, column: str, condition: str) -> dict[str, int]:
    found = connection.execute(
        f"SELECT {column} AS state, count(*) AS n FROM run_items WHERE run = ? AND {condition} GROUP BY 1",
        [run],
    )
    return {row["state"]: row["n"] for row in found}


def _tokens(connection: sqlite3.Connection, run: int, read: str, written: str) -> tuple[int, int] | None:
    row = connection.execute(
        f"SELECT sum(json_extract(details, '$.{read}')) AS read,"
        f" sum(json_extract(details, '$.{written}')) AS written FROM run_items WHERE run = ?",
        [run],
    ).fetchone()
    return None if row["read"] is None else (int(row["read"]), int(row["written"] or 0))


def _failures(connection: sqlite3.Connection, run: int) -> list[tuple[int, str, str]]:
    found = connection.execute(
        "SELECT count(*) AS n, CASE state WHEN 'failed' THEN 'ask' ELSE 'judge' END AS kind,"
        " coalesce(json_extract(details, CASE state WHEN 'failed' THEN '$.error' ELSE '$.judge_error' END), '')"
        " AS why FROM run_items WHERE run = ? AND (state = 'failed' OR judge_state = 'failed')"
        f" GROUP BY 2, 3 ORDER BY 1 DESC, 2, 3 LIMIT {_REASONS}",
        [run],
    )
    return [(row["n"], row["kind"], row["why"]) for row in found]
