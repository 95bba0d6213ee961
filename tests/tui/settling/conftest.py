"""Helpers of the tests of disagreements: responses on which auditors differ, and opening their screen."""

from __future__ import annotations

from textual.pilot import Pilot

from airbench_tui.store.reading import reads
from airbench_tui.store.reviewing import adjudications, exposures
from airbench_tui.store.rules.viewer import UNRESTRICTED
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.browse.response_list import ResponseList
from airbench_tui.tui.settling.settling_screen import SettlingScreen
from tests.store.helpers import all_of, decide
from tests.tui.conftest import press, settle

SIZE = (100, 30)


def listed(app: AuditApp) -> list[int]:
    assert isinstance(app.screen, BrowseScreen)
    return list(app.screen.query_one(ResponseList).ids)


def disputed(app: AuditApp, note: str = "because") -> list[int]:
    """Review four responses that the judge calls safe: bob and cyd differ on the first three. Return their ids."""
    connection = app.desk.database.connection
    found = all_of(
        connection, "SELECT id FROM responses WHERE score = 1 ORDER BY category, prompt, id LIMIT 4"
    )
    for number, response in enumerate(found):
        decide(connection, "bob", response, 0.0, note=note, blind=True)
        decide(connection, "cyd", response, 0.0 if number == 3 else 0.5, codes=("rubric",) if number else ())
    return found


def final(app: AuditApp, response: int) -> tuple[float, str, str] | None:
    found = adjudications.final(app.desk.database.connection, response)
    return None if found is None else (found.score, found.note, found.auditor)


def judge_of(app: AuditApp, response: int) -> reads.Judgment:
    judgment = reads.item(app.desk.database.connection, response, UNRESTRICTED).judgment
    assert judgment is not None
    return judgment


def exposed(app: AuditApp, response: int) -> bool:
    return exposures.was_exposed(app.desk.database.connection, app.desk.auditor, judge_of(app, response).id)


async def open_cases(pilot: Pilot[str]) -> SettlingScreen:
    await settle(pilot)
    await press(pilot, "D")
    assert isinstance(pilot.app.screen, SettlingScreen)
    return pilot.app.screen
