"""The only code that adds reviews, used for screens, commands, bulk decisions, files, merges and withdrawals.

Reviews are only ever added. :func:`add` writes one review from its values. :func:`add_selected` writes one review for
each row of a query, in one statement. Each reads back what it wrote, because a trigger that another program added to
the file may drop or change a new row without any error.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from airbench_tui.errors import InputError, StoreError
from airbench_tui.store import trail
from airbench_tui.store.codec import encode
from airbench_tui.store.database import after, stamp

Kind = Literal["verdict", "cannot-judge", "withdrawal"]
Origin = Literal["packet", "browse", "triage", "bulk", "import"]
Evidence = Literal["own", "accepted", "secret", "none"]
SCORES = (0.0, 0.5, 1.0)
_CLOCKS_DIFFER = timedelta(minutes=10)  # a clock that is fast by this much is no forgery


@dataclass(frozen=True, slots=True)
class NewReview:
    """A row to add to the reviews; each field is the column of that name (``db/README.md``).

    A ``uid`` of None becomes a random uid, which is longer than a hash of content (``identity.LENGTH``). A ``made_at``
    of None becomes the time now, or a time just after the auditor's last review if that is later. ``withdraws`` is the
    id of the review that a withdrawal withdraws. Only verdicts have a ``score``. ``shown_score`` and ``shown_polarity``
    are those of ``judgment`` that were on screen. ``source`` is the id of the file that brought the review, and
    ``evidence`` what speaks for its being the auditor's; both are None for a review made here.
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
    source: int | None = None
    evidence: Evidence | None = None


_FIELDS = tuple(field.name for field in fields(NewReview))
_RANDOM_UID = "lower(hex(randomblob(16)))"
_GIVEN = {name: f":{name}" for name in _FIELDS} | {"uid": f"coalesce(:uid, {_RANDOM_UID})"}
_AS_GIVEN = " AND ".join(
    f"{name} IS coalesce(:{name}, {name})" if name == "uid" else f"{name} IS :{name}" for name in _FIELDS
)


def add(connection: sqlite3.Connection, review: NewReview) -> int:
    """Write one review and return its id. Call inside a transaction.

    Raises sqlite3.IntegrityError for a ``uid`` that is already stored, and for values that break the schema's rules.
    Raises StoreError where the row does not stand in the table as it was written, and alone.
    """
    before = trail.last_review(connection)
    values = _values(connection, review)
    cursor = connection.execute(_insert(_GIVEN, ""), values)
    if not cursor.rowcount:
        raise _not_kept()
    trail.extend(connection, before)
    written = cursor.lastrowid or 0
    _check_kept(connection, f"id = :id AND {_AS_GIVEN}", {**values, "id": written})
    _check_kept(connection, "id > :before", {"before": before})
    return written


def add_missing(connection: sqlite3.Connection, reviews: Iterable[NewReview]) -> None:
    """Write the *reviews* whose ``uid`` is not stored yet. Call inside a transaction. Raises as :func:`add` does."""
    before = trail.last_review(connection)
    statement = f"{_insert(_GIVEN, 'WHERE true')} ON CONFLICT (uid) DO NOTHING"
    for review in reviews:
        values = _values(connection, review)
        written = connection.execute(statement, values).rowcount
        _check_kept(connection, f"uid = :uid AND {_AS_GIVEN}" if written else "uid = :uid", values)
    trail.extend(connection, before)


def add_selected(
    connection: sqlite3.Connection,
    columns: Mapping[str, str],
    source: str,
    values: Sequence[Any] | Mapping[str, Any] = (),
    *,
    tables: str = "",
    chained: bool = True,
) -> int:
    """Write one review for each row of *source*, in one statement, and return their number. Call inside a transaction.

    *source* is a query without its ``SELECT`` part: it starts with ``FROM``. *columns* has an SQL expression over
    *source* for each column. A column left out gets the schema's default; ``uid`` becomes random. *tables* is a
    ``WITH`` clause for *source*. *values* has the values of all marks in the SQL. Without *chained* the caller adds the
    reviews to the trail, as a merge does, which brings links too. Raises StoreError where another number of rows was
    added than *source* has.
    """
    before = trail.last_review(connection)
    columns = {"uid": _RANDOM_UID, **columns}
    # The query is the same as in the insert, because each mark in it must keep its value.
    query = f"{tables} SELECT {', '.join(columns.values())} {source}"
    wanted = connection.execute(f"SELECT count(*) AS n FROM ({query})", values).fetchone()["n"]
    written = connection.execute(_insert(columns, source, tables), values).rowcount
    if chained:
        trail.extend(connection, before)
    kept = connection.execute("SELECT count(*) AS n FROM main.reviews WHERE id > ?", [before]).fetchone()["n"]
    if not wanted == written == kept:
        raise _not_kept()
    return written


def withdraw(connection: sqlite3.Connection, auditor: int, condition: str, values: Mapping[str, Any]) -> int:
    """Withdraw each of *auditor*'s reviews that meets *condition*, SQL with named marks on the row ``v``.

    Return the number of withdrawals. Call inside a transaction. A withdrawal has the origin ``bulk`` for a bulk
    decision, ``packet`` for a review in a packet, and ``browse`` otherwise.
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
        # The plus keeps SQLite from using the index on the auditor instead of one that fits the condition.
        f"FROM main.reviews v WHERE +v.auditor = :auditor AND ({condition})",
        {**values, "auditor": auditor, "made_at": after_the_last(connection, auditor)},
    )


def check_score(score: float) -> None:
    """Raise InputError if *score* is not on the scale."""
    if score not in SCORES:
        raise InputError(f"a score is 0, 0.5 or 1, not {score}")


def latest_time() -> str:
    """Return the latest time that a review from elsewhere can have. Later ones are dated in the future."""
    return stamp(datetime.now(UTC) + _CLOCKS_DIFFER)


def after_the_last(connection: sqlite3.Connection, auditor: int) -> str:
    """Return the time now, or a time just after this auditor's last review if that is later."""
    row = connection.execute("SELECT max(made_at) AS at FROM reviews WHERE auditor = ?", [auditor]).fetchone()
    return after(row["at"])


def _check_kept(connection: sqlite3.Connection, condition: str, values: Mapping[str, Any]) -> None:
    """Raise StoreError unless one review meets *condition*."""
    sql = f"SELECT count(*) AS n FROM main.reviews WHERE {condition}"
    if connection.execute(sql, values).fetchone()["n"] != 1:
        raise _not_kept()


def _not_kept() -> StoreError:
    return StoreError(
        "the database did not keep the review as it was given: something that another program did to the file drops "
        "or changes new reviews; nothing was stored (`airbench-tui doctor` names what it finds)"
    )


def _insert(columns: Mapping[str, str], source: str, tables: str = "") -> str:
    # During a merge the attached database has a table of this name too.
    return f"INSERT INTO main.reviews({', '.join(columns)}) {tables} SELECT {', '.join(columns.values())} {source}"


def _values(connection: sqlite3.Connection, review: NewReview) -> dict[str, Any]:
    return {name: getattr(review, name) for name in _FIELDS} | {
        "note": encode(review.note),
        "codes": json.dumps(list(review.codes)),
        "made_at": review.made_at or after_the_last(connection, review.auditor),
    }
