"""Settle two versions of one row when databases are merged; the result is the same whichever came first.

Rows that say what happened (reviews, adjudications, judgments' words) never differ between copies. The rules here
settle what may differ. They take two versions and do not know which one is "ours", so that copies can be merged in
any order, and again. Each function takes and returns columns by name.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Row = dict[str, Any]
# Table, local id: what the row is called in every database. Local ids say nothing about order.
Called = Callable[[str, int | None], str]
# When somebody set a polarity by hand, for the reason that stands beside it; "" where nobody did.
SetAt = Callable[[str | None, str], str]


def earliest(mine: Row, theirs: Row) -> Row:
    """Return the version that came in first (by the first column); at the same moment the one that sorts first."""
    return min(mine, theirs, key=lambda row: [(row[name] is not None, row[name] or "") for name in row])


def fullest(mine: Row, theirs: Row) -> Row:
    """Return for each column the value that is known; of two known ones the one that sorts first."""
    return {
        name: min(
            (row[name] for row in (mine, theirs)), key=lambda value: (value is None, value if value else "")
        )
        for name in mine
    }


def polarity(mine: Row, theirs: Row, set_at: SetAt) -> Row:
    """Return the polarity that somebody set by hand last, else one that is known, else the one that sorts first.

    Columns ``polarity`` and ``polarity_evidence``.
    """

    def key(row: Row) -> tuple[str, bool]:
        return set_at(row["polarity"], row["polarity_evidence"]), row["polarity"] is not None

    if key(mine) != key(theirs):
        return max(mine, theirs, key=key)
    return min(mine, theirs, key=lambda row: (row["polarity_evidence"], row["polarity"] or ""))


_STATES = ("planned", "failed", "blank", "answered")
_JUDGE_STATES = ("none", "planned", "failed", "blank", "malformed", "judged")


def furthest(mine: Row, theirs: Row, called: Called) -> Row:
    """Return the version of a run's item that got further; of two answers the one whose id sorts first."""

    def key(row: Row) -> tuple[Any, ...]:
        return (
            -_STATES.index(row["state"]),
            called("responses", row["response"]),
            -_JUDGE_STATES.index(row["judge_state"]),
            called("judgments", row["judgment"]),
            row["details"],
        )

    return min(mine, theirs, key=key)


def collected(mine: Row, theirs: Row) -> Row:
    """Return the version of a batch that was collected, else the one that got further and has its provider's ids."""
    order = ("ended_at", "provider_id", "file_id", "status", "details")
    return max(mine, theirs, key=lambda row: [row[name] or "" for name in order])


def place(mine: Row, theirs: Row) -> Row:
    """Return a packet place with the earlier position and the later skip."""
    skips = [row["deferred_at"] for row in (mine, theirs) if row["deferred_at"] is not None]
    return {"position": min(mine["position"], theirs["position"]), "deferred_at": max(skips, default=None)}


def attributes(mine: str, theirs: str) -> tuple[str, list[str]]:
    """Return an auditor's attributes (JSON) made into one, and the names of those on which the two differ.

    Lists (categories, codes) are united: a category that somebody opted out of in one copy stays so. Of two texts or
    numbers the one that sorts first stays. Raises ValueError for anything but JSON objects.
    """
    ours, other = json.loads(mine), json.loads(theirs)
    if not (isinstance(ours, dict) and isinstance(other, dict)):
        raise ValueError("an auditor's attributes are no JSON object")
    made, differing = {}, list[str]()
    for name in sorted({*ours, *other}):
        values = [known[name] for known in (ours, other) if name in known]
        if all(isinstance(value, list) for value in values) and values[0] != values[-1]:
            united = {json.dumps(one, sort_keys=True): one for value in values for one in value}
            made[name] = [united[key] for key in sorted(united)]
            continue
        made[name] = min(values, key=lambda value: json.dumps(value, sort_keys=True))
        if values[0] != values[-1]:
            differing.append(name)
    return json.dumps(made, sort_keys=True), differing
