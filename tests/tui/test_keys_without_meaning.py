"""A key that means nothing says so, once, and never while a field takes text."""

from __future__ import annotations

from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.shared.key_notice import KeyNotice
from tests.tui.conftest import drawn, press, settle
from tests.tui.review.conftest import in_review, open_review, said


def notice(app: AuditApp) -> str:
    """Return the notice on the screen in front, "" for none."""
    found = app.screen.query_one(KeyNotice)
    return str(found.content) if found.display else ""


async def test_a_key_without_meaning_says_so(app: AuditApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        height = app.screen.query_one("#tree").size.height
        for key, words in (("d", "d"), ("f9", "F9"), ("minus", "-")):
            await press(pilot, key)
            assert notice(app) == f"{words} means nothing here · ? lists the keys"
        assert notice(app) in drawn(app).splitlines()[-2]
        assert app.screen.query_one("#tree").size.height == height  # it takes no room
        await press(pilot, "j")
        assert notice(app) == ""
        await press(pilot, "slash", *"dv", "f9")
        assert notice(app) == ""
        await press(pilot, "escape", "S", "d")
        assert notice(app).startswith("d means nothing")
        await press(pilot, "question_mark")
        assert "Help · Saved searches" in drawn(app) and "forget" in drawn(app)
        await press(pilot, "escape", "escape", "tab")
        assert notice(app) == ""


async def test_in_review_it_covers_nothing(app: AuditApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_review(pilot)
        await press(pilot, "d")
        assert notice(app) == ""
        assert said(in_review(pilot)) == "d means nothing here · ? lists the keys"
