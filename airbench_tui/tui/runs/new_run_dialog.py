"""A dialog that plans a run and estimates its cost before it is started."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable
from typing import Any

from textual import work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Select, Static

from airbench_tui.errors import AirbenchError, InputError
from airbench_tui.models import spec as specs
from airbench_tui.pipeline import session
from airbench_tui.pipeline.estimates import in_batches
from airbench_tui.pipeline.live import Parameters
from airbench_tui.pipeline.plan import RunPlan
from airbench_tui.text import quote, safe
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.runs.model_names import ModelNames, SpecSuggester
from airbench_tui.tui.shared.dialogs.form_dialog import FormDialog
from airbench_tui.tui.shared.forms.choice import choice
from airbench_tui.tui.shared.forms.form_field import FormField, form_row
from airbench_tui.tui.shared.safe_input import SafeInput
from airbench_tui.tui.threads import end_if_gone

_EXPLAINED = {
    "run-model": "openai:M · together:M · http://host:port/v1#M · gguf:PATH · sample:Quill",
    "run-judge": "a model as above, or phrases: the refusal phrases, without a model. Empty: none.",
}


class NewRunDialog(FormDialog[int | None]):
    """Fields for model, judge and sample, above an estimate. Ends with the id of a stored run to start, or None."""

    HEADING = "New run"
    DOES = "starts it"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._names = ModelNames(desk.workspace.folder)

    def compose_form(self) -> Iterable[Widget]:
        model = SafeInput(
            "sample:Quill" if self._desk.workspace.sample else "",
            placeholder="such as openai:gpt-4o-mini, or sample:Quill to try it out",
            suggester=SpecSuggester(self._names),
            id="run-model",
            compact=True,
        )
        yield form_row(FormField("Model", model, explains=_EXPLAINED["run-model"]))
        judge = SafeInput(
            self._usual_judge(), suggester=SpecSuggester(self._names), id="run-judge", compact=True
        )
        yield form_row(FormField("Judge", judge, explains=_EXPLAINED["run-judge"]))
        yield form_row(
            FormField(
                "How many",
                SafeInput("5", type="integer", id="run-n", compact=True),
                explains="the number of prompts to draw from each category.",
            ),
            FormField(
                "From each",
                choice(
                    "run-per",
                    [
                        ("level-2 category", "l2"),
                        ("level-3 category", "l3"),
                        ("level-4 category", "l4"),
                        ("all prompts", "all"),
                    ],
                ),
                explains="the categories that prompts are drawn from. All prompts: no draw.",
                share=2,
            ),
            FormField(
                "Requests",
                choice("run-batch", [("at once", False), ("batch (half price)", True)]),
                explains="a batch takes up to a day. Only OpenAI and Together take batches.",
                share=2,
            ),
        )
        yield form_row(
            FormField(
                "Seed",
                SafeInput("0", type="integer", id="run-seed", compact=True),
                explains="the same seed draws the same prompts.",
            ),
            FormField(
                "Only categories",
                SafeInput(id="run-categories", compact=True),
                unit="ids such as 14 14.3940",
                explains="limits the draw to these and what is below them. Empty: all.",
                share=4,
            ),
        )

    def compose_preview(self) -> Iterable[Widget]:
        yield Static(id="estimate", classes="preview", markup=False)

    def on_mount(self) -> None:
        self._offer_batch()
        self._estimate()

    def on_input_changed(self, event: Input.Changed) -> None:
        self._offer_batch()
        self._estimate()
        # Ask a server for its models only when the user types, not for a default.
        if event.input.has_focus and event.input.id in ("run-model", "run-judge"):
            self.run_worker(self._show_names(event.input), group=event.input.id, exclusive=True)

    def on_select_changed(self) -> None:
        self._estimate()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._begin()

    async def _show_names(self, field: Input) -> None:
        """Explain the field by the models that its server lists, unless the field already names one of them."""
        line = await self._names.line(field.value.strip())
        end_if_gone(self)
        frame = next(one for one in field.ancestors if isinstance(one, FormField))
        frame.explains = line or _EXPLAINED[str(field.id)]
        self.explain()

    def _usual_judge(self) -> str:
        """Return the benchmark's judge if there is a key for it, else the judge that needs no key."""
        workspace = self._desk.workspace
        try:
            return (
                "openai:gpt-4o" if workspace.keys_present()["openai"] and not workspace.sample else "phrases"
            )
        except AirbenchError:  # an unreadable .env, which starting the run reports
            return "phrases"

    @work(exclusive=True, group="estimate")
    async def _estimate(self) -> None:
        """Show the estimate for the run while the user fills in the fields."""
        await asyncio.sleep(0.3)  # wait for a pause in typing
        end_if_gone(self)
        try:
            asked = self._asked()
            words = await asyncio.to_thread(_estimate_words, self._desk, asked)
        except AirbenchError as error:
            words = _doubt(str(error))
        end_if_gone(self)
        self.query_one("#estimate", Static).update(words)

    async def action_refresh(self) -> None:
        self._estimate()

    @work(exclusive=True, group="begin")
    async def _begin(self) -> None:
        try:
            asked = self._asked()
            await asyncio.to_thread(session.check, self._desk.workspace, asked)
            plan = await asyncio.to_thread(session.draw, self._desk.workspace, asked)
            run = await self._desk.write(_create, asked, plan)
        except AirbenchError as error:
            end_if_gone(self)
            self.query_one("#estimate", Static).update(_doubt(str(error)))
            return
        end_if_gone(self)
        self.dismiss(run)

    def _offer_batch(self) -> None:
        """Enable the choice of batches if the model's or the judge's provider accepts them."""
        try:
            asked = self._asked()
        except AirbenchError:
            asked = None
        self.query_one("#run-batch").disabled = asked is None or not in_batches(asked)

    def _asked(self) -> Parameters:
        per: Any = self.query_one("#run-per", Select).value
        batch = self.query_one("#run-batch", Select)
        return Parameters(
            model=specs.parse(self._value("run-model")).text,
            judge=specs.parse(self._value("run-judge")).text if self._value("run-judge") else None,
            per=per,
            n=self._number("run-n", 1),
            seed=self._number("run-seed", 0),
            categories=tuple(self._value("run-categories").replace(",", " ").split()),
            batch=bool(batch.value) and not batch.disabled,
        )

    def _number(self, name: str, otherwise: int) -> int:
        value = self._value(name)
        try:
            return int(value or otherwise)
        except ValueError:  # an integer field lets a lone sign pass
            raise InputError(f"{quote(value)} is not a number") from None

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()


def _estimate_words(desk: Desk, asked: Parameters) -> Content:
    """Describe a run's estimate, if possible, then what is missing to start it, in the order to provide it."""
    words: list[Content] = []
    lacking = session.missing(desk.workspace, asked)
    try:
        plan = session.draw(desk.workspace, asked)
        calls, *costs = session.estimate(desk.workspace, asked, plan).in_words().splitlines()
        words = [
            Content.styled(safe(calls), "bold $mine"),
            *(Content.styled(safe(line), "$fg") for line in costs),
        ]
        if plan.short:
            words.append(_doubt(f"{len(plan.short)} categories have fewer than asked for"))
    except AirbenchError as error:
        if str(error) not in lacking:
            words.append(_doubt(str(error)))
    if len(lacking) > 1:
        lacking = [f"first: {lacking[0]}", *(f"then: {step}" for step in lacking[1:])]
    return Content("\n").join([*words, *map(_doubt, lacking)])


def _doubt(words: str) -> Content:
    return Content.styled(safe(words), "$ambiguous")


def _create(connection: sqlite3.Connection, asked: Parameters, plan: RunPlan) -> int:
    return session.create(connection, asked, plan, None)
