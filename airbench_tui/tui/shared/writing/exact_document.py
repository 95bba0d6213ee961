"""A document for a text field that keeps every character and shows none that a terminal would obey."""

from __future__ import annotations

import re

from textual.document._document import Document, EditResult, Location

from airbench_tui.text import mask

_LINE_END = re.compile(r"(\r\n|\n)")


class ExactDocument(Document):
    """A text by lines, which a field edits by row and column. Line ends may differ: each line keeps its own.

    The field draws ``lines``, in which one visible character stands for each hidden one. ``text`` and ranges of it are
    the text itself. Textual's own document draws control characters as they are, splits lines at ten characters, and
    joins all of them with one kind of line end.
    """

    def __init__(self, text: str) -> None:
        super().__init__("")
        self._exact, self._ends = _split(text)
        self._whole: str | None = text
        self._lines = [mask(line) for line in self._exact]

    @property
    def text(self) -> str:
        """Return the whole text, exactly."""
        if self._whole is None:
            self._whole = "".join(line + end for line, end in zip(self._exact, self._ends, strict=True))
        return self._whole

    def get_text_range(self, start: Location, end: Location) -> str:
        """Return the text between two places (row, column), exactly."""
        (top, left), (bottom, right) = sorted((start, end))
        if bottom >= len(self._exact):
            bottom, right = len(self._exact) - 1, len(self._exact[-1])
        if top == bottom:
            return self._exact[top][left:right]
        between = [line + end for line, end in zip(self._exact[:bottom], self._ends, strict=False)][top:]
        between[0] = between[0][left:]
        return "".join(between) + self._exact[bottom][:right]

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        """Replace the text between two places (row, column), and say where the new text ends and what was there."""
        (top, left), (bottom, right) = sorted((start, end))
        replaced = self.get_text_range(start, end)
        lines, ends = _split(text)
        column = len(lines[-1]) + (left if len(lines) == 1 else 0)
        ends[-1] = self._ends[bottom]
        lines[0] = self._exact[top][:left] + lines[0]
        lines[-1] += self._exact[bottom][right:]
        rows, self._whole = slice(top, bottom + 1), None
        self._exact[rows], self._ends[rows] = lines, ends
        self._lines[rows] = [mask(line) for line in lines]
        return EditResult((top + len(lines) - 1, column), replaced)


def _split(text: str) -> tuple[list[str], list[str]]:
    """Return the lines of *text* and the end of each; the last one has no end."""
    parts = _LINE_END.split(text)
    return parts[::2], [*parts[1::2], ""]
