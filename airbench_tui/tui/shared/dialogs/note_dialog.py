"""A dialog for a note or a reason of any number of lines, with the codes of a response below it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from airbench_tui.reviewing.codes import CODES
from airbench_tui.store.reviewing.written_texts import Kind
from airbench_tui.text import one_line
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.program import program_of
from airbench_tui.tui.shared.dialogs.writing_dialog import WritingDialog
from airbench_tui.tui.shared.safe_input import SafeInput
from airbench_tui.tui.shared.titles import set_title, titled
from airbench_tui.tui.shared.writing.code_list import CodeList
from airbench_tui.tui.shared.writing.note_field import NoteField

_YOURS = "your own"


@dataclass(frozen=True, slots=True)
class Written:
    """A text and codes. ``draft`` says that the dialog was left with Esc: keep them, but do not save them."""

    text: str
    codes: tuple[str, ...] = ()
    draft: bool = False


class NoteDialog(WritingDialog[Written | None]):
    """Ends with what was written, or with None if it was left with Esc and nothing had changed.

    It begins with *text* and, below it, a list with *codes* ticked; None for no list. *about* stands above them.
    """

    PLACES = ("writing", "codes", "dialog")
    FRAME = "note-dialog"

    def __init__(
        self,
        desk: Desk,
        kind: Kind,
        text: str,
        codes: tuple[str, ...] | None = None,
        *,
        title: str,
        asks: str,
        about: Content | str = "",
        at_codes: bool = False,
    ) -> None:
        super().__init__(desk, kind)
        self._begun = Written(text, codes or ())
        self._has_codes = codes is not None
        self._title, self._asks, self._about = title, asks, about
        self._at_codes = at_codes

    @property
    def heading(self) -> str:
        return self._title

    def compose_fields(self) -> ComposeResult:
        if self._about:
            yield Static(self._about, id="about", markup=False)
        yield titled(NoteField(self._begun.text, asks=self._asks, id="note"), "Why")
        if self._has_codes:
            known = dict(CODES)
            for code in (*self._desk.settings.own_codes, *self._begun.codes):
                known.setdefault(code, _YOURS)
            with Horizontal(id="code-row"):
                yield Static(Content.assemble("Codes\n", ("Tab", "$focus")), id="code-label")
                yield CodeList(known, self._begun.codes, id="codes")
            line = SafeInput(placeholder="A code of your own, one word", id="own-code", compact=True)
            line.display = False  # until the auditor asks for it
            yield line
        yield Static(id="said", markup=False)

    def on_mount(self) -> None:
        self.set_focus(self._codes if self._at_codes else self.field)
        self._show_size()
        set_title(self.query_one(f"#{self.FRAME}"), self.heading, self.keys_words)

    @property
    def _codes(self) -> CodeList:
        return self.query_one(CodeList)

    def _now(self, *, draft: bool) -> Written:
        return Written(self.field.text, self._codes.ticked if self._has_codes else (), draft)

    def action_save(self) -> None:
        text = self.written()
        if text is not None:
            self.dismiss(Written(text, self._now(draft=False).codes))

    def action_leave(self) -> None:
        """Leave the field for a code of one's own, or else the dialog with what was written as a draft."""
        if self._has_codes and self.query_one("#own-code", Input).has_focus:
            self._close_own_code()
        else:
            self.leave_with_draft()

    def leave_with_draft(self) -> None:
        now = self._now(draft=True)
        same = (now.text, set(now.codes)) == (self._begun.text, set(self._begun.codes))
        self.dismiss(None if same else now)

    # -- codes --------------------------------------------------------------------------------

    def on_code_list_code_moved(self) -> None:
        key = program_of(self).key
        self.say(
            f"{key('codes.tick')} ticks · {key('codes.new_code')} adds your own"
            f" · {one_line(self._codes.meaning, 80)}"
        )

    def action_new_code(self) -> None:
        """Show the field for a code of the auditor's own."""
        line = self.query_one("#own-code", Input)
        line.display = True
        line.focus()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        # Exports separate codes with semicolons, so a code must not contain one.
        code = "-".join(event.value.replace(";", " ").split())
        self._close_own_code()
        if code:
            self._codes.add(code, _YOURS)
            if code not in (*self._desk.settings.own_codes, *CODES):
                await self._desk.settings.add_code(code)

    def _close_own_code(self) -> None:
        line = self.query_one("#own-code", Input)
        line.value = ""
        line.display = False
        self._codes.focus()
