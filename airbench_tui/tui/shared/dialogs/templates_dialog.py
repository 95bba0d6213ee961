"""A dialog of an auditor's templates for notes."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList

from airbench_tui.text import one_line
from airbench_tui.tui.shared.dialogs.list_dialog import ListDialog


class TemplatesDialog(ListDialog[str | None]):
    """Ends with the template that was chosen, or None if left with Esc."""

    HEADING = "Templates"
    HINT = "Enter puts it at the cursor · Esc leaves · Settings changes them"

    def __init__(self, templates: Sequence[str]) -> None:
        super().__init__()
        self._templates = templates

    def compose_fields(self) -> ComposeResult:
        yield OptionList(*(Content(one_line(one, 200)) for one in self._templates), compact=True)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._templates[event.option_index])
