"""Rows that two databases store under one id although they say different things.

An id is a hash of content or a random number, so no such row comes from this program: somebody changed one of them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping

from airbench_tui.store.merging import merge_names
from airbench_tui.store.merging.merge_tables import IDENTITY, MergedTable

# Each copy knows on its own which file and which merge brought a review to it, and scores follow the polarity.
_OF_THE_COPY = {
    "reviews": ("source", "evidence", "merged"),
    "judgments": ("score",),
    "review_sources": ("brought_at",),
}


_JSON = ("design", "codes")  # two texts of one value may have their keys in another order


def find(
    connection: sqlite3.Connection, tables: Iterable[MergedTable], settled: Mapping[str, Collection[str]]
) -> list[str]:
    """Return a message for each table that has such rows. The rows stored here stay.

    *settled* has the columns that may differ, by table. Call after all rows were added, with the other database
    attached as ``other``.
    """
    return [
        line
        for table in tables
        if IDENTITY[table.name] == ("uid",)
        for line in _of(connection, table, settled)
    ]


def _of(
    connection: sqlite3.Connection, table: MergedTable, settled: Mapping[str, Collection[str]]
) -> list[str]:
    may_differ = {*settled.get(table.name, ()), *_OF_THE_COPY.get(table.name, ()), *IDENTITY[table.name]}
    if table.name in merge_names.UNIQUE:
        may_differ.add("name")
    fixed = [column for column in table.columns if column not in may_differ]
    if not fixed:
        return []
    connection.create_function("same_json", 2, _same_json, deterministic=True)
    differs = [
        f"NOT same_json(m.{column}, o.{column})"
        if column in _JSON
        else f"m.{column} IS NOT {table.theirs(column)}"
        for column in fixed
    ]
    rows = connection.execute(
        f"SELECT m.uid, {', '.join(f'{sql} AS {name}' for name, sql in zip(fixed, differs, strict=True))}"
        f" FROM temp.merged_{table.name} k JOIN other.{table.name} o ON o.id = k.theirs"
        f" JOIN main.{table.name} m ON m.id = k.ours AND NOT k.fresh WHERE {' OR '.join(differs)} ORDER BY m.uid"
    ).fetchall()
    if not rows:
        return []
    columns = [column for column in fixed if any(row[column] for row in rows)]
    name = table.name.replace("_", " ")
    return [
        f"{len(rows):,} {name} differ between the copies under one id, the first is {rows[0]['uid']}, in"
        f" {', '.join(columns)}: one copy was changed by hand; what is stored here stays (airbench-tui doctor --audit)"
    ]


def _same_json(mine: str, theirs: str) -> bool:
    try:
        return mine == theirs or bool(json.loads(mine) == json.loads(theirs))
    except ValueError:
        return False
