"""A dialog that draws a packet."""

from __future__ import annotations

from dataclasses import replace

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Select, Static

from airbench_tui.errors import AirbenchError, IncompleteError
from airbench_tui.reviewing.packet_draw import Made, PacketPlan, new_packet
from airbench_tui.text import one_line
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared.choice import choice
from airbench_tui.tui.shared.dialogs.audit_dialog import AuditDialog
from airbench_tui.tui.shared.safe_input import SafeInput
from airbench_tui.tui.threads import end_if_gone


class NewPacketDialog(AuditDialog[bool]):
    """Fields for the packet's design and its auditors. Ends with True if a packet was drawn."""

    HEADING = "New packet"
    HINT = "Enter draws it · Tab next field · Esc leaves"
    SAYS_IN_HINT = True

    def __init__(self, desk: Desk, expression: str) -> None:
        super().__init__()
        self._desk = desk
        self._expression = expression
        self._warned: tuple[PacketPlan, str] | None = None  # what Enter again draws, despite the warning

    def compose_fields(self) -> ComposeResult:
        yield Static("Name, and how many answers to draw", markup=False)
        with Horizontal(classes="fields"):
            yield SafeInput(placeholder="june", id="packet-name", compact=True)
            yield SafeInput("100", type="integer", id="packet-n", compact=True)
        yield Static("Draw from each of these groups, and how many from each", markup=False)
        with Horizontal(classes="fields"):
            yield choice(
                "packet-stratify",
                [
                    ("judge's score", "judge-score"),
                    ("level 1", "l1"),
                    ("level 2", "l2"),
                    ("no groups: simple random", "none"),
                ],
            )
            yield choice(
                "packet-allocation",
                [
                    ("in proportion", "proportional"),
                    ("equally many", "equal"),
                    ("more where judges tend to err", "optimal"),
                ],
            )
        yield Static("Auditors, with commas between them", markup=False)
        yield SafeInput(self._desk.workspace.auditor, id="packet-auditors", compact=True)
        yield Static("Share that two auditors review; share that comes again unmarked; seed", markup=False)
        with Horizontal(classes="fields"):
            yield SafeInput("0.2", type="number", id="packet-overlap", compact=True)
            yield SafeInput("0.05", type="number", id="packet-repeat", compact=True)
            yield SafeInput(placeholder="any", type="integer", id="packet-seed", compact=True)
        yield Static("Only what this filter matches (empty: everything judged)", markup=False)
        yield SafeInput(self._expression, id="packet-filter", compact=True)

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#packet-name"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._make()

    def _value(self, field: str) -> str:
        return self.query_one(f"#packet-{field}", Input).value.strip()

    def _plan(self) -> PacketPlan:
        """Return the plan from the fields. Raises ValueError if a number field holds no number."""
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

    async def _draw(self, plan: PacketPlan) -> Made:
        """Draw the packet, despite an incomplete import only if this plan was given after that very warning."""
        by = self._desk.workspace.auditor
        try:
            return await self._desk.write(new_packet, plan, by)
        except IncompleteError as error:
            if self._warned != (plan, str(error)):
                raise
        return await self._desk.write(new_packet, replace(plan, despite_incomplete=True), by)

    @work(exclusive=True)
    async def _make(self) -> None:
        if not self._value("name"):
            self.say("Give the packet a name")
            return
        try:
            plan = self._plan()
        except ValueError:
            self.say("Not drawn: how many, the shares and the seed must be numbers")
            return
        try:
            made = await self._draw(plan)
        except IncompleteError as error:
            end_if_gone(self)
            self._warned = plan, str(error)
            self.say(f"{error}. Enter again draws from these rows all the same · Esc leaves")
            return
        except AirbenchError as error:
            end_if_gone(self)
            self.say(str(error))
            return
        drawn = sum(stratum.take for stratum in made.strata)
        self.notify(f"{drawn:,} of {made.frame:,} judged answers drawn, seed {made.seed}", markup=False)
        if made.newcomers:
            names = ", ".join(one_line(name, 40) for name in made.newcomers)
            self.notify(
                f"New auditors: {names}. A mistyped name gets places that nobody reviews.",
                severity="warning",
                markup=False,
                timeout=12,
            )
        end_if_gone(self)
        self.dismiss(True)
