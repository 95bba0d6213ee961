"""A field of a form in a frame, with its label and its unit in the edges."""

from __future__ import annotations

from textual import events
from textual.containers import Container, Horizontal
from textual.widget import Widget
from textual.widgets import Static

from airbench_tui.tui.shared.titles import set_subtitle, set_title


class FormField(Container):
    """A framed field: *label* in the upper edge, *unit* at the lower right. *explains* says what it is for.

    *share* is its share of a row's width. In a window too low for frames it is one row with the label at the left.
    """

    def __init__(
        self, label: str, field: Widget, *, unit: str = "", explains: str = "", share: int = 1
    ) -> None:
        super().__init__(Static(label, classes="form-label", markup=False), field, classes="form-field")
        self.label, self.explains = label, explains
        self.field = field
        self.styles.width = f"{share}fr"
        set_title(self, label, unit)

    def set_unit(self, unit: str) -> None:
        """Show another unit, made safe here."""
        set_subtitle(self, unit)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor into the field wherever the frame is clicked."""
        if not self.field.has_focus_within:
            self.field.focus()


def form_row(*fields: FormField) -> Horizontal:
    """Return *fields* side by side."""
    return Horizontal(*fields, classes="form-row")
