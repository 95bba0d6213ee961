"""Live runs on disk: the plan, how each item ended, what is still to do.

An item is asked (``state``: planned, then answered, blank or failed) and judged (``judge_state``: none
where nobody asked for it, planned, then judged, malformed, blank or failed). Failures keep their
reason, and whether trying again may help, in ``details``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from airbench_tui.store.codec import encode
from airbench_tui.store.incoming import ingest
from airbench_tui.store.incoming.ingest import NewJudgment, NewRow, NewRun, Polarity
from airbench_tui.store.rules import blindness, latest


@dataclass(frozen=True, slots=True)
class RunItem:
    """One place of a run's plan, and the answer where there is one."""

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
        """Items that were never asked, or answered and not judged though they should be."""
        return self.states.get("planned", 0) + self.judge_states.get("planned", 0)

    @property
    def failed(self) -> int:
        """Items whose asking or judging failed, for a time or for good."""
        return self.states.get("failed", 0) + self.judge_states.get("failed", 0)


@dataclass(frozen=True, slots=True)
class RunReading:
    """A run's name, the polarity under which its scores are read (None: unknown), and why."""

    name: str
    polarity: Polarity | None
    polarity_evidence: str


def create(
    connection: sqlite3.Connection, run: NewRun, items: Iterable[tuple[str, str]], *, judged: bool
) -> int:
    """Store a run with its plan, (category id, prompt) in order; its id. Call inside a transaction."""
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
    """Store a run that has responses judged: those of run *source*, or all; None when none qualifies.

    *missing*: only those without a judgment of ``run.judge``. *disagreed*: only those whose judge people
    override. Blank answers are never among them. Call inside a transaction.
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
    """What is still to do of a run: never asked, failed for a time, or answered and to be judged."""
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
    """Keep an answer; a blank one with the *judgment* that says so. Call inside a transaction."""
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
    """Keep a judgment of an answer that is stored. Call inside a transaction."""
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
    """Keep that asking ("ask") or judging ("judge") ended without a result. Call inside a transaction."""
    column, prefix = ("state", "") if kind == "ask" else ("judge_state", "judge_")
    connection.execute(
        f"UPDATE run_items SET {column} = 'failed', details = json_patch(details, ?) WHERE run = ? AND position = ?",
        [_details({f"{prefix}error": why, f"{prefix}transient": transient}), run, position],
    )


def judgments_at(
    connection: sqlite3.Connection, run: int, positions: Iterable[int], auditor: int
) -> dict[int, int | None]:
    """The judgments that a run brought for these positions; None where it is hidden from *auditor*.

    A position without a stored judgment is left out.
    """
    rows = connection.execute(
        f"SELECT i.position, CASE WHEN {blindness.at('i.response', '?')} THEN NULL ELSE i.judgment END AS judgment"
        " FROM run_items i WHERE i.run = ? AND i.position IN (SELECT value FROM json_each(?))"
        " AND i.judgment IS NOT NULL",
        [auditor, run, json.dumps(list(positions))],
    )
    return {row["position"]: row["judgment"] for row in rows}


def summaries(connection: sqlite3.Connection) -> list[Summary]:
    """Every run and imported file, newest first, with its counts."""
    states: dict[int, dict[str, dict[str, int]]] = {}
    for row in connection.execute(
        "SELECT run, state, judge_state, count(*) AS n FROM run_items GROUP BY run, state, judge_state"
    ):
        asked, judged = states.setdefault(row["run"], {"s": {}, "j": {}}).values()
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
            states=states.get(row["id"], {}).get("s", {}),
            judge_states=states.get(row["id"], {}).get("j", {}),
        )
        for row in found
    ]


def uid_and_name(connection: sqlite3.Connection, run: int) -> tuple[str, str]:
    """A run's uid and its name."""
    row = connection.execute("SELECT uid, name FROM runs WHERE id = ?", [run]).fetchone()
    return row["uid"], row["name"]


def reading_of(connection: sqlite3.Connection, run: int) -> RunReading:
    """Return the name of a run and how its scores are read."""
    row = connection.execute(
        "SELECT name, polarity, polarity_evidence FROM runs WHERE id = ?", [run]
    ).fetchone()
    return RunReading(**row)


def by_level2(connection: sqlite3.Connection, run: int) -> dict[int, tuple[int, int]]:
    """For each level-2 number of a run's plan: items that have ended asking, and items in all."""
    rows = connection.execute(
        "SELECT p.category / 10000000 AS l2, sum(i.state <> 'planned') AS ended, count(*) AS n"
        " FROM run_items i JOIN prompts p ON p.id = i.prompt WHERE i.run = ? GROUP BY l2 ORDER BY l2",
        [run],
    )
    return {row["l2"]: (row["ended"], row["n"]) for row in rows}


def failures(connection: sqlite3.Connection, run: int) -> list[tuple[int, str, str]]:
    """Position, "ask" or "judge", and reason of every item that failed."""
    rows = connection.execute(
        "SELECT position, CASE state WHEN 'failed' THEN 'ask' ELSE 'judge' END AS kind,"
        " coalesce(json_extract(details, '$.error'), json_extract(details, '$.judge_error'), '') AS why"
        " FROM run_items WHERE run = ? AND (state = 'failed' OR judge_state = 'failed') ORDER BY position",
        [run],
    )
    return [(row["position"], row["kind"], row["why"]) for row in rows]


def prompts_of(connection: sqlite3.Connection, run: int) -> list[tuple[str, str]]:
    """(category id, prompt) of a run's items, in order: to ask the same again."""
    rows = connection.execute(
        "SELECT c.idx, p.text FROM run_items i JOIN prompts p ON p.id = i.prompt"
        " JOIN categories c ON c.key = p.category WHERE i.run = ? ORDER BY i.position",
        [run],
    )
    return [(row["idx"], row["text"]) for row in rows]


def _details(values: dict[str, Any]) -> str | bytes:
    # A key set to null is taken away by json_patch: what is over (an old error) must go.
    return encode(json.dumps(values))
