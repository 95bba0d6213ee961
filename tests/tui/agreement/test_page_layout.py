"""The Agreement page: its cursor, its columns, and terminals of all sizes."""

from __future__ import annotations

from rich.cells import cell_len

from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.browse.response_list import ResponseList
from airbench_tui.tui.shared.figure_page import FigurePage
from airbench_tui.tui.shared.figures.section_row import SectionRow
from airbench_tui.workspace import Workspace
from tests.effort import cases
from tests.tui.agreement.conftest import (
    SIZE,
    WIDE,
    at_figures,
    is_wide,
    links,
    on_screen,
    put_cursor,
)
from tests.tui.conftest import settle


async def test_the_cursor_goes_by_line_and_by_figure(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        page = await at_figures(pilot)
        every = [
            (row, at) for row, line in enumerate(page.lines) for at, span in enumerate(line) if span.link
        ]
        await pilot.press("j")
        assert page.cursor == every[0]
        seen = []
        for _ in every[1:]:
            page.action_cursor_right()
            seen.append(page.cursor)
        assert seen == every[1:]
        rows = sorted({row for row, _ in every})
        await pilot.pause()
        assert (
            page.cursor is not None
            and page.scroll_offset.y <= page.cursor[0] < page.scroll_offset.y + page.size.height
        )
        await pilot.press("k")
        assert page.cursor[0] == rows[-2]
        await pilot.press("g")
        assert page.cursor is None and page.scroll_offset.y == 0
        await pilot.press("G", "space", "pageup")
        assert page.scroll_offset.y > 0


async def test_down_stays_in_its_column(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        page = await at_figures(pilot)
        assert is_wide(page)
        await pilot.press("j", "j")
        left = set()
        for _ in range(20):
            await pilot.press("j")
            assert page.cursor is not None
            left.add(page.in_second_column(page.cursor))
        assert left == {False}
        link = next(
            span.link for span in links(page) if span.link and span.link.words.startswith("9 Economic")
        )
        await put_cursor(pilot, page, link)
        for _ in range(10):
            await pilot.press("k")
            assert page.in_second_column(page.cursor)


async def test_keys_jump_from_section_to_section(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        page = await at_figures(pilot)
        row = app.screen.query_one(SectionRow)
        for size in ((80, 24), WIDE):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            await pilot.press("g")
            names = [heading.name for heading in page.headings]
            assert {"Rate", "Matrix", "Models", "Levels", "Errors", "Basis", "People", "To mind"} <= set(
                names
            )
            seen = []
            for _ in names:
                await pilot.press("right_square_bracket")
                await pilot.pause()
                heading = next(one for one in page.headings if one.name == page.section)
                assert page.scroll_offset.y <= heading.row < page.scroll_offset.y + page.size.height
                assert f" {page.section} " in row.render_line(0).text
                assert page.cursor is None or page.in_second_column(page.cursor) == heading.right
                seen.append(page.section)
            assert seen == [*names[1:], "Rate"]
        await pilot.press("left_square_bracket")
        assert page.section == "To mind"
        await pilot.click(SectionRow, offset=(12, 0))
        await settle(pilot)
        assert (
            page.section == "Matrix"
            and page.link is not None
            and page.link.words.startswith("judge 0, people 0")
        )


async def test_a_click_is_the_cursor_and_a_second_one_opens(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        page = await at_figures(pilot)
        row = next(y for y, line in enumerate(page.lines) if "judge 0 " in line[0].text)
        before = cell_len(page.lines[row][0].text)
        link = page.lines[row][1].link
        assert link is not None
        await pilot.click(FigurePage, offset=(2, row))  # a click on plain words does nothing
        assert page.link is None
        await pilot.click(FigurePage, offset=(before + 3, row - page.scroll_offset.y))
        assert page.link is link
        await pilot.click(FigurePage, offset=(before + 3, row - page.scroll_offset.y))
        await settle(pilot)
        assert isinstance(app.screen, BrowseScreen)
        assert set(app.screen.query_one(ResponseList).ids) == set(link.responses)


async def test_nothing_is_cut_off(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=(80, 40), notifications=True) as pilot:
        page = await at_figures(pilot)
        for columns in cases((80, 160, 100, 120, 220), 2):
            await pilot.resize_terminal(columns, 40)
            await settle(pilot)
            for _ in range(4):
                assert page.virtual_size.width <= columns - 1
                await pilot.press("l")
                await settle(pilot)


async def test_a_narrow_terminal_scrolls_to_what_the_cursor_is_on(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=(50, 16), notifications=True) as pilot:
        page = await at_figures(pilot)
        link = next(span.link for span in reversed(links(page)) if span.link and "differ" in span.link.words)
        await put_cursor(pilot, page, link)
        assert page.scroll_offset.x > 0
        row, at = page.cursor  # type: ignore[misc]
        shown = page.render_line(row - page.scroll_offset.y)
        assert page.lines[row][at].text.strip() in shown.text


async def test_resizing_lays_out_anew(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        page = await at_figures(pilot)
        assert not is_wide(page)
        await pilot.resize_terminal(160, 40)
        await settle(pilot)
        assert is_wide(page) and "BY MODEL" in on_screen(page)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert not is_wide(page) and page.virtual_size.width <= 79
