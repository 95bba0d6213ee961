"""The preview of a packet says what would be drawn, and nothing that is hidden."""

from __future__ import annotations

import sqlite3

import pytest

from airbench_tui.errors import InputError
from airbench_tui.reviewing.packet_draw import PacketPlan, new_packet, preview
from airbench_tui.store.reviewing import packet_places


def test_a_preview_counts_what_is_then_drawn(filled: sqlite3.Connection) -> None:
    plan = PacketPlan(
        "june", 20, allocation="equal", seed=3, auditors=("bob", "cyd"), overlap=0.2, repeat=0.1
    )
    changes = filled.total_changes
    seen = preview(filled, plan, "lead")
    assert filled.total_changes == changes
    made = new_packet(filled, plan, "lead")
    status = packet_places.status(filled, made.packet)
    assert (seen.drawn, seen.frame, seen.strata) == (20, made.frame, made.strata)
    assert seen.places == {one.auditor: one.assigned for one in status.auditors}
    assert seen.repeats == status.everyone.repeats == 2
    assert seen.read_by_two == status.everyone.assigned - status.everyone.repeats - 20 == 4


def test_a_preview_tells_no_hidden_score(filled: sqlite3.Connection) -> None:
    new_packet(filled, PacketPlan("june", 60, auditors=("bob",), repeat=0), "lead")
    seen = preview(filled, PacketPlan("july", 3), "bob")
    assert seen.strata == () and seen.frame == 60
    of_score = PacketPlan("july", 3, filter="score:0")
    assert preview(filled, of_score, "lead").frame == 12
    with pytest.raises(InputError, match="nothing to draw from"):
        preview(filled, of_score, "bob")
