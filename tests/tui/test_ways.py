"""Moving between screens: home from everywhere, and F5 on each screen."""

from __future__ import annotations

from textual.pilot import Pilot

from airbench_tui.tui.actions import PLACES
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.browse.response_list import ResponseList
from airbench_tui.tui.review.review_screen import ReviewScreen
from airbench_tui.tui.shared.screens.audit_screen import AuditScreen
from tests.tui.conftest import press, settle, told

WAYS = {
    "review": ("R",),
    "triage": ("T",),
    "run": ("M",),
    "agreement": ("A",),
    "packets": ("P",),
    "settle": ("D",),
    "pairs": ("D", "w"),
    "explore": ("E",),
    "flips": ("E", "F"),
    "compare": ("equals_sign",),
    "compare beside review": ("R", "equals_sign"),
}


async def go(pilot: Pilot[str], *keys: str) -> AuditScreen:
    for key in keys:
        await press(pilot, key)
    screen = pilot.app.screen
    assert isinstance(screen, AuditScreen)
    return screen


async def test_f5_reads_again_and_home_is_one_key_away(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        for way, keys in WAYS.items():
            app.screen.query_one(ResponseList).focus()  # where Compare has a response
            screen = await go(pilot, *keys)
            assert not isinstance(screen, BrowseScreen) and set(screen.places()) <= PLACES.keys(), way
            await press(pilot, "f5")
            assert app.screen is screen and not told(app), way
            await press(pilot, "B")
            assert isinstance(app.screen, BrowseScreen) and len(app.screen_stack) == 2, way


async def test_review_is_one_key_away_from_every_screen(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        for way in ("packets", "explore", "compare", "triage"):
            app.screen.query_one(ResponseList).focus()
            before = await go(pilot, *WAYS[way])
            screen = await go(pilot, "R")
            assert isinstance(screen, ReviewScreen) and screen is not before and screen.tab == "review", way
            await press(pilot, "B")
