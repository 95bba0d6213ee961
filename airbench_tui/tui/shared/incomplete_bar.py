"""The warning below the title while an import has stored only a part of its file."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widgets import Static

from airbench_tui.store.reading.unfinished import Unfinished
from airbench_tui.text import safe


class IncompleteBar(Static):
    """As many lines as the warning needs, and none without one. It pushes the rest down and covers nothing."""

    DEFAULT_CSS = """
    IncompleteBar { display: none; height: auto; padding: 0 1; background: $hit; color: $fg; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)

    def show(self, imports: Sequence[Unfinished]) -> None:
        """Warn of the oldest of *imports*, and tell how many others there are. Without any, show nothing."""
        self.display = bool(imports)
        if imports:
            more = f" (and {len(imports) - 1:,} more)" if len(imports) > 1 else ""
            self.update(safe(f"⚠ {imports[0].words}{more}"))
