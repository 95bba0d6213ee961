"""The bar of keys at the bottom."""

from __future__ import annotations

from airbench_tui.tui.agreement.agreement_screen import AgreementScreen
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.shared.key_bar import KeyBar
from tests.tui.conftest import drawn, settle
from tests.tui.review.conftest import history, open_review


async def test_keys_that_do_not_fit_whole_are_left_out(app: AuditApp) -> None:
    async with app.run_test(size=(80, 30)) as pilot:
        await settle(pilot)
        await pilot.press("R")
        for width, last in ((80, "^P all"), (100, "E explore")):
            await pilot.resize_terminal(width, 30)
            await settle(pilot)
            bar = drawn(app).splitlines()[-1]
            assert bar.startswith("1 safe 5 ½ 0 unsafe Enter confirm")
            assert bar.rstrip().endswith(last)


async def test_a_click_presses_the_key_under_the_mouse(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        bar = drawn(app).splitlines()[-1]
        await pilot.hover(KeyBar, offset=(bar.index("A agreement") + 3, 0))
        await settle(pilot)
        assert "Agreement: " in str(app.screen.query_one(KeyBar).tooltip)
        await pilot.click(KeyBar, offset=(bar.index("A agreement") + 3, 0))
        await settle(pilot)
        assert isinstance(app.screen, AgreementScreen)


async def test_a_click_on_a_deciding_key_decides(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await open_review(pilot)
        await pilot.click(KeyBar, offset=(drawn(app).splitlines()[-1].index("0 unsafe"), 0))
        await settle(pilot)
        assert len(history(app)) == 1


async def test_the_keys_follow_the_focus(app: AuditApp) -> None:
    """In the filter's field most letters are text, so that their keys are not offered."""
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert "R review" in drawn(app).splitlines()[-1]
        await pilot.press("slash")
        await settle(pilot)
        assert drawn(app).splitlines()[-1].split() == ["/", "filter", "^P", "all"]
