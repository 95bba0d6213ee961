"""The rows of a packet: names, and inserts that leave existing rows unchanged."""

from __future__ import annotations

import pytest

from airbench_tui.errors import InputError
from airbench_tui.store.database import Database
from airbench_tui.store.reviewing import auditor_rows, packet_rows
from airbench_tui.store.reviewing.packet_rows import NewFrameRow
from tests.store.helpers import HOSTILE, judgment, one, packet, put, row


def test_names_are_stripped_and_checked(database: Database) -> None:
    connection = database.connection
    assert packet_rows.named(connection, HOSTILE) is None
    made = packet_rows.add_packet(
        connection, "ab", HOSTILE, {"n": 1}, 7, auditor_rows.auditor_id(connection, "ann"), "2026-11-26"
    )
    found = packet_rows.named(connection, HOSTILE)
    assert found is not None and (found.id, found.uid, found.design) == (made, "ab", {"n": 1})
    assert packet_rows.checked_name(connection, "  june\n") == "june"
    assert packet_rows.checked_name(connection, "x" * 200) == "x" * 200
    with pytest.raises(InputError, match="already: choose another name"):
        packet_rows.checked_name(connection, f" {HOSTILE} ")
    for name in ("", " \t", "x" * 201):
        with pytest.raises(InputError, match="a packet's name has 1 to 200 characters"):
            packet_rows.checked_name(connection, name)


def test_existing_places_and_frame_rows_stay_unchanged(database: Database) -> None:
    connection = database.connection
    put(connection, *(row(n, f"Answer {n}", verdict=judgment()) for n in (1, 2)))
    item = packet(connection, "june", [1])[1]
    ann = auditor_rows.auditor_id(connection, "ann")
    assert packet_rows.add_place(connection, item, ann, 1)
    assert not packet_rows.add_place(connection, item, ann, 2)
    assert one(connection, "SELECT position FROM packet_places") == 1
    packet_rows.move_place(connection, item, ann, 2)
    assert one(connection, "SELECT position FROM packet_places") == 2
    assert packet_rows.has_frame(connection, 1) and not packet_rows.has_frame(connection, 2)
    packet_rows.add_frame(connection, 1, [NewFrameRow(1, 1, "other"), NewFrameRow(2, 2, "new")])
    frame = connection.execute("SELECT stratum FROM packet_frame ORDER BY response").fetchall()
    assert [row_["stratum"] for row_ in frame] == ["all", "new"]


def test_uids_of_items_depend_on_packet_response_and_auditor() -> None:
    assert packet_rows.item_uid("p", "r", "ANN") == packet_rows.item_uid("p", "r", "ann")
    uids = {
        packet_rows.item_uid(*parts)
        for parts in (("p", "r"), ("p", "r", "ann"), ("p", "r", "bob"), ("q", "r"))
    }
    assert len(uids) == 4
