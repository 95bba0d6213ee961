"""The stored signals of judges' errors, computed for the rows that are due.

Triggers mark the responses that changed (see :mod:`airbench_tui.store.schema.v5_triage`). :func:`refresh` computes
their signals. It changes other responses only where they are compared with one of these: answers to the same prompt,
and one model's answers to near-identical prompts.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Any

from airbench_tui.benchmark import signals
from airbench_tui.benchmark.signals import SCORES, JudgedAnswer
from airbench_tui.store.codec import encode
from airbench_tui.store.database import transaction

MANY = 5_000
"""The number of responses whose signals take about a second: tell a user who waits for more."""

_BATCH = 500  # rows per transaction, as for imports; an auditor at work waits for at most one of these

# Judgments by refusal phrases are left out of `disagreed`, because their disagreement is a signal of its own.
_ROWS = """
    SELECT r.id, r.prompt, r.target, r.text, r.judge_status, r.score, coalesce(j.reason, '') AS reason,
      c.idx AS category, k.near_key, k.odd_scores,
      CASE WHEN k.prompt IS NULL THEN p.text END AS new_prompt,
      EXISTS (SELECT 1 FROM judgments o WHERE o.response = r.id AND o.id <> r.judgment
        AND o.score <> r.score AND o.judge <> 'phrases') AS disagreed,
      (SELECT max(json_extract(i.details, '$.finish_reason') = 'length') FROM run_items i
        WHERE i.response = r.id) AS at_limit,
      (SELECT max(CAST(json_extract(u.parameters, '$.max_tokens') AS INTEGER)) FROM run_items i
        JOIN runs u ON u.id = i.run WHERE i.response = r.id) AS max_tokens
    FROM (SELECT response FROM triage WHERE mask IS NULL ORDER BY response DESC LIMIT ?) w
      CROSS JOIN responses r ON r.id = w.response JOIN prompts p ON p.id = r.prompt
      JOIN categories c ON c.key = r.category LEFT JOIN judgments j ON j.id = r.judgment
      LEFT JOIN triage_prompts k ON k.prompt = r.prompt
"""


def waiting(connection: sqlite3.Connection) -> int:
    """Count the responses whose signals are not computed yet: all after an upgrade, else few or none."""
    row = connection.execute("SELECT count(*) AS n FROM triage WHERE mask IS NULL").fetchone()
    return int(row["n"])


def catch_up(
    connection: sqlite3.Connection,
    progress: Callable[[int], None] = lambda done: None,
    most: int | None = None,
) -> int:
    """Compute the signals that are due, of about *most* rows or all, and return how many rows were done.

    Each transaction does a few hundred rows. After each, *progress* is called with the number of rows done so far.
    """
    done = 0
    while most is None or done < most:
        # This check needs no write lock, so it does not delay other programs when nothing is due.
        if connection.execute("SELECT 1 FROM triage WHERE mask IS NULL LIMIT 1").fetchone() is None:
            break
        with transaction(connection):
            done += refresh(connection, _BATCH)
        progress(done)
    return done


def refresh(connection: sqlite3.Connection, most: int) -> int:
    """Compute the signals of up to *most* responses that are due, the newest first, and return how many.

    Call inside a transaction, after the rows were written.
    """
    rows: list[dict[str, Any]] = connection.execute(_ROWS, [most]).fetchall()
    if not rows:
        return 0
    keys = _near_keys(connection, rows)
    odd = _odd_scores(connection, {row["prompt"]: row["odd_scores"] for row in rows})
    twins = {
        group: _twins(connection, *group) for group in {(keys[row["prompt"]], row["target"]) for row in rows}
    }
    masks = []
    for row in rows:
        score = row["score"]
        at_limit = None if row["at_limit"] is None else bool(row["at_limit"])
        mask = signals.of_one(
            JudgedAnswer(row["text"], row["judge_status"], score, row["reason"], at_limit, row["max_tokens"])
        )
        mask |= signals.JUDGES_DISAGREE * row["disagreed"]
        if score is not None:
            mask |= signals.MODELS_DISAGREE * (score in odd[row["prompt"]])
            mask |= signals.TWINS_DISAGREE * (len(twins[keys[row["prompt"]], row["target"]]) > 1)
        masks.append((mask, row["id"]))
    connection.executemany("UPDATE triage SET mask = ? WHERE response = ?", masks)
    return len(rows)


def _near_keys(connection: sqlite3.Connection, rows: list[dict[str, Any]]) -> dict[int, int]:
    """Return the near-key of each row's prompt, and store the near-keys of new prompts."""
    keys = {row["prompt"]: row["near_key"] for row in rows}
    new = {row["prompt"]: row for row in rows if row["near_key"] is None}
    for prompt, row in new.items():
        keys[prompt] = signals.near_key(row["category"], row["new_prompt"])
    connection.executemany(
        "INSERT INTO triage_prompts(prompt, near_key) VALUES (?, ?)",
        [(prompt, keys[prompt]) for prompt in new],
    )
    return keys


def _odd_scores(connection: sqlite3.Connection, known: dict[int, str | None]) -> dict[int, frozenset[float]]:
    """Return by prompt the scores that most other answers disagree with, and mark the answers whose signal changed.

    *known* holds the stored odd scores of each prompt (JSON). While they stay the same, no other answer to the prompt
    needs to be read, however many there are.
    """
    found: dict[int, frozenset[float]] = {}
    for prompt, before in known.items():
        counts = {
            row["score"]: row["n"]
            for row in connection.execute(
                "SELECT score, count(*) AS n FROM responses WHERE prompt = ? AND score IS NOT NULL GROUP BY score",
                [prompt],
            )
        }
        found[prompt] = signals.odd_scores(counts)
        was = frozenset(json.loads(before or "[]"))
        for score in found[prompt] ^ was:
            _mark(
                connection,
                signals.MODELS_DISAGREE,
                score in found[prompt],
                "SELECT id FROM responses WHERE prompt = ? AND score = ?",
                [prompt, score],
            )
        if found[prompt] != was:
            connection.execute(
                "UPDATE triage_prompts SET odd_scores = ? WHERE prompt = ?",
                [json.dumps(sorted(found[prompt])), prompt],
            )
    return found


_GROUP = "FROM triage_prompts k CROSS JOIN responses o ON o.prompt = k.prompt WHERE k.near_key = ? AND o.target = ?"
_SCORES_THERE = "SELECT " + ", ".join(
    f"EXISTS (SELECT 1 {_GROUP} AND o.score = {score:g}) AS s{number}" for number, score in enumerate(SCORES)
)


def _twins(connection: sqlite3.Connection, key: int, target: str) -> frozenset[float]:
    """Return the scores of one model's answers to near-identical prompts, including the prompt itself.

    The signal of all these answers is set where their scores differ, and cleared where they no longer do.
    """
    group = [key, encode(target)]
    there = connection.execute(_SCORES_THERE, group * len(SCORES)).fetchone()
    found = frozenset(score for number, score in enumerate(SCORES) if there[f"s{number}"])
    alone = len(connection.execute(f"SELECT 1 {_GROUP} LIMIT 2", group).fetchall()) < 2
    if not alone:
        _mark(
            connection,
            signals.TWINS_DISAGREE,
            len(found) > 1,
            f"SELECT o.id {_GROUP} AND o.score >= 0",
            group,
        )
    return found


def _mark(connection: sqlite3.Connection, bit: int, flagged: bool, responses: str, values: list[Any]) -> None:
    """Set or clear one bit of the responses that a query selects. Responses that are due stay due."""
    change, wrong = (f"mask | {bit}", "= 0") if flagged else (f"mask & ~{bit}", "<> 0")
    connection.execute(
        f"UPDATE triage SET mask = {change} WHERE response IN ({responses}) AND mask & {bit} {wrong}", values
    )
