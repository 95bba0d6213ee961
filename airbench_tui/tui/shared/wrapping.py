"""Breaking safe text into lines of a width in terminal cells. Fast for the long answers models give."""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells

_WORDS = re.compile(r"\S+\s*|\s+")


def wrap(text: str, width: int) -> list[str]:
    """Break *text* into lines, none wider than *width* cells; words stay whole where they fit.

    *text* must be safe already (:mod:`airbench_tui.text`). An empty text is one empty line.
    """
    width = max(1, width)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if len(paragraph) <= width and paragraph.isascii():
            lines.append(paragraph)
        else:
            lines.extend(_fold(paragraph, width))
    return lines


def _fold(paragraph: str, width: int) -> list[str]:
    measure = len if paragraph.isascii() else cell_len
    lines, line, used = [], "", 0
    for word in _WORDS.findall(paragraph):
        bare = word.rstrip()
        if used + measure(bare) > width and line:
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
