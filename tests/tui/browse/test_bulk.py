"""Bulk decisions: previewed, made with one key, and withdrawn with one key."""

from __future__ import annotations

from textual.widgets import Select

from airbench_tui.store.reviewing import auditor_rows, bulk
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.browse.bulk_actions_dialog import BulkActionsDialog
from airbench_tui.tui.browse.bulk_dialog import BulkDialog
from tests.store.helpers import HOSTILE, all_of, decide, one, packet
from tests.tui.conftest import drawn, press, settle, shown, told
from tests.tui.settling.conftest import SIZE, disputed, listed, open_cases


async def test_bulk_previews_decides_with_one_enter_and_is_withdrawn(app: AuditApp) -> None:
    connection = app.desk.database.connection
    zeros = all_of(connection, "SELECT id FROM responses WHERE score = 0 ORDER BY id")
    decide(connection, "ann", zeros[0], 0.0)
    before = all_of(connection, "SELECT id FROM standing_reviews ORDER BY id")
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"score:0", "enter")
        await press(pilot, "X")
        assert isinstance(app.screen, BulkDialog)
        rest = len(zeros) - 1
        assert f"{len(zeros)} match, {rest} would be decided ({rest} confirmed)" in shown(
            app, "#bulk-preview"
        )
        assert "left alone:\n  1 you decided by hand" in shown(app, "#bulk-preview")
        app.screen.query_one("#bulk-score", Select).value = "1.0"
        await settle(pilot)
        assert f"{rest} would be decided ({rest} overridden)" in shown(app, "#bulk-preview")
        await press(pilot, "enter")
        assert "needs a reason" in shown(app, "#said") and bulk.actions(connection) == []
        await press(pilot, *"read", "escape")
        assert any("draft of your reason is kept" in words for words in told(app)) and not bulk.actions(
            connection
        )
        await press(pilot, "X")
        app.screen.query_one("#bulk-score", Select).value = "1.0"
        await press(pilot, *" forty", "enter")
        assert isinstance(app.screen, BrowseScreen)
        (made,) = bulk.actions(connection)
        assert (made.filter, made.score, made.note, made.decided, made.matched) == (
            "score:0",
            1.0,
            "read forty",
            rest,
            len(zeros),
        )
        assert any("U withdraws it" in words for words in told(app))
        await press(pilot, "U")
        assert isinstance(app.screen, BulkActionsDialog)
        assert f"ann: {rest} of {len(zeros)} decided 1 safe" in drawn(app) and "“read forty”" in drawn(app)
        await press(pilot, "u")
        assert "withdrawn" in shown(app, "#said") and bulk.actions(connection)[0].withdrawn
        assert all_of(connection, "SELECT id FROM standing_reviews ORDER BY id") == before
        await press(pilot, "u")
        assert "already withdrawn" in shown(app, "#said")
        await press(pilot, "escape")
        assert isinstance(app.screen, BrowseScreen)


async def test_bulk_decides_on_the_category_that_the_list_shows(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"score:1", "enter")
        await press(pilot, "left", "j", "enter")
        ids = listed(app)
        await press(pilot, "X", *"why", "enter")
        connection = app.desk.database.connection
        (made,) = bulk.actions(connection)
        assert sorted(all_of(connection, "SELECT response FROM standing_reviews")) == sorted(ids)
        assert made.filter.startswith("score:1 cat:") and made.score is None
        assert bulk.preview(connection, app.desk.auditor, made.filter, None).already == len(ids)


async def test_bulk_decides_on_a_list_behind_a_figure(app: AuditApp) -> None:
    expected = disputed(app)[:3]
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await open_cases(pilot)
        await press(pilot, "w", "j", "enter")
        assert sorted(listed(app)) == sorted(expected)
        await press(pilot, "X", *"why", "enter")
        connection = app.desk.database.connection
        (made,) = bulk.actions(connection)
        assert made.filter == "listed: bob and cyd differ"
        own = all_of(connection, "SELECT response FROM standing_reviews WHERE auditor = ?", app.desk.auditor)
        assert sorted(own) == sorted(expected)


async def test_bulk_leaves_open_places_in_packets_alone_and_tells_where_nothing_is_left(
    app: AuditApp,
) -> None:
    connection = app.desk.database.connection
    response = one(connection, "SELECT min(id) FROM responses WHERE score = 1")
    uid = one(connection, "SELECT uid FROM responses WHERE id = ?", response)
    packet(connection, "june", [response], ann=[response])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *f"id:{uid}", "enter")
        await press(pilot, "X")
        assert "1 wait for you in a packet" in shown(app, "#bulk-preview")
        await press(pilot, *"why", "enter")
        assert "nothing to decide" in shown(app, "#said") and bulk.actions(connection) == []
        await press(pilot, "escape", "U")
        assert "There is none yet" in shown(app, "#said")
        await press(pilot, "u", "escape")
        assert isinstance(app.screen, BrowseScreen)


async def test_only_its_own_auditor_withdraws_a_bulk_decision(app: AuditApp) -> None:
    connection = app.desk.database.connection
    bulk.apply(connection, auditor_rows.auditor_id(connection, "bob"), "score:0", None, HOSTILE)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "U", "u")
        assert "another auditor's" in shown(app, "#said") and "\x1b" not in drawn(app)
        assert not bulk.actions(connection)[0].withdrawn
