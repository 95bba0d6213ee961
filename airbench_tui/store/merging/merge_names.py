"""Keep the names of runs and packets unique where two copies gave one name to different ones.

The earliest keeps the name; the others get the beginning of their uid behind it: ``june (1f3a9c04)``. That depends on
the rows alone, so every order of merging gives the same names.
"""

from __future__ import annotations

import sqlite3

from airbench_tui.store.codec import encode
from airbench_tui.store.identity import told_apart
from airbench_tui.text import quote

UNIQUE = ("runs", "packets")


def settle(connection: sqlite3.Connection) -> list[str]:
    """Name every run and packet, once those of schema ``other`` are in; return in words what was renamed."""
    return [line for table in UNIQUE for line in _settle(connection, table)]


def _settle(connection: sqlite3.Connection, table: str) -> list[str]:
    columns = f"SELECT uid, created_at, name FROM {{}}.{table}"
    here = {row["uid"]: row for row in connection.execute(columns.format("main")).fetchall()}
    # Uid: when it came in first, and the name it had then. What is new here has no name yet.
    known = {
        uid: (row["created_at"], _own(row["name"], uid)) for uid, row in here.items() if row["name"] != uid
    }
    for row in connection.execute(columns.format("other")).fetchall():
        theirs = row["created_at"], _own(row["name"], row["uid"])
        known[row["uid"]] = min(theirs, known.get(row["uid"], theirs))
    taken, names = set[str](), dict[str, str]()
    for uid, (_, name) in sorted(known.items(), key=lambda one: (one[1][0], one[0])):
        names[uid] = told_apart(name, uid) if name in taken else name
        taken.add(name)
    changed = [uid for uid, name in names.items() if here[uid]["name"] != name]
    for chosen in (lambda uid: uid, names.__getitem__):  # by way of the uids: two may swap names
        connection.executemany(
            f"UPDATE main.{table} SET name = ? WHERE uid = ?", [[encode(chosen(uid)), uid] for uid in changed]
        )
    return [
        f"another {table[:-1]} is called {quote(known[uid][1])}: this one is {quote(names[uid])}"
        for uid in changed
        if names[uid] != known[uid][1]
    ]


def _own(name: str, uid: str) -> str:
    """Return the name as it was given, without what a merge added."""
    return name.removesuffix(told_apart("", uid))
