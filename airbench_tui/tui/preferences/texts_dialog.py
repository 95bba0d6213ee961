"""A dialog that changes a setting of whole texts, such as templates for notes."""

from __future__ import annotations

import re

from textual.app import ComposeResult
from textual.widgets import Static

from airbench_tui.settings.held import Held
from airbench_tui.settings.registry import Setting, in_words
from airbench_tui.text import counted
from airbench_tui.tui.preferences.change_dialog import Chosen
from airbench_tui.tui.program import program_of
from airbench_tui.tui.shared.dialogs.audit_dialog import AuditDialog
from airbench_tui.tui.shared.titles import titled
from airbench_tui.tui.shared.writing.note_field import NoteField

_BETWEEN = re.compile(r"\n(?:[ \t]*\n)+")  # texts: one empty line, or more


class TextsDialog(AuditDialog[Chosen]):
    """A field for the auditor's own texts, with an empty line between two. Ends as ``ChangeDialog`` does."""

    FRAME = "texts"
    PLACES = ("writing", "dialog")

    def __init__(self, setting: Setting, own: tuple[str, ...] | None, without: Held) -> None:
        """Begin with the auditor's *own* texts. *without* is what the files give beside them."""
        super().__init__()
        self._setting = setting
        self._own = own or ()
        self._without = without

    @property
    def heading(self) -> str:
        return self._setting.title

    def compose_fields(self) -> ComposeResult:
        key = program_of(self).key
        field = NoteField("\n\n".join(self._own), asks="None yet.", id="own-texts")
        yield Static(self._setting.meaning, markup=False)
        yield titled(field, "Your own, an empty line between two")
        if self._without.value:
            words = f"{counted(len(self._without.value), 'text')} from settings.toml: {in_words(self._without.value)}"
            yield Static(words, classes="names", markup=False)
        keys = f"{key('writing.save')} keeps them · {key('writing.new_line')} new line · Esc leaves them as they were"
        yield Static(keys, classes="hint", id="said", markup=False)

    def on_mount(self) -> None:
        self.set_focus(self.query_one(NoteField))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer none of the keys that belong to a note: an editor, the last text, templates."""
        return action not in ("outside", "recall", "templates")

    def action_save(self) -> None:
        """Keep the texts, and close the dialog."""
        texts = [one.strip("\n") for one in _BETWEEN.split(self.query_one(NoteField).text) if one.strip()]
        self.dismiss(Chosen(list(dict.fromkeys(texts)) or None))
