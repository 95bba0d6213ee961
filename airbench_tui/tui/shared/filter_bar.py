"""The filter line that ``/`` opens. Before a filter is applied, its meaning and number of matches are shown."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

from airbench_tui.benchmark import taxonomy
from airbench_tui.errors import FilterError
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters import known_names
from airbench_tui.store.reading.filters.completion import completions, last_term
from airbench_tui.store.reading.filters.parser import in_words, parse
from airbench_tui.text import one_line, safe
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared.safe_input import SafeInput

_HINT = "score<1  reviewed:no  decision:overridden  status:malformed  model:NAME*  cat:12.37  words"


class _Completions(Suggester):
    """Completes field names, and values that the database or the taxonomy contains."""

    def __init__(self, bar: FilterBar) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._bar = bar

    async def get_suggestion(self, value: str) -> str | None:
        # A suggestion must continue the typed text. Other completions are named in the line below.
        found = completions(value, self._bar.names)
        return next((completion for completion in found if completion.startswith(value)), None)


class FilterBar(Vertical):
    """The filter line, hidden until opened. Enter applies the filter, Esc keeps the old one."""

    BINDINGS = [
        Binding("escape", "close", "Leave the filter as it was", show=False),
        Binding("tab", "complete", "Complete", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    FilterBar {
        display: none; height: auto; dock: bottom; background: $surface1; padding: 0 1; margin-bottom: 1;
        & Input { background: $surface1; }
        & Static { height: auto; max-height: 4; color: $muted; }
    }
    """

    class Applied(Message):
        """The user pressed Enter: show the responses that this filter matches."""

        def __init__(self, expression: str) -> None:
            super().__init__()
            self.expression = expression

    class Closed(Message):
        """The user pressed Esc: the filter stays unchanged."""

    def __init__(self, desk: Desk, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._desk = desk
        self.names: dict[str, list[str]] = {}

    def compose(self) -> ComposeResult:
        yield SafeInput(
            placeholder=_HINT,
            suggester=_Completions(self),
            id="filter-input",
            compact=True,
        )
        yield Static(id="filter-meaning", markup=False)

    def open(self, expression: str) -> None:
        """Show the line, filled with the filter in force."""
        self.display = True
        line = self.query_one(Input)
        line.value = expression
        line.cursor_position = len(expression)
        self.screen.set_focus(line)
        self._read_names()
        self._explain(expression)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._explain(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            parse(event.value)
        except FilterError as error:
            self._say(str(error))
            return
        self.display = False
        self.post_message(self.Applied(event.value))

    def action_close(self) -> None:
        self.display = False
        self.post_message(self.Closed())

    def action_complete(self) -> None:
        """Insert the first completion."""
        line = self.query_one(Input)
        found = completions(line.value, self.names)
        if found:
            line.value = found[0]
            line.cursor_position = len(found[0])

    @work(exclusive=True, group="names")
    async def _read_names(self) -> None:
        self.names = await self._desk.read_for(self, known_names.read)

    @work(exclusive=True, group="filter")
    async def _explain(self, expression: str) -> None:
        if not expression.strip():
            self._say(f"Everything. Try: {_HINT}")
            return
        known = completions(expression, self.names)
        following = f"\nTab: {'  '.join(map(_last, known))}" if known else ""
        try:
            chosen = parse(expression)
        except FilterError as error:
            self._say(f"{error}{following}")
            return
        self._say(f"… · {in_words(chosen)}{following}")
        await self._desk.ready_for(self, chosen)
        found = await self._desk.read_latest(self, "count", reads.count, chosen, self._desk.viewer)
        self._say(f"{found:,} · {in_words(chosen)}{following}")

    def _say(self, words: str) -> None:
        self.query_one("#filter-meaning", Static).update(
            safe(f"{words}\nEnter applies · Esc leaves the filter as it was · Tab completes")
        )


def _last(expression: str) -> str:
    """Return the last term of a completion, with the name of a category added."""
    term = last_term(expression)[1]
    node = taxonomy.nodes().get(term.rpartition(",")[2].rpartition(":")[2]) if "cat:" in term else None
    return one_line(f"{term} {node.name}" if node else term, 40)
