"""Rows for notebooks: every response with each of its judgments, and every review ever stored."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from airbench_tui.store.rules.views import STALE


@dataclass(frozen=True, slots=True)
class NotebookRows:
    """The rows of one table, and the names of its columns, which are given even without rows."""

    columns: tuple[str, ...]
    rows: list[dict[str, Any]]


_RESPONSES = """
    SELECT r.uid AS response_id, r.target AS model, c.idx AS cate_idx, c.l1_name, c.l2_name, c.l3_name, c.l4_name,
      p.text AS prompt, r.text AS response, r.status AS response_status, j.uid AS judgment, j.judge, j.judge_snapshot,
      coalesce(j.status, 'missing') AS judge_status, j.score, j.raw_score, j.polarity, j.reason,
      b.revision AS rubric_revision, u.name AS run, j.id IS r.judgment AND j.id IS NOT NULL AS shown
    FROM responses r JOIN prompts p ON p.id = r.prompt JOIN categories c ON c.key = r.category
      LEFT JOIN judgments j ON j.response = r.id LEFT JOIN rubrics b ON b.id = j.rubric
      LEFT JOIN runs u ON u.id = j.run
    ORDER BY r.category, r.prompt, r.id, j.id"""
_REVIEWS = f"""
    SELECT v.uid AS review, r.uid AS response_id, c.idx AS cate_idx, r.target AS model, a.name AS auditor, v.kind,
      j.uid AS judgment, j.judge, j.score AS judge_score, v.score, coalesce(v.first_score, v.score) AS first_score,
      v.blind, v.origin, k.name AS packet, i.inclusion_probability, i.repeat_of IS NOT NULL AS repeat, v.note, v.codes,
      v.seconds, v.read_share, v.made_at, coalesce(s.stands, 0) AS standing,
      {STALE} AS stale
    FROM reviews v JOIN responses r ON r.id = v.response JOIN categories c ON c.key = r.category
      JOIN auditors a ON a.id = v.auditor LEFT JOIN judgments j ON j.id = v.judgment
      LEFT JOIN packet_items i ON i.id = v.packet_item LEFT JOIN packets k ON k.id = i.packet
      LEFT JOIN review_states s ON s.review = v.id
    ORDER BY v.made_at, v.uid"""


def responses(connection: sqlite3.Connection) -> NotebookRows:
    """Return a row for each response and judgment, and a row for each response without a judgment."""
    return _all(connection, _RESPONSES)


def reviews(connection: sqlite3.Connection) -> NotebookRows:
    """Return a row for each verdict, "cannot judge" and withdrawal, oldest first; ``codes`` is JSON."""
    return _all(connection, _REVIEWS)


def _all(connection: sqlite3.Connection, query: str) -> NotebookRows:
    found = connection.execute(query)
    return NotebookRows(tuple(column[0] for column in found.description), found.fetchall())
