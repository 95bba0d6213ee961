"""An auditor's settings. The database keeps what they chose in the program, so that it holds wherever they open it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from airbench_tui.benchmark import taxonomy
from airbench_tui.reviewing.clock import BreakReminder
from airbench_tui.settings.files import SettingsFile
from airbench_tui.settings.held import Held, what_holds
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.tui.outbox import Outbox, Outgoing


class AuditorSettings:
    """The settings that hold for one auditor. Changes take effect at once and are written to the database."""

    def __init__(
        self, connection: sqlite3.Connection, outbox: Outbox, auditor: int, files: Sequence[SettingsFile]
    ) -> None:
        """Read the settings of *auditor*, which are stronger than those of *files*. Raises sqlite3.Error."""
        self._outbox = outbox
        self._auditor = auditor
        self.files = files
        self._own: Mapping[str, Any] = auditor_rows.attributes(connection, auditor)
        self._held = what_holds(files, self._own)
        self.reminder = BreakReminder(self.break_minutes)

    async def keep(self, **changes: Any) -> None:
        """Change the auditor's own settings as :meth:`change` does, and wait until the database has them."""
        await self.change(**changes).stored()

    def change(self, **changes: Any) -> Outgoing[None]:
        """Change the auditor's own settings at once, and write them to the database as soon as it takes them.

        The value None removes one, so that a file or the default holds again.
        """
        self._own = {**self._own, **changes}
        self._held = what_holds(self.files, self._own)
        self.reminder.minutes = self.break_minutes
        return self._outbox.put("", None, auditor_rows.set_attributes, self._auditor, changes)

    def held(self, name: str) -> Held:
        """Return the value of a setting and where it comes from. *name* is a key of ``registry.SETTINGS``."""
        return self._held[name]

    def without_own(self, name: str) -> Held:
        """Return what would hold of a setting if the auditor had chosen nothing."""
        return what_holds(self.files, {})[name]

    def own(self, name: str) -> Any:
        """Return what the auditor chose for a setting, lists as tuples; None if they chose nothing."""
        return what_holds((), self._own)[name].value if self._own.get(name) is not None else None

    @property
    def theme(self) -> str:
        """Return the name of the theme, which perhaps no theme has."""
        return str(self._held["theme"].value)

    @property
    def decision_guard(self) -> float:
        """Return the seconds after an item is drawn in which deciding keys are not taken."""
        return float(self._held["decision_guard"].value)

    @property
    def reading_width(self) -> int:
        """Return the width in cells at which lines of an answer end in Review."""
        return int(self._held["reading_width"].value)

    @property
    def reduced_motion(self) -> bool:
        """Tell whether nothing on screen is to move by itself."""
        return bool(self._held["reduced_motion"].value)

    @property
    def note_templates(self) -> tuple[str, ...]:
        """Return the texts to begin a note with, of the files and the auditor's own."""
        return tuple(self._held["note_templates"].value)

    @property
    def hard_nodes(self) -> tuple[str, ...]:
        """Return the ids of the taxonomy nodes that this auditor marked as hard to read."""
        return tuple(self._held["hard"].value)

    @property
    def opted_out(self) -> tuple[str, ...]:
        """Return the ids of the taxonomy nodes whose items in packets go to other auditors."""
        return tuple(self._held["opted_out"].value)

    def is_hard(self, category: str) -> bool:
        """Tell whether the auditor marked this category, or a node above it, as hard to read."""
        key = taxonomy.sort_key(category)
        marked = (taxonomy.nodes()[node] for node in self.hard_nodes)
        return any(node.first <= key <= node.last for node in marked)

    async def toggle_hard(self, node: str) -> bool:
        """Mark a taxonomy node as hard to read, or unmark it. Return whether it is marked now."""
        marked = node not in self.hard_nodes
        rest = [other for other in self.hard_nodes if other != node]
        await self.keep(hard=[*rest, node] if marked else rest)
        return marked

    @property
    def break_minutes(self) -> int:
        """Return the minutes of active reviewing between break reminders; 0 for no reminders."""
        return int(self._held["break_minutes"].value)

    @property
    def own_codes(self) -> tuple[str, ...]:
        """Return the codes that the files and this auditor add to the program's."""
        return tuple(self._held["codes"].value)

    async def add_code(self, code: str) -> None:
        """Add a code to the auditor's own."""
        await self.keep(codes=[*(self.own("codes") or ()), code])

    @property
    def searches(self) -> dict[str, str]:
        """Return the filters that this auditor saved, by name."""
        return dict(self._own.get("searches", {}))
