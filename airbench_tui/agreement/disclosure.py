"""Figures that disclose single scores: if a judge gave a whole group one score, the rate shows each score."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from airbench_tui.agreement.evidence import Material
from airbench_tui.store.reviewing import exposures
from airbench_tui.store.rules import blindness, latest
from airbench_tui.store.rules.viewer import Viewer

Told = dict[str, set[int]]
"""Responses whose scores are disclosed, by the judge that gave them."""


def told(parts: Iterable[Material]) -> Told:
    """Find the responses whose scores the figures of *parts* disclose, such as a category's only answer."""
    found: Told = {}
    for part in parts:
        scores = {row.score for row in part.responses} - {None}
        if part.judge is not None and len(scores) == 1:
            found.setdefault(part.judge, set()).update(
                row.response for row in part.responses if row.score is not None
            )
    return found


def note(connection: sqlite3.Connection, auditor: int, what: Told) -> int:
    """Record that *auditor* has seen these scores, inside the caller's transaction.

    Return the number of these responses on which the auditor still owes a verdict in a packet.
    """
    for judge, responses in what.items():
        judgments = latest.judgments(connection, judge, responses)
        exposures.expose(connection, auditor, judgments, "agreement")
    return len(set(blindness.hidden(connection, Viewer(auditor))) & set().union(*what.values()))
