"""Values of a wrong kind in a database that another program wrote to: the table, row and column of each.

SQLite stores a text in a column of numbers, and any text where JSON belongs. The program reads rows as it wrote them.
After an error it looks here for the value that may have caused it, so that correct rows are read as fast as before.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from airbench_tui.errors import StoreError
from airbench_tui.store import known_schema
from airbench_tui.text import one_line

# The errors that reading a wrong value may raise.
_CAUSED = (
    TypeError,
    ValueError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RecursionError,
)

_LISTS, _OBJECTS = ("codes", "odd_scores"), ("attributes", "design", "parameters", "details")
_KINDS = {"INTEGER": ("'integer'", "a whole number"), "REAL": ("'real', 'integer'", "a number")}


def wrong_values(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line for each value of a wrong kind. Reads every table of the program from its beginning to its end.

    Checks numbers, texts, times (columns that end with ``at``) and JSON. The values themselves are not in the lines.
    """
    cursor = connection.cursor()
    cursor.row_factory = None
    # Not by "PRAGMA table_list", which compiles the views of other programs.
    tables = cursor.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
    ours = known_schema.tables()
    for (table,) in tables.fetchall():
        if table not in ours:
            continue
        columns = cursor.execute("SELECT name, type, pk FROM pragma_table_info(?)", [table]).fetchall()
        keys = [name for name, _, key in columns if key] or ["rowid"]
        shown = " || ', ' || ".join(f"coalesce({_named(name)}, 'NULL')" for name in keys)
        for name, kind, _ in columns:
            column = _named(name)
            if kind == "TEXT":
                for key in _not_utf8(cursor, table, column, shown):
                    yield f"table {one_line(table, 60)}, row {one_line(key, 60)}: {one_line(name, 60)} is not UTF-8"
            expected, condition = _check(name, kind)
            if condition is None:
                continue
            query = f"SELECT {shown} FROM {_named(table)} WHERE {column} IS NOT NULL AND {condition.format(column)}"
            for (key,) in cursor.execute(query):
                where = f"table {one_line(table, 60)}, row {one_line(str(key), 60)}"
                yield f"{where}: {one_line(name, 60)} is not {expected}"


def _not_utf8(cursor: sqlite3.Cursor, table: str, column: str, shown: str) -> Iterator[str]:
    """Yield the key of each row whose text cannot be decoded. A BLOB holds a text with lone surrogates."""
    query = (
        f"SELECT CAST({shown} AS BLOB), CAST({column} AS BLOB), typeof({column}) FROM {_named(table)}"
        # A text in ASCII needs no look. GLOB and length() end at a NUL, where length() is then too short.
        f" WHERE typeof({column}) = 'blob'"
        f" OR typeof({column}) = 'text' AND (length({column}) <> length(CAST({column} AS BLOB))"
        f" OR {column} GLOB '*[^' || char(1) || '-' || char(127) || ']*')"
    )
    for key, stored, kind in cursor.execute(query):
        try:
            stored.decode("utf-8", "surrogatepass" if kind == "blob" else "strict")
        except UnicodeDecodeError:
            yield key.decode("utf-8", "replace")


def may_cause(error: BaseException) -> bool:
    """Return whether reading a wrong value may have raised *error*, directly or in SQL."""
    if isinstance(error, StoreError) and isinstance(error.__cause__, sqlite3.Error):
        # Such as "malformed JSON". An error in decoding a text has no code.
        return getattr(error.__cause__, "sqlite_errorcode", None) in (sqlite3.SQLITE_ERROR, None)
    return isinstance(error, _CAUSED)


def _check(name: str, kind: str) -> tuple[str, str | None]:
    """Return what a column holds, in words, and the SQL condition of a wrong value ({} is the column)."""
    if kind in _KINDS:
        types, words = _KINDS[kind]
        return words, f"typeof({{}}) NOT IN ({types})"
    if name in _LISTS:
        # A value is looked at only if what stands before it in CASE holds.
        inside = "" if name != "codes" else " OR EXISTS (SELECT 1 FROM json_each({0}) WHERE type <> 'text')"
        return "a JSON list", _json("array", inside)
    if name in _OBJECTS:
        return "a JSON object", _json("object", "")
    if name.endswith("_at") or name == "at":
        return "a time", "julianday({}) IS NULL"
    return "", None


def _json(kind: str, inside: str) -> str:
    return (
        "CASE WHEN typeof({0}) <> 'text' THEN 1 WHEN NOT json_valid({0}) THEN 1"
        f" ELSE json_type({{0}}) <> '{kind}'{inside} END"
    )


def _named(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
