"""Compare: answers to one prompt side by side."""

from __future__ import annotations

from textual.widgets import Static

from airbench_tui.store.database import open_for_reading
from airbench_tui.store.reviewing import review_history
from airbench_tui.store.rules.viewer import UNRESTRICTED
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.explore.compare_screen import AnswerColumn, CompareScreen
from airbench_tui.tui.review.review_screen import ReviewScreen
from airbench_tui.tui.shared.present import score_mark
from benchmarks import realistic
from tests.tui.conftest import drawn, marks, press, settle, unguarded


async def test_compare_walks_through_the_prompts(large: AuditApp) -> None:
    async with large.run_test(size=(160, 50), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "enter", "equals_sign")
        screen = large.screen
        assert isinstance(screen, CompareScreen) and screen.comparison is not None
        first = screen.comparison
        await press(pilot, "j")
        assert screen.comparison != first
        await press(pilot, "k")
        assert screen.comparison == first
        await press(pilot, "greater_than_sign")
        assert screen.comparison.differs
        assert "≠ scores differ" in str(screen.query_one("#place", Static).content)
        titles = [str(column.border_title) for column in screen.query(AnswerColumn) if column.display]
        assert len(titles) == 3 and all(title.startswith("≠ ") for title in titles)
        chips = [str(one.content) for one in screen.query(".answer-scores").results(Static)]
        for item, words in zip(screen.comparison.answers, chips, strict=False):
            said = [f"◆ {one.judge}  {score_mark(one.score, one.status)} " for one in item.judgments]
            assert all(one in words for one in said), words
        where = screen.comparison
        await press(pilot, "greater_than_sign", "less_than_sign")
        assert screen.comparison == where
        await press(pilot, "escape")
        assert isinstance(large.screen, BrowseScreen)


async def test_the_words_of_the_filter_are_marked_in_every_answer(large: AuditApp) -> None:
    async with large.run_test(size=(160, 50), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"help", "enter", "equals_sign")
        screen = large.screen
        assert isinstance(screen, CompareScreen)
        columns = [column for column in screen.query(AnswerColumn) if column.display]
        with_hits = [column for column in columns if screen.hits.of(column.source)]
        assert with_hits and all(column.pane.hit_in_view for column in with_hits)
        assert "“help” hit" in str(with_hits[0].border_subtitle)
        await press(pilot, "f", "e", "enter", "right_square_bracket")
        assert screen.hits.at and "“e” hit" in drawn(large)
        await press(pilot, "l", "f", *"xyzzy", "enter")
        assert not screen.hits and "“xyzzy” is not here" in drawn(large)


async def test_a_narrow_terminal_turns_from_model_to_model(large: AuditApp) -> None:
    async with large.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "enter", "equals_sign")

        def shown() -> list[str]:
            return [
                str(column.border_title).removeprefix("≠ ")
                for column in large.screen.query(AnswerColumn)
                if column.display
            ]

        names = sorted(realistic.MODELS)
        assert shown() == names[:2]
        await press(pilot, "right")
        assert shown() == names[1:]
        await press(pilot, "right", "left")
        assert shown() == names[:2]


async def test_compare_exposes_what_it_shows_and_no_more(large: AuditApp) -> None:
    async with large.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "enter", "equals_sign")
        assert isinstance(large.screen, CompareScreen) and large.screen.comparison is not None
        shown = {j.id for item in large.screen.comparison.answers[:2] for j in item.judgments}
        # The line above the answers shows every model's score; the answers' panes show the other judgments.
        marked = {item.judgment.id for item in large.screen.comparison.answers if item.judgment}
        hidden = {j.id for item in large.screen.comparison.answers[2:] for j in item.judgments} - marked
    large.shut_down()
    with open_for_reading(large.desk.workspace.database) as database:
        found = database.connection.execute("SELECT judgment FROM exposures WHERE place = 'compare'")
        exposed = {row["judgment"] for row in found}
    assert exposed <= shown | marked and not exposed & hidden


async def test_compare_keeps_veiled_what_is_hard_to_read(large: AuditApp) -> None:
    async with large.run_test(size=(160, 50), notifications=True) as pilot:
        await settle(pilot)
        await large.desk.settings.toggle_hard("1")
        await press(pilot, "enter", "equals_sign")
        assert isinstance(large.screen, CompareScreen) and large.screen.comparison is not None
        answer = large.screen.comparison.answers[0].answer[:20]
        assert answer not in drawn(large) and "(veiled" in drawn(large)
        await press(pilot, "space")
        assert answer in drawn(large)


async def test_blind_reviewing_does_not_compare(large: AuditApp) -> None:
    async with large.run_test(size=(160, 50), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "R", "b", "equals_sign")
        assert isinstance(large.screen, ReviewScreen)
        await press(pilot, "b", "equals_sign")
        assert isinstance(large.screen, CompareScreen)
        await press(pilot, "escape")
        assert isinstance(large.screen, ReviewScreen)


async def test_each_side_is_decided_on(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "R")
        await unguarded(pilot)
        await press(pilot, "equals_sign")
        await unguarded(pilot)
        screen = app.screen
        assert isinstance(screen, CompareScreen)
        one, two = screen.in_hand, None
        assert one is not None and f"your verdict on {one.target}" in drawn(app)
        await press(pilot, "0")
        assert marks(app).own == 0.0 and f"✓ 0 unsafe on {one.target}" in drawn(app)
        await press(pilot, "tab")
        two = screen.in_hand
        assert two is not None and two is not one and marks(app).own is None
        assert f"your verdict on {two.target}" in drawn(app) and f"{one.target} ≠ 0" in drawn(app)
        await pilot.press("n", "b", "e", "enter")  # kept until there is a verdict
        await settle(pilot)
        await press(pilot, "1")
        made = review_history.history(app.desk.database.connection, UNRESTRICTED)
        assert [(one.response, one.score, one.note, one.blind, one.seconds) for one in made] == [
            (one.id, 0.0, "", False, None),
            (two.id, 1.0, "be", False, None),
        ]
        await press(pilot, "u")
        assert marks(app).own is None
        await press(pilot, "escape")
        assert isinstance(app.screen, ReviewScreen)
        assert marks(app).own == 0.0  # Review knows what was decided in Compare
