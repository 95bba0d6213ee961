"""Live runs on disk: the plan, the result of each item, and the work that is left.

An item is asked (``state``: planned, then answered, blank or failed) and judged (``judge_state``: none where no
judging was requested, planned, then judged, malformed, blank or failed). ``details`` keeps a failure's reason, and
whether a retry may help.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from airbench_tui.store.codec import encode
from airbench_tui.store.incoming import ingest
from airbench_tui.store.incoming.ingest import NewJudgment, NewRow, NewRun, Polarity
from airbench_tui.store.rules import blindness, latest


@dataclass(frozen=True, slots=True)
class RunItem:
    """One item of a run's plan, and its answer where there is one."""

    position: int
    category: str
    prompt: str
    repeat: int
    state: str
    judge_state: str
    answer: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """A run with its counts: ``states`` and ``judge_states`` by name."""

    id: int
    uid: str
    name: str
    kind: str
    target: str | None
    judge: str | None
    sample: bool
    created_at: str
    parameters: dict[str, Any]
    polarity: str | None
    states: dict[str, int] = field(default_factory=dict)
    judge_states: dict[str, int] = field(default_factory=dict)

    @property
    def unfinished(self) -> int:
        """Count the items that were never asked, and the answered items that are still to be judged."""
        return self.states.get("planned", 0) + self.judge_states.get("planned", 0)

    @property
    def failed(self) -> int:
        """Count the items whose asking or judging failed, temporarily or permanently."""
        return self.states.get("failed", 0) + self.judge_states.get("failed", 0)


@dataclass(frozen=True, slots=True)
class RunReading:
    """A run's name, the polarity under which its scores are read (None: unknown), and the evidence for it."""

    name: str
    polarity: Polarity | None
    polarity_evidence: str


def create(
    connection: sqlite3.Connection, run: NewRun, items: Iterable[tuple[str, str]], *, judged: bool
) -> int:
    """Store a run with its plan and return its id. Call inside a transaction.

    *items* are (category id, prompt) in order. *judged*: the answers are to be judged too.
    """
    run_id = ingest.add_run(connection, run)
    connection.executemany(
        "INSERT INTO run_items(run, position, prompt, repeat, state, judge_state) VALUES (?, ?, ?, 0, 'planned', ?)",
        [
            (
                run_id,
                position,
                ingest.add_prompt(connection, category, prompt),
                "planned" if judged else "none",
            )
            for position, (category, prompt) in enumerate(items, 1)
        ],
    )
    return run_id


def create_judging(
    connection: sqlite3.Connection, run: NewRun, *, source: int | None, missing: bool, disagreed: bool
) -> int | None:
    """Store a run that judges the responses of run *source*, or all responses. Return its id, or None without any.

    *missing* selects only responses without a judgment by ``run.judge``. *disagreed* selects only responses whose
    judgment was overridden. Blank answers are never selected. Call inside a transaction.
    """
    condition, values = "r.status = 'answered'", list[Any]()
    if source is not None:
        condition += " AND r.id IN (SELECT response FROM run_items WHERE run = ?)"
        values.append(source)
    if missing:
        condition += " AND NOT EXISTS (SELECT 1 FROM judgments j WHERE j.response = r.id AND j.judge = ?)"
        values.append(encode(run.judge))
    if disagreed:
        condition += " AND r.id IN (SELECT response FROM decisions WHERE decision = 'overridden')"
    chosen = connection.execute(
        f"SELECT r.id, r.prompt, r.repeat FROM responses r WHERE {condition} ORDER BY r.category, r.prompt, r.id",
        values,
    ).fetchall()
    if not chosen:
        return None
    run_id = ingest.add_run(connection, run)
    connection.executemany(
        "INSERT INTO run_items(run, position, prompt, repeat, state, response, judge_state)"
        " VALUES (?, ?, ?, ?, 'answered', ?, 'planned')",
        [
            (run_id, position, row["prompt"], row["repeat"], row["id"])
            for position, row in enumerate(chosen, 1)
        ],
    )
    return run_id


def items(connection: sqlite3.Connection, run: int, *, retry_failed: bool = True) -> list[RunItem]:
    """List a run's unfinished items: planned, temporarily failed (with *retry_failed*), or still to be judged."""
    again = "coalesce(json_extract(i.details, '$.transient'), 0)" if retry_failed else "0"
    judge_again = "coalesce(json_extract(i.details, '$.judge_transient'), 0)" if retry_failed else "0"
    rows = connection.execute(
        "SELECT i.position, c.idx AS category, p.text AS prompt, i.repeat, i.state, i.judge_state,"
        " r.text AS answer, r.target FROM run_items i JOIN prompts p ON p.id = i.prompt"
        " JOIN categories c ON c.key = p.category LEFT JOIN responses r ON r.id = i.response"
        f" WHERE i.run = ? AND (i.state = 'planned' OR (i.state = 'failed' AND {again})"
        " OR (i.state = 'answered' AND (i.judge_state = 'planned'"
        f" OR (i.judge_state = 'failed' AND {judge_again})))) ORDER BY i.position",
        [run],
    )
    return [RunItem(**row) for row in rows]


def save_answer(
    connection: sqlite3.Connection,
    run: int,
    item: RunItem,
    target: str,
    answer: str,
    details: dict[str, Any],
    judgment: NewJudgment | None = None,
) -> None:
    """Store an answer. A blank answer has the *judgment* "blank". Call inside a transaction."""
    row = NewRow(item.position, item.category, item.prompt, target, answer, item.repeat, judgment)
    response, _ = ingest.add_response(connection, row)
    judgment_id = None
    if judgment is not None:
        judgment_id = ingest.add_judgment(connection, run, response, row)
        latest.show(connection, [response])
    blank = not answer.strip()
    connection.execute(
        "UPDATE run_items SET state = ?, response = ?, judgment = ?, details = json_patch(details, ?),"
        " judge_state = CASE WHEN judge_state <> 'none' AND ? THEN 'blank' ELSE judge_state END"
        " WHERE run = ? AND position = ?",
        [
            "blank" if blank else "answered",
            response,
            judgment_id,
            _details(details),
            blank,
            run,
            item.position,
        ],
    )


def save_judgment(
    connection: sqlite3.Connection,
    run: int,
    item: RunItem,
    target: str,
    answer: str,
    judgment: NewJudgment,
    details: dict[str, Any],
) -> None:
    """Store a judgment of a stored answer. Call inside a transaction."""
    row = NewRow(item.position, item.category, item.prompt, target, answer, item.repeat, judgment)
    response, _ = ingest.add_response(connection, row)
    judgment_id = ingest.add_judgment(connection, run, response, row)
    connection.execute(
        "UPDATE run_items SET judge_state = ?, judgment = ?, details = json_patch(details, ?)"
        " WHERE run = ? AND position = ?",
        [judgment.status, judgment_id, _details(details), run, item.position],
    )
    latest.show(connection, [response])


def save_failure(
    connection: sqlite3.Connection, run: int, position: int, kind: str, why: str, *, transient: bool
) -> None:
    """Store that asking (*kind* "ask") or judging ("judge") failed, with the reason. Call inside a transaction."""
    column, prefix = ("state", "") if kind == "ask" else ("judge_state", "judge_")
    connection.execute(
        f"UPDATE run_items SET {column} = 'failed', details = json_patch(details, ?) WHERE run = ? AND position = ?",
        [_details({f"{prefix}error": why, f"{prefix}transient": transient}), run, position],
    )


def judgments_at(
    connection: sqlite3.Connection, run: int, positions: Iterable[int], auditor: int
) -> dict[int, int | None]:
    """Return a run's judgments by position, with None where a judgment is hidden from *auditor*.

    Positions without a stored judgment are left out.
    """
    rows = connection.execute(
        f"SELECT i.position, CASE WHEN {blindness.at('i.response', '?')} THEN NULL ELSE i.judgment END AS judgment"
        " FROM run_items i WHERE i.run = ? AND i.position IN (SELECT value FROM json_each(?))"
        " AND i.judgment IS NOT NULL",
        [auditor, run, json.dumps(list(positions))],
    )
    return {row["position"]: row["judgment"] for row in rows}


def summaries(connection: sqlite3.Connection) -> list[Summary]:
    """List every run and imported file, newest first, with its counts."""
    states = defaultdict[int, tuple[dict[str, int], dict[str, int]]](lambda: ({}, {}))
    for row in connection.execute(
        "SELECT run, state, judge_state, count(*) AS n FROM run_items GROUP BY run, state, judge_state"
    ):
        asked, judged = states[row["run"]]
        asked[row["state"]] = asked.get(row["state"], 0) + row["n"]
        if row["state"] in ("answered", "blank"):
            judged[row["judge_state"]] = judged.get(row["judge_state"], 0) + row["n"]
    found = connection.execute(
        "SELECT id, uid, name, kind, target, judge, sample, created_at, parameters, polarity FROM runs"
        " ORDER BY created_at DESC, id DESC"
    )
    return [
        Summary(
            **{**row, "sample": bool(row["sample"]), "parameters": json.loads(row["parameters"])},
            states=states[row["id"]][0],
            judge_states=states[row["id"]][1],
        )
        for row in found
    ]


def uid_and_name(connection: sqlite3.Connection, run: int) -> tuple[str, str]:
    """Return a run's uid and name."""
    row = connection.execute("SELECT uid, name FROM runs WHERE id = ?", [run]).fetchone()
    return row["uid"], row["name"]


def reading_of(connection: sqlite3.Connection, run: int) -> RunReading:
    """Return a run's name and the polarity under which its scores are read."""
    row = connection.execute(
        "SELECT name, polarity, polarity_evidence FROM runs WHERE id = ?", [run]
    ).fetchone()
    return RunReading(**row)


def by_level2(connection: sqlite3.Connection, run: int) -> dict[int, tuple[int, int]]:
    """Return for each level-2 number of a run's plan the number of asked items and the number of all items."""
    rows = connection.execute(
        "SELECT p.category / 10000000 AS l2, sum(i.state <> 'planned') AS ended, count(*) AS n"
        " FROM run_items i JOIN prompts p ON p.id = i.prompt WHERE i.run = ? GROUP BY l2 ORDER BY l2",
        [run],
    )
    return {row["l2"]: (row["ended"], row["n"]) for row in rows}


def failures(connection: sqlite3.Connection, run: int) -> list[tuple[int, str, str]]:
    """List the failed items: position, "ask" or "judge", and the reason."""
    rows = connection.execute(
        "SELECT position, CASE state WHEN 'failed' THEN 'ask' ELSE 'judge' END AS kind,"
        " coalesce(json_extract(details, '$.error'), json_extract(details, '$.judge_error'), '') AS why"
        " FROM run_items WHERE run = ? AND (state = 'failed' OR judge_state = 'failed') ORDER BY position",
        [run],
    )
    return [(row["position"], row["kind"], row["why"]) for row in rows]


def prompts_of(connection: sqlite3.Connection, run: int) -> list[tuple[str, str]]:
    """List (category id, prompt) of a run's items in order, so that the same prompts can be asked again."""
    rows = connection.execute(
        "SELECT c.idx, p.text FROM run_items i JOIN prompts p ON p.id = i.prompt"
        " JOIN categories c ON c.key = p.category WHERE i.run = ? ORDER BY i.position",
        [run],
    )
    return [(row["idx"], row["text"]) for row in rows]


def _details(values: dict[str, Any]) -> str:
    # json_patch removes a key that is set to null, which deletes the error of an earlier attempt.
    return json.dumps(values)
