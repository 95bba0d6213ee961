"""A dialog that makes one decision on all responses that Browse lists."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.widgets import Select, Static

from airbench_tui.errors import AirbenchError
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.reviewing import bulk
from airbench_tui.store.reviewing.bulk import BulkAction
from airbench_tui.text import one_line
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.dialogs.writing_dialog import WritingDialog
from airbench_tui.tui.shared.forms.choice import choice
from airbench_tui.tui.shared.forms.form_field import FormField
from airbench_tui.tui.shared.titles import set_title, titled
from airbench_tui.tui.shared.writing.note_field import NoteField
from airbench_tui.tui.threads import end_if_gone

_CONFIRM = "confirm"


class BulkDialog(WritingDialog[BulkAction | None]):
    """Fields for the decision and its reason, with a preview. Ends with the bulk decision, or None if left."""

    HEADING = "One decision on many"
    HINT = "It counts in no figure, and one undo withdraws it · Shift+Tab: what"
    FRAME = "bulk-dialog"
    SAVES = "decides"

    def __init__(self, desk: Desk, chosen: Filter, words: str) -> None:
        super().__init__(desk, "bulk")
        self._chosen = chosen
        self._words = words
        self._busy = False

    def compose_fields(self) -> ComposeResult:
        yield Static(one_line(self._words, 200) or "everything", markup=False)
        decisions = [
            ("confirm: each judge's own score", _CONFIRM),
            *((present.score_words(score), str(score)) for score in (1.0, 0.5, 0.0)),
        ]
        yield FormField("Decision", choice("bulk-score", decisions))
        yield Static("counting …", id="bulk-preview", markup=False)
        yield titled(NoteField("", asks="Needed.", id="bulk-note"), "Why")
        yield Static(id="said", markup=False)

    def on_mount(self) -> None:
        self.set_focus(self.field)
        self._show_size()
        set_title(self.query_one(f"#{self.FRAME}"), self.heading, self.keys_words)
        self._bring_back()

    @work(exclusive=True, group="draft")
    async def _bring_back(self) -> None:
        """Put the reason that was begun on this list, and left, into the field."""
        begun = await self._desk.unfinished(self._about)
        end_if_gone(self)
        if not self.field.text:
            self.field.put(begun)

    @property
    def _about(self) -> str:
        """Return what an unfinished reason is kept under."""
        return f"bulk {self._words}"

    @property
    def _score(self) -> float | None:
        value = self.query_one("#bulk-score", Select).value
        return None if value == _CONFIRM else float(str(value))

    def on_select_changed(self) -> None:
        self._preview()

    @work(exclusive=True, group="preview")
    async def _preview(self) -> None:
        found = await self._desk.read_latest(
            self, "bulk", bulk.preview, self._desk.auditor, self._words, self._score, self._chosen
        )
        does, *left = bulk.sentences(found)
        lines = [does, *(["left alone:"] if left else []), *(f"  {words}" for words in left)]
        self.query_one("#bulk-preview", Static).update("\n".join(lines))

    def action_save(self) -> None:
        reason = self.written()
        if reason == "":
            self.say("A bulk decision needs a reason")
        elif reason is not None and not self._busy:
            self._busy = True
            self.say("deciding …")
            self._decide(reason)

    async def action_refresh(self) -> None:
        self._preview()

    @work
    async def _decide(self, note: str) -> None:
        try:
            made = await self._desk.write(
                bulk.apply, self._desk.auditor, self._words, self._score, note, self._chosen
            )
        except AirbenchError as error:
            end_if_gone(self)
            self.say(str(error))
            return
        finally:
            self._busy = False
        await self._desk.keep_unfinished(self._about, "").stored()
        end_if_gone(self)
        self.dismiss(made)

    def action_leave(self) -> None:
        """Leave without a decision. What was written stays as a draft for this list."""
        if not self._busy:
            self.leave_with_draft()

    def leave_with_draft(self) -> None:
        begun = self.field.text
        self._desk.keep_unfinished(self._about, begun)
        if begun:
            self.notify("Nothing was decided. The draft of your reason is kept for this list", markup=False)
        self.dismiss(None)


def in_words(made: BulkAction) -> str:
    """Describe a bulk decision in few words, such as ``1,204 of 1,250 confirmed``."""
    what = "confirmed" if made.score is None else f"decided {present.score_words(made.score)}"
    return f"{made.decided:,} of {made.matched:,} {what}"
