"""The program begins exactly where the auditor left it."""

from __future__ import annotations

import pytest

from airbench_tui.reviewing.sessions import PacketSession
from airbench_tui.store.reviewing import whereabouts
from airbench_tui.store.reviewing.whereabouts import Whereabouts
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.review.review_screen import ReviewScreen
from tests.tui.conftest import press, said, settle


async def test_a_list_and_a_review_of_it_are_there_again(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"score:0", "enter", "j", "j")
        chosen = app.screen.query_one("#list").chosen
        await app.leave()
    again = AuditApp(app.desk.workspace)
    app.shut_down()
    async with again.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        browse = again.screen
        assert isinstance(browse, BrowseScreen)
        assert browse.in_hand == ("score:0", "", chosen) and chosen is not None
        await press(pilot, "R", "j")
        entry = again.screen.queue.current
        again.exit_in_turn(0)  # as a signal does, from Review
        await settle(pilot)
    third = AuditApp(app.desk.workspace)
    again.shut_down()
    async with third.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        assert isinstance(third.screen, ReviewScreen) and third.screen.queue.current == entry
        assert said(third) == "Back where you were"
        await press(pilot, "escape")
        assert isinstance(third.screen, BrowseScreen) and third.screen.expression == "score:0"
    third.shut_down()


@pytest.mark.parametrize(
    "place",
    [
        Whereabouts("score:(", "no such node", 10**9, whereabouts.LIST, 10**9),
        Whereabouts(queue=f"{whereabouts.PACKET}gone", entry=3),
    ],
)
async def test_what_has_gone_is_left_out(app: AuditApp, place: Whereabouts) -> None:
    whereabouts.keep(app.desk.database.connection, app.desk.auditor, place)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, (BrowseScreen, ReviewScreen))
        if isinstance(app.screen, ReviewScreen):
            assert not isinstance(app.screen.session, PacketSession) and app.screen.queue.position == 0
