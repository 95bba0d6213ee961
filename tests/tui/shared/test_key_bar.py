"""The bar of keys at the bottom."""

from __future__ import annotations

from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.import_dialog import ImportDialog
from airbench_tui.tui.shared.key_bar import KeyBar
from tests.tui.conftest import drawn, press, settle, unguarded
from tests.tui.review.conftest import history, open_review


def bar(app: AuditApp) -> str:
    return drawn(app).splitlines()[-1].strip()


async def test_decisions_stand_first_and_no_key_is_cut(app: AuditApp) -> None:
    async with app.run_test(size=(80, 30), notifications=True) as pilot:
        await open_review(pilot)
        for width, others in (
            (46, ""),
            (80, "n note  c codes"),
            (120, "n note  c codes  u undo  s skip  Tab next open"),
        ):
            await pilot.resize_terminal(width, 30)
            await settle(pilot)
            _, _, rest = bar(app).partition("│")
            assert bar(app).startswith("1 5 0 decide  Enter confirm") and bar(app).endswith("? help  ^P all")
            assert others in rest and (others or not rest)


async def test_the_words_follow_the_state(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await open_review(pilot)
        await press(pilot, "b")
        assert bar(app).startswith("1 5 0 decide  v reveal │")  # Enter decides nothing yet
        await unguarded(pilot)
        await press(pilot, "0")
        assert bar(app).startswith("1 5 0 decide  Enter next │")
        await press(pilot, "M")
        assert bar(app).startswith("+ new run  d details")  # nothing to resume, to pause or to stop


async def test_a_click_presses_the_key_under_the_mouse(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        at = drawn(app).splitlines()[-1].index("i import") + 3
        await pilot.hover(KeyBar, offset=(at, 0))
        await settle(pilot)
        assert "Import a file" in str(app.screen.query_one(KeyBar).tooltip)
        await pilot.click(KeyBar, offset=(at, 0))
        await settle(pilot)
        assert isinstance(app.screen, ImportDialog)


async def test_a_click_on_a_deciding_key_decides(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await open_review(pilot)
        line = drawn(app).splitlines()[-1]
        await pilot.click(KeyBar, offset=(line.index("decide") + 1, 0))  # says nothing about which
        await settle(pilot)
        assert history(app) == []
        await pilot.click(KeyBar, offset=(drawn(app).splitlines()[-1].index("0 decide"), 0))
        await settle(pilot)
        assert len(history(app)) == 1


async def test_the_keys_follow_the_focus(app: AuditApp) -> None:
    """In the filter's field most letters are text, so that their keys are not offered."""
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert "i import" in bar(app)
        await pilot.press("slash")
        await settle(pilot)
        assert bar(app).split() == ["/", "filter", "^P", "all"]
