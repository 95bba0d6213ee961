"""A virtual list of responses: it holds their ids and reads only the rows in view from the database.

Textual's DataTable holds every cell in memory and freezes for seconds at 10,000 rows. This list draws
500,000 rows as fast as ten.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events, work
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from airbench_tui.reviewing.marked import MOST
from airbench_tui.store.reading import reads, search
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.reading.reads import ResponseRow
from airbench_tui.store.reading.search import Match
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.text import one_line
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.prompt_lines import PromptLine, prompt_lines
from airbench_tui.tui.steady import Steady

_PAGE = 128
_BEFORE = 8  # rows read before a page, to see from where its first prompts differ
_MARKS = 8  # cells of the marks
_MODEL = (
    (70, 24),
    (44, 11),
    (0, 0),
)  # the least width of the list, with the most cells of a model from there on


class ListColumns(NamedTuple):
    """The widths in cells of the columns beside the marks and before the prompt; 0 for a column that is left out."""

    answer: int = 7
    model: int = 0
    marks: int = 0

    def heads(self, width: int) -> str:
        """Return the heads of all columns of a list of *width* cells."""
        model = f"{'model':<{self.model}}" if self.model else ""
        before = " " * self.marks + f"J  you  {'answer':<{self.answer}}{model}"
        prompt = "prompt, from where it differs"
        return before + (prompt if len(before) + len(prompt) <= width else "prompt")


class _ReadRow(NamedTuple):
    """A row as read: the response, and its prompt as the list shows it."""

    line: ResponseRow
    prompt: PromptLine


class ResponseList(Steady, ScrollView, can_focus=True):
    """A list whose rows show the judge's score, decision mark, auditor's score, category, model and prompt."""

    BINDINGS = bindings("list")
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "list--cursor",
        "list--cursor-blurred",
        "list--safe",
        "list--ambiguous",
        "list--unsafe",
        "list--blank",
        "list--mine",
        "list--muted",
        "list--found",
    }
    DEFAULT_CSS = """
    ResponseList {
        height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
        & .list--cursor {
            background: $surface2; color: $fg; text-style: bold;
        }
        & .list--cursor-blurred { background: $surface2; text-style: bold; }
        & .list--safe { color: $safe; }
        & .list--ambiguous { color: $ambiguous; text-style: bold; }
        & .list--unsafe { color: $unsafe; text-style: bold; }
        & .list--blank { color: $blank; }
        & .list--mine { color: $mine; text-style: bold; }
        & .list--muted { color: $muted; }
        & .list--found { text-style: bold underline; background: $hit; }
    }
    """

    cursor: reactive[int] = reactive(0)

    class RowChosen(Message):
        """The cursor moved to another response; None if the list is empty."""

        def __init__(self, response: int | None) -> None:
            super().__init__()
            self.response = response

    class MarksChanged(Message):
        """Responses were marked or unmarked."""

    class ColumnsChanged(Message):
        """The columns may have other widths, and so their heads."""

        def __init__(self, heads: str) -> None:
            super().__init__()
            self.heads = heads

    def __init__(self, desk: Desk, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._desk = desk
        self._columns = ListColumns()
        self._widest = ListColumns()  # the widest category id and the widest model that were read
        self.ids: array[int] = array("q")
        self.searched = Filter()  # the filter that the ids match: its search words are shown in context
        self._pages: dict[int, list[_ReadRow]] = {}
        self._found: dict[int, Match] = {}
        self._asked: set[int] = set()
        self._generation = 0
        self._exposed: set[int] = set()
        self._to_store: set[int] = set()

    @property
    def _nothing(self) -> tuple[str, ...]:
        """Return the lines of an empty list, which say what to do."""
        if self.searched.terms:
            return "No answer matches the filter.", "/ changes it, Ctrl+X takes it away."
        return "No answers here yet.", "i imports a file of answers, M asks a model."

    @property
    def chosen(self) -> int | None:
        """Return the id of the response under the cursor, None if the list is empty."""
        return self.ids[self.cursor] if self.cursor < len(self.ids) else None

    def set_ids(self, ids: array[int], *, keep: int | None = None) -> None:
        """Show *ids*. The cursor stays on response *keep* if that is among them."""
        self.ids = ids
        self.virtual_size = Size(self.size.width, len(ids))
        self.reread()
        at = 0
        if keep is not None:
            try:
                at = ids.index(keep)
            except ValueError:
                at = min(self.cursor, max(0, len(ids) - 1))
        self._desk.marked.end_range()
        self.set_reactive(ResponseList.cursor, at)
        self._into_view()
        self.post_message(self.RowChosen(self.chosen))

    def extend(self, ids: array[int]) -> None:
        """Replace the ids with a longer array that begins with the same ids."""
        self.ids = ids
        self.virtual_size = Size(self.size.width, len(ids))
        self.refresh()

    def reread(self) -> None:
        """Read the rows in view again. The list keeps its responses."""
        self._generation += 1
        self._pages.clear()
        self._asked.clear()
        self._found.clear()
        self.refresh()

    def watch_cursor(self, before: int, now: int) -> None:
        top = self.scroll_offset.y
        self._into_view()
        if self.scroll_offset.y == top:  # not scrolled: only two lines change
            self.refresh_line(before)
            self.refresh_line(now)
        else:
            self.refresh()
        self.post_message(self.RowChosen(self.chosen))

    def validate_cursor(self, value: int) -> int:
        return max(0, min(value, len(self.ids) - 1))

    def action_cursor_down(self) -> None:
        self.cursor += 1

    def action_cursor_up(self) -> None:
        self.cursor -= 1

    def action_page_down(self) -> None:
        self.cursor += max(1, self.size.height - 1)

    def action_page_up(self) -> None:
        self.cursor -= max(1, self.size.height - 1)

    def action_first(self) -> None:
        self.cursor = 0

    def action_last(self) -> None:
        self.cursor = len(self.ids) - 1

    def action_mark(self) -> None:
        """Mark the response under the cursor, or unmark it."""
        if self.chosen is not None:
            self._tell_marks(self._desk.marked.toggle(self.chosen))

    def action_stretch(self, by: int) -> None:
        """Mark a range: from the response under the cursor to the one *by* rows on, which becomes the chosen one."""
        at, to = self.cursor, self.validate_cursor(self.cursor + by)
        if not self.ids:
            return
        fits = self._desk.marked.stretch(self.ids, at, to)
        if fits:
            self.cursor = to
        self._tell_marks(fits)

    def clear_marks(self) -> None:
        """Unmark everything."""
        self._desk.marked.clear()
        self._tell_marks(True)

    def _tell_marks(self, fits: bool) -> None:
        if not fits:
            words = f"No more than {MOST:,} can be marked. A filter chooses more"
            self.notify(words, severity="warning", markup=False)
        self._widen([])
        self.refresh()
        self.post_message(self.MarksChanged())

    async def on_click(self, event: events.Click) -> None:
        row = event.y + self.scroll_offset.y
        if row < len(self.ids):
            if row == self.cursor and event.chain > 1:
                await self.run_action("app.review_list")
            self.cursor = row

    def on_resize(self, _: events.Resize) -> None:
        self.virtual_size = Size(self.size.width, len(self.ids))
        self._widen([])
        self._into_view()

    def _widen(self, rows: Sequence[_ReadRow]) -> None:
        """Make the columns as wide as what was read, so that the prompt gets all other cells. They never shrink."""
        answer = max([self._widest.answer, *(len(row.line.category) + 1 for row in rows)])
        longest = max([self._widest.model, *(cell_len(one_line(row.line.target, 80)) + 1 for row in rows)])
        self._widest = ListColumns(answer, longest)
        most = next(most for least, most in _MODEL if self.size.width >= least)
        columns = ListColumns(answer, min(longest, most), 2 if self._desk.marked else 0)
        if columns != self._columns:
            self._columns = columns
            self.refresh()
        self.post_message(self.ColumnsChanged(columns.heads(self.size.width)))

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        base = self.visual_style.rich_style  # kept between lines, unlike rich_style
        if index >= len(self.ids):
            words = self._nothing[y] if not self.ids and y < len(self._nothing) else ""
            return Strip([Segment(set_cell_size(words, width), base)])
        row = self._row(index)
        style = base
        if index == self.cursor:
            style += self.get_component_rich_style(
                "list--cursor" if self.has_focus else "list--cursor-blurred"
            )
        if row is None:
            return Strip([Segment(set_cell_size("…", width), style)])
        return Strip(self._segments(row, width, style)).adjust_cell_length(width, style)

    def _styled(self, style: Style, token: str) -> Style:
        return style + self.get_component_rich_style(f"list--{token}", partial=True)

    def _segments(self, row: _ReadRow, width: int, style: Style) -> list[Segment]:
        line, columns = row.line, self._columns
        muted = self._styled(style, "muted")
        model = present.short_model(line.target, columns.model - 1) if columns.model else ""
        mark = "■" if line.id in self._desk.marked else ""
        return [
            Segment(f"{mark:<{columns.marks}}", self._styled(style, "mine")),
            *(Segment(text, self._styled(style, token)) for text, token in present.line_marks(line)),
            Segment(f"{line.category:<{columns.answer}}{set_cell_size(model, columns.model)}", muted),
            *self._text(row, width - columns.marks - _MARKS - columns.answer - columns.model, style),
        ]

    def _text(self, row: _ReadRow, width: int, style: Style) -> list[Segment]:
        """Return the prompt, or the words around a search match."""
        if self._desk.settings.is_hard(row.line.category):
            return [Segment(present.VEILED, style)]
        match = self._found.get(row.line.id)
        if match is None:
            shown = present.shortened(row.prompt.text[: width + 1], width)
            return [Segment(shown, self._styled(style, "muted") if row.prompt.repeats else style)]
        found = style + self.get_component_rich_style("list--found", partial=True)
        source = "" if match.source == "prompt" or width < 50 else f"{match.source}: "
        hit = one_line(match.match, 80)
        room = max(0, min(len(match.before), (width - len(source) - len(hit)) // 2))
        before = one_line(match.before[-room:] if room else "", 200)
        gap = " " if match.before[-1:].isspace() and room else ""
        after = one_line(match.after, 200)
        space = " " if match.after[:1].isspace() else ""
        return [
            Segment(f"{source}{before}{gap}", style),
            Segment(hit, found),
            Segment(f"{space}{after}", style),
        ]

    def _row(self, index: int) -> _ReadRow | None:
        number = index // _PAGE
        page = self._pages.get(number)
        if page is None:
            if number not in self._asked:
                self._asked.add(number)
                self._fetch(number, self._generation)
            return None
        at = index % _PAGE
        row = page[at] if at < len(page) else None
        if row and row.line.judgment is not None and row.line.judgment not in self._exposed:
            self._note_exposure(row.line.judgment)
        return row

    @work(group="pages")
    async def _fetch(self, number: int, generation: int) -> None:
        start = number * _PAGE
        before, ids = self.ids[max(0, start - _BEFORE) : start], self.ids[start : start + _PAGE]
        page, found = await self._desk.read(_page, before, ids, self._desk.viewer, self.searched)
        if generation == self._generation:
            if len(self._pages) > 64:
                self._pages.clear()
                self._asked.clear()
                self._found.clear()
            self._found.update(found)
            self._pages[number] = page
            self._widen(page)
            self.refresh()

    def _note_exposure(self, judgment: int) -> None:
        # A score shown in a list counts as seen, just as one in a pane: no later verdict on it is blind.
        if not self._to_store:
            self.set_timer(0.3, self._store_exposures)
        self._exposed.add(judgment)
        self._to_store.add(judgment)

    def _store_exposures(self) -> None:
        self._desk.expose(self._to_store, "list")
        self._to_store = set()

    def _into_view(self) -> None:
        if self.size.height:
            self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, immediate=True, force=True)


def _page(
    connection: sqlite3.Connection,
    before: Sequence[int],
    ids: Sequence[int],
    viewer: Viewer,
    searched: Filter,
) -> tuple[list[_ReadRow], dict[int, Match]]:
    """Read the rows for *ids*. Those *before* them tell from where the first prompts differ."""
    found = search.matches(connection, ids, searched, viewer)
    lines = reads.lines(connection, [*before, *ids], viewer)
    wanted = set(ids)
    rows = [
        _ReadRow(line, prompt)
        for line, prompt in zip(lines, prompt_lines(line.prompt for line in lines), strict=True)
        if line.id in wanted
    ]
    return rows, {response: matches[0] for response, matches in found.items()}
