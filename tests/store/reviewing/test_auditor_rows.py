"""An auditor's own settings."""

from __future__ import annotations

import sqlite3

from airbench_tui.store.reviewing import auditor_rows

Connection = sqlite3.Connection


def mine(connection: Connection, who: str = "ann") -> int:
    return auditor_rows.auditor_id(connection, who)


def test_settings_start_empty_and_keep_their_values(desk: Connection) -> None:
    auditor = mine(desk)
    assert auditor_rows.attributes(desk, auditor) == auditor_rows.attributes(desk, None) == {}
    auditor_rows.set_attributes(desk, auditor, {"hard": ["5"]})
    assert auditor_rows.attributes(desk, auditor) == {"hard": ["5"]}
