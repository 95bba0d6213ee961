"""A dialog that lists the bulk decisions, each of which can be withdrawn."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from airbench_tui.errors import AirbenchError
from airbench_tui.store.reviewing import bulk
from airbench_tui.store.reviewing.bulk import BulkAction
from airbench_tui.text import one_line
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.browse.bulk_dialog import in_words
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.program import program_of
from airbench_tui.tui.shared.dialogs.list_dialog import ListDialog
from airbench_tui.tui.threads import end_if_gone


class BulkActionsDialog(ListDialog[bool]):
    """A list of all bulk decisions, the latest first. Ends with whether one was withdrawn."""

    HEADING = "Bulk decisions"
    PLACES = ("bulk_actions", "list_dialog", "dialog")
    BINDINGS = bindings("bulk_actions")

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._made: list[BulkAction] = []
        self._withdrawn = False

    @property
    def hint(self) -> str:
        key = program_of(self).key
        return f"{key('bulk_actions.undo')} withdraws all verdicts of the chosen one · {key('dialog.leave')} leaves"

    def compose_fields(self) -> ComposeResult:
        yield OptionList(id="bulk-actions", compact=True)
        yield Static(id="bulk-action", markup=False)
        yield Static(id="said", markup=False)

    def on_mount(self) -> None:
        self._read()

    @work(exclusive=True)
    async def _read(self, said: str = "") -> None:
        self._made = (await self._desk.read_for(self, bulk.actions))[::-1]
        listed = self.options
        at = listed.highlighted or 0
        listed.clear_options()
        listed.add_options([Content(_line(made)) for made in self._made])
        if self._made:
            listed.highlighted = at
        self.say(
            said
            if self._made
            else f"There is none yet: {program_of(self).key('browse.bulk')} in Browse makes one."
        )

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        made = self._made[event.option_index]
        self.query_one("#bulk-action", Static).update(
            f"\n{one_line(made.filter, 300) or 'everything'}\n“{one_line(made.note, 300)}”"
        )

    async def action_refresh(self) -> None:
        self._read()

    @work
    async def action_undo(self) -> None:
        """Withdraw all verdicts of the chosen bulk decision."""
        at = self.options.highlighted
        if at is None:
            return
        try:
            withdrawn = await self._desk.write(bulk.withdraw, self._desk.auditor, self._made[at].id)
        except AirbenchError as error:
            end_if_gone(self)
            self.say(str(error))
            return
        self._withdrawn = True
        self._desk.decided()
        end_if_gone(self)
        self._read(f"withdrawn: {withdrawn.decided:,} verdicts; the earlier ones stand again")

    def action_leave(self) -> None:
        self.dismiss(self._withdrawn)


def _line(one: BulkAction) -> str:
    withdrawn = " · withdrawn" if one.withdrawn else ""
    when = one.made_at[:16].replace("T", " ")
    return f"{when}  {one_line(one.auditor, 16)}: {in_words(one)}{withdrawn}"
