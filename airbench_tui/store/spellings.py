"""Different spellings of one auditor's name, and the log of how they were united.

``log`` has one row (event ``auditors``) for each auditor with several spellings: the name that is shown, and the
others. The row depends only on the spellings, and its time is that of the shown name, so merging in any order gives
the same row.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from airbench_tui.store.codec import encode
from airbench_tui.store.identity import folded
from airbench_tui.text import quote


@dataclass(frozen=True, slots=True)
class Spellings:
    """The shown name of an auditor (``kept``), and the other spellings of it (``also``)."""

    kept: str
    also: tuple[str, ...]

    @property
    def words(self) -> str:
        """Return a sentence which says that these names are one auditor."""
        return f"{', '.join(map(quote, self.also))} and {quote(self.kept)} are one auditor, called {quote(self.kept)}"


def known(connection: sqlite3.Connection) -> list[Spellings]:
    """List the auditors with more than one spelling, by name."""
    rows = connection.execute("SELECT details FROM main.log WHERE event = 'auditors'").fetchall()
    names = [_names(row["details"]) for row in rows]
    return sorted((Spellings(kept, tuple(also)) for kept, *also in names if also), key=lambda one: one.kept)


def settle(connection: sqlite3.Connection, differing: Iterable[Sequence[str]]) -> list[str]:
    """Log the spellings that a merge brought, and return a message for each that is new here.

    *differing* are the names that two copies have for one auditor. Call inside the merge's transaction, after the
    rows of ``log`` were added.
    """
    found, said = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for row in connection.execute(
        "SELECT a.folded, l.details, l.id IN (SELECT ours FROM temp.merged_log WHERE fresh) AS fresh"
        " FROM main.log l JOIN main.auditors a ON a.id = l.auditor WHERE l.event = 'auditors'"
    ).fetchall():
        for known_to in (found,) if row["fresh"] else (found, said):
            known_to[row["folded"]].update(_names(row["details"]))
    for spelled in differing:
        found[folded(spelled[0])].update(spelled)
    return [
        line for person in sorted(found) for line in _log(connection, person, found[person], said[person])
    ]


def _log(connection: sqlite3.Connection, person: str, names: set[str], said: set[str]) -> list[str]:
    """Write the log row of *person*, and return a message for each spelling that is not among the *said*."""
    auditor = connection.execute(
        "SELECT id, name, created_at FROM main.auditors WHERE folded = ?", [encode(person)]
    ).fetchone()
    kept = auditor["name"]
    also = sorted(names - {kept})
    connection.execute("DELETE FROM main.log WHERE event = 'auditors' AND auditor = ?", [auditor["id"]])
    connection.execute(
        "INSERT INTO main.log(at, auditor, event, details) VALUES (?, ?, 'auditors', ?)",
        [auditor["created_at"], auditor["id"], json.dumps({"kept": kept, "also": also})],
    )
    return [
        f"auditor {quote(name)} is called {quote(kept)} here"
        for name in also
        if name not in said or kept not in said
    ]


def _names(details: str) -> list[str]:
    """Return the shown name, then the others. Raises ValueError for details that this program did not write."""
    found = json.loads(details)
    try:
        return [str(found["kept"]), *map(str, found["also"])]
    except (KeyError, TypeError) as error:
        raise ValueError("the log does not say how an auditor is spelled") from error
