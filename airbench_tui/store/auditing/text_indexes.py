"""The full-text indexes, compared with the texts that they index."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from airbench_tui.store.auditing.difference import Difference

_INDEXED = (("prompts", "text"), ("responses", "text"), ("judgments", "reason"), ("reviews", "note"))
_PARTS = ("data", "idx", "docsize", "config")  # the tables in which FTS5 keeps an index


def differences(connection: sqlite3.Connection) -> Iterator[Difference]:
    """Yield the full-text indexes that FTS5's own check finds wrong.

    That check needs the right to write, and it finds fault with empty texts, which are not indexed. So it runs on a
    temporary copy of each index, over a view without the empty texts. The copy takes about as much room on the disk
    as the index. The database itself is not written to.
    """
    for table, column in _INDEXED:
        with _copied(connection, table, column) as copy:
            try:
                connection.execute(f"INSERT INTO {copy}({copy}, rank) VALUES ('integrity-check', 1)")
            except sqlite3.DatabaseError as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CORRUPT:
                    raise
                words = f"the full-text index of {table} does not fit the texts: a search can miss rows"
                yield Difference(f"{table}_fts", None, words)


@contextlib.contextmanager
def _copied(connection: sqlite3.Connection, table: str, column: str) -> Iterator[str]:
    """Copy the index of *table* into the temporary schema, and return the name of the copy."""
    copy, texts = f"audited_{table}_fts", f"audited_{table}"
    reading = connection.execute("PRAGMA query_only").fetchone()["query_only"]
    connection.execute("PRAGMA query_only = OFF")  # it refuses writing to temporary tables too
    try:
        connection.execute(
            f"CREATE TEMP VIEW {texts} AS SELECT id, {column} FROM main.{table} WHERE {column} <> ''"
        )
        connection.execute(
            f"CREATE VIRTUAL TABLE temp.{copy} USING fts5({column}, content='{texts}', content_rowid='id',"
            ' tokenize="unicode61 remove_diacritics 2")'
        )
        for part in _PARTS:
            connection.execute(f"DELETE FROM temp.{copy}_{part}")
            connection.execute(f"INSERT INTO temp.{copy}_{part} SELECT * FROM main.{table}_fts_{part}")
        yield copy
    finally:
        connection.execute(f"DROP TABLE IF EXISTS temp.{copy}")
        connection.execute(f"DROP VIEW IF EXISTS temp.{texts}")
        connection.execute(f"PRAGMA query_only = {int(reading)}")
