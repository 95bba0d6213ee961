"""The texts that auditors write by hand: their longest length, and the last ones of each kind."""

from __future__ import annotations

import sqlite3
from typing import Literal

from airbench_tui.errors import InputError
from airbench_tui.store.rules.decisions import counts

LONGEST = 1_000_000  # characters of a note or a reason
_LOOKED_AT = 5_000  # latest rows, so that a long history takes no time

Kind = Literal["note", "cannot-judge", "final", "bulk"]

_WRITTEN: dict[Kind, str] = {
    "note": f"reviews WHERE kind = 'verdict' AND {counts()}",
    "cannot-judge": "reviews WHERE kind = 'cannot-judge'",
    "final": "adjudications WHERE score IS NOT NULL",
    "bulk": "bulk_actions WHERE true",
}


def checked(text: str, what: str = "a note") -> str:
    """Return *text* as it is, "" if it has white space only. Raises InputError if it is longer than LONGEST."""
    if len(text) > LONGEST:
        raise InputError(f"{what} has at most {LONGEST:,} characters, and this one has {len(text):,}")
    return text if text.strip() else ""


def last(connection: sqlite3.Connection, auditor: int, kind: Kind, most: int = 20) -> list[str]:
    """List the latest different texts of a kind that *auditor* wrote, newest first, at most *most*."""
    source = _WRITTEN[kind]
    table = source.partition(" ")[0]
    rows = connection.execute(
        f"SELECT note FROM {source} AND note <> '' AND auditor = ?"
        f" AND id > (SELECT max(id) FROM {table}) - {_LOOKED_AT} ORDER BY id DESC",
        [auditor],
    )
    found: dict[str, None] = {}
    for row in rows:
        found.setdefault(row["note"])
        if len(found) == most:
            break
    return list(found)
