"""Words found in the texts of Review: the filter's, typed ones, refusal phrases, quotations of the judge."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Input

from airbench_tui.reviewing.finding import ANSWER, REASON
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.review.review_screen import ReviewScreen
from airbench_tui.tui.shared.text_pane import TextPane
from tests.tui.conftest import choose_in_palette, press
from tests.tui.review.conftest import history, in_review, open_review, said


def edge(screen: ReviewScreen) -> str:
    """Return the words in the lower edge of the answer."""
    return Content.from_markup(screen.query_one("#answer", TextPane).border_subtitle or "").plain


def in_hand(screen: ReviewScreen) -> str:
    """Return the passage in hand, of a text that is shown as it is stored."""
    source, span = screen.hits.places[screen.hits.at]
    return screen.texts()[source][slice(*span)]


async def test_a_search_leads_to_the_found_word_in_three_presses(app: AuditApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot)
        await press(pilot, "slash", *"weekend", "enter", "enter")
        screen = in_review(pilot)
        assert in_hand(screen) == "weekend" and screen.hits.source == ANSWER
        assert screen.query_one("#answer", TextPane).hit_in_view
        assert "“weekend” hit 2 of" in edge(screen)  # the first is in the prompt
        before = screen.hits.at
        await press(pilot, "left_square_bracket")
        assert "in the prompt" in edge(screen) and screen.query_one("#prompt", TextPane).hit_in_view
        for _ in range(len(screen.hits)):
            await press(pilot, "left_square_bracket")
        assert screen.hits.at == before - 1


async def test_typed_words_stay_for_the_next_responses_until_they_are_cleared(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        screen = await open_review(pilot, "sorry")
        await press(pilot, "f", *"he1p 05", "escape")
        assert "“sorry” hit" in edge(screen) and not screen.query("FindBar")
        await press(pilot, "f", *"HELP", "tab", "enter")
        assert in_hand(screen) == "help" and edge(screen).startswith("“HELP” hit 1 of")
        assert screen.focused is None and history(app) == []
        await press(pilot, "j")
        assert "“HELP”" in edge(screen) and "“sorry”" not in edge(screen)
        await press(pilot, "f", *"no such words", "enter")
        assert "“no such words” is not here" in said(screen) and "is not here" in edge(screen)
        await press(pilot, "right_square_bracket")
        assert "is not here" in said(screen)
        await press(pilot, "f")
        assert app.screen.query_one(Input).value == "no such words"  # selected: typing replaces it
        await press(pilot, "backspace", "enter")
        assert "“sorry” hit" in edge(screen)


async def test_what_a_hidden_judge_said_is_neither_found_nor_marked(app: AuditApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        screen = await open_review(pilot, "refuses")
        assert screen.hits.source == REASON and "in the reason" in edge(screen)
        await press(pilot, "b")
        assert not screen.hits and "refuses" not in edge(screen)
        await press(pilot, "f", *"refuses", "enter")
        assert "is not here" in edge(screen)
        await choose_in_palette(pilot, "what the judge's reason quotes")
        assert "The judge is hidden" in said(screen) and "“refuses”" in edge(screen)
        await press(pilot, "v")
        assert screen.hits.source == REASON
        await choose_in_palette(pilot, "what the judge's reason quotes")
        assert "quotes nothing" in said(screen)
        await choose_in_palette(pilot, "refusal phrases")
        assert "refusal phrase" in edge(screen) and screen.hits.source in (ANSWER, "")
        await press(pilot, "j")  # still blind
        assert not screen.hits and edge(screen) == ""
