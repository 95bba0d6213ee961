"""Moving in Review: between items, within the answer, and to the next undecided response."""

from __future__ import annotations

from airbench_tui.tui.app import AuditApp
from airbench_tui.workspace import Workspace
from tests.store.helpers import decide
from tests.tui.conftest import settle
from tests.tui.review.conftest import in_review, open_review, press, said
from tests.tui.review.test_progress import packet_june, packet_of


async def test_arrows_move_within_the_answer_and_tab_to_the_next_undecided(app: AuditApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await open_review(pilot, "score:0")
        queue, connection = screen.queue, app.desk.database.connection
        first, second, *others = queue.ids
        for response in others:
            decide(connection, "ann", response, 0.0, origin="browse")
        answer = screen._panes.answer
        answer.set_text("\n".join(map(str, range(60))))
        await settle(pilot)
        await press(pilot, "down", "down", "up")
        assert queue.current == first and answer.scroll_offset.y == 1
        await press(pilot, "end")
        assert queue.current == first and answer.at_end
        await press(pilot, "home")
        assert answer.scroll_offset.y == 0
        await press(pilot, "tab")
        assert queue.current == second
        await press(pilot, "G", "tab")  # round to the beginning
        assert queue.current == first
        decide(connection, "ann", second, 0.0, origin="browse")
        await press(pilot, "tab")
        assert queue.current == first and said(screen) == "Only this response is undecided"
        await press(pilot, "j", "tab")
        assert queue.current == first
        decide(connection, "ann", first, 0.0, origin="browse")
        await press(pilot, "f5", "tab")
        assert queue.current == first and said(screen) == "Everything in this queue is decided"


async def test_in_a_packet_tab_goes_to_the_next_open_place(workspace: Workspace) -> None:
    packet_of(workspace)
    app = AuditApp(workspace)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await packet_june(pilot)
        screen = in_review(pilot)
        for key in ("b", "v"):
            await press(pilot, key)
            assert said(screen).startswith("A packet is always blind")
        await press(pilot, "j", "1", "enter", "k", "k", "tab")
        assert screen.queue.position == 2
