"""Figures that tell single scores: where a judge scored all of a group alike, the rate is each one's score."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from airbench_tui.agreement.evidence import Material
from airbench_tui.store.reviewing import exposures
from airbench_tui.store.rules import blindness, latest
from airbench_tui.store.rules.viewer import Viewer

Told = dict[str, set[int]]
"""Responses whose score is told, by the judge that gave it."""


def told(parts: Iterable[Material]) -> Told:
    """What the figures of *parts* tell of single responses: a category with one answer, above all."""
    found: Told = {}
    for part in parts:
        scores = {row.score for row in part.responses} - {None}
        if part.judge is not None and len(scores) == 1:
            found.setdefault(part.judge, set()).update(
                row.response for row in part.responses if row.score is not None
            )
    return found


def note(connection: sqlite3.Connection, auditor: int, what: Told) -> int:
    """Remember that *auditor* was told these scores; on how many of them a verdict in a packet is still due.

    Call inside a transaction.
    """
    for judge, responses in what.items():
        judgments = latest.judgments(connection, judge, responses)
        exposures.expose(connection, auditor, judgments, "agreement")
    return len(set(blindness.hidden(connection, Viewer(auditor))) & set().union(*what.values()))
