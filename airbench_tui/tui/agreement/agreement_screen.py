"""The Agreement screen: figures about the judge, each linked to the answers behind it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from textual import work

from airbench_tui.agreement import evidence, figures, tables
from airbench_tui.agreement.figures import Figures
from airbench_tui.agreement.report import markdown
from airbench_tui.agreement.tables import COLUMNS, GroupRow
from airbench_tui.errors import InputError
from airbench_tui.interchange.writers.output_file import Output
from airbench_tui.interchange.writers.tables import write_text
from airbench_tui.store import trail_heads
from airbench_tui.store.incoming import asked_addresses
from airbench_tui.store.reading import figure_rows
from airbench_tui.store.reading.filters import known_names
from airbench_tui.store.rules.blindness import hidden
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.text import one_line, safe
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.agreement import people_sections, pieces
from airbench_tui.tui.agreement.page_layout import Order, Parts, Shape, arrange, compose, shape_of
from airbench_tui.tui.agreement.shown_tables import tables_of
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared.cycling import after
from airbench_tui.tui.shared.dialogs.line_dialog import LineDialog
from airbench_tui.tui.shared.figures.lines import Link
from airbench_tui.tui.shared.screens.figure_screen import FigureScreen
from airbench_tui.tui.shared.shown import ShownTable
from airbench_tui.tui.threads import end_if_gone


class AgreementScreen(FigureScreen):
    """The page of figures about the judge and the auditors.

    Figures are read in a thread and drawn at once; their intervals follow once they are resampled.
    """

    PLACES = ("figures", "agreement")
    TAB = "agreement"
    CHANGES_DATA = True
    COUNTED = "answers"
    BINDINGS = bindings("agreement")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._judge: str | None = None
        self._model: str | None = None
        self._about: tuple[str, ...] | None = None  # models of the packet shown first
        self._packet: str | None = None
        self._names: dict[str, list[str]] = {"judge": [], "model": [], "packet": []}
        self.figures: Figures | None = None
        self._parts: Parts | None = None
        self._models: list[GroupRow] = []
        self.group_rows: list[GroupRow] = []
        self._level = 2
        self._column, self._descending = "name", False
        self._half_width: float | None = None

    def on_mount(self) -> None:
        self._draw_title()
        self.say("reading the reviews …")
        self._read_figures()

    @property
    def _asked(self) -> tuple[Viewer, str | None, str | None, str | None]:
        """Return the viewer, judge, model and packet to read the evidence for."""
        return self.desk.viewer, self._judge, self._model, self._packet

    async def refresh_data(self) -> None:
        self._read_figures()

    @work(exclusive=True, group="figures")
    async def _read_figures(self) -> None:
        """Read everything again and draw it in steps: figures, tables, then intervals."""
        read = self.desk.read_for
        names = await read(self, known_names.read)
        packets = await read(self, figure_rows.packets)
        self._names = {"judge": names["judge"], "model": names["model"], "packet": list(packets)}
        found = await read(self, evidence.load, *self._asked)
        if self._about is None:
            # Begin with the packet's own model: figures of all models would mislead beside a packet of one.
            self._about = found.packet.models if found.packet else ()
            if len(self._about) == 1 < len(names["model"]):
                (self._model,) = self._about
                found = await read(self, evidence.load, *self._asked)
        self.figures = values = await self.desk.think(figures.values, found)
        self._parts = await self._parts_of(values)
        self._models, self.group_rows = [], []
        end_if_gone(self)
        self._draw()
        self.say("reading the tables …")
        self._models = await self.desk.think(tables.by_model, found)
        self.group_rows = await self.desk.think(tables.by_level, found, self._level)
        end_if_gone(self)
        self._draw()
        self.say("resampling the intervals …")
        self.figures = await self.desk.think(figures.with_intervals, values)
        self._parts = await self._parts_of(self.figures)
        end_if_gone(self)
        self._draw()
        self.say("")

    # -- drawing ------------------------------------------------------------------------------

    def _draw(self) -> None:
        self._draw_title()
        if self._parts is not None:
            shape = self._shape
            page = arrange(
                self._parts,
                self._models,
                self.group_rows,
                self._level,
                Order(self._column, self._descending),
                shape,
            )
            partial = self.figures is not None and not self.figures.resampled
            self.page.show_lines(page.lines, shape.second or None, headings=page.headings, partial=partial)

    @property
    def _shape(self) -> Shape:
        """Return the room for the page."""
        return shape_of(self.page.size.width, self.app.size.height)

    @work(exclusive=True, group="layout")
    async def _lay_out_again(self) -> None:
        """Compose the page for the room that there is now."""
        if self.figures is not None:
            self._parts = await self._parts_of(self.figures)
            end_if_gone(self)
            self._draw()

    async def _parts_of(self, found: Figures) -> Parts:
        return await self.desk.think(compose, found, self._half_width, self._shape)

    def on_resize(self) -> None:
        """Lay out the page for the new width."""
        self.call_after_refresh(self._lay_out_again)

    def _draw_title(self) -> None:
        about = " · ".join(
            one_line(name, 30)
            for name in (
                self.figures.material.judge if self.figures and self.figures.material.judge else "",
                self._model or "all models",
                f"packet {self._packet}" if self._packet else "",
            )
            if name
        )
        self.show_title(f"Agreement · {about}")

    async def list_behind(self, link: Link) -> None:
        """List the answers that a figure counts, except those waiting for this auditor's own first verdict."""
        waiting = set(await self.desk.read(hidden, self.desk.viewer))
        shown = [response for response in link.responses if response not in waiting]
        words = link.words
        if len(shown) < len(link.responses):
            words += f", {len(link.responses) - len(shown):,} more wait for you in a packet"
        await self.program.show_responses(shown, words)

    # -- actions --------------------------------------------------------------------------------

    def action_next_judge(self) -> None:
        """Show the figures of the next judge."""
        names = self._names["judge"]
        now = self.figures.material.judge if self.figures else None
        if len(names) < 2:
            self.say("There is one judge in this database" if names else "There is no judge in this database")
            return
        self._judge = after(names, now)
        self.say("reading …")
        self._read_figures()

    def action_next_model(self) -> None:
        """Show the figures of the next model; after the last model, those of all models."""
        if len(self._names["model"]) < 2:
            self.say(
                "There is one model in this database" if self._names["model"] else "There is no model yet"
            )
            return
        self._model = after([None, *self._names["model"]], self._model)
        self.say("reading …")
        self._read_figures()

    def action_next_packet(self) -> None:
        """Show the figures of the next packet; after the last packet, those of everything."""
        if not self._names["packet"]:
            self.say(f"There is no packet: {self.program.key('app.packets')} draws one")
            return
        self._packet = after([None, *self._names["packet"]], self._packet)
        self.say("reading …")
        self._read_figures()

    @work(exclusive=True, group="level")
    async def action_next_level(self) -> None:
        """Show the table of the next level: 1, 2, 3, 4."""
        if self.figures is None:
            return
        self._level = self._level % 4 + 1
        self.group_rows = await self.desk.think(tables.by_level, self.figures.material, self._level)
        end_if_gone(self)
        self._draw()

    def action_sort(self) -> None:
        """Sort the table by the next column."""
        self._column = after(COLUMNS, self._column)
        self._resorted()

    def action_turn(self) -> None:
        """Reverse the table's order."""
        self._descending = not self._descending
        self._resorted()

    def _resorted(self) -> None:
        if self.figures is not None:
            self._draw()
            self.say(f"sorted by {self._column}, {'largest' if self._descending else 'smallest'} first")

    def action_half_width(self) -> None:
        """Ask for a half-width, and say how many reviews it needs."""
        if self.figures is not None:
            ask = LineDialog("Half-width", "Points to either side, such as 4: 60 % ± 4")
            self.app.push_screen(ask, self._take_half_width)

    def _take_half_width(self, words: str | None) -> None:
        if words is None:
            return
        points = half_width(words)
        if points is None:
            self.say(f"Not a half-width: {one_line(words, 30)}. Points above 0 and below 50, such as 4")
        else:
            self._half_width = points
            self._show_half_width()

    @work(exclusive=True, group="half-width")
    async def _show_half_width(self) -> None:
        found = self.figures
        if found is None:
            return
        self._parts = await self._parts_of(found)
        end_if_gone(self)
        self._draw()
        lines = people_sections.needed_lines(found, self._half_width, pieces.LEAST)[1:]
        self.say(" ".join(span.text.strip() for line in lines for span in line) or "Nothing to plan here")

    async def action_write_report(self) -> None:
        """Write the report in Markdown."""
        found = self.figures
        if found is None or not found.resampled:
            self.say("The intervals are not ready yet: try again in a moment")
            return
        path = self._report_path()
        try:
            output = await self.desk.output(str(path), replace=False)
            await self.desk.read(_write, output, found)
        except InputError as error:
            self.notify(safe(f"Not written: {error}"), severity="error", markup=False)
        else:
            self.notify(f"Written: {safe(str(path))}", markup=False)

    def _report_path(self) -> Path:
        number, folder = 0, self.desk.workspace.folder
        while True:
            path = folder / f"agreement{'-' + str(number) if number else ''}.md"
            if not path.exists():
                return path
            number += 1

    def figures_in_hand(self) -> list[str]:
        """Return the figure under the cursor."""
        link = self.page.link
        return [link.figure] if link is not None and link.figure else []

    def seen(self) -> list[ShownTable]:
        """Return the tables, and the page with its intervals drawn."""
        found, page = self.figures, self.page.text
        if found is None:
            return []
        return [
            *tables_of(
                found,
                self._models,
                tables.sort(self.group_rows, self._column, descending=self._descending),
                self._level,
            ),
            ShownTable("agreement", "the whole page, with its plots", text=page),
        ]

    def action_back(self) -> None:
        self.run_in_program("browse")


def half_width(words: str) -> float | None:
    """Read percentage points as people write them (4, 2,5, ±3 %) and return a share; None unless 0 < points < 50."""
    try:
        points = float(words.strip(" ±%").replace(",", ".")) / 100
    except ValueError:
        return None
    return points if 0 < points < 0.5 else None


def _write(connection: sqlite3.Connection, output: Output, found: Figures) -> None:
    write_text(
        output,
        markdown(
            found, [], None, figures.SEED, trail_heads.heads(connection), asked_addresses.of_runs(connection)
        ),
    )
