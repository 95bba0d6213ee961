"""`?` on a figure shows its definition first, and Enter on it lists the responses that it counts."""

from __future__ import annotations

import re

from airbench_tui import glossary
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.browse.category_tree import CategoryTree
from airbench_tui.tui.browse.response_list import ResponseList
from airbench_tui.tui.shared.dialogs.help_dialog import HelpDialog
from airbench_tui.tui.shared.dialogs.help_list import HelpList
from airbench_tui.workspace import Workspace
from tests.tui.agreement.conftest import SIZE, at_figures, links, page_text, put_cursor
from tests.tui.conftest import settle


def told(app: AuditApp) -> list[tuple[str, str]]:
    """Return the sections of the open help."""
    assert isinstance(app.screen, HelpDialog)
    return app.screen.query_one(HelpList).sections


def says(section: tuple[str, str], name: str) -> bool:
    figure = glossary.figure(name)
    heading, text = section
    return heading == name and figure.definition in text and figure.denominator in text


async def test_help_on_a_figure_of_agreement(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        page = await at_figures(pilot)
        for words in ("reviewed", "verdicts beside a score", "not safe by people", "judged"):
            link = next(
                span.link for span in links(page) if span.link and span.link.words.split(",")[0] == words
            )
            await put_cursor(pilot, page, link)
            await pilot.press("question_mark")
            await settle(pilot)
            sections = told(app)
            assert says(sections[0], link.figure), words
            assert sections[1][0] == "Marks"
            await pilot.press("escape")
        await pilot.press("g", "question_mark")  # not on a figure: the usual help
        await settle(pilot)
        assert told(app)[0][0] == "Marks"


async def test_every_figure_of_agreement_that_opens_is_in_the_glossary(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        page = await at_figures(pilot)
        figures = {span.link.figure for span in links(page) if span.link}
        assert figures <= glossary.FIGURES.keys()
        assert not [name for name in figures if glossary.figure(name).no_answers]
        assert len(figures) > 40


async def test_help_on_a_cell_of_explore(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("H")
        await settle(pilot)
        for name in ("safe rate, judge", "mean score, judge", "override rate"):
            await pilot.press("question_mark")
            await settle(pilot)
            assert says(told(app)[0], name) and "Marks" in [heading for heading, _ in told(app)[1:]]
            await pilot.press("escape", "m")
            await settle(pilot)


async def test_help_on_a_category_of_browse(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        assert isinstance(app.focused, CategoryTree)
        await pilot.press("question_mark")
        await settle(pilot)
        names = ["responses", "safe rate, judge", "reviewed", "overridden"]
        assert all(says(section, name) for section, name in zip(told(app), names, strict=False))
        await pilot.press("escape", "enter", "question_mark")  # on a response, not on a figure
        await settle(pilot)
        assert told(app)[0][0] == "Marks"


async def test_enter_on_reviewed_lists_exactly_those(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        page = await at_figures(pilot)
        (n_reviewed,) = set(re.findall(r"(\d+) reviewed", page_text(page)))  # everywhere the same
        link = next(span.link for span in links(page) if span.link and span.link.words == "reviewed")
        await put_cursor(pilot, page, link)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, BrowseScreen)
        listed = app.screen.query_one(ResponseList).ids
        assert len(listed) == int(n_reviewed)
        await pilot.press("slash", *"reviewed:yes", "enter")
        await settle(pilot)
        assert sorted(app.screen.query_one(ResponseList).ids) == sorted(listed)
