"""An auditor's places in a packet: their order, and deferred places."""

from __future__ import annotations

import sqlite3

import pytest

from airbench_tui.errors import InputError
from airbench_tui.store.reviewing import packet_places
from tests.store.packet_helpers import give, items_of, make, who

Connection = sqlite3.Connection


def test_deferred_places_come_last(filled: Connection) -> None:
    make(filled)
    order = items_of(filled)
    packet_places.defer(filled, who(filled), order[0])
    packet_places.defer(filled, who(filled), order[3])
    assert items_of(filled) == [order[1], order[2], *order[4:], order[0], order[3]]
    packet_places.defer(filled, who(filled), order[0])
    assert items_of(filled)[-2:] == [order[3], order[0]]
    give(filled, order[0], 1.0)
    assert items_of(filled)[-1] == order[3] and order[0] not in items_of(filled)
    assert items_of(filled, everything=True) == [order[0], order[1], order[2], *order[4:], order[3]]
    assert packet_places.place(filled, who(filled), order[3]).deferred
    (state,) = packet_places.status(filled, 1).auditors
    assert (state.deferred, state.left) == (1, 9)
    with pytest.raises(InputError, match="not yours"):
        packet_places.defer(filled, who(filled, "bob"), order[0])
    with pytest.raises(InputError, match="not yours"):
        packet_places.place(filled, who(filled, "bob"), order[0])
