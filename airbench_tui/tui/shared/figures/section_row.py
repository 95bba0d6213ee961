"""The row of section names above a page of figures; the section in view is marked."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual.events import Click
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

_MORE = "…"  # at an end where names are left out


class SectionRow(Widget):
    """A line of names. Those that do not fit are left out at the ends, never the section in view."""

    COMPONENT_CLASSES = {"section-row--name", "section-row--seen"}
    DEFAULT_CSS = """
    SectionRow { height: 1; background: $bg; display: none; }
    SectionRow .section-row--name { color: $muted; background: $bg; }
    SectionRow .section-row--seen { color: $fg; background: $surface2; text-style: bold; }
    """

    class NameClicked(Message):
        """The user clicked a section's name."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._names: Sequence[str] = ()
        self._seen = ""

    def show(self, names: Sequence[str], seen: str) -> None:
        """Show the *names* of the sections, with the one that is *seen* marked."""
        self._names, self._seen = names, seen
        self.display = bool(names)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        name, seen = (self.get_component_rich_style(f"section-row--{part}") for part in ("name", "seen"))
        shown = self._shown()
        segments = [Segment(_MORE if shown[:1] != list(self._names[:1]) else " ", name)]
        segments += [Segment(f" {one} ", seen if one == self._seen else name) for one in shown]
        if shown[-1:] != list(self._names[-1:]):
            segments.append(Segment(_MORE, name))
        return Strip(segments).adjust_cell_length(self.size.width, name)

    def _shown(self) -> list[str]:
        """Return the names that fit, with the marked one among them."""
        room = self.size.width - 2 * cell_len(_MORE)
        shown = list(self._names)
        while len(shown) > 1 and sum(cell_len(one) + 2 for one in shown) > room:
            place = shown.index(self._seen) if self._seen in shown else 0
            shown.pop(0 if place > len(shown) // 2 else -1)
        return shown

    def on_click(self, event: Click) -> None:
        """Report the name that was clicked."""
        end = 1
        for one in self._shown():
            end += cell_len(one) + 2
            if event.x < end:
                self.post_message(self.NameClicked(one))
                return
