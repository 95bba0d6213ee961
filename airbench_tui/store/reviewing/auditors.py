"""The people who review: their attributes, the categories they opted out of, and the time they spent on hard reading.

``auditors.attributes`` keeps ``role``, ``language`` and ``group``, for agreement by group. It keeps ``opted_out``, the
categories whose items in packets go to other auditors. It keeps ``hard``, the categories that the auditor reads behind
a veil; the auditor sets them on the screens, and nobody else sees them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from airbench_tui.benchmark import taxonomy
from airbench_tui.errors import InputError
from airbench_tui.store.reviewing import auditor_rows, progress
from airbench_tui.store.rules.decisions import counts
from airbench_tui.text import quote

ATTRIBUTES = ("role", "language", "group")


@dataclass(frozen=True, slots=True)
class Auditor:
    """An auditor as others see them. ``reviewed`` counts responses decided one by one; ``opted_out`` has node ids."""

    id: int
    name: str
    role: str | None
    language: str | None
    group: str | None
    opted_out: tuple[str, ...]
    reviewed: int


@dataclass(frozen=True, slots=True)
class Care:
    """The load of one hard category: the number of responses answered in it, and the seconds of reading.

    ``why`` is ``hard`` (the auditor marked it), ``opted out``, or both.
    """

    node: str
    name: str
    why: str
    items: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Totals:
    """The hard reading of all auditors together.

    ``people`` counts the auditors who marked or opted out of a category. ``items`` and ``seconds`` are of responses in
    those categories; ``all_seconds`` is of all responses.
    """

    people: int
    items: int
    seconds: float
    all_seconds: float


def everyone(connection: sqlite3.Connection) -> list[Auditor]:
    """List all auditors in order of name."""
    names = connection.execute("SELECT id, name FROM auditors ORDER BY name").fetchall()
    return [_auditor(connection, row["id"], row["name"]) for row in names]


def describe(
    connection: sqlite3.Connection,
    name: str,
    *,
    opt_out: Iterable[str] = (),
    opt_in: Iterable[str] = (),
    **attributes: str | None,
) -> Auditor:
    """Change the attributes and opt-outs of the auditor called *name*, who is added if new.

    *attributes* has names from :data:`ATTRIBUTES`; an empty text removes an attribute and None keeps it. Raises
    InputError for an unknown category, and for opting in to a category that the auditor had not opted out of.
    """
    had = opted_out(connection, name)
    out, back = list(opt_out), list(opt_in)
    for node in (*out, *back):
        if node not in taxonomy.nodes():
            raise InputError(f"there is no category {quote(node)}: write 14, 14.3940 or 14.3940.16")
    for node in back:
        if node not in had:
            raise InputError(f"{quote(node)} was not opted out of; opted out: {', '.join(had) or 'nothing'}")
    changes: dict[str, Any] = {
        key: value.strip() or None for key, value in attributes.items() if value is not None
    }
    if out or back:
        changes["opted_out"] = sorted({*had, *out} - set(back)) or None
    auditor = auditor_rows.auditor_id(connection, name)
    auditor_rows.set_attributes(connection, auditor, changes)
    return _auditor(connection, auditor, auditor_rows.called(connection, auditor))


def opted_out(connection: sqlite3.Connection, name: str) -> tuple[str, ...]:
    """Return the ids of the taxonomy nodes that the auditor called *name* does not review; none for a new auditor."""
    known = auditor_rows.known_auditor(connection, name)
    return _texts(auditor_rows.attributes(connection, known).get("opted_out"))


def care(
    connection: sqlite3.Connection, auditor: int | None, hard: Sequence[str], out: Sequence[str]
) -> list[Care]:
    """List the load of each category that is *hard* for *auditor* or that they opted *out* of. Only they may see it."""
    return [
        Care(
            node,
            taxonomy.nodes()[node].name,
            " and ".join(why for why, nodes in (("hard", hard), ("opted out", out)) if node in nodes),
            *_cost(connection, auditor, [node]),
        )
        for node in dict.fromkeys((*hard, *out))
        if node in taxonomy.nodes()
    ]


def totals(connection: sqlite3.Connection) -> Totals:
    """Return the hard reading of all auditors together, without names, for the lead."""
    people, items, seconds, everything = 0, 0, 0.0, 0.0
    for row in connection.execute("SELECT id FROM auditors").fetchall():
        marked = auditor_rows.attributes(connection, row["id"])
        nodes = [node for key in ("hard", "opted_out") for node in _texts(marked.get(key))]
        cost = _cost(connection, row["id"], [node for node in nodes if node in taxonomy.nodes()])
        people += bool(nodes)
        items += cost[0]
        seconds += cost[1]
        everything += _cost(connection, row["id"], None)[1]
    return Totals(people, items, seconds, everything)


def _auditor(connection: sqlite3.Connection, auditor: int, name: str) -> Auditor:
    known = auditor_rows.attributes(connection, auditor)
    return Auditor(
        id=auditor,
        name=name,
        opted_out=_texts(known.get("opted_out")),
        reviewed=progress.tally(connection, auditor)[0],
        **{key: str(known[key]) if known.get(key) else None for key in ATTRIBUTES},
    )


def _cost(
    connection: sqlite3.Connection, auditor: int | None, nodes: Sequence[str] | None
) -> tuple[int, float]:
    """Return the number of responses that an auditor answered below *nodes* (None: anywhere), and the seconds on them.

    The clock of an item keeps running from the first verdict to the final one, so the longest time in one place
    counts, not the sum. Withdrawn answers count, because the responses were read.
    """
    spans = [] if nodes is None else [taxonomy.nodes()[node] for node in nodes]
    inside = " OR ".join("r.category BETWEEN ? AND ?" for _ in spans) or ("1" if nodes is None else "0")
    row = connection.execute(
        "SELECT count(DISTINCT response) AS items, coalesce(sum(seconds), 0.0) AS seconds FROM ("
        " SELECT v.response, max(v.seconds) AS seconds FROM reviews v JOIN responses r ON r.id = v.response"
        " WHERE v.auditor IS ? AND v.kind IN ('verdict', 'cannot-judge')"
        f" AND {counts('v.origin')} AND ({inside}) GROUP BY v.response, v.packet_item)",
        [auditor, *(key for span in spans for key in (span.first, span.last))],
    ).fetchone()
    return row["items"], row["seconds"]


def _texts(value: Any) -> tuple[str, ...]:
    """Return the texts in *value* if it is a list, as it was stored in the attributes; otherwise an empty tuple."""
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
