"""A field for a text of several lines, in which nothing gets lost: it gives back exactly what was put in."""

from __future__ import annotations

from textual import events
from textual.document._document import Location, Selection
from textual.document._document_navigator import DocumentNavigator
from textual.document._wrapped_document import WrappedDocument
from textual.widgets import TextArea

from airbench_tui.text import counted
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.shared.writing.exact_document import ExactDocument


class NoteField(TextArea):
    """A TextArea whose Enter saves and whose Ctrl+J begins a line. The dialog around it has the actions."""

    BINDINGS = bindings("writing")

    def __init__(self, text: str, *, asks: str, id: str) -> None:
        super().__init__(
            text,
            id=id,
            placeholder=asks.replace("[", r"\["),
            highlight_cursor_line=False,
        )
        self.match_cursor_bracket = False
        self.move_cursor(self.document.end)

    def _set_document(self, text: str, language: str | None) -> None:
        """Edit *text* in a document that keeps it exactly."""
        self._highlight_query = None
        self.document = ExactDocument(text)
        self.wrapped_document = WrappedDocument(self.document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self._build_highlight_map()
        self.move_cursor((0, 0))
        self._rewrap_and_refresh_virtual_size()

    async def _on_key(self, event: events.Key) -> None:
        """Handle editing keys at once, in the order in which they were typed, as ``SafeInput`` does."""
        if event.is_printable:
            return  # Textual's own handler is next
        # The chain has the keys of the user's keymap.
        bound = dict(self.screen._binding_chain).get(self, self._bindings)
        edits = bound.key_to_bindings.get(event.key, ())
        if not edits:
            return
        event.stop()
        event.prevent_default()
        await self.run_action(edits[0].action)

    async def _on_paste(self, event: events.Paste) -> None:
        """Insert a pasted text exactly, except that a terminal may send each of its line ends as a carriage return."""
        event.stop()
        event.prevent_default()
        text = event.text if "\n" in event.text else event.text.replace("\r", "\n")
        self.put(text)

    def put(self, text: str) -> None:
        """Put *text* in the place of what is selected, or at the cursor."""
        result = self.replace(text, *self.selection, maintain_selection_offset=False)
        self.move_cursor(result.end_location)
        self.history.checkpoint()

    def select(self, begin: Location, end: Location) -> None:
        """Select the text between two places (row, column)."""
        self.selection = Selection(begin, end)

    def action_new_line(self) -> None:
        """Begin a line at the cursor."""
        self.put("\n")

    @property
    def size_words(self) -> str:
        """Say how long the text is, in lines and words."""
        return f"{counted(self.document.line_count, 'line')} · {counted(len(self.text.split()), 'word')}"
