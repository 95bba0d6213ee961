"""Help: actions by what one wants to do, a field that filters them, and Enter, which does the chosen one."""

from __future__ import annotations

from airbench_tui.tui.actions import ACTIONS, shown_keys
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.keys.action import GROUPS
from airbench_tui.tui.packets.packets_screen import PacketsScreen
from airbench_tui.tui.shared.dialogs.help_dialog import HelpDialog
from airbench_tui.tui.shared.dialogs.help_list import HelpList, arrange, matching
from tests.tui.conftest import drawn, press, settle
from tests.tui.review.conftest import in_review, open_review

REVIEW = ACTIONS["review"]


def test_every_action_is_in_the_group_of_what_one_wants() -> None:
    groups = matching(REVIEW, "")
    assert [name for name, _ in groups] == [name for name in GROUPS if name in dict(groups)]
    assert sorted(action.run for _, found in groups for action in found) == sorted(one.run for one in REVIEW)


def test_words_filter_by_name_sentence_key_and_group() -> None:
    def found(words: str) -> list[str]:
        return [action.short for _, actions in matching(REVIEW, words) for action in actions]

    assert found("next undecided") == ["next undecided"]
    assert found("withdraw") == ["undo"] and "note" in found("say why") and "undo" not in found("say why")
    assert found("PgUp") == ["a page back"]
    assert found("no such thing") == []


def test_two_columns_stand_side_by_side_where_they_fit() -> None:
    groups = matching(REVIEW, "")
    number = sum(len(actions) for _, actions in groups)
    wide = arrange(groups, 84, [("figure", "what it is")], [("Marks", "a\nb")])
    narrow = arrange(groups, 60, [("figure", "what it is")], [("Marks", "a\nb")])
    for layout in (wide, narrow):
        numbers = [piece.number for line in layout.lines for piece in line if piece.kind == "action"]
        assert sorted(numbers) == list(range(number)) and len(layout.actions) == number
        for at, y in enumerate(layout.line_of):
            assert at in [piece.number for piece in layout.lines[y]]
        assert layout.lines[0][0].text == "figure"
    assert len(wide.lines) < len(narrow.lines) and {piece.at for line in wide.lines for piece in line} == {
        0,
        42,
    }


async def test_enter_does_the_chosen_one(app: AuditApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await open_review(pilot)
        await press(pilot, "question_mark", *"next resp")
        help_ = app.screen
        assert isinstance(help_, HelpDialog) and "Next response" in drawn(app)
        await press(pilot, "enter")
        assert in_review(pilot) is screen and screen.queue.position == 1
        await press(pilot, "question_mark", *"zebra")
        assert app.screen.query_one(HelpList).chosen is None and "try another word" in drawn(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, HelpDialog)
        await press(pilot, "escape", "question_mark", "question_mark")
        assert in_review(pilot) is screen
        await press(pilot, "question_mark", *"cannot judge")  # only in packets
        assert app.screen.query_one(HelpList).chosen is None
        await press(pilot, "escape", "question_mark", *"random samples", "enter")
        assert isinstance(app.screen, PacketsScreen)


async def test_the_cursor_stays_in_sight(app: AuditApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "question_mark")
        found = app.screen.query_one(HelpList)
        for _ in range(len(found.actions) - 1):
            await pilot.press("down")
        await settle(pilot)
        chosen = found.chosen
        assert (
            chosen is not None
            and chosen is found.actions[-1]
            and f"▸ {shown_keys(chosen).split()[0]}" in drawn(app)
        )
        await press(pilot, "pagedown")
        assert "Marks" in [heading for heading, _ in found.sections] and found.scroll_offset.y > 0
