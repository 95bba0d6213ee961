"""One decision on everything that Browse lists, and what was decided so."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Select, Static

from airbench_tui.errors import AirbenchError
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.reviewing import bulk
from airbench_tui.store.reviewing.bulk import BulkAction
from airbench_tui.text import one_line, safe
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.list_dialog import ListDialog
from airbench_tui.tui.shared.safe_input import SafeInput
from airbench_tui.tui.shared.titles import titled
from airbench_tui.tui.threads import end_if_gone

_CONFIRM = "confirm"


class BulkDialog(ModalScreen[BulkAction | None]):
    """What to decide and why, with what that would do. Ends with what was decided, None when left."""

    BINDINGS = [Binding("escape", "leave", "Leave", show=False)]

    def __init__(self, desk: Desk, chosen: Filter, words: str) -> None:
        super().__init__()
        self._desk = desk
        self._chosen = chosen
        self._words = words
        self._busy = False

    def compose(self) -> ComposeResult:
        with titled(Vertical(classes="dialog"), "One decision on everything listed"):
            yield Static(one_line(self._words, 200) or "everything", markup=False)
            yield Select(
                [
                    ("confirm: each judge's own score", _CONFIRM),
                    *((present.score_words(score), str(score)) for score in (1.0, 0.5, 0.0)),
                ],
                value=_CONFIRM,
                allow_blank=False,
                id="bulk-score",
                compact=True,
            )
            yield Static("counting …", id="bulk-preview", markup=False)
            yield SafeInput(placeholder="Why? Needed.", id="bulk-note", compact=True)
            yield Static(id="said", markup=False)
            yield Static(
                "Enter decides · Shift+Tab: what · Esc leaves · it counts in no figure, one undo takes it back",
                classes="hint",
                markup=False,
            )

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#bulk-note"))

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

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not event.value.strip():
            self._say("A bulk decision needs its reason")
        elif not self._busy:
            self._busy = True
            self._say("deciding …")
            self._decide(event.value)

    @work
    async def _decide(self, note: str) -> None:
        try:
            made = await self._desk.write(
                bulk.apply, self._desk.auditor, self._words, self._score, note, self._chosen
            )
        except AirbenchError as error:
            end_if_gone(self)
            self._say(str(error))
            return
        finally:
            self._busy = False
        end_if_gone(self)
        self.dismiss(made)

    def _say(self, words: str) -> None:
        self.query_one("#said", Static).update(safe(words))

    def action_leave(self) -> None:
        if not self._busy:
            self.dismiss(None)


class BulkActionsDialog(ListDialog[bool]):
    """Every bulk decision, the latest first. Ends with whether one was withdrawn."""

    BINDINGS = [
        Binding("u", "undo", "Take it back", show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._made: list[BulkAction] = []
        self._withdrawn = False

    def compose(self) -> ComposeResult:
        with titled(Vertical(classes="dialog"), "Bulk decisions"):
            yield OptionList(id="bulk-actions", compact=True)
            yield Static(id="bulk-action", markup=False)
            yield Static(id="said", markup=False)
            yield Static("u takes all of the chosen one back · Esc leaves", classes="hint", markup=False)

    def on_mount(self) -> None:
        self.set_focus(self.query_one(OptionList))
        self._read()

    @work(exclusive=True)
    async def _read(self, said: str = "") -> None:
        self._made = (await self._desk.read_for(self, bulk.actions))[::-1]
        listed = self.query_one(OptionList)
        at = listed.highlighted or 0
        listed.clear_options()
        listed.add_options([Content(_line(one)) for one in self._made])
        if self._made:
            listed.highlighted = at
        self._say(said if self._made else "There is none yet: X in Browse makes one.")

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        one = self._made[event.option_index]
        self.query_one("#bulk-action", Static).update(
            f"\n{one_line(one.filter, 300) or 'everything'}\n“{one_line(one.note, 300)}”"
        )

    @work
    async def action_undo(self) -> None:
        """Take the chosen bulk decision back, all of it."""
        at = self.query_one(OptionList).highlighted
        if at is None:
            return
        try:
            one = await self._desk.write(bulk.withdraw, self._desk.auditor, self._made[at].id)
        except AirbenchError as error:
            end_if_gone(self)
            self._say(str(error))
            return
        self._withdrawn = True
        self._desk.decisions += 1
        end_if_gone(self)
        self._read(f"taken back: {one.decided:,} verdicts; what stood before stands again")

    def action_leave(self) -> None:
        self.dismiss(self._withdrawn)

    def _say(self, words: str) -> None:
        self.query_one("#said", Static).update(safe(words))


def in_words(made: BulkAction) -> str:
    """A bulk decision in few words, such as ``1,204 of 1,250 confirmed``."""
    what = "confirmed" if made.score is None else f"decided {present.score_words(made.score)}"
    return f"{made.decided:,} of {made.matched:,} {what}"


def _line(one: BulkAction) -> str:
    withdrawn = " · taken back" if one.withdrawn else ""
    when = one.made_at[:16].replace("T", " ")
    return f"{when}  {one_line(one.auditor, 16)}: {in_words(one)}{withdrawn}"
