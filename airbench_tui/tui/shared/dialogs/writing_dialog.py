"""The base of dialogs in which an auditor writes a text of several lines."""

from __future__ import annotations

import os
from abc import abstractmethod
from typing import ClassVar, TypeVar

from textual import work
from textual.document._document import Location
from textual.widgets import TextArea

from airbench_tui.errors import InputError
from airbench_tui.store.reviewing import written_texts
from airbench_tui.store.reviewing.written_texts import Kind
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.program import program_of
from airbench_tui.tui.shared.dialogs.audit_dialog import AuditDialog
from airbench_tui.tui.shared.dialogs.templates_dialog import TemplatesDialog
from airbench_tui.tui.shared.titles import set_title
from airbench_tui.tui.shared.writing import outside_editor
from airbench_tui.tui.shared.writing.note_field import NoteField

T = TypeVar("T")


class WritingDialog(AuditDialog[T]):
    """A dialog with a NoteField and a line ``#said``.

    Enter saves, Ctrl+E opens an editor, and Ctrl+R brings the last text back.
    """

    PLACES: ClassVar[tuple[str, ...]] = ("writing", "dialog")
    SAVES: ClassVar = "saves"  # what Enter does
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]

    def __init__(self, desk: Desk, kind: Kind) -> None:
        super().__init__()
        self._desk = desk
        self._kind: Kind = kind
        self._last: list[str] | None = None  # the last texts, once asked for
        self._recalled: tuple[int, Location, str] | None = (
            None  # which one was put where, and the text after that
        )

    @abstractmethod
    def action_save(self) -> None:
        """Save what was written, and close the dialog."""

    @abstractmethod
    def leave_with_draft(self) -> None:
        """Close the dialog and keep what was written as a draft."""

    def keep_draft(self) -> None:
        self.leave_with_draft()

    @property
    def field(self) -> NoteField:
        """Return the field for the text."""
        return self.query_one(NoteField)

    @property
    def keys_words(self) -> str:
        """Name the keys of the field in a line, as the user's keymap has them."""
        key = program_of(self).key
        words = {"save": self.SAVES, "new_line": "line", "outside": "editor", "recall": "last"}
        named = [f"{key(f'writing.{name}').replace('Ctrl+', '^')} {word}" for name, word in words.items()]
        if self._desk.settings.note_templates:
            named.append(f"{key('writing.templates').replace('Ctrl+', '^')} template")
        return " · ".join([*named, "Esc keeps a draft"])

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._show_size()

    def _show_size(self) -> None:
        field = self.field
        field.set_class(self._too_long, "-too-long")
        set_title(field, str(field.border_title or ""), field.size_words)

    @property
    def _too_long(self) -> bool:
        return len(self.field.text) > written_texts.LONGEST

    def written(self) -> str | None:
        """Return the text, "" if it is blank. If it is too long, say so and return None: nothing is cut."""
        try:
            return written_texts.checked(self.field.text, "this text")
        except InputError as error:
            self.say(
                f"Not saved: {error}. Nothing is lost: shorten it, or leave with Esc, which keeps it all"
            )
            return None

    async def action_recall(self) -> None:
        """Put the last text of this kind at the cursor; again, the one before instead."""
        if self._last is None:
            self._last = await self._desk.read(written_texts.last, self._desk.auditor, self._kind)
        field, index = self.field, 0
        if not self._last:
            self.say("There is no earlier text of yours to bring back")
            return
        if self._recalled is not None and self._recalled[2] == field.text:
            index = (self._recalled[0] + 1) % len(self._last)
            field.select(self._recalled[1], field.cursor_location)
        begin = min(field.selection)
        field.put(self._last[index])
        self._recalled = index, begin, field.text
        self.say(f"{index + 1} of your last {len(self._last)}" if len(self._last) > 1 else "")

    async def action_templates(self) -> None:
        """Let the auditor choose a template, and put it at the cursor."""
        templates = self._desk.settings.note_templates
        if templates:
            await self.app.push_screen(TemplatesDialog(templates), self._put_template)
        else:
            self.say("There are no templates yet: Settings has a field for them")

    def _put_template(self, template: str | None) -> None:
        if template is not None:
            self.field.put(template)

    def action_outside(self) -> None:
        """Open the text in the user's editor."""
        try:
            editor = outside_editor.command(os.environ)
        except InputError as error:
            self.say(str(error))
            return
        self._edit(editor)

    @work(exclusive=True, group="editor")
    async def _edit(self, editor: list[str]) -> None:
        field = self.field
        try:
            with program_of(self).lent():
                text = await outside_editor.edited(field.text, editor)
        except InputError as error:
            self.say(str(error))
            return
        if text != field.text:
            field.select_all()
            field.put(text)
        self.say("")
