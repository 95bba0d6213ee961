"""A passage without a frame: a heading and the beginning of a text, as much as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from airbench_tui.text import safe
from airbench_tui.tui.shared.wrapping import WrappedLine, wrap

Piece = tuple[str, str]
"""Words and their style, such as ``bold $judge``."""

Mark = tuple[int, int, str]
"""Start and end of a passage of a text, and its style."""

_BEFORE = 16  # characters before a place in sight whose text begins later
_FEW = 3  # rows in which a text flows on after its heading, and its lines are joined


class Excerpt(Widget):
    """A heading of styled pieces and a text that flows on after it, or begins below it.

    The passage is as tall as it needs, up to the ``max-height`` of its style sheet. A text cut there ends with "…", and
    begins with "…" where the place that is to be in sight stands beyond that.
    """

    DEFAULT_CSS = "Excerpt { height: auto; width: 1fr; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.head: tuple[Piece, ...] = ()
        self.text = ""
        self._below = False
        self._ink = "$fg"
        self._marks: tuple[Mark, ...] = ()
        self._sight: int | None = None

    def show(
        self,
        head: Sequence[Piece],
        text: str,
        *,
        below: bool = False,
        ink: str = "$fg",
        marks: Sequence[Mark] = (),
        sight: int | None = None,
    ) -> None:
        """Show *head*, whose words are safe already, and *text*, made safe here. *below*: it begins on its own line.

        *marks* are passages of the safe text, and *sight* is the place in it that is to be in sight.
        """
        shown = (tuple(head), safe(text), below, ink, tuple(marks), sight)
        if shown != (self.head, self.text, self._below, self._ink, self._marks, self._sight):
            self.head, self.text, self._below, self._ink, self._marks, self._sight = shown
            self.refresh(layout=True)

    @property
    def plain(self) -> str:
        """Return all words of the passage, cut or not."""
        return f"{self._heading} {self.text}".strip()

    @property
    def _heading(self) -> str:
        return "".join(words for words, _ in self.head)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines at *width* cells."""
        return len(self._fitted(width)[0])

    def render(self) -> Content:
        styles = []
        at = 0
        for words, style in self.head:
            styles.append((at, at + len(words), style))
            at += len(words)
        lines, left_out = self._fitted(self.content_size.width)
        before = at + bool(self.head and self.text) - left_out
        styles += [
            (before + start, before + end, style) for start, end, style in self._marks if start >= left_out
        ]
        return Content("\n").join(self._styled(line, styles) for line in lines)

    def _styled(self, line: WrappedLine, styles: Sequence[Mark]) -> Content:
        content = Content(line.text).stylize(self._ink)
        for start, end, style in styles:
            first, last = max(0, start - line.start), min(len(line.text), end - line.start)
            if first < last:
                content = content.stylize(style, first, last)
        return content

    def _fitted(self, width: int) -> tuple[list[WrappedLine], int]:
        """Return the lines, and how many characters they leave out at the beginning of the text."""
        lines = self._lines(width)
        if self._sight is None:
            return lines, 0
        before = len(self._heading) + bool(self.head)
        if before + self._sight < lines[-1].start + len(lines[-1].text.removesuffix("…")):
            return lines, 0
        begin = self.text.rfind(" ", 0, max(0, self._sight - _BEFORE)) + 1
        return self._lines(width, begin), begin - 1 if begin else 0

    def _lines(self, width: int, begin: int = 0) -> list[WrappedLine]:
        limit = self.styles.max_height
        most = int(limit.value) if limit is not None and limit.is_cells else 0
        few = 0 < most <= _FEW
        between = ("\n" if self._below and not few else " ") if self.head and self.text else ""
        text = self.text.replace("\n", " ") if few else self.text
        text = f"…{text[begin:]}" if begin else text
        whole = f"{self._heading}{between}{text}"
        lines = wrap(whole, max(1, width))
        if not most or len(lines) <= most:
            return lines
        start = lines[most - 1].start
        rest = whole[start:].replace("\n", " ")
        kept = set_cell_size(rest, width - 1) if cell_len(rest) >= width else rest
        return [*lines[: most - 1], WrappedLine(start, kept.rstrip(" .,;:") + "…")]
