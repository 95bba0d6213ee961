"""Marks in the list: by one key or as a range, for Review and for decisions in bulk."""

from __future__ import annotations

from airbench_tui.store.reviewing import bulk
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.bulk_dialog import BulkDialog
from airbench_tui.tui.review.review_screen import ReviewScreen
from tests.tui.conftest import drawn, press, settle, shown


async def test_marks_are_for_review_and_for_bulk(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        rows = app.screen.query_one("ResponseList")
        ids = list(rows.ids)  # type: ignore[attr-defined]
        await press(pilot, "asterisk", "j", "j", "shift+down", "shift+down", "shift+up")
        assert app.desk.marked.in_order(ids) == [ids[0], ids[2], ids[3]]
        seen = drawn(app)
        assert "■ 3 marked · 160 in" in seen and seen.count("■ ") == 4  # three rows and the frame
        await press(pilot, "slash", *"score:0", "enter")
        assert "■ 3 marked" in drawn(app)  # also where none of them is listed
        await press(pilot, "R")
        screen = app.screen
        assert isinstance(screen, ReviewScreen) and sorted(screen.queue.ids) == sorted(ids[:1] + ids[2:4])
        assert "3 marked" in drawn(app)
        await press(pilot, "j", "j", "asterisk")  # the last one no longer
        await press(pilot, "escape", "X")
        assert isinstance(app.screen, BulkDialog)
        assert "marked: 2 responses" in drawn(app) and shown(app, "#bulk-preview").startswith("2 match")
        await press(pilot, *"why", "enter")
        (made,) = bulk.actions(app.desk.database.connection)
        assert (made.filter, made.decided) == ("marked: 2 responses", 2)
        await press(pilot, "escape")
        assert not app.desk.marked and "marked" not in drawn(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, ReviewScreen) and len(app.screen.queue) > 3
