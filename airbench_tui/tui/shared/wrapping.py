"""Wrapping safe text to a width in terminal cells, fast enough for long answers."""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells

_WORDS = re.compile(r"\S+\s*|\s+")


def wrap(text: str, width: int, taken: int = 0) -> list[str]:
    """Wrap *text* into lines of at most *width* cells. A word is split only if it is wider than a line.

    *taken* are cells of the first line that something else takes. *text* must be safe already
    (:mod:`airbench_tui.text`). An empty text gives one empty line.
    """
    width = max(1, width)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        used = 0 if lines else min(taken, width)
        if used + len(paragraph) <= width and paragraph.isascii():
            lines.append(paragraph)
        else:
            lines.extend(_fold(paragraph, width, used))
    return lines


def _fold(paragraph: str, width: int, used: int) -> list[str]:
    measure = len if paragraph.isascii() else cell_len
    lines: list[str] = []
    line = ""
    for word in _WORDS.findall(paragraph):
        bare = word.rstrip()
        if used and used + measure(bare) > width:
            lines.append(line.rstrip())
            line, used = "", 0
        if measure(bare) > width:
            *whole, bare = chop_cells(bare, width)
            lines.extend(whole)
            word = bare + word[len(word.rstrip()) :]
        line += word
        used += measure(word)
    lines.append(line.rstrip())
    return lines
