"""An auditor's settings. The database keeps them, so that they hold wherever the auditor opens it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from airbench_tui.benchmark import taxonomy
from airbench_tui.reviewing.clock import BreakReminder
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.tui.outbox import Outbox

_BREAK_MINUTES = 45  # until an auditor sets something else


class AuditorSettings:
    """The settings of one auditor. Changes take effect at once and are written to the database."""

    def __init__(self, connection: sqlite3.Connection, outbox: Outbox, auditor: int) -> None:
        """Read the settings of *auditor*. Raises sqlite3.Error."""
        self._outbox = outbox
        self._auditor = auditor
        self._values: Mapping[str, Any] = auditor_rows.attributes(connection, auditor)
        self.reminder = BreakReminder(self.break_minutes)

    async def keep(self, **changes: Any) -> None:
        """Change settings at once, and write them to the database as soon as it takes them."""
        self._values = {**self._values, **changes}
        self.reminder.minutes = self.break_minutes
        await self._outbox.put("", None, auditor_rows.set_attributes, self._auditor, changes).stored()

    @property
    def hard_nodes(self) -> tuple[str, ...]:
        """Return the ids of the taxonomy nodes that this auditor marked as hard to read."""
        return tuple(self._values.get("hard", ()))

    @property
    def opted_out(self) -> tuple[str, ...]:
        """Return the ids of the taxonomy nodes whose items in packets go to other auditors."""
        return tuple(self._values.get("opted_out") or ())

    def is_hard(self, category: str) -> bool:
        """Tell whether the auditor marked this category, or a node above it, as hard to read."""
        key = taxonomy.sort_key(category)
        marked = (taxonomy.nodes()[node] for node in self.hard_nodes if node in taxonomy.nodes())
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
        return int(self._values.get("break_minutes", _BREAK_MINUTES))

    @property
    def own_codes(self) -> tuple[str, ...]:
        """Return the codes that this auditor added."""
        return tuple(self._values.get("codes", ()))

    @property
    def searches(self) -> dict[str, str]:
        """Return the filters that this auditor saved, by name."""
        return dict(self._values.get("searches", {}))
