"""Drafts: notes and codes that belong to no verdict yet."""

from __future__ import annotations

import sqlite3

from airbench_tui.store.reviewing import auditor_rows, drafts
from tests.store.helpers import decide, one

Connection = sqlite3.Connection


def mine(connection: Connection, who: str = "ann") -> int:
    return auditor_rows.auditor_id(connection, who)


def test_a_draft_is_kept_until_a_verdict_or_an_empty_draft_removes_it(desk: Connection) -> None:
    auditor = mine(desk)
    assert drafts.read(desk, auditor, 1) == drafts.read(desk, None, 1) == ("", ())
    drafts.save(desk, auditor, 1, "so far", ["rubric"])
    drafts.save(desk, auditor, 1, "so far, so good", ())
    assert drafts.read(desk, auditor, 1) == ("so far, so good", ())
    assert drafts.read(desk, mine(desk, "bob"), 1) == ("", ())
    decide(desk, "ann", 2, 0.0)
    assert drafts.read(desk, auditor, 1)[0]
    decide(desk, "ann", 1, 0.0)  # the verdict removes the draft
    assert drafts.read(desk, auditor, 1) == ("", ())
    drafts.save(desk, auditor, 1, "again", ())
    drafts.save(desk, auditor, 1, "", ())
    assert one(desk, "SELECT count(*) FROM drafts") == 0
