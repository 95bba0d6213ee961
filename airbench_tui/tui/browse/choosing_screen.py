"""What is done with many responses in Browse: with all that are marked, else with all that are listed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from airbench_tui.reviewing.queue import ReviewQueue
from airbench_tui.reviewing.sessions import ListSession
from airbench_tui.store.reading.filters.terms import Filter, only
from airbench_tui.store.reviewing.bulk import BulkAction
from airbench_tui.text import counted
from airbench_tui.tui.browse.response_list import ResponseList
from airbench_tui.tui.shared.screens.filtered_screen import FilteredScreen


class ChoosingScreen(FilteredScreen):
    """Makes queues of responses and bulk decisions on them."""

    @property
    @abstractmethod
    def listed(self) -> Filter:
        """Return what the list shows as a filter: the filter in force and the chosen category."""

    @property
    @abstractmethod
    def listed_words(self) -> str:
        """Return words for what the list shows, in the language of filters if they can say it."""

    @abstractmethod
    def read_all(self) -> None:
        """Start reading everything again."""

    @abstractmethod
    def show_only(self, responses: Sequence[int], words: str) -> None:
        """List exactly these responses until another filter is applied. *words* describe them in the title."""

    @property
    def shown(self) -> ResponseList:
        """Return the list of responses."""
        return self.query_one(ResponseList)

    def queue(self, *, marked: bool) -> tuple[ReviewQueue, ListSession]:
        """Return a queue of all that is listed, which begins at the cursor.

        With *marked*, the queue has only the marked responses, in the order of the list, if there are any.
        """
        rows, chosen = self.shown, self.desk.marked
        if not marked or not chosen:
            return ReviewQueue(rows.ids, rows.cursor), ListSession()
        ids = chosen.in_order(rows.ids)
        at = ids.index(rows.chosen) if rows.chosen is not None and rows.chosen in chosen else 0
        return ReviewQueue(ids, at), ListSession(f"{len(ids):,} marked")

    def action_show_marked(self) -> None:
        """List the marked responses."""
        self.show_only(self.desk.marked.in_order(()), "marked")

    def _chosen_in_bulk(self) -> tuple[Filter, str]:
        """Return what a bulk decision is made on, and words for it."""
        if marked := self.desk.marked.in_order(()):
            return only(marked), f"marked: {counted(len(marked), 'response')}"
        return self.listed, self.listed_words

    async def action_bulk(self) -> None:
        """Preview one decision on all marked responses, else on all that are listed, and make it."""
        from airbench_tui.tui.browse.bulk_dialog import BulkDialog, in_words

        def decided(made: BulkAction | None) -> None:
            if made is not None:
                self.desk.decided()
                self.notify(f"{in_words(made)} in bulk · U withdraws it", markup=False, timeout=8)
                self.read_all()

        await self.app.push_screen(BulkDialog(self.desk, *self._chosen_in_bulk()), decided)

    async def action_bulk_actions(self) -> None:
        """Show the bulk decisions, each of which can be withdrawn."""
        from airbench_tui.tui.browse.bulk_actions_dialog import BulkActionsDialog

        def left(withdrawn: bool | None) -> None:
            if withdrawn:
                self.read_all()

        await self.app.push_screen(BulkActionsDialog(self.desk), left)
