"""The export of a table from a screen: CSV, or aligned text where the file's name ends in ``.txt``."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from rich.cells import cell_len

from airbench_tui.interchange.formats.formulas import guard
from airbench_tui.interchange.writers.output_file import Output, written
from airbench_tui.text import one_line


def write_table(output: Output, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Write a table to *output* and return how many rows.

    CSV is UTF-8 and RFC 4180, with its cells quoted and guarded against formulas. Aligned text is safe to show in a
    terminal. Raises InputError as :func:`~airbench_tui.interchange.writers.output_file.written` does.
    """
    with written(output, "surrogatepass") as file:
        if output.target.endswith(".txt"):
            file.write(as_text(headings, rows))
        else:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerows([guard(cell) for cell in row] for row in (headings, *rows))
    return len(rows)


def write_text(output: Output, text: str) -> None:
    """Write a page of text that is safe to show in a terminal. Raises InputError as :func:`write_table` does."""
    with written(output, "backslashreplace") as file:
        file.write(text if text.endswith("\n") else f"{text}\n")


def as_text(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return the table in aligned columns: the first aligned left, the others right."""
    lines = [[one_line(cell, 120) for cell in row] for row in (headings, *rows)]
    widths = [max(cell_len(row[column]) for row in lines) for column in range(len(headings))]
    return "".join("  ".join(_cells(row, widths)).rstrip() + "\n" for row in lines)


def _cells(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    padded = []
    for number, (cell, width) in enumerate(zip(row, widths, strict=True)):
        space = " " * (width - cell_len(cell))
        padded.append(cell + space if number == 0 else space + cell)
    return padded
