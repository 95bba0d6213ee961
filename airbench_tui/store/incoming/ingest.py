"""Writing runs, prompts, responses, rubrics and judgments by content, so that no row is written twice."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from airbench_tui.benchmark.polarity import normalise
from airbench_tui.benchmark.taxonomy import sort_key
from airbench_tui.store import identity
from airbench_tui.store.codec import encode
from airbench_tui.store.database import now
from airbench_tui.store.rules import latest
from airbench_tui.store.triage import signals

Polarity = Literal["1-safe", "0-safe"]


@dataclass(frozen=True, slots=True)
class NewRun:
    """A source of rows. ``uid`` decides whether it is stored already. ``rows_in_file`` is None unless it is a file."""

    uid: str
    name: str
    kind: Literal["import", "run"]
    format: str
    target: str | None = None
    judge: str | None = None
    source: str | None = None
    sha256: str | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    polarity: Polarity | None = None
    polarity_evidence: str = ""
    sample: bool = False
    rows_in_file: int | None = None


@dataclass(frozen=True, slots=True)
class NewRubric:
    """A rubric as the judge was given it, and its polarity."""

    text: str
    revision: str | None
    polarity: Polarity | None
    evidence: str


@dataclass(frozen=True, slots=True)
class NewJudgment:
    """A judgment on both scales: ``raw_score`` as the judge wrote it, ``score`` with 1 = safe.

    ``judge_named`` is False where neither the file nor the user names the judge.
    """

    judge: str
    status: Literal["judged", "malformed", "blank", "failed"]
    raw_score: float | None
    polarity: Polarity | None
    polarity_evidence: str
    score: float | None
    reason: str
    raw_text: str | None = None
    snapshot: str | None = None
    rubric: NewRubric | None = None
    judge_named: bool = True


@dataclass(frozen=True, slots=True)
class NewRow:
    """One answer to one prompt, with its judgment where there is one."""

    position: int
    category: str
    prompt: str
    target: str
    answer: str
    repeat: int = 0
    judgment: NewJudgment | None = None
    details: dict[str, Any] = field(default_factory=dict)


def add_run(connection: sqlite3.Connection, run: NewRun) -> int:
    """Return the id of *run*, which is written if it is new. A number makes its name unique."""
    known = connection.execute("SELECT id FROM runs WHERE uid = ?", [run.uid]).fetchone()
    if known:
        # An older program did not keep how many rows it read of the file.
        connection.execute(
            "UPDATE runs SET rows_in_file = ?1, rows_read = 0 WHERE id = ?2 AND ?1 > 0 AND rows_in_file IS NULL",
            [run.rows_in_file, known["id"]],
        )
        return int(known["id"])
    name, number = run.name, 2
    while connection.execute("SELECT 1 FROM runs WHERE name = ?", [encode(name)]).fetchone():
        name, number = f"{run.name} ({number})", number + 1
    cursor = connection.execute(
        "INSERT INTO runs(uid, name, kind, format, target, judge, source, sha256, parameters, polarity,"
        " polarity_evidence, sample, created_at, rows_in_file, rows_read) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        [
            run.uid,
            encode(name),
            run.kind,
            run.format,
            encode(run.target),
            encode(run.judge),
            encode(run.source),
            run.sha256,
            json.dumps(run.parameters),
            run.polarity,
            encode(run.polarity_evidence),
            int(run.sample),
            now(),
            run.rows_in_file,
            None if run.rows_in_file is None else 0,
        ],
    )
    return int(cursor.lastrowid or 0)


def add_rows(
    connection: sqlite3.Connection, run: int, rows: Iterable[NewRow], clashes: Counter[int] | None = None
) -> int:
    """Write *rows* of *run* and return how many of them added a response or a judgment.

    Stored responses and judgments stay unchanged. *clashes* counts, by run, the stored judgments that were read
    under another polarity. Call inside a transaction.
    """
    added, seen, touched = 0, 0, []
    for row in rows:
        response, fresh = add_response(connection, row)
        if row.judgment:
            known = None if fresh else _known_judgment(connection, response, row)
            if known is None:
                add_judgment(connection, run, response, row)
                fresh = True
                touched.append(response)
            elif clashes is not None and row.judgment.raw_score is not None:
                clashes[known["run"]] += known["polarity"] != row.judgment.polarity
        connection.execute(
            "INSERT INTO run_items(run, position, prompt, repeat, state, response, details) SELECT ?, ?,"
            " prompt, ?, status, id, ? FROM responses WHERE id = ? ON CONFLICT DO NOTHING",
            [run, row.position, row.repeat, json.dumps(row.details), response],
        )
        added += fresh
        seen += 1
    latest.show(connection, touched)
    signals.refresh(connection, 2 * seen)
    return added


def add_response(connection: sqlite3.Connection, row: NewRow) -> tuple[int, bool]:
    """Return the id of a row's response, and whether the response was new."""
    uid = identity.response_uid(row.category, row.prompt, row.target, row.answer, row.repeat)
    known = connection.execute("SELECT id FROM responses WHERE uid = ?", [uid]).fetchone()
    if known:
        return int(known["id"]), False
    category = sort_key(row.category)
    prompt = add_prompt(connection, row.category, row.prompt)
    cursor = connection.execute(
        "INSERT INTO responses(uid, prompt, category, target, repeat, status, text, created_at, judge_status)"
        " VALUES (?1,?2,?3,?4,?5,?6,?7,?8, CASE ?6 WHEN 'blank' THEN 'blank' ELSE 'missing' END)",
        [
            uid,
            prompt,
            category,
            encode(row.target),
            row.repeat,
            "answered" if row.answer.strip() else "blank",
            encode(row.answer),
            now(),
        ],
    )
    return int(cursor.lastrowid or 0), True


def add_prompt(connection: sqlite3.Connection, category: str, text: str) -> int:
    """Return the id of a prompt, which is written if it is new."""
    uid = identity.prompt_uid(category, text)
    known = connection.execute("SELECT id FROM prompts WHERE uid = ?", [uid]).fetchone()
    if known:
        return int(known["id"])
    cursor = connection.execute(
        "INSERT INTO prompts(uid, category, text) VALUES (?,?,?)", [uid, sort_key(category), encode(text)]
    )
    return int(cursor.lastrowid or 0)


def add_rubric(connection: sqlite3.Connection, category: str, rubric: NewRubric) -> int:
    """Return the id of a rubric, which is written if it is new."""
    uid = identity.rubric_uid(category, rubric.text)
    known = connection.execute("SELECT id FROM rubrics WHERE uid = ?", [uid]).fetchone()
    if known:
        return int(known["id"])
    cursor = connection.execute(
        "INSERT INTO rubrics(uid, category, revision, text, polarity, evidence) VALUES (?,?,?,?,?,?)",
        [
            uid,
            sort_key(category),
            encode(rubric.revision),
            encode(rubric.text),
            rubric.polarity,
            encode(rubric.evidence),
        ],
    )
    return int(cursor.lastrowid or 0)


def judgment_uid(row: NewRow, judgment: NewJudgment) -> str:
    """Return the uid of *judgment* of the answer in *row*."""
    return identity.judgment_uid(
        identity.response_uid(row.category, row.prompt, row.target, row.answer, row.repeat),
        judgment.judge,
        judgment.snapshot,
        judgment.status,
        judgment.raw_score,
        judgment.reason,
        judgment.raw_text,
        identity.rubric_uid(row.category, judgment.rubric.text) if judgment.rubric else None,
    )


def _known_judgment(connection: sqlite3.Connection, response: int, row: NewRow) -> dict[str, Any] | None:
    """Return the stored judgment that equals a row's judgment, or that already holds all it says."""
    judgment = row.judgment
    assert judgment is not None
    columns = "SELECT run, judge, status, raw_score, polarity, reason, raw_text FROM judgments WHERE"
    known: dict[str, Any] | None = connection.execute(
        f"{columns} uid = ?", [judgment_uid(row, judgment)]
    ).fetchone()
    if known or judgment.rubric or judgment.snapshot:
        return known
    # The pipelines' formats keep neither judge nor rubric, and scores only as 1 = safe. A judgment that was exported
    # in one of them and is imported again is not a second judgment.
    words, score = judgment.reason or judgment.raw_text or "", judgment.raw_score
    if judgment.polarity and score is not None:
        score = normalise(score, judgment.polarity)
    for other in connection.execute(f"{columns} response = ?", [response]):
        same_judge = other["judge"] == judgment.judge or (words.strip() and not judgment.judge_named)
        on_scale = (
            normalise(other["raw_score"], other["polarity"])
            if other["polarity"] and other["raw_score"] is not None
            else None
        )
        same_kind = other["status"] == judgment.status or judgment.raw_score is None
        same_words = words == (other["reason"] or other["raw_text"] or "")
        if same_judge and same_kind and same_words and score == on_scale:
            return {**other, "polarity": judgment.polarity}
    return None


def add_judgment(connection: sqlite3.Connection, run: int, response: int, row: NewRow) -> int:
    """Return the id of a row's judgment, which is written if it is new."""
    judgment = row.judgment
    assert judgment is not None
    uid = judgment_uid(row, judgment)
    known = connection.execute("SELECT id FROM judgments WHERE uid = ?", [uid]).fetchone()
    if known:
        return int(known["id"])
    rubric = add_rubric(connection, row.category, judgment.rubric) if judgment.rubric else None
    cursor = connection.execute(
        "INSERT INTO judgments(uid, response, judge, judge_snapshot, rubric, run, status, raw_score, polarity,"
        " polarity_evidence, score, reason, raw_text, created_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        [
            uid,
            response,
            encode(judgment.judge),
            encode(judgment.snapshot),
            rubric,
            run,
            judgment.status,
            judgment.raw_score,
            judgment.polarity,
            encode(judgment.polarity_evidence),
            judgment.score,
            encode(judgment.reason),
            encode(judgment.raw_text),
            now(),
        ],
    )
    return int(cursor.lastrowid or 0)
