"""Content ids computed again: prompts, rubrics, responses, judgments, items of packets and sources of reviews.

The ids of reviews, adjudications and bulk decisions made here are random. What a review says is covered by the trail.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from airbench_tui.store import identity
from airbench_tui.store.auditing.difference import Difference, of_row
from airbench_tui.store.codec import decode
from airbench_tui.store.reviewing import packet_rows


def differences(connection: sqlite3.Connection) -> Iterator[Difference]:
    """Yield the rows whose id is not the hash of their content. Rows are read one at a time."""
    yield from _prompts_and_rubrics(connection)
    yield from _responses(connection)
    yield from _judgments(connection)
    yield from _items(connection)
    yield from _sources(connection)


def _prompts_and_rubrics(connection: sqlite3.Connection) -> Iterator[Difference]:
    for table, called, uid_of in (
        ("prompts", "prompt", identity.prompt_uid),
        ("rubrics", "rubric", identity.rubric_uid),
    ):
        query = f"SELECT t.uid, c.idx, t.text FROM {table} t LEFT JOIN categories c ON c.key = t.category"
        for uid, category, text in _rows(connection, query):
            if uid != uid_of(category, text):
                yield of_row(
                    table, called, uid, "its text or category is not the one that its id was made of"
                )


def _responses(connection: sqlite3.Connection) -> Iterator[Difference]:
    rows = _rows(
        connection,
        "SELECT r.uid, c.idx, p.text, r.target, r.text, r.repeat, r.status FROM responses r"
        " LEFT JOIN prompts p ON p.id = r.prompt LEFT JOIN categories c ON c.key = r.category",
    )
    for uid, category, prompt, target, answer, repeat, status in rows:
        if uid != identity.response_uid(category, prompt, target, answer, repeat):
            yield of_row(
                "responses",
                "response",
                uid,
                "its answer, prompt, model, category or repeat number is not the one that its id was made of",
            )
        elif status != ("answered" if str(answer).strip() else "blank"):
            yield of_row("responses", "response", uid, "its status does not fit its answer")


def _judgments(connection: sqlite3.Connection) -> Iterator[Difference]:
    rows = _rows(
        connection,
        "SELECT j.uid, r.uid, j.judge, j.judge_snapshot, j.status, j.raw_score, j.reason, j.raw_text, b.uid"
        " FROM judgments j LEFT JOIN responses r ON r.id = j.response LEFT JOIN rubrics b ON b.id = j.rubric",
    )
    for uid, response, judge, snapshot, status, raw_score, *rest in rows:
        # Some readers give whole numbers, which the hash writes without a point.
        whole = isinstance(raw_score, float) and raw_score.is_integer()
        given = (raw_score, int(raw_score)) if whole else (raw_score,)
        if uid not in (identity.judgment_uid(response, judge, snapshot, status, raw, *rest) for raw in given):
            yield of_row(
                "judgments",
                "judgment",
                uid,
                "its response, judge, status, raw score, reason, raw text or rubric is not the one that its id was"
                " made of",
            )


def _items(connection: sqlite3.Connection) -> Iterator[Difference]:
    """Check the items of packets without hidden repeats: their ids hash a spelling of a name that may be gone."""
    rows = _rows(
        connection,
        "SELECT t.uid, k.uid, r.uid FROM packet_items t LEFT JOIN packets k ON k.id = t.packet"
        " LEFT JOIN responses r ON r.id = t.response WHERE t.repeat_of IS NULL",
    )
    for uid, packet, response in rows:
        if uid != packet_rows.item_uid(packet, response):
            yield of_row(
                "packet_items",
                "packet item",
                uid,
                "its packet or response is not the one that its id was made of",
            )


def _sources(connection: sqlite3.Connection) -> Iterator[Difference]:
    rows = _rows(
        connection,
        "SELECT s.uid, s.kind, s.sha256, a.folded FROM review_sources s LEFT JOIN auditors a ON a.id = s.auditor",
    )
    for uid, kind, sha256, auditor in rows:
        if uid != identity.source_uid(kind, sha256, auditor):
            yield of_row(
                "review_sources",
                "source of reviews",
                uid,
                "its checksum, kind or auditor is not the one that its id was made of",
            )


def _rows(connection: sqlite3.Connection, query: str) -> Iterator[tuple[Any, ...]]:
    cursor = connection.cursor()
    cursor.row_factory = lambda _, row: tuple(map(decode, row))
    return iter(cursor.execute(query))
