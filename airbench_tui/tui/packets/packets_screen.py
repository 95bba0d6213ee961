"""Packets: a list of the packets with each auditor's progress. Enter reviews one's own part."""

from __future__ import annotations

import sqlite3

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import OptionList, Static

from airbench_tui.reviewing.packet_draw import owes_blind_verdicts
from airbench_tui.store.reviewing import packet_places
from airbench_tui.store.reviewing.packet_places import PacketProgress, PacketStatus
from airbench_tui.store.reviewing.packets import all_packets
from airbench_tui.text import counted
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.packets.new_packet_dialog import NewPacketDialog
from airbench_tui.tui.packets.packet_lines import heading, packet_line, who_is_where
from airbench_tui.tui.packets.send_dialog import SendDialog
from airbench_tui.tui.shared.empty_state import EmptyState
from airbench_tui.tui.shared.key_bar import KeyBar
from airbench_tui.tui.shared.screens.listed_screen import ListedScreen
from airbench_tui.tui.shared.shown import ShownTable, cells
from airbench_tui.tui.shared.titles import set_subtitle, set_title, titled

_DRAWING = ("╭─────╮   ╭─────╮", "│ ╱╱╱ │ ▸ │ ● ½ │", "╰─────╯   ╰─────╯")
_NONE = (
    "A packet is a random sample of answers, shared out among auditors.",
    "Only what is drawn at random can say how good the judge is.",
    "One that was sent to you: airbench-tui packet import FILE",
)
_ROOMY = 28  # rows of a screen with blank lines between auditors
_AROUND_LIST, _AROUND_TEXT = 6, 7  # cells of the frames, their padding and the scrollbars


class PacketsScreen(ListedScreen):
    """A list of packets, with the progress of the chosen packet's auditors below."""

    PLACES = ("packets",)
    TAB = "packets"
    CHANGES_DATA = True
    BINDINGS = bindings("packets")

    def __init__(self, desk: Desk, expression: str = "") -> None:
        super().__init__(desk)
        self._expression = expression
        self._states: list[PacketStatus] = []
        self._hidden = True  # whether some answer's score is hidden from the auditor

    def compose_head(self) -> ComposeResult:
        yield from ()  # the row of screens says it all

    def compose_body(self) -> ComposeResult:
        with Vertical(id="packets-body"):
            with titled(Vertical(id="packets-pane", classes="pane"), "PACKETS"):
                yield Static(id="packets-heading", markup=False)
                yield OptionList(id="packets", compact=True)
            with VerticalScroll(id="packet-state", classes="pane"):
                yield Static(id="packet-words", markup=False)
        yield EmptyState(id="no-packet")

    def on_mount(self) -> None:
        self.query_one("#packet-state").can_focus = False  # the screen handles every key
        self.query_one("#no-packet").display = False
        key = self.program.key
        self.query_one(EmptyState).show(
            _DRAWING,
            "No packet yet",
            _NONE,
            [(key("packets.new_packet"), "draw one"), (key("packets.back"), "look at the answers first")],
        )
        self._read_packets()

    async def refresh_data(self) -> None:
        self._read_packets()

    @work(exclusive=True, group="packets")
    async def _read_packets(self) -> None:
        """Read the packets again. The cursor keeps its position."""
        self._states, self._hidden = await self.desk.read_for(self, _states, self.desk.auditor)
        self._draw_list()

    def _draw_list(self) -> None:
        self.query_one("#packets-body").display = bool(self._states)
        self.query_one("#no-packet").display = not self._states
        listed = self.options
        at = listed.highlighted or 0
        width = self.size.width - _AROUND_LIST
        self.query_one("#packets-heading", Static).update(heading(width))
        listed.clear_options()
        listed.add_options([packet_line(state, width) for state in self._states])
        if self._states:
            listed.highlighted = min(at, len(self._states) - 1)
        mine = sum(part.left for part in map(self._mine, self._states) if part is not None)
        words = f"{counted(mine, 'place')} left for you" if mine else ""
        set_subtitle(self.query_one("#packets-pane"), words)
        self.query_one(KeyBar).renew()
        self._draw_state()

    def key_words(self) -> dict[str, str]:
        """Offer to review and to send only where there is a packet."""
        return {} if self._states else {"open_packet": "", "send": ""}

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw_list)

    def _mine(self, state: PacketStatus) -> PacketProgress | None:
        return state.of(self.desk.workspace.auditor)

    @property
    def _chosen(self) -> PacketStatus | None:
        at = self.options.highlighted
        return self._states[at] if at is not None and at < len(self._states) else None

    def on_option_list_option_highlighted(self) -> None:
        self._draw_state()

    def _draw_state(self) -> None:
        state, pane = self._chosen, self.query_one("#packet-state")
        if state is not None:
            set_title(pane, state.packet.name, beside="who is where")
            words = who_is_where(
                state,
                self.desk.workspace.auditor,
                self.size.width - _AROUND_TEXT,
                hidden=self._hidden,
                roomy=self.size.height >= _ROOMY,
            )
            self.query_one("#packet-words", Static).update(words)

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
        self.query_one("#packet-state").scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        self.query_one("#packet-state").scroll_page_up(animate=False)

    def action_back(self) -> None:
        self.run_in_program("browse")


def _states(connection: sqlite3.Connection, auditor: int) -> tuple[list[PacketStatus], bool]:
    """Return the state of every packet, and whether some answer's score is hidden from *auditor*."""
    states = [packet_places.status(connection, packet.id) for packet in all_packets(connection)]
    return states, owes_blind_verdicts(connection, auditor)
