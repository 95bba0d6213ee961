"""Where an auditor left the program."""

from __future__ import annotations

import sqlite3

import pytest

from airbench_tui.store.reviewing import auditor_rows, whereabouts
from airbench_tui.store.reviewing.whereabouts import Whereabouts


def test_it_comes_back_and_can_be_forgotten(connection: sqlite3.Connection) -> None:
    auditor = auditor_rows.auditor_id(connection, "ann")
    place = Whereabouts("score:0", "12.37", 3, f"{whereabouts.PACKET}june", 4)
    whereabouts.keep(connection, auditor, place)
    assert whereabouts.read(connection, auditor) == place
    whereabouts.keep(connection, auditor, Whereabouts())
    assert whereabouts.read(connection, auditor) == Whereabouts()
    assert auditor_rows.attributes(connection, auditor) == {}


@pytest.mark.parametrize(
    "found", ["x", [1], {"filter": 3}, {"entry": "3"}, {"unknown": 1}, {"response": True}]
)
def test_what_cannot_be_read_is_the_beginning(connection: sqlite3.Connection, found: object) -> None:
    auditor = auditor_rows.auditor_id(connection, "ann")
    auditor_rows.set_attributes(connection, auditor, {whereabouts.NAME: found})
    assert whereabouts.read(connection, auditor) == Whereabouts()
