"""The lossless encoding of Python texts in SQLite.

Python strings can hold lone surrogates (from JSON's ``"\\ud800"``), which SQLite's UTF-8 cannot. Such a text is
stored as a BLOB of its UTF-8 with the surrogates passed through. Every other text is plain TEXT that any tool can
read. No column of the schema holds bytes for any other reason.
"""

from __future__ import annotations

import sqlite3
from typing import Any, overload


@overload
def encode(text: str) -> str | bytes: ...
@overload
def encode(text: None) -> None: ...
@overload
def encode(text: str | None) -> str | bytes | None: ...
def encode(text: str | None) -> str | bytes | None:
    """Return *text* as SQLite can store it. None stays None."""
    if text is None or text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def decode(value: Any) -> Any:
    """Return a column's value with a BLOB decoded to text."""
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:  # SQL cut the text inside a character
        return value.decode("utf-8", "replace")


def row_factory(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    """Return a row as a dict by column name, with its texts decoded."""
    return {column[0]: decode(value) for column, value in zip(cursor.description, row, strict=True)}
