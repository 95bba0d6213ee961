"""Disagreements between auditors: pairs of auditors or of groups, and the responses on which their scores differ."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations

from airbench_tui.store.reviewing import auditors
from airbench_tui.store.rules.blindness import unanswered
from airbench_tui.store.rules.decisions import counts
from airbench_tui.store.rules.viewer import Viewer


@dataclass(frozen=True, slots=True)
class DifferingPair:
    """Two auditors or two groups of auditors, and how often their verdicts differ.

    ``first`` and ``second`` are the same for a group compared with itself; None is the group of auditors without one.
    ``both`` counts the pairs of verdicts on one response, one of each side; for groups, each pair of their auditors
    counts. ``differing`` counts the pairs whose scores differ. ``responses`` has the ids of the responses with such a
    pair.
    """

    first: str | None
    second: str | None
    both: int
    differing: int
    responses: tuple[int, ...]


def pairs(connection: sqlite3.Connection, viewer: Viewer) -> list[DifferingPair]:
    """List every pair of auditors who decided on the same responses, in order of name.

    Responses that wait for *viewer*'s own answer in a packet are left out, so that *viewer* stays blind to others'
    verdicts.
    """
    return _count(connection, viewer, lambda name: name)


def by_attribute(connection: sqlite3.Connection, attribute: str, viewer: Viewer) -> list[DifferingPair]:
    """List the pairs of :func:`pairs` for groups of auditors. *attribute* is one of ``auditors.ATTRIBUTES``."""
    groups = {one.name: getattr(one, attribute) for one in auditors.everyone(connection)}
    return _count(connection, viewer, groups.__getitem__)


def uids(connection: sqlite3.Connection, found: Iterable[DifferingPair]) -> dict[int, str]:
    """Return the uid of each response in *found*, by id."""
    ids = {response for pair in found for response in pair.responses}
    rows = connection.execute(
        "SELECT id, uid FROM responses WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(list(ids))]
    )
    return {row["id"]: row["uid"] for row in rows}


def _count(
    connection: sqlite3.Connection, viewer: Viewer, side_of: Callable[[str], str | None]
) -> list[DifferingPair]:
    """Count the pairs of verdicts by the sides of their auditors. *side_of* takes an auditor's name."""
    voices: dict[int, list[tuple[str | None, float]]] = {}
    for row in connection.execute(
        "SELECT v.response, a.name, v.score FROM standing_verdicts v JOIN auditors a ON a.id = v.auditor"
        f" WHERE {counts('v.origin')} AND v.response NOT IN ({unanswered(':auditor')})"
        " ORDER BY v.response, a.name",
        {"auditor": viewer.blind_auditor},
    ):
        voices.setdefault(row["response"], []).append((side_of(row["name"]), row["score"]))
    both: dict[tuple[str | None, str | None], int] = {}
    differing: dict[tuple[str | None, str | None], list[int]] = {}
    for response, said in voices.items():
        for (one, score), (other, other_score) in combinations(said, 2):
            key = (one, other) if _order(one) <= _order(other) else (other, one)
            both[key] = both.get(key, 0) + 1
            if score != other_score:
                differing.setdefault(key, []).append(response)
    return [
        DifferingPair(
            *key, both[key], len(differing.get(key, ())), tuple(dict.fromkeys(differing.get(key, ())))
        )
        for key in sorted(both, key=lambda key: (_order(key[0]), _order(key[1])))
    ]


def _order(name: str | None) -> tuple[bool, str]:
    return name is None, name or ""
