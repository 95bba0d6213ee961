"""A dialog that draws a packet."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace

from textual import work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Select, Static

from airbench_tui.errors import AirbenchError, IncompleteError
from airbench_tui.reviewing.packet_draw import Made, PacketPlan, new_packet, preview
from airbench_tui.text import one_line, safe
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.packets.draw_preview import ALLOCATIONS, GROUPS, in_bars, in_lines
from airbench_tui.tui.shared.dialogs.form_dialog import FormDialog
from airbench_tui.tui.shared.forms.choice import choice
from airbench_tui.tui.shared.forms.form_field import FormField, form_row
from airbench_tui.tui.shared.safe_input import SafeInput
from airbench_tui.tui.threads import end_if_gone

_PAUSE = 0.3  # seconds without a change before the preview is counted
_NO_NUMBERS = "how many, the shares and the seed must be numbers, the shares from 0 to 100"


class NewPacketDialog(FormDialog[bool]):
    """Fields for the packet's design and its auditors. Ends with True if a packet was drawn."""

    HEADING = "New packet"
    DOES = "draws it"
    BESIDE = True

    def __init__(self, desk: Desk, expression: str) -> None:
        super().__init__()
        self._desk = desk
        self._expression = expression
        self._warned: tuple[PacketPlan, str] | None = None  # what Enter again draws, despite the warning

    def compose_form(self) -> Iterable[Widget]:
        field = FormField
        yield form_row(
            field(
                "Name",
                SafeInput(placeholder="june", id="packet-name", compact=True),
                explains="what you and the other auditors call this packet. It cannot be changed later.",
                share=2,
            ),
            field(
                "How many",
                SafeInput("100", type="integer", id="packet-n", compact=True),
                explains="the number of answers to draw. More answers give narrower intervals.",
            ),
        )
        yield form_row(
            field(
                "Draw by",
                choice("packet-stratify", [(words, value) for value, words in GROUPS.items()]),
                explains="the groups that all get a part of the draw, so that none is left out by chance.",
            ),
            field(
                "From each",
                choice("packet-allocation", [(words, value) for value, words in ALLOCATIONS.items()]),
                explains="how the draw is divided among the groups. Figures allow for unequal parts.",
            ),
        )
        yield form_row(
            field(
                "Auditors",
                SafeInput(self._desk.workspace.auditor, id="packet-auditors", compact=True),
                unit="names, with commas",
                explains="who reviews. Each gets a part of their own, in an order of their own.",
            )
        )
        yield form_row(
            field(
                "Read by two",
                SafeInput("20", type="number", id="packet-overlap", compact=True),
                unit="%",
                explains="the share that two auditors get, unknown to each other. It shows how far people agree.",
            ),
            field(
                "Comes again",
                SafeInput("5", type="number", id="packet-repeat", compact=True),
                unit="%",
                explains="the share that the same auditor gets again, unmarked. It shows how steady they are.",
            ),
            field(
                "Seed",
                SafeInput(placeholder="any", type="integer", id="packet-seed", compact=True),
                explains="the same seed on the same answers draws the same packet. Empty: one is chosen and kept.",
            ),
        )
        yield form_row(
            field(
                "Only what matches",
                SafeInput(self._expression, id="packet-filter", compact=True),
                unit="a filter",
                explains="limits the answers to draw from, as / does in Browse. Empty: everything judged.",
            )
        )

    def compose_preview(self) -> Iterable[Widget]:
        yield Static("counting …", id="packet-preview", classes="preview", markup=False)

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#packet-name"))

    def on_input_changed(self, event: Input.Changed) -> None:
        self._preview()

    def on_select_changed(self) -> None:
        self._preview()

    def on_resize(self) -> None:
        self._preview()

    async def action_refresh(self) -> None:
        self._preview()

    @work(exclusive=True, group="preview")
    async def _preview(self) -> None:
        """Show what the fields would draw, once the user pauses."""
        await asyncio.sleep(_PAUSE)
        end_if_gone(self)
        try:
            plan = self._plan()
            found = await self._desk.read_latest(self, "draw", preview, plan, self._desk.workspace.auditor)
        except ValueError:
            words = Content.styled(_NO_NUMBERS, "$ambiguous")
        except AirbenchError as error:
            words = Content.styled(safe(str(error)), "$ambiguous")
        else:
            shown = in_bars if self.app.size.width >= self.HORIZONTAL_BREAKPOINTS[-1][0] else in_lines
            words = shown(found, plan.stratify)
        end_if_gone(self)
        self.query_one("#packet-preview", Static).update(words)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._make()

    def _value(self, field: str) -> str:
        return self.query_one(f"#packet-{field}", Input).value.strip()

    def _share(self, field: str) -> float:
        """Return the share that a field has in per cent. Raises ValueError for what is no share."""
        share = float(self._value(field) or 0) / 100
        if not 0 <= share <= 1:
            raise ValueError
        return share

    def _plan(self) -> PacketPlan:
        """Return the plan from the fields. Raises ValueError if a number field holds no number or no share."""
        stratify: object = self.query_one("#packet-stratify", Select).value
        allocation: object = self.query_one("#packet-allocation", Select).value
        return PacketPlan(
            self._value("name"),
            int(self._value("n")),
            stratify=stratify,  # type: ignore[arg-type]  # the values of the Select
            allocation=allocation,  # type: ignore[arg-type]
            seed=int(self._value("seed")) if self._value("seed") else None,
            overlap=self._share("overlap"),
            repeat=self._share("repeat"),
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
            self.say(f"Not drawn: {_NO_NUMBERS}")
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
