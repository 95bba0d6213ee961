"""Packets: which there are, who is where, and the way into one's own part of each."""

from __future__ import annotations

import sqlite3

from rich.cells import cell_len, set_cell_size
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Footer, Input, OptionList, Select, Static

from airbench_tui.errors import AirbenchError
from airbench_tui.reviewing.packet_draw import PacketPlan, new_packet
from airbench_tui.reviewing.progress import packet_words, place_words
from airbench_tui.store.reviewing import packet_places
from airbench_tui.store.reviewing.packet_places import PacketProgress, PacketStatus
from airbench_tui.store.reviewing.packets import all_packets
from airbench_tui.text import one_line, safe
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared.safe_input import SafeInput
from airbench_tui.tui.shared.shown import ShownTable, cells
from airbench_tui.tui.shared.text_pane import TextPane
from airbench_tui.tui.shared.title_bar import TitleBar
from airbench_tui.tui.shared.titles import set_title, titled
from airbench_tui.tui.threads import end_if_gone

_NONE = (
    "There is no packet yet.\n\n"
    "A packet is a random sample of judged answers. Reviewed blind, it says how good the judge is and what\n"
    "the safe rate is once corrected. n draws one."
)


class PacketsScreen(Screen[None]):
    """The packets at the left, the chosen one's auditors at the right."""

    PLACES = ("packets",)
    BINDINGS = bindings("packets")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (140, "-wide")]
    AUTO_FOCUS = ""

    def __init__(self, desk: Desk, expression: str = "") -> None:
        super().__init__()
        self.desk = desk
        self._expression = expression
        self._states: list[PacketStatus] = []

    def compose(self) -> ComposeResult:
        yield TitleBar(id="title")
        with Horizontal(id="packets-body"):
            yield OptionList(id="packets", classes="pane", compact=True)
            yield TextPane(id="packet-state", classes="pane")
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        # Every key belongs to the screen: j and k choose a packet, Space scrolls the words about it.
        self.query_one("#packets").can_focus = self.query_one("#packet-state").can_focus = False
        set_title(self.query_one("#packets"), "Packets")
        set_title(self.query_one("#packet-state"), "Who is where")
        title = self.desk.titled("Packets")
        self.query_one(TitleBar).set_parts(title, ("1 = safe",), (self.desk.workspace.auditor,))
        self.refresh_data()

    @work(exclusive=True, group="packets")
    async def refresh_data(self) -> None:
        """Read the packets anew; the cursor stays where it was."""
        self._states = await self.desk.read_for(self, _states)
        self._draw_list()

    def _draw_list(self) -> None:
        listed = self.query_one(OptionList)
        at = listed.highlighted or 0
        listed.clear_options()
        listed.add_options([self._line(state, listed.size.width) for state in self._states])
        if self._states:
            listed.highlighted = min(at, len(self._states) - 1)
        self._draw_state()

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw_list)

    def _line(self, state: PacketStatus, room: int) -> Content:
        """A packet in *room* columns; how many were drawn stands at the right, too, where it finds no room here."""
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
        at = self.query_one(OptionList).highlighted
        return self._states[at] if at is not None and at < len(self._states) else None

    def on_option_list_option_highlighted(self) -> None:
        self._draw_state()

    def _draw_state(self) -> None:
        state = self._chosen
        self.query_one(TextPane).set_text(_NONE if state is None else _words(state))

    def seen(self) -> list[ShownTable]:
        """One table: who is where in each packet."""
        headings = (
            "packet", "drawn", "auditor", "assigned", "decided", "cannot judge", "left", "deferred", "blind",
        )  # fmt: skip
        rows = []
        for state in self._states:
            drawn = [state.packet.name, state.packet.items]
            for one in state.auditors or [PacketProgress("")]:
                counts = (one.assigned, one.done, one.cannot_judge, one.left, one.deferred, one.blind)
                rows.append(cells([*drawn, one.auditor, *counts]))
        return [ShownTable("packets", "table: who is where in each packet", headings, rows)] if rows else []

    # -- what one can do ----------------------------------------------------------------------

    def action_open_packet(self) -> None:
        """Review one's own places in the chosen packet."""
        state = self._chosen
        if state is None:
            return
        if self._mine(state) is None:
            self.notify("You have no places in this packet", severity="warning", markup=False)
            return
        self.app.run_worker(self.app.review_packet(state.packet.name))  # type: ignore[attr-defined]

    async def action_new_packet(self) -> None:
        """Draw a packet."""

        def drawn(made: bool | None) -> None:
            if made:
                self.refresh_data()

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

    def action_cursor_down(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    def action_cursor_up(self) -> None:
        self.query_one(OptionList).action_cursor_up()

    def action_back(self) -> None:
        """Back to Browse."""
        self.app.run_worker(self.app.run_action("browse"))


class NewPacketDialog(ModalScreen[bool]):
    """What to draw, for whom. Ends with True when a packet was drawn."""

    BINDINGS = [Binding("escape", "leave", "Leave", show=False)]

    def __init__(self, desk: Desk, expression: str) -> None:
        super().__init__()
        self._desk = desk
        self._expression = expression

    def compose(self) -> ComposeResult:
        with titled(Vertical(classes="dialog"), "New packet"):
            yield Static("Name, and how many answers to draw", markup=False)
            with Horizontal(classes="fields"):
                yield SafeInput(placeholder="june", id="packet-name", compact=True)
                yield SafeInput("100", type="integer", id="packet-n", compact=True)
            yield Static("Draw from each of these groups, and how many from each", markup=False)
            with Horizontal(classes="fields"):
                yield Select(
                    [
                        ("judge's score", "judge-score"),
                        ("level 1", "l1"),
                        ("level 2", "l2"),
                        ("no groups: simple random", "none"),
                    ],
                    value="judge-score",
                    allow_blank=False,
                    id="packet-stratify",
                    compact=True,
                )
                yield Select(
                    [
                        ("in proportion", "proportional"),
                        ("equally many", "equal"),
                        ("more where judges tend to err", "optimal"),
                    ],
                    value="proportional",
                    allow_blank=False,
                    id="packet-allocation",
                    compact=True,
                )
            yield Static("Auditors, with commas between them", markup=False)
            yield SafeInput(self._desk.workspace.auditor, id="packet-auditors", compact=True)
            yield Static(
                "Share that two auditors review; share that comes again unmarked; seed", markup=False
            )
            with Horizontal(classes="fields"):
                yield SafeInput("0.2", type="number", id="packet-overlap", compact=True)
                yield SafeInput("0.05", type="number", id="packet-repeat", compact=True)
                yield SafeInput(placeholder="any", type="integer", id="packet-seed", compact=True)
            yield Static("Only what this filter matches (empty: everything judged)", markup=False)
            yield SafeInput(self._expression, id="packet-filter", compact=True)
            yield Static(
                "Enter draws it · Tab next field · Esc leaves", classes="hint", id="said", markup=False
            )

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#packet-name"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._make()

    def _value(self, field: str) -> str:
        return self.query_one(f"#packet-{field}", Input).value.strip()

    def _plan(self) -> PacketPlan:
        """The plan as it is filled in. Raises ValueError for what is no number."""
        stratify: object = self.query_one("#packet-stratify", Select).value
        allocation: object = self.query_one("#packet-allocation", Select).value
        return PacketPlan(
            self._value("name"),
            int(self._value("n")),
            stratify=stratify,  # type: ignore[arg-type]  # the values of the Select
            allocation=allocation,  # type: ignore[arg-type]
            seed=int(self._value("seed")) if self._value("seed") else None,
            overlap=float(self._value("overlap") or 0),
            repeat=float(self._value("repeat") or 0),
            auditors=tuple(name for name in self._value("auditors").split(",") if name.strip()),
            filter=self._value("filter"),
        )

    @work(exclusive=True)
    async def _make(self) -> None:
        said = self.query_one("#said", Static)
        if not self._value("name"):
            said.update("Give the packet a name")
            return
        try:
            plan = self._plan()
        except ValueError:
            said.update("How many, the shares and the seed are numbers")
            return
        try:
            made = await self._desk.write(new_packet, plan, self._desk.workspace.auditor)
        except AirbenchError as error:
            end_if_gone(self)
            said.update(safe(str(error)))
            return
        drawn = sum(stratum.take for stratum in made.strata)
        self.notify(f"{drawn:,} of {made.frame:,} judged answers drawn, seed {made.seed}", markup=False)
        if made.newcomers:
            names = ", ".join(one_line(name, 40) for name in made.newcomers)
            self.notify(
                f"Never met before: {names}. A name mistyped has places that nobody reviews.",
                severity="warning",
                markup=False,
                timeout=12,
            )
        end_if_gone(self)
        self.dismiss(True)

    def action_leave(self) -> None:
        self.dismiss(False)


class SendDialog(ModalScreen[None]):
    """Whose part of a packet goes into which file."""

    BINDINGS = [Binding("escape", "leave", "Leave", show=False)]

    def __init__(self, desk: Desk, state: PacketStatus) -> None:
        super().__init__()
        self._desk = desk
        self._state = state

    def compose(self) -> ComposeResult:
        names = [one.auditor for one in self._state.auditors]
        with titled(Vertical(classes="dialog"), "Send a packet"):
            yield Static("For whom", markup=False)
            yield Select(
                [("everybody", ""), *((Content(one_line(name, 40)), name) for name in names)],
                value="",
                allow_blank=False,
                id="send-auditor",
                compact=True,
            )
            yield Static("File", markup=False)
            yield SafeInput("packet.json", id="path", compact=True)
            yield Static(
                "Enter writes it; there: airbench-tui packet import FILE · Esc leaves",
                classes="hint",
                id="said",
                markup=False,
            )

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#path"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self._send(event.value.strip())

    @work(exclusive=True)
    async def _send(self, path: str) -> None:
        from airbench_tui.interchange.packet_files.writing import export_packet

        auditor = str(self.query_one("#send-auditor", Select).value) or None
        try:
            places = await self._desk.read(export_packet, self._state.packet.id, path, auditor)
        except (AirbenchError, OSError) as error:
            end_if_gone(self)
            self.query_one("#said", Static).update(safe(str(error)))
            return
        self.notify(f"{places:,} places written to {safe(path)}", markup=False)
        end_if_gone(self)
        self.dismiss(None)

    def action_leave(self) -> None:
        self.dismiss(None)


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
    for one in state.auditors:
        answered, *more = place_words(one)
        lines += [f"{one_line(one.auditor, 30)}: {answered}", f"  {' · '.join(more)}"]
    if state.unassigned:
        lines.append(f"{state.unassigned:,} without an auditor: everybody opted out")
    return "\n".join(lines)
