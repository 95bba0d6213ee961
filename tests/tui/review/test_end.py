"""The card at the end of a queue."""

from __future__ import annotations

from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.review.end_dialog import EndDialog
from airbench_tui.tui.review.review_screen import ReviewScreen
from airbench_tui.tui.shared.dialogs.note_dialog import NoteDialog
from tests.tui.conftest import drawn, settle
from tests.tui.review.conftest import SIZE, history, open_review, press


async def test_the_card_says_what_was_decided_and_leads_to_the_missing_notes(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_review(pilot, "cat:1 score:0,1")
        many = len(screen.queue)
        assert many >= 5
        await press(pilot, *["0"] * many)
        assert isinstance(app.screen, EndDialog)
        overridden = sum(made.decision == "overridden" for made in history(app))
        assert f"of {many} answered, {many} decided" in drawn(app)
        assert f"{overridden} overrides have no note yet" in drawn(app)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, NoteDialog)
        await pilot.press("x", "enter")
        await settle(pilot)
        assert sum(made.note == "x" for made in history(app)) == 1
        assert isinstance(app.screen, ReviewScreen)  # the card comes once, not with every later answer
