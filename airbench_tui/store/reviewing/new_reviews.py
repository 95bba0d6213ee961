"""The only code that adds reviews: keys, commands, bulk decisions, files, merges and withdrawals all come here.

Reviews are only ever added. :func:`add` writes one review from its values. :func:`add_selected` writes as many as a
query finds, in one statement.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from airbench_tui.store.codec import encode
from airbench_tui.store.database import after

Kind = Literal["verdict", "cannot-judge", "withdrawal"]
Origin = Literal["packet", "browse", "triage", "bulk", "import"]
SCORES = (0.0, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class NewReview:
    """A row to add to the reviews; each field is the column of that name (``db/README.md``).

    ``uid`` None: a random one, longer than those made of content (``identity.LENGTH``). ``made_at`` None: now, but
    after the auditor's last review. ``withdraws``: the id of the review that this one, of kind withdrawal, withdraws.
    ``score``: of verdicts only. ``shown_score`` and ``shown_polarity``: what was on screen of ``judgment``.
    """

    kind: Kind
    response: int
    auditor: int
    judgment: int | None
    blind: bool
    exposed: bool
    origin: Origin
    uid: str | None = None
    withdraws: int | None = None
    packet_item: int | None = None
    shown_score: float | None = None
    shown_polarity: str | None = None
    score: float | None = None
    first_score: float | None = None
    note: str = ""
    codes: Sequence[str] = ()
    seconds: float | None = None
    read_share: float | None = None
    made_at: str | None = None


_FIELDS = tuple(field.name for field in fields(NewReview))
_RANDOM_UID = "lower(hex(randomblob(16)))"
_GIVEN = {name: f":{name}" for name in _FIELDS} | {"uid": f"coalesce(:uid, {_RANDOM_UID})"}


def add(connection: sqlite3.Connection, review: NewReview) -> int:
    """Write one review and return its id. Call inside a transaction.

    Raises sqlite3.IntegrityError for a ``uid`` that is here already, and for values off the schema's rules.
    """
    cursor = connection.execute(_insert(_GIVEN, ""), _values(connection, review))
    return int(cursor.lastrowid or 0)


def add_missing(connection: sqlite3.Connection, reviews: Iterable[NewReview]) -> None:
    """Write those of *reviews* whose ``uid`` is not here yet. Call inside a transaction."""
    connection.executemany(
        f"{_insert(_GIVEN, 'WHERE true')} ON CONFLICT (uid) DO NOTHING",
        (_values(connection, review) for review in reviews),
    )


def add_selected(
    connection: sqlite3.Connection,
    columns: Mapping[str, str],
    source: str,
    values: Sequence[Any] | Mapping[str, Any] = (),
    *,
    tables: str = "",
) -> int:
    """Write one review for each row of *source*, in one statement, and return how many. Call inside a transaction.

    *source*: the query from ``FROM`` on. *columns*: the SQL of each column, over *source*. A column left out has the
    schema's default; ``uid`` is random then. *tables*: a ``WITH`` clause that *source* reads. *values*: of all marks.
    """
    return connection.execute(_insert({"uid": _RANDOM_UID, **columns}, source, tables), values).rowcount


def withdraw(connection: sqlite3.Connection, auditor: int, condition: str, values: Mapping[str, Any]) -> int:
    """Add a withdrawal for each of *auditor*'s reviews ``v`` that *condition* (SQL with named marks) chooses.

    Return how many. Call inside a transaction. A withdrawal has the origin of what it withdraws: by hand outside
    packets, in a packet, or in bulk.
    """
    return add_selected(
        connection,
        {
            "kind": "'withdrawal'",
            "withdraws": "v.id",
            **{name: f"v.{name}" for name in ("response", "auditor", "packet_item", "judgment", "bulk")},
            "blind": "0",
            "exposed": "1",
            "origin": "CASE WHEN v.bulk IS NOT NULL THEN 'bulk' WHEN v.packet_item IS NULL THEN 'browse'"
            " ELSE 'packet' END",
            "made_at": ":made_at",
        },
        # The plus leaves the choice of index to the condition.
        f"FROM main.reviews v WHERE +v.auditor = :auditor AND ({condition})",
        {**values, "auditor": auditor, "made_at": after_the_last(connection, auditor)},
    )


def after_the_last(connection: sqlite3.Connection, auditor: int) -> str:
    """Return the time now, but always one after this auditor's last review."""
    row = connection.execute("SELECT max(made_at) AS at FROM reviews WHERE auditor = ?", [auditor]).fetchone()
    return after(row["at"])


def _insert(columns: Mapping[str, str], source: str, tables: str = "") -> str:
    # In a merge the other database has a table of this name, too.
    return f"INSERT INTO main.reviews({', '.join(columns)}) {tables} SELECT {', '.join(columns.values())} {source}"


def _values(connection: sqlite3.Connection, review: NewReview) -> dict[str, Any]:
    return {name: getattr(review, name) for name in _FIELDS} | {
        "note": encode(review.note),
        "codes": json.dumps(list(review.codes)),
        "made_at": review.made_at or after_the_last(connection, review.auditor),
    }
