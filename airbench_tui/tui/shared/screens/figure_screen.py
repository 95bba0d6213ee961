"""The base of screens that show a page of figures, each of which opens the responses behind it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from airbench_tui.text import safe
from airbench_tui.tui.shared.figure_page import FigurePage
from airbench_tui.tui.shared.figures.lines import Link
from airbench_tui.tui.shared.figures.section_row import SectionRow
from airbench_tui.tui.shared.screens.audit_screen import AuditScreen


class FigureScreen(AuditScreen):
    """A FigurePage below the names of its sections, above a line that describes the figure under the cursor."""

    AUTO_FOCUS = "#figures"
    COUNTED: ClassVar[str]  # a plural noun for the things that a figure's link lists

    def compose_body(self) -> ComposeResult:
        yield SectionRow(id="sections")
        yield FigurePage(id="figures")
        yield Static(id="status", markup=False)

    @property
    def page(self) -> FigurePage:
        """Return the page."""
        return self.query_one(FigurePage)

    def say(self, words: str) -> None:
        """Show *words* in the line below the page."""
        self.query_one("#status", Static).update(safe(words))

    async def list_behind(self, link: Link) -> None:
        """List in Browse the responses that a figure counts."""
        await self.program.show_responses(link.responses, link.words)

    def on_figure_page_pointed(self, message: FigurePage.Pointed) -> None:
        link = message.link
        self.say(
            ""
            if link is None
            else f"{link.words}: {len(link.responses):,} {self.COUNTED} · {self.program.key('figures.open')} lists them"
        )

    def on_figure_page_section_seen(self, message: FigurePage.SectionSeen) -> None:
        self.query_one(SectionRow).show(message.names, message.seen)

    def on_section_row_name_clicked(self, message: SectionRow.NameClicked) -> None:
        self.page.jump(message.name)

    def on_figure_page_link_opened(self, message: FigurePage.LinkOpened) -> None:
        # Not awaited: the program removes this screen, and removal waits for the screen's handlers to end.
        self.app.run_worker(self.list_behind(message.link))
