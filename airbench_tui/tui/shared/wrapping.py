"""Wrapping safe text to a width in terminal cells, fast enough for long answers."""

from __future__ import annotations

import re
from typing import NamedTuple

from rich.cells import cell_len, chop_cells

_WORDS = re.compile(r"\S+\s*|\s+")


class WrappedLine(NamedTuple):
    """A line of a wrapped text. ``start`` is the place in the text at which it begins."""

    start: int
    text: str


def wrap(text: str, width: int, taken: int = 0) -> list[WrappedLine]:
    """Wrap *text* into lines of at most *width* cells. A word is split only if it is wider than a line.

    *taken* are cells of the first line that something else takes. *text* must be safe already
    (:mod:`airbench_tui.text`). An empty text gives one empty line. Each line stands in *text* as it is; only spaces at
    its end are left out.
    """
    width = max(1, width)
    lines: list[WrappedLine] = []
    start = 0
    for paragraph in text.split("\n"):
        used = 0 if lines else min(taken, width)
        if used + len(paragraph) <= width and paragraph.isascii():
            lines.append(WrappedLine(start, paragraph))
        else:
            lines.extend(_fold(paragraph, start, width, used))
        start += len(paragraph) + 1
    return lines


def _fold(paragraph: str, start: int, width: int, used: int) -> list[WrappedLine]:
    measure = len if paragraph.isascii() else cell_len
    lines: list[WrappedLine] = []
    line = ""
    for word in _WORDS.findall(paragraph):
        bare = word.rstrip()
        if used and used + measure(bare) > width:
            lines.append(WrappedLine(start, line.rstrip()))
            start += len(line)
            line, used = "", 0
        if measure(bare) > width:
            *whole, bare = chop_cells(bare, width)
            for part in whole:
                lines.append(WrappedLine(start, part))
                start += len(part)
            word = bare + word[len(word.rstrip()) :]
        line += word
        used += measure(word)
    lines.append(WrappedLine(start, line.rstrip()))
    return lines
