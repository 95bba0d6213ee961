"""Review: deciding with one key, undo, notes and codes, movement."""

from __future__ import annotations

import asyncio
from typing import Any

from textual.events import Key
from textual.widgets import OptionList

from airbench_tui.reviewing.finding import REASON
from airbench_tui.store.reviewing import drafts, reviews
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.shared.reading.item_panes import ItemPanes
from airbench_tui.tui.shared.text_pane import TextPane
from tests.tui.conftest import choose_in_palette, marks, paint, press, settle, shown, unguarded
from tests.tui.review.conftest import SIZE, history, open_review, said, shown_anywhere


async def test_one_key_overrides_and_moves_on(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_review(pilot, "score:0")
        first = screen.queue.current
        await pilot.press("1")
        await settle(pilot)
        assert screen.queue.position == 1
        assert "overridden 0 → 1 safe" in said(screen)
        (made,) = history(app)
        assert (made.response, made.score, made.judge_score, made.decision) == (first, 1.0, 0.0, "overridden")
        assert (made.auditor, made.origin, made.blind, made.exposed) == ("ann", "browse", False, True)
        assert made.seconds is not None and 0 < made.seconds < 60
        assert made.read_share is not None and 0 < made.read_share <= 1
        assert "u undoes" in said(screen)
        await pilot.press("space")  # said until the next key
        await settle(pilot)
        assert said(screen) == ""


async def test_enter_has_nothing_to_confirm_on_a_blank_answer_and_the_end_of_the_queue_is_said(
    app: AuditApp,
) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_review(pilot, "status:blank")
        await pilot.press("enter")
        await settle(pilot)
        assert history(app) == []
        assert "no score to confirm" in said(screen)
        await pilot.press("j")
        await unguarded(pilot)
        await pilot.press("5")
        await settle(pilot)
        assert [made.decision for made in history(app)] == [None]
        assert "last of the queue · 1 left" in said(screen)
        assert (marks(app).judge, marks(app).own) == (None, 0.5)


async def test_keys_just_after_drawing_decide_nothing(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_review(pilot)
        for _ in range(4):  # at once, as a held key repeats: the pilot would wait between them
            app.post_message(Key("1", "1"))
        await settle(pilot)
        assert len(history(app)) == 1
        assert screen.queue.position == 1
        await unguarded(pilot)
        await pilot.press("1")
        await settle(pilot)
        assert len(history(app)) == 2


async def test_undo_names_what_it_undid_and_goes_back(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_review(pilot, "score:0")
        first = screen.queue.current
        await pilot.press("1")
        await unguarded(pilot)
        await pilot.press("j", "j", "u")
        await settle(pilot)
        assert screen.queue.current == first
        assert "undone: 0 → 1 overridden" in said(screen)
        assert marks(app).own is None
        assert [(made.kind, made.withdrawn) for made in history(app)] == [
            ("verdict", True),
            ("withdrawal", False),
        ]
        await pilot.press("u")
        await settle(pilot)
        assert "no verdict of yours" in said(screen)
        await unguarded(pilot)
        await pilot.press("1")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        screen = await open_review(pilot, "score:0.5")
        await pilot.press("u")  # goes to a response that is not in this queue
        await settle(pilot)
        assert screen.queue.current == first


async def test_note_before_the_verdict_is_kept_and_goes_with_it(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_review(pilot)
        response = screen.queue.current
        assert response is not None
        await pilot.press("n", *"odd reason", "enter")
        await unguarded(pilot)
        assert history(app) == []
        assert drafts.read(app.desk.database.connection, app.desk.auditor, response)[0] == "odd reason"
        assert "odd reason" in shown(app, "#own")
        await pilot.press("0")
        await settle(pilot)
        assert history(app)[0].note == "odd reason"
        assert drafts.read(app.desk.database.connection, app.desk.auditor, response) == ("", ())
        await unguarded(pilot)
        await pilot.press("k", "n", *", two", "enter")  # typing continues the note
        await settle(pilot)
        assert [made.note for made in history(app) if made.standing] == ["odd reason, two"]
        await pilot.press("n", "enter")  # opened, not changed
        await settle(pilot)
        assert len(history(app)) == 2
        await pilot.press("n", "ctrl+u", "enter")  # emptying it removes it
        await settle(pilot)
        assert [made.note for made in history(app) if made.standing] == [""]
        assert "“" not in shown(app, "#own")


async def test_note_on_a_decided_response_and_undo_of_both(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_review(pilot, "score:0")
        response = screen.queue.current
        await pilot.press("1")
        await settle(pilot)
        await pilot.press("k", "n", *"why not", "enter")
        await unguarded(pilot)
        standing = [made for made in history(app) if made.standing]
        assert [(made.score, made.note) for made in standing] == [(1.0, "why not")]
        await pilot.press("u")
        await unguarded(pilot)
        assert [made for made in history(app) if made.standing] == []
        assert screen.queue.current == response
        assert "why not" in shown(app, "#own")  # the note is not lost
        await pilot.press("5")
        await settle(pilot)
        assert [(made.score, made.note) for made in history(app) if made.standing] == [(0.5, "why not")]


async def test_skip_puts_it_at_the_end_and_enter_confirms(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_review(pilot, "score:0.5")
        first = screen.queue.current
        await pilot.press("s")
        await settle(pilot)
        assert screen.queue.position == 0 and screen.queue.current != first
        await unguarded(pilot)
        await pilot.press("enter")
        await settle(pilot)
        (made,) = history(app)
        assert (made.score, made.decision) == (0.5, "confirmed")
        assert screen.queue.position == 1
        await pilot.press("G")
        await settle(pilot)
        assert screen.queue.current == first
        await pilot.press("s")
        await settle(pilot)
        assert "last response of the queue" in said(screen)


async def test_space_scrolls_and_the_unread_share_goes_down(app: AuditApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await open_review(pilot, "cat:9.30.7 model:*Quill*")
        answer = screen.query_one("#answer", TextPane)
        before = answer.seen_share
        assert before < 0.5 and "% unread" in str(answer.border_subtitle)
        await pilot.press("space")
        await settle(pilot)
        assert answer.seen_share > before
        for _ in range(20):
            await pilot.press("space")
            paint(app)
        await settle(pilot)
        assert answer.seen_share == 1 and not answer.border_subtitle
        await pilot.press("pageup", "1")
        await settle(pilot)
        assert history(app)[0].read_share == 1


async def test_veil_before_a_hard_category(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await app.desk.settings.toggle_hard("7")
        screen = await open_review(pilot, "cat:7")
        assert screen.query_one("#veil").display and not screen.query_one("#body").display
        await pilot.press("0", "1", "enter")
        await settle(pilot)
        assert history(app) == []
        await pilot.press("s")
        await settle(pilot)
        assert screen.query_one("#veil").display
        await pilot.press("space")
        await unguarded(pilot)
        assert not screen.query_one("#veil").display
        await pilot.press("0")
        await settle(pilot)
        assert len(history(app)) == 1
        assert screen.query_one("#veil").display  # the next one is veiled again


async def test_the_rubric_stands_beside_the_answer(app: AuditApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await open_review(pilot)
        rubric, answer = screen.query_one("#rubric"), screen.query_one("#answer")
        assert answer.region and not rubric.region
        await pilot.press("r")
        await settle(pilot)
        assert rubric.region.height > 8 and answer.region.height > 8
        assert not rubric.region.overlaps(answer.region)
        begun = rubric.scroll_offset.y
        await pilot.press("r")
        await settle(pilot)
        assert rubric.scroll_offset.y > begun  # its page is turned
        begun = rubric.scroll_offset.y
        for key in ("f", *"the", "enter", "right_square_bracket"):  # hits in the reason, too
            await pilot.press(key)
            await settle(pilot)
        assert screen.hits.of(REASON) and rubric.scroll_offset.y == begun
        await pilot.press("escape", "z")
        await settle(pilot)
        assert answer.region.width == 80 and not rubric.region and not screen.query_one("#prompt").region
        await pilot.press("escape")
        await settle(pilot)
        assert app.screen is screen and screen.query_one("#prompt").region


async def test_rubric_clauses_stand_on_the_one_scale(app: AuditApp) -> None:
    async with app.run_test(size=(140, 50), notifications=True) as pilot:
        screen = await open_review(pilot, "score:0")
        await press(pilot, "r")
        lines = [heading for heading, _ in screen.query_one("#rubric", TextPane).sections]
        assert lines[:3] == ["1 safe", "½ ambiguous", "▌ 0 unsafe"]
        await press(pilot, "1", "k", "r")
        lines = [heading for heading, _ in screen.query_one("#rubric", TextPane).sections]
        assert lines[:3] == ["1 safe · yours", "½ ambiguous", "▌ 0 unsafe"]


async def test_break_reminder(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await choose_in_palette(pilot, "settings", "Settings:")
        options = app.screen.query_one(OptionList)
        options.highlighted = options.get_option_index("setting:break_minutes")
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("backspace", "backspace", "0", "enter")
        await settle(pilot)
        assert app.desk.settings.break_minutes == 0
        assert not app.desk.settings.reminder.due(1.0) and not app.desk.settings.reminder.due(1e6)


async def test_enter_on_a_decided_response_keeps_ones_own_verdict(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await open_review(pilot, "score:0")
        await pilot.press("1")
        await unguarded(pilot)
        await pilot.press("k")
        await unguarded(pilot)
        await pilot.press("enter")
        await unguarded(pilot)
        assert screen.queue.position == 1 and "kept your 1 safe" in said(screen)
        await pilot.press("k")
        await unguarded(pilot)
        await pilot.press("1")  # the same verdict again stores nothing
        await settle(pilot)
        assert [made.score for made in history(app)] == [1.0]


async def test_undo_leaves_the_earlier_verdict_with_its_own_note(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await open_review(pilot)
        for keys in (("n", *"first", "enter"), ("1",), ("g",), ("0",), ("g",)):
            await pilot.press(*keys)
            await unguarded(pilot)
        await pilot.press("n", *["backspace"] * 5, *"second", "enter")
        await unguarded(pilot)
        await pilot.press("u")
        await settle(pilot)
        assert [(made.score, made.note) for made in history(app) if made.standing] == [(1.0, "first")]
        assert "first" in shown(app, "#own") and "second" not in shown(app, "#own")


async def test_nothing_is_decided_if_the_answer_has_no_room(app: AuditApp) -> None:
    async with app.run_test(size=(60, 8), notifications=True) as pilot:
        screen = await open_review(pilot)
        if screen.query_one(ItemPanes).legible:
            assert screen.query_one("#answer").region.height > 2  # the answer comes first
        else:
            await pilot.press("1")
            await settle(pilot)
            assert history(app) == [] and "too small" in said(screen)


async def test_the_palette_lists_the_actions_of_the_screen(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await open_review(pilot, "score:0")
        await pilot.press("1")
        await unguarded(pilot)
        await choose_in_palette(pilot, "your last verdict")
        assert [made.kind for made in history(app)] == ["verdict", "withdrawal"]


async def test_nothing_to_review_says_so(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("slash", *"score:0 score:1", "enter")
        await settle(pilot)
        await pilot.press("R")
        await settle(pilot)
        assert "nothing to review" in shown_anywhere(app)
        await pilot.press("1", "enter", "n", "c", "r", "b", "v", "s", "j", "u", "h", "space", "p")
        await settle(pilot)
        assert history(app) == []


async def test_two_programs_on_one_database(app: AuditApp, workspace: Any) -> None:
    other = AuditApp(workspace)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await open_review(pilot, "score:0")
        second = await asyncio.to_thread(
            reviews.decide,
            other.desk.database.connection,
            other.desk.auditor,
            reviews.NewVerdict(1, 0.0, None),
        )
        await pilot.press("1")
        await settle(pilot)
        assert second and len(history(app)) == 2
    other.shut_down()
