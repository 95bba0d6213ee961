"""Packets: a list of the packets with each auditor's progress. Enter reviews one's own part."""

from __future__ import annotations

import sqlite3

from rich.cells import cell_len, set_cell_size
from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import OptionList

from airbench_tui.reviewing.progress import packet_words, place_words
from airbench_tui.store.reviewing import packet_places
from airbench_tui.store.reviewing.packet_places import PacketProgress, PacketStatus
from airbench_tui.store.reviewing.packets import all_packets
from airbench_tui.text import one_line
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.packets.new_packet_dialog import NewPacketDialog
from airbench_tui.tui.packets.send_dialog import SendDialog
from airbench_tui.tui.shared.screens.listed_screen import ListedScreen
from airbench_tui.tui.shared.shown import ShownTable, cells
from airbench_tui.tui.shared.text_pane import TextPane
from airbench_tui.tui.shared.titles import set_title

_NONE = (
    "There is no packet yet.\n\n"
    "A packet is a random sample of judged answers. Reviewed blind, it says how good the judge is and what"
    " the safe rate is once corrected. + draws one."
)


class PacketsScreen(ListedScreen):
    """A list of packets at the left, with the progress of the chosen packet's auditors at the right."""

    PLACES = ("packets",)
    TAB = "packets"
    CHANGES_DATA = True
    BINDINGS = bindings("packets")

    def __init__(self, desk: Desk, expression: str = "") -> None:
        super().__init__(desk)
        self._expression = expression
        self._states: list[PacketStatus] = []

    def compose_body(self) -> ComposeResult:
        with Horizontal(id="packets-body"):
            yield OptionList(id="packets", classes="pane", compact=True)
            yield TextPane(id="packet-state", classes="pane")

    def on_mount(self) -> None:
        self.query_one("#packet-state").can_focus = False  # the screen handles every key
        set_title(self.query_one("#packets"), "Packets")
        set_title(self.query_one("#packet-state"), "Who is where")
        self.show_title("Packets")
        self._read_packets()

    async def refresh_data(self) -> None:
        self._read_packets()

    @work(exclusive=True, group="packets")
    async def _read_packets(self) -> None:
        """Read the packets again. The cursor keeps its position."""
        self._states = await self.desk.read_for(self, _states)
        self._draw_list()

    def _draw_list(self) -> None:
        listed = self.options
        at = listed.highlighted or 0
        listed.clear_options()
        listed.add_options([self._line(state, listed.size.width) for state in self._states])
        if self._states:
            listed.highlighted = min(at, len(self._states) - 1)
        self._draw_state()

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw_list)

    def _line(self, state: PacketStatus, room: int) -> Content:
        """Draw a packet's line in *room* terminal columns.

        The number drawn is left out if there is no room, because the pane at the right shows it, too.
        """
        packet = state.packet
        progress = packet_words(state, self.desk.workspace.auditor)
        drawn = f"{packet.items:>5,} drawn  "
        if cell_len(progress) + len(drawn) + 13 > room > 0:
            drawn = ""
        name = max(8, min(18, room - cell_len(progress) - len(drawn) - 3)) if room else 18
        return Content(f"{set_cell_size(one_line(packet.name, name), name)} {drawn}{progress}")

    def _mine(self, state: PacketStatus) -> PacketProgress | None:
        return state.of(self.desk.workspace.auditor)

    @property
    def _chosen(self) -> PacketStatus | None:
        at = self.options.highlighted
        return self._states[at] if at is not None and at < len(self._states) else None

    def on_option_list_option_highlighted(self) -> None:
        self._draw_state()

    def _draw_state(self) -> None:
        state = self._chosen
        self.query_one(TextPane).set_text(_NONE if state is None else _words(state))

    def seen(self) -> list[ShownTable]:
        """Return one table: the progress of each packet's auditors."""
        headings = (
            "packet", "drawn", "auditor", "assigned", "decided", "cannot judge", "left", "deferred", "blind",
        )  # fmt: skip
        rows = []
        for state in self._states:
            drawn = [state.packet.name, state.packet.items]
            for part in state.auditors or [PacketProgress("")]:
                counts = (part.assigned, part.done, part.cannot_judge, part.left, part.deferred, part.blind)
                rows.append(cells([*drawn, part.auditor, *counts]))
        return [ShownTable("packets", "table: who is where in each packet", headings, rows)] if rows else []

    # -- actions ------------------------------------------------------------------------------

    def action_open_packet(self) -> None:
        """Review the auditor's own places in the chosen packet."""
        state = self._chosen
        if state is None:
            return
        if self._mine(state) is None:
            self.notify("You have no places in this packet", severity="warning", markup=False)
            return
        self.app.run_worker(self.program.review_packet(state.packet.name))

    async def action_new_packet(self) -> None:
        """Draw a packet."""

        def drawn(made: bool | None) -> None:
            if made:
                self._read_packets()

        await self.app.push_screen(NewPacketDialog(self.desk, self._expression), drawn)

    async def action_send(self) -> None:
        """Write the chosen packet as a file for an auditor elsewhere."""
        state = self._chosen
        if state is not None:
            await self.app.push_screen(SendDialog(self.desk, state))

    def action_page_down(self) -> None:
        self.query_one(TextPane).action_page_down()

    def action_page_up(self) -> None:
        self.query_one(TextPane).action_page_up()

    def action_back(self) -> None:
        self.run_in_program("browse")


def _states(connection: sqlite3.Connection) -> list[PacketStatus]:
    return [packet_places.status(connection, packet.id) for packet in all_packets(connection)]


def _words(state: PacketStatus) -> str:
    packet, design = state.packet, state.packet.design
    lines = [
        f"{one_line(packet.name, 40)}: {packet.items:,} drawn of {packet.frame:,}",
        f"drawn by {one_line(packet.created_by, 30)} {packet.created_at[:10]}, seed {packet.seed}",
        f"groups: {one_line(str(design.get('stratify', '')), 20)}, {one_line(str(design.get('allocation', '')), 20)}",
        "",
    ]
    for part in state.auditors:
        answered, *more = place_words(part)
        lines += [f"{one_line(part.auditor, 30)}: {answered}", f"  {' · '.join(more)}"]
    if state.unassigned:
        lines.append(f"{state.unassigned:,} without an auditor: everybody opted out")
    return "\n".join(lines)
