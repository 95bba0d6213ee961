"""Helpers of the Review tests: opening Review, and reading its title and messages."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from airbench_tui.reviewing.key_guard import REPEAT
from airbench_tui.store.reading import reads
from airbench_tui.store.reviewing import review_history
from airbench_tui.store.reviewing.review_history import Review
from airbench_tui.store.rules.viewer import UNRESTRICTED
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.review.review_screen import ReviewScreen
from airbench_tui.tui.shared.reading.item_panes import ItemPanes
from airbench_tui.tui.shared.reading.progress_row import ProgressRow
from airbench_tui.tui.shared.reading.verdict_words import TOO_SOON
from tests.tui.conftest import SETTLE, paste, settle, unguarded

SIZE = (120, 40)


async def open_review(pilot: Pilot[str], filter_: str = "") -> ReviewScreen:
    await settle(pilot)
    if filter_:
        await pilot.press("slash")
        await paste(pilot, filter_)
        await pilot.press("enter")
        await settle(pilot)
    await pilot.press("R")
    await unguarded(pilot)
    assert isinstance(pilot.app.screen, ReviewScreen)
    return pilot.app.screen


def history(app: AuditApp, response: int | None = None) -> list[Review]:
    return review_history.history(app.desk.database.connection, UNRESTRICTED, response)


def said(screen: Screen[Any]) -> str:
    return screen.query_one(ProgressRow).said


def score_of(app: AuditApp, response: int | None) -> float | None:
    assert response is not None
    judgment = reads.item(app.desk.database.connection, response, UNRESTRICTED).judgment
    return judgment.score if judgment else None


def shown_anywhere(app: AuditApp) -> str:
    return str(app.screen.query_one(ItemPanes).query_one("#veil", Static).content)


def in_review(pilot: Pilot[str]) -> ReviewScreen:
    """Return the Review screen, which must be open."""
    screen = pilot.app.screen
    assert isinstance(screen, ReviewScreen)
    return screen


async def press(pilot: Pilot[str], *keys: str) -> None:
    """Press keys in Review as a person does: not at once one after another, and again if a key came too soon."""
    for key in keys:
        await pilot.pause(REPEAT)  # a key that comes sooner after itself counts as held
        for _ in range(20):
            await pilot.press(key)
            await settle(pilot)
            if not (isinstance(pilot.app.screen, ReviewScreen) and said(pilot.app.screen) == TOO_SOON):
                break
            await pilot.pause(SETTLE)
        else:
            raise AssertionError(f"{key} always came too soon")


def progress(pilot: Pilot[str]) -> str:
    """Return the figures of the row of progress that count what is done."""
    parts = [words for words, _ in pilot.app.screen.query_one(ProgressRow).parts]
    return " · ".join(words for words in parts if not words.startswith("no. "))


async def blind_on_an_unseen(pilot: Pilot[str], app: AuditApp) -> ReviewScreen:
    """Open Review and turn blindness on at an item whose score has not been on screen."""
    await settle(pilot)
    connection = app.desk.database.connection
    seen = {row["judgment"] for row in connection.execute("SELECT judgment FROM exposures")}
    await pilot.press("R")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, ReviewScreen)
    await pilot.press("b")
    ids = screen.queue.ids
    at = next(
        at
        for at in range(100, len(ids))
        if (item := reads.item(connection, ids[at], UNRESTRICTED)).judgment
        and item.judgment.score == 1.0
        and item.judgment.id not in seen
    )
    screen.queue.to(at - 1)
    await pilot.press("j")
    await unguarded(pilot)
    return screen
