"""Texts that an auditor began in a dialog and left: reasons of settlements, of "cannot judge" and of bulk decisions.

Notes have a table of their own (``drafts.py``). These texts are in the auditor's attributes, under one name. A merge
leaves them where they are.
"""

from __future__ import annotations

import sqlite3

from airbench_tui.store.database import transaction
from airbench_tui.store.reviewing import auditor_rows

MOST = 100  # texts of an auditor; then the oldest goes
NAME = "unfinished"


def read(connection: sqlite3.Connection, auditor: int, about: str) -> str:
    """Return the text that *auditor* left on *about*, "" if there is none."""
    return str(auditor_rows.attributes(connection, auditor).get(NAME, {}).get(about, ""))


def keep(connection: sqlite3.Connection, auditor: int, about: str, text: str) -> None:
    """Keep *text* as what *auditor* left on *about*, durably. An empty text forgets what was kept."""
    with transaction(connection, durable=True):
        kept = dict(auditor_rows.attributes(connection, auditor).get(NAME, {}))
        if kept.pop(about, None) is None and not text:
            return
        if text:
            kept[about] = text
        latest = dict(list(kept.items())[-MOST:])
        auditor_rows.write_attributes(connection, auditor, {NAME: latest or None})
