"""What the tests of Review share: the way there, and what is said and shown."""

from __future__ import annotations

from textual.pilot import Pilot
from textual.widgets import Static

from airbench_tui.store import reads, reviews
from airbench_tui.store.reviews import Review
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.screens.review import ReviewScreen
from airbench_tui.tui.widgets.item_panes import ItemPanes
from tests.tui.conftest import settle, unguarded

SIZE = (120, 40)


async def open_review(pilot: Pilot[str], filter_: str = "") -> ReviewScreen:
    await settle(pilot)
    if filter_:
        await pilot.press("slash", *filter_, "enter")
        await settle(pilot)
    await pilot.press("R")
    await unguarded(pilot)
    assert isinstance(pilot.app.screen, ReviewScreen)
    return pilot.app.screen


def history(app: AuditApp, response: int | None = None) -> list[Review]:
    return reviews.history(app.desk.database.connection, response)


def said(screen: ReviewScreen) -> str:
    return str(screen.query_one("#status", Static).content)


def shown(screen: ReviewScreen, selector: str) -> str:
    return str(screen.query_one(selector, Static).content)


def score_of(app: AuditApp, response: int | None) -> float | None:
    assert response is not None
    judgment = reads.item(app.desk.database.connection, response).judgment
    return judgment.score if judgment else None


def shown_anywhere(app: AuditApp) -> str:
    return str(app.screen.query_one(ItemPanes).query_one("#veil", Static).content)
