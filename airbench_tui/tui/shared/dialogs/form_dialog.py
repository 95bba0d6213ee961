"""The base of dialogs with fields: framed fields, an explanation of the one in focus, and a message."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from airbench_tui.text import safe
from airbench_tui.tui.program import program_of
from airbench_tui.tui.shared.dialogs.audit_dialog import AuditDialog
from airbench_tui.tui.shared.forms.form_field import FormField
from airbench_tui.tui.shared.titles import set_subtitle

T = TypeVar("T")


class FormDialog(AuditDialog[T]):
    """A form of ``FormField`` widgets. The explanation of the one in focus stands below or beside them.

    A message (:meth:`say`) takes the explanation's place until another field gets the focus or a text changes.
    """

    DOES: ClassVar[str] = ""  # what Enter does, such as "draws it"
    BESIDE: ClassVar[bool] = False  # whether the preview stands beside the fields of a wide window
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (140, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-low"), (30, "-high")]

    def __init__(self) -> None:
        super().__init__()
        self._explained: FormField | None = None

    def compose_fields(self) -> ComposeResult:
        with Container(classes="form-body -beside" if self.BESIDE else "form-body"):
            with Vertical(classes="form-fields"):
                yield from self.compose_form()
            with Vertical(classes="form-side"):
                yield Static(id="explained", markup=False)
                yield Static(id="said", markup=False)
                yield from self.compose_preview()

    @abstractmethod
    def compose_form(self) -> Iterable[Widget]:
        """Yield the rows of fields."""

    def compose_preview(self) -> Iterable[Widget]:
        """Yield what shows the effect of the fields. By default that is nothing."""
        return ()

    def on_mount(self) -> None:
        frame = self.query_one(".dialog")
        frame.add_class("form", *(["-roomy"] if self.BESIDE else []))
        several = len(self.query(FormField)) > 1
        leave = program_of(self).key("dialog.leave")
        words = [f"Enter {self.DOES}", *(["Tab next field"] if several else []), f"{leave} leaves"]
        set_subtitle(frame, " · ".join(words))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        found = (one for one in event.widget.ancestors_with_self if isinstance(one, FormField))
        field = next(found, None)
        if field is not None and field is not self._explained:
            self._explained = field
            self.say("")
            self.explain()

    def on_input_changed(self, event: Input.Changed) -> None:
        self.say("")

    def explain(self) -> None:
        """Show the explanation of the field in focus."""
        field = self._explained
        if field is not None:
            words = Content.assemble((f"{field.label}  ", "bold $focus"), (safe(field.explains), "$fg"))
            self.query_one("#explained", Static).update(words)

    def say(self, words: str) -> None:
        super().say(words)
        self.query_one(".dialog").set_class(bool(words), "-said")
