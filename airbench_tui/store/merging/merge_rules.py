"""The rules that settle two versions of one row when databases are merged.

Rows that record an event (reviews, adjudications, the texts of judgments) never differ between copies. The rules here
settle the columns that may differ. A rule is symmetric: the result does not depend on which version is "ours", so
copies can be merged in any order and repeatedly. Each function takes and returns columns by name.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Row = dict[str, Any]
# Returns a row's identity in every database from its table and local id. Local ids say nothing about order.
IdentityOf = Callable[[str, int | None], str]
# Returns the time at which a polarity was set by hand with its reason, or "".
SetAt = Callable[[str | None, str], str]


def earliest(mine: Row, theirs: Row) -> Row:
    """Return the version that was stored first, by the first column. Equal times are settled by sort order."""
    return min(mine, theirs, key=lambda row: [(row[name] is not None, row[name] or "") for name in row])


def most(mine: Row, theirs: Row) -> Row:
    """Return for each column the greater value; a known one is greater than none."""
    return {
        name: max((row[name] for row in (mine, theirs) if row[name] is not None), default=None)
        for name in mine
    }


def fullest(mine: Row, theirs: Row) -> Row:
    """Return for each column the known value. Of two known values the one that sorts first is kept."""
    return {
        name: min(
            (row[name] for row in (mine, theirs)), key=lambda value: (value is None, value if value else "")
        )
        for name in mine
    }


def polarity(mine: Row, theirs: Row, set_at: SetAt) -> Row:
    """Return the polarity that was set by hand last, else a known one, else the one whose evidence sorts first.

    The columns are ``polarity`` and ``polarity_evidence``.
    """

    def key(row: Row) -> tuple[str, bool]:
        return set_at(row["polarity"], row["polarity_evidence"]), row["polarity"] is not None

    if key(mine) != key(theirs):
        return max(mine, theirs, key=key)
    return min(mine, theirs, key=lambda row: (row["polarity_evidence"], row["polarity"] or ""))


_STATES = ("planned", "failed", "blank", "answered")
_JUDGE_STATES = ("none", "planned", "failed", "blank", "malformed", "judged")


def furthest(mine: Row, theirs: Row, identity_of: IdentityOf) -> Row:
    """Return the version of a run item that got further. Of two answers the one whose uid sorts first is kept."""

    def key(row: Row) -> tuple[Any, ...]:
        return (
            -_STATES.index(row["state"]),
            identity_of("responses", row["response"]),
            -_JUDGE_STATES.index(row["judge_state"]),
            identity_of("judgments", row["judgment"]),
            row["details"],
        )

    return min(mine, theirs, key=key)


def collected(mine: Row, theirs: Row) -> Row:
    """Return the version of a batch that was collected, else the version that has the provider's ids."""
    order = ("ended_at", "provider_id", "file_id", "status", "details")
    return max(mine, theirs, key=lambda row: [row[name] or "" for name in order])


def place(mine: Row, theirs: Row) -> Row:
    """Return a packet place with the earlier position and the later skip."""
    skips = [row["deferred_at"] for row in (mine, theirs) if row["deferred_at"] is not None]
    return {"position": min(mine["position"], theirs["position"]), "deferred_at": max(skips, default=None)}


def attributes(mine: str, theirs: str) -> tuple[str, list[str]]:
    """Merge an auditor's attributes (JSON), and return them with the names of the attributes that differ.

    Lists (categories, codes) are united, so a category that an auditor opted out of in one copy stays opted out. Of
    two texts or numbers the one that sorts first is kept. Raises ValueError for anything but JSON objects.
    """
    ours, other = json.loads(mine), json.loads(theirs)
    if not (isinstance(ours, dict) and isinstance(other, dict)):
        raise ValueError("an auditor's attributes are not a JSON object")
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
