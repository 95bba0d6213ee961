"""Helpers of the Agreement tests: a page, its links, and the screen's text."""

from __future__ import annotations

from textual.pilot import Pilot
from textual.widgets import Static

from airbench_tui.tui.agreement.agreement_screen import AgreementScreen
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.shared.figure_page import FigurePage
from airbench_tui.tui.shared.figures.lines import Link, Span
from tests.tui.conftest import settle

SIZE = (100, 30)
WIDE = (160, 50)
MARK = {"0": 0.0, "½": 0.5, "1": 1.0}


async def at_figures(pilot: Pilot[str]) -> FigurePage:
    await settle(pilot)
    await pilot.press("A")
    await settle(pilot)
    assert isinstance(pilot.app.screen, AgreementScreen)
    return pilot.app.screen.query_one(FigurePage)


def page_text(page: FigurePage) -> str:
    return "\n".join("".join(span.text for span in line) for line in page.lines)


def links(page: FigurePage) -> list[Span]:
    return [span for line in page.lines for span in line if span.link]


def is_wide(page: FigurePage) -> bool:
    """Tell whether the page has a second column."""
    return page.second_column is not None


def on_screen(page: FigurePage) -> str:
    return "\n".join(page.render_line(y).text for y in range(page.size.height))


def status(app: AuditApp) -> str:
    return str(app.screen.query_one("#status", Static).content)


def list_title(app: AuditApp) -> str:
    return str(app.screen.query_one("#list-pane").border_title)


# -- links ------------------------------------------------------------------------------------


async def put_cursor(pilot: Pilot[str], page: FigurePage, link: Link) -> None:
    """Move the cursor to a link with keys."""
    await pilot.press("g", "right")
    for _ in range(400):
        if page.link is not None and page.link.words == link.words:
            await pilot.pause()
            return
        page.action_cursor_right()
    raise AssertionError(f"the cursor never came to {link.words}")
