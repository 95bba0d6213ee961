"""Blind review: the judge is hidden until a verdict, then revealed, and both verdicts are kept."""

from __future__ import annotations

from airbench_tui.store.reading import reads
from airbench_tui.store.rules.viewer import UNRESTRICTED
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.review.review_screen import ReviewScreen
from airbench_tui.tui.shared.text_pane import TextPane
from tests.tui.conftest import drawn, settle, shown, unguarded
from tests.tui.review.conftest import SIZE, blind_on_an_unseen, history, open_review, said, score_of


async def test_blind_hides_saves_reveals_and_keeps(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await blind_on_an_unseen(pilot, app)
        response = screen.queue.current
        judged = score_of(app, response)
        assert judged == 1.0
        assert_judge_unseen(screen, app)
        await pilot.press("enter")
        await settle(pilot)
        assert history(app, response) == []  # nothing to confirm while blind
        await pilot.press("0")
        await unguarded(pilot)
        assert screen.queue.current == response  # the response stays, with the judge revealed
        assert "1 SAFE" in shown(app, "#judge")
        (first,) = history(app, response)
        assert (first.score, first.blind, first.exposed, first.shown_score) == (0.0, True, False, None)
        await pilot.press("enter")
        await settle(pilot)
        assert screen.queue.current != response
        assert len(history(app, response)) == 1


async def test_blind_first_verdict_changed_after_the_reveal(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await blind_on_an_unseen(pilot, app)
        response = screen.queue.current
        await pilot.press("0")
        await unguarded(pilot)
        await pilot.press("1")
        await settle(pilot)
        assert screen.queue.current != response
        first, final = history(app, response)
        assert (first.score, first.standing) == (0.0, False)
        assert (final.score, final.first_score, final.blind, final.standing) == (1.0, 0.0, True, True)


async def test_reveal_ends_blindness(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await blind_on_an_unseen(pilot, app)
        response = screen.queue.current
        await pilot.press("v")
        await unguarded(pilot)
        assert "1 SAFE" in shown(app, "#judge")
        await pilot.press("0")
        await settle(pilot)
        assert screen.queue.current != response
        assert [made.blind for made in history(app, response)] == [False]


async def test_a_score_seen_before_is_not_blind(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await open_review(pilot)  # Browse has shown this one's score
        await pilot.press("b")
        await unguarded(pilot)
        assert shown(app, "#judge") == "◇ JUDGE  hidden until you decide"
        await pilot.press("0")
        await settle(pilot)
        (made,) = history(app)
        assert (made.blind, made.exposed) == (False, True)


async def test_blindness_is_kept_after_leaving_review(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await open_review(pilot)
        await pilot.press("b", "escape")
        await settle(pilot)
        await open_review(pilot)
        assert shown(app, "#judge") == "◇ JUDGE  hidden until you decide"


def assert_judge_unseen(screen: ReviewScreen, app: AuditApp) -> None:
    item = reads.item(app.desk.database.connection, screen.queue.current or 0, UNRESTRICTED)
    assert item.judgment is not None
    seen = drawn(app)
    assert item.judgment.reason[:20] not in seen
    assert "◆" not in seen and "hidden until you decide" in seen
    assert not any("▌" in heading for heading, _ in screen.query_one("#rubric", TextPane).sections)


async def test_triage_is_never_blind(app: AuditApp) -> None:
    """A flag and its reason already say something about the judgment."""
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        screen = await open_review(pilot)
        await pilot.press("b")
        assert screen.blind
        await pilot.press("T")
        await settle(pilot)
        assert isinstance(app.screen, ReviewScreen) and app.screen is not screen
        assert not app.screen.blind and "⚑" in shown(app, "#why")
        await pilot.press("b")
        assert "never blind" in said(app.screen) and not app.screen.blind
        await unguarded(pilot)
        await pilot.press("0")
        await settle(pilot)
        (made,) = history(app)
        assert (made.origin, made.blind) == ("triage", False)
