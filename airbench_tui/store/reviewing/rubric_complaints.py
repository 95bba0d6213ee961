"""Auditors' objections to rubrics: the reviews with the code ``rubric``, grouped by rubric."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from airbench_tui.benchmark.taxonomy import sort_key
from airbench_tui.store.rules import blindness
from airbench_tui.store.rules.viewer import Viewer

CODE = "rubric"
"""The code on a review that calls the rubric wrong."""


@dataclass(frozen=True, slots=True)
class Objection:
    """One review that calls the rubric wrong."""

    response: int
    response_uid: str
    auditor: str
    note: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """The objections to one rubric, oldest first.

    ``rubric`` is the uid of its text. It is None if neither the judgments' files nor the fetched benchmark have the
    text; all judgments of the category without a text then count as one rubric. ``revision`` is the dataset's.
    """

    category: str
    category_name: str
    rubric: str | None
    revision: str | None
    objections: tuple[Objection, ...]


def complaints(connection: sqlite3.Connection, viewer: Viewer) -> list[Complaint]:
    """List the rubrics that standing verdicts call wrong, those with the most objections first.

    Objections on responses that *viewer* still has to decide on in a packet are left out.
    """
    found: dict[tuple[str, str | None], tuple[str, str | None, list[Objection]]] = {}
    for row in connection.execute(
        f"""SELECT c.idx, c.l4_name, b.uid AS rubric, b.revision, r.id AS response, r.uid AS response_uid,
              a.name AS auditor, s.note
            FROM standing_verdicts s JOIN responses r ON r.id = s.response JOIN categories c ON c.key = r.category
              JOIN auditors a ON a.id = s.auditor LEFT JOIN judgments j ON j.id = s.judgment
              LEFT JOIN rubrics b ON b.id = coalesce(j.rubric, j.linked_rubric)
            WHERE instr(s.codes, '"{CODE}"') AND EXISTS (SELECT 1 FROM json_each(s.codes) WHERE value = ?)
              AND NOT {blindness.at("r.id", "?")}
            ORDER BY s.made_at, s.uid""",
        [CODE, viewer.blind_auditor],
    ):
        about = found.setdefault((row["idx"], row["rubric"]), (row["l4_name"], row["revision"], []))
        about[2].append(Objection(row["response"], row["response_uid"], row["auditor"], row["note"]))
    made = [
        Complaint(idx, name, rubric, revision, tuple(objections))
        for (idx, rubric), (name, revision, objections) in found.items()
    ]
    return sorted(made, key=lambda one: (-len(one.objections), sort_key(one.category), one.rubric or ""))
