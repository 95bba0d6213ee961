"""Rubrics that reviews call wrong."""

from __future__ import annotations

from textual.widgets import OptionList

from airbench_tui.tui.agreement.rubrics_dialog import RubricsDialog
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from tests.store.helpers import HOSTILE, decide
from tests.tui.conftest import choose_in_palette, drawn, press, settle
from tests.tui.settling.conftest import SIZE, disputed, judge_of, listed, open_cases


async def test_rubrics_called_wrong_open_their_responses(app: AuditApp) -> None:
    _, *expected = disputed(app)
    connection = app.desk.database.connection
    decide(connection, "dan", expected[0], 1.0, codes=("rubric",), note=HOSTILE)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await open_cases(pilot)
        await press(pilot, "W")
        assert isinstance(app.screen, RubricsDialog)
        assert app.screen.query_one(OptionList).option_count == len(
            {judge_of(app, response).rubric for response in expected}
        )
        assert "dan on " in drawn(app) and "\x1b" not in drawn(app)
        rubric = judge_of(app, expected[0]).rubric  # most objections, first in the list
        await press(pilot, "enter")
        assert listed(app) == [one for one in expected if judge_of(app, one).rubric == rubric]


async def test_no_rubric_called_wrong_from_the_palette(app: AuditApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await choose_in_palette(pilot, "call wrong")
        assert isinstance(app.screen, RubricsDialog)
        assert "No review calls a rubric wrong" in drawn(app)
        await press(pilot, "enter", "j", "space", "escape")
        assert isinstance(app.screen, BrowseScreen)
