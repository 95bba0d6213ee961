"""The dialog of an auditor's settings."""

from __future__ import annotations

from textual.widgets import Input

from airbench_tui.store.reading import reads
from airbench_tui.store.reviewing import auditor_rows, auditors
from airbench_tui.store.rules.viewer import UNRESTRICTED
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.review.review_screen import ReviewScreen
from airbench_tui.tui.shared.dialogs.settings_dialog import SettingsDialog
from tests.store.helpers import decide, one
from tests.tui.conftest import drawn, press, settle, shown

SIZE = (100, 30)


async def test_categories_are_opted_out_of_in_the_settings(app: AuditApp) -> None:
    connection = app.desk.database.connection
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "comma")
        assert isinstance(app.screen, SettingsDialog)
        await press(pilot, "tab", "tab", *"9.28, 99")
        assert "High-Risk Financial Activities, '99': no such category" in shown(app, "#opted-out-names")
        await press(pilot, "enter")
        assert "There is no category '99'" in shown(app, "#said")
        assert auditor_rows.attributes(connection, app.desk.auditor) == {}
        await press(pilot, *["backspace"] * 4, "enter")
        assert isinstance(app.screen, BrowseScreen)
        (me,) = (one for one in auditors.everyone(connection) if one.name == "ann")
        assert me.opted_out == ("9.28",) == app.desk.settings.opted_out
        await press(pilot, "comma")
        assert app.screen.query_one("#opted-out", Input).value == "9.28"
        await press(pilot, "tab", "tab", *["backspace"] * 4, "enter")
        assert "opted_out" not in auditor_rows.attributes(connection, app.desk.auditor)


async def test_settings_show_what_hard_categories_cost_and_veil_at_once(app: AuditApp) -> None:
    connection = app.desk.database.connection
    response = one(
        connection, "SELECT id FROM responses WHERE score = 1 ORDER BY category, prompt, id LIMIT 1"
    )
    decide(connection, "ann", response, 1.0, seconds=150.0)
    category = reads.item(connection, response, UNRESTRICTED).category
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"score:1", "enter")
        await press(pilot, "R", "comma")
        assert shown(app, "#care") == ""
        await press(pilot, "tab", *category, "enter")
        assert isinstance(app.screen, ReviewScreen) and "Space lifts the veil" in drawn(app)
        assert app.desk.settings.hard_nodes == (category,)
        await press(pilot, "comma")
        assert "for your eyes only" in shown(app, "#care")
        assert "(hard): 1 item, 2 min" in shown(app, "#care")
        await press(pilot, "escape")
        assert app.desk.settings.hard_nodes == (category,)
