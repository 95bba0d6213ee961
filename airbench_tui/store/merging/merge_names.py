"""Unique names for runs and packets, where two copies gave the same name to different ones.

The earliest keeps the name. The others get the beginning of their uid after it: ``june (1f3a9c04)``. The result
depends only on the rows, so merging in any order gives the same names.
"""

from __future__ import annotations

import sqlite3

from airbench_tui.store.codec import encode
from airbench_tui.store.identity import distinct_name
from airbench_tui.text import quote

UNIQUE = ("runs", "packets")


def settle(connection: sqlite3.Connection) -> list[str]:
    """Name every run and packet, and return a message for each renamed one.

    Call after the runs and packets of schema ``other`` were added.
    """
    return [line for table in UNIQUE for line in _settle(connection, table)]


def _settle(connection: sqlite3.Connection, table: str) -> list[str]:
    columns = f"SELECT uid, created_at, name FROM {{}}.{table}"
    here = {row["uid"]: row for row in connection.execute(columns.format("main")).fetchall()}
    # Maps each uid to the time of its first row and its name there. New rows have their uid in place of a name.
    known = {
        uid: (row["created_at"], _own(row["name"], uid)) for uid, row in here.items() if row["name"] != uid
    }
    for row in connection.execute(columns.format("other")).fetchall():
        theirs = row["created_at"], _own(row["name"], row["uid"])
        known[row["uid"]] = min(theirs, known.get(row["uid"], theirs))
    taken, names = set[str](), dict[str, str]()
    for uid, (_, name) in sorted(known.items(), key=lambda one: (one[1][0], one[0])):
        names[uid] = distinct_name(name, uid) if name in taken else name
        taken.add(name)
    changed = [uid for uid, name in names.items() if here[uid]["name"] != name]
    for chosen in (lambda uid: uid, names.__getitem__):  # uids first, because two rows may swap names
        connection.executemany(
            f"UPDATE main.{table} SET name = ? WHERE uid = ?", [[encode(chosen(uid)), uid] for uid in changed]
        )
    return [
        f"another {table[:-1]} is called {quote(known[uid][1])}: this one is now called {quote(names[uid])}"
        for uid in changed
        if names[uid] != known[uid][1]
    ]


def _own(name: str, uid: str) -> str:
    """Return the name as it was given, without the addition of a merge."""
    return name.removesuffix(distinct_name("", uid))
