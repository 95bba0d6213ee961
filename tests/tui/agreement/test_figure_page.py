"""A page that is shown in parts: a new part does not move the cursor or the view."""

from __future__ import annotations

from textual.app import ComposeResult

from airbench_tui.tui.shared.figure_page import FigurePage
from airbench_tui.tui.shared.figures.lines import Line, Link, Span
from airbench_tui.tui.theme.themed_app import ThemedApp


class PageApp(ThemedApp[None]):
    def compose(self) -> ComposeResult:
        yield FigurePage()


def page_of(number: int) -> list[Line]:
    return [[Span(f"line {at} "), Span("open", link=Link((at,), f"figure {at}"))] for at in range(number)]


async def test_a_partial_page_moves_neither_cursor_nor_view() -> None:
    app = PageApp()
    async with app.run_test(size=(40, 10)) as pilot:
        page = app.query_one(FigurePage)
        page.focus()
        page.show_lines(page_of(60))
        await pilot.press(*["down"] * 45)
        seen, link = page.scroll_offset, page.link
        assert link is not None and link.words == "figure 44" and seen.y > 30

        page.show_lines(page_of(12), partial=True)
        await pilot.pause()
        assert page.scroll_offset == seen and page.link is None
        page.show_lines(page_of(60))
        await pilot.pause()
        assert page.scroll_offset == seen and page.link == link

        page.show_lines(page_of(12))  # the complete page: the view moves to its end
        await pilot.pause()
        assert page.scroll_offset.y == 2 and page.link is None
        await pilot.press("up")
        assert page.link is not None
