"""CSV files (RFC 4180) read one record at a time: what all CSV formats of this program share.

Cells keep their quotes, commas, line breaks and NULs. A quote that never closes is refused: the csv module would
accept it, and the rest of the file would become one answer.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import IO

from airbench_tui.errors import InputError
from airbench_tui.interchange.formats.rejects import Reject
from airbench_tui.interchange.formats.textfile import (
    ENCODING,
    ERRORS,
    KIB,
    MIB,
    AnyPath,
    not_utf8,
    opened,
    shown,
)
from airbench_tui.text import quote

MAX_HEADER = 64 * KIB
MAX_CELL = 16 * MIB

# One of these in a header of a single cell explains why columns are missing.
_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def read_header(path: AnyPath) -> list[str]:
    """Return the column names without white space around them.

    Raises InputError for a file that cannot be read, is empty or not UTF-8, or whose first line is too long for a
    header. That limit refuses a huge single line at once.
    """
    for _, record in _records(path, MAX_CELL):
        return _header(record)
    raise InputError(f"{shown(path)} is empty")


def require(path: AnyPath, header: list[str], columns: tuple[str, ...], kind: str) -> None:
    """Raise InputError when *header* lacks one of *columns*, or has a name twice. *kind* names the format."""
    missing = [column for column in columns if column not in header]
    if missing:
        names = ", ".join(missing)
        plural = "s" if len(missing) > 1 else ""
        raise InputError(f"{shown(path)} has no column{plural} {names}, which {kind} needs{_hint(header)}")
    for name in header:
        if name and header.count(name) > 1:
            raise InputError(f"{shown(path)} has the column {quote(name)} twice: rename or delete one")


def read_records(
    path: AnyPath, columns: tuple[str, ...], kind: str, *, max_cell: int = MAX_CELL
) -> Iterator[tuple[int, dict[str, str]] | Reject]:
    """Stream the records as (number from 1, cell by column name). A record of the wrong length is a Reject.

    Blank lines are skipped. *max_cell* bounds a cell and a line, in characters. Raises InputError as
    :func:`read_header` and :func:`require` do, and where the file's quoting breaks.
    """
    header: list[str] | None = None
    number = 0
    for line, record in _records(path, max_cell):
        if header is None:
            header = _header(record)
            require(path, header, columns, kind)
            continue
        number += 1
        if len(record) != len(header):
            yield Reject(number, f"{len(record)} cells where the header has {len(header)} (line {line})")
            continue
        yield number, dict(zip(header, record, strict=True))
    if header is None:
        raise InputError(f"{shown(path)} is empty")


def _records(path: AnyPath, max_cell: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the records that are not blank, including the header, each with the number of its last line."""
    # The csv module has one limit for the whole process. Nothing else in this program needs a lower one.
    csv.field_size_limit(MAX_CELL)
    with opened(path) as file:
        reader = csv.reader(_lines(file, path, max_cell), strict=True)
        while True:
            try:
                record = next(reader)
            except StopIteration:
                return
            except UnicodeDecodeError:
                raise not_utf8(path) from None
            except csv.Error as error:
                raise InputError(_broken(path, reader.line_num, str(error))) from None
            if any(len(cell) > max_cell for cell in record):
                raise InputError(_broken(path, reader.line_num, "field larger than field limit"))
            if record:
                yield reader.line_num, record


def _lines(file: IO[bytes], path: AnyPath, max_line: int) -> Iterator[str]:
    """Yield the lines with their line ends unchanged. Raises InputError for a line that is too long to hold."""
    # newline="" leaves line breaks inside quoted cells as they are.
    with io.TextIOWrapper(file, encoding=ENCODING, errors=ERRORS, newline="") as text:
        line = text.readline(MAX_HEADER + 1)
        if len(line) > MAX_HEADER:
            raise InputError(
                f"{shown(path)}: the first line is longer than 64 KiB; this is not a CSV file with a header"
            )
        number = 1
        while line:
            yield line
            number += 1
            line = text.readline(max_line + 1)
            if len(line) > max_line:
                raise InputError(f"{shown(path)}: line {number} is too long for a prompt or an answer")


def _header(record: list[str]) -> list[str]:
    return [name.strip() for name in record]


def _hint(header: list[str]) -> str:
    if len(header) == 1:
        for separator, name in _OTHER_SEPARATORS.items():
            if separator in header[0]:
                return f"; its cells are separated by {name}: save it with commas"
    found = ", ".join(quote(name, 30) for name in header[:12])
    return f"; it has {found}{', ...' if len(header) > 12 else ''}"


def _broken(path: AnyPath, line: int, why: str) -> str:
    if "unexpected end of data" in why:
        return (
            f"{shown(path)} ends inside a quoted cell (line {line}): the file was cut off; get a whole copy"
        )
    if "field limit" in why:
        return (
            f"{shown(path)}: a cell that ends at line {line} is too large; a quote may be missing before it"
        )
    return f"{shown(path)}: line {line} is not valid CSV ({why}); quotes inside a cell are written twice"
