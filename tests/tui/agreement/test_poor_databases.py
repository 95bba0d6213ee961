"""Agreement on databases with few data, and with hostile names."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from airbench_tui.store.database import open_database
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.workspace import Workspace
from tests import audits
from tests.audits import HOSTILE, POOR
from tests.effort import THOROUGH
from tests.tui.agreement.conftest import (
    WIDE,
    at_figures,
    is_wide,
    links,
    on_screen,
    page_text,
    put_cursor,
)
from tests.tui.conftest import settle


@pytest.fixture
def poor(empty_workspace: Workspace, request: pytest.FixtureRequest) -> Iterator[Workspace]:
    with open_database(empty_workspace.database) as database:
        POOR[request.param][0](database.connection)
    yield empty_workspace


# The same words are looked for on every poor database in tests/agreement/test_words.py.
SHORT = ("empty", "one class")  # the least data, and the most that is still poor
NAMES = POOR if THOROUGH else SHORT


@pytest.mark.parametrize("poor, name", [(name, name) for name in NAMES], indirect=["poor"])
async def test_a_poor_database_is_drawn_and_says_what_is_missing(poor: Workspace, name: str) -> None:
    app = AuditApp(poor)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        if not isinstance(app.screen, BrowseScreen):
            await pilot.press("escape")
            await settle(pilot)
        for size in ((80, 24), WIDE):
            await pilot.resize_terminal(*size)
            page = await at_figures(pilot)
            if not is_wide(page):
                assert POOR[name][1] in " ".join(page_text(page).split())
            assert page.virtual_size.width < size[0]
            assert "SAFE RATE" in on_screen(page)
            assert "nan" not in page_text(page).lower().split()
            for key in ("j", "right", "k", "l", "O", "ctrl+o", "m", "w", "p", "G", "g"):
                await pilot.press(key)
            await settle(pilot)
            assert "SAFE RATE" in on_screen(page)
            await pilot.press("escape")
            await settle(pilot)


async def test_hostile_names_are_shown_without_effect(empty_workspace: Workspace) -> None:
    with open_database(empty_workspace.database) as database:
        connection = database.connection
        ids = audits.put(connection, [1.0, 0.0] * 20, judge=f"j {HOSTILE}", target=f"m {HOSTILE}")
        audits.put(connection, [0.5], judge=f"k {HOSTILE}", target=f"m {HOSTILE}")
        audits.put(connection, [0.5], judge=f"j {HOSTILE}", target=f"n {HOSTILE}", start=50)
        items = audits.draw(
            connection, f"p {HOSTILE}", {one: 0.5 if at % 2 else 1.0 for at, one in enumerate(ids)}
        )
        for response, item in items.items():
            for who in ("a", "b"):
                score = float(response % 3 > 0)
                audits.verdict(
                    connection, f"{who} {HOSTILE}", response, score, item=item, codes=(f"c {HOSTILE}",)
                )
        audits.verdict(connection, "d", ids[0], 1.0)
    control = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f]")
    app = AuditApp(empty_workspace)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        page = await at_figures(pilot)
        drawn = [
            page.render_line(y) for y in range(-page.scroll_offset.y, len(page.lines) - page.scroll_offset.y)
        ]
        for strip in drawn:
            assert not control.search(strip.text), strip.text
        whole = "\n".join(strip.text for strip in drawn)
        for what in ("j", "k", "m", "p", "a", "c"):
            assert f"{what} ␛]52;c;" in whole, what
        assert (
            "[/foo]" in "\n".join(span.link.words for span in links(page) if span.link) or "[/foo]" in whole
        )
        for link in {span.link.words: span.link for span in links(page) if span.link}.values():
            assert not control.search(link.words)
        page = await at_figures(pilot)
        await put_cursor(
            pilot, page, next(span.link for span in links(page) if span.link and "c ␛" in span.link.words)
        )
        await pilot.press("m", "w", "p")
        await settle(pilot)
        await pilot.press("x")
        await settle(pilot)
        for strip in [app.screen.query_one("#title").render_line(0)]:
            assert not control.search(strip.text)
        await pilot.press("j", "enter")
        await settle(pilot)
        assert isinstance(app.screen, BrowseScreen)
