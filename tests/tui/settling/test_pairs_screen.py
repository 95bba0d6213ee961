"""The page of disagreements by pair."""

from __future__ import annotations

from airbench_tui.store.reviewing import auditors
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.review.review_screen import ReviewScreen
from airbench_tui.tui.shared.figure_page import FigurePage
from tests.tui.conftest import drawn, press, shown
from tests.tui.settling.conftest import SIZE, disputed, listed, open_cases


async def test_pairs_and_groups_open_the_responses_on_which_they_differ(app: AuditApp) -> None:
    expected = disputed(app)[:3]
    connection = app.desk.database.connection
    auditors.describe(connection, "bob", group="north [/b]")
    auditors.describe(connection, "cyd", group="south")
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await open_cases(pilot)
        await press(pilot, "w")
        assert "bob and cyd" in drawn(app) and "3 differ of 4 · 75 %" in drawn(app)
        assert "BY GROUP" in drawn(app) and "north [/b] and south" in drawn(app)
        assert "BY ROLE" not in drawn(app)
        await press(pilot, "j", "j")
        assert "north [/b] and south differ: 3 responses" in shown(app, "#status")
        await press(pilot, "enter")
        assert sorted(listed(app)) == sorted(expected)
        await press(pilot, "D", "w", "B")  # B leads home from the second screen, too
        assert isinstance(app.screen, BrowseScreen)
        await press(pilot, "D", "w", "R")
        assert isinstance(app.screen, ReviewScreen)


async def test_nobody_differs(app: AuditApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_cases(pilot)
        assert "Nothing to settle" in drawn(app)
        await press(pilot, "d")
        assert "Nothing has been settled yet" in drawn(app)
        await press(pilot, "w")
        assert "No response has verdicts of two auditors yet" in drawn(app)
        assert app.screen.query_one(FigurePage).link is None
