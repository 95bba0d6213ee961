"""A dialog of the rubrics that reviews call wrong, with each auditor's reasons."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList

from airbench_tui.store.reviewing.rubric_complaints import CODE, Complaint, complaints
from airbench_tui.text import one_line, safe
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.program import program_of
from airbench_tui.tui.shared.dialogs.list_dialog import ListDialog
from airbench_tui.tui.shared.text_pane import TextPane

_NONE = f"No review calls a rubric wrong. In Review, c and the code “{CODE}” say so, n why."


class RubricsDialog(ListDialog[None]):
    """A list of the rubrics, those with most objections first, above the notes on the chosen one."""

    HEADING = "Rubrics that reviews call wrong"
    HINT = "Enter lists their responses · Space scrolls the notes · Esc leaves"
    FRAME = "rubrics-dialog"
    PLACES = ("rubrics", "list_dialog", "dialog")
    BINDINGS = bindings("rubrics")

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found: list[Complaint] = []

    def compose_fields(self) -> ComposeResult:
        yield OptionList(id="rubrics", compact=True)
        yield TextPane(id="objections")

    def on_mount(self) -> None:
        self.query_one(TextPane).can_focus = False
        self._read()

    @work(exclusive=True)
    async def _read(self) -> None:
        self._found = await self._desk.read_for(self, complaints, self._desk.viewer)
        listed = self.options
        listed.clear_options()
        listed.add_options([_line(one) for one in self._found])
        if self._found:
            listed.highlighted = 0
        else:
            self.query_one(TextPane).set_text(_NONE)

    async def action_refresh(self) -> None:
        self._read()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        self.query_one(TextPane).set_sections(
            [
                (f"{one.auditor} on {one.response_uid[:8]}", one.note or "(no note)")
                for one in self._found[event.option_index].objections
            ]
        )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        complaint = self._found[event.option_index]
        responses = list(dict.fromkeys(one.response for one in complaint.objections))
        program = program_of(self)
        self.dismiss(None)
        words = f"rubric of {complaint.category} called wrong"
        program.run_worker(program.show_responses(responses, words))

    def action_page(self, pages: int) -> None:
        """Scroll the notes by a page: forward if *pages* is positive, else back."""
        notes = self.query_one(TextPane)
        if pages > 0:
            notes.action_page_down()
        else:
            notes.action_page_up()


def _line(one: Complaint) -> Content:
    revision = f" · {safe(one.revision[:10])}" if one.revision else ""
    return Content(f"{len(one.objections):>4,}  {one.category} {one_line(one.category_name, 50)}{revision}")
