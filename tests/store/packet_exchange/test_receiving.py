"""Storing a received packet: unchanged, once, and beside what is stored already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from airbench_tui.errors import InputError
from airbench_tui.reviewing.packet_draw import PacketPlan, new_packet
from airbench_tui.store.database import Database
from airbench_tui.store.packet_exchange.receiving import receive
from airbench_tui.store.packet_exchange.sending import sent_packet
from airbench_tui.store.packet_exchange.sent_packet import SentPacket
from airbench_tui.store.reviewing import auditor_rows, packet_places, packets
from tests.store.helpers import all_of, decide, judgment, one, put, row, snapshot
from tests.store.packet_exchange.conftest import judged_rows


def comparable(sent: SentPacket) -> SentPacket:
    """Return the contents of *sent* independent of the order of local ids."""
    return replace(sent, responses=sorted(sent.responses, key=lambda one: one.uid), frame=[])


def test_a_received_packet_equals_the_sent_one(origin: Database, there: Database) -> None:
    sent = sent_packet(origin.connection, 1)
    done = receive(there.connection, sent)
    assert (done.name, done.places, done.new, done.frame) == (
        "june",
        len(sent.places),
        len(sent.places),
        False,
    )
    assert comparable(sent_packet(there.connection, done.packet)) == comparable(sent)
    assert one(there.connection, "SELECT count(*) FROM triage WHERE mask IS NULL") == 0


def test_receiving_again_changes_nothing(origin: Database, there: Database) -> None:
    sent = sent_packet(origin.connection, 1)
    receive(there.connection, sent)
    before = snapshot(there)
    assert receive(there.connection, sent).new == 0
    assert snapshot(there) == before


def test_the_auditors_parts_make_up_the_whole_packet(origin: Database, there: Database) -> None:
    for who, frame in (("ann", False), ("Bob", False)):
        assert receive(there.connection, sent_packet(origin.connection, 1, who)).frame == frame
    assert receive(there.connection, sent_packet(origin.connection, 1)).new == 0
    assert comparable(sent_packet(there.connection, 1)) == comparable(sent_packet(origin.connection, 1))


def test_the_frame_is_stored_where_all_its_judgments_are(origin: Database, there: Database) -> None:
    sent = sent_packet(origin.connection, 1)
    rows = judged_rows()
    put(there.connection, *rows[:-1])
    assert not receive(there.connection, sent).frame
    assert packets.all_packets(there.connection)[0].frame == 0
    put(there.connection, rows[-1])
    assert receive(there.connection, sent).frame
    assert packets.all_packets(there.connection)[0].frame == 9
    assert sent_packet(there.connection, 1).frame == sent.frame


def test_stored_verdicts_and_settings_stay(origin: Database, there: Database) -> None:
    sent = sent_packet(origin.connection, 1, "ann")
    receive(there.connection, sent)
    ann = auditor_rows.auditor_id(there.connection, "ann")
    first, second, *_ = packet_places.queue(there.connection, 1, ann)
    packet_places.defer(there.connection, ann, second)
    decide(
        there.connection,
        "ann",
        packet_places.place(there.connection, ann, first).response,
        1.0,
        packet_item=first,
    )
    before = packet_places.status(there.connection, 1)
    receive(there.connection, sent)
    assert packet_places.status(there.connection, 1) == before
    assert before.everyone.done == 1 and before.everyone.deferred == 1


def test_another_packet_of_that_name_gets_a_distinct_name(origin: Database, there: Database) -> None:
    put(there.connection, *judged_rows())
    new_packet(there.connection, PacketPlan("june", 3, seed=1), "ann")
    sent = sent_packet(origin.connection, 1)
    name = f"june ({sent.uid[:8]})"
    assert receive(there.connection, sent).name == name
    assert receive(there.connection, sent).name == name
    assert [packet.name for packet in packets.all_packets(there.connection)] == ["june", name]


def test_a_name_of_full_length_gets_a_distinct_name_too(origin: Database, there: Database) -> None:
    long = "x" * 200
    put(there.connection, *judged_rows())
    new_packet(there.connection, PacketPlan(long, 3, seed=1), "ann")
    sent = replace(sent_packet(origin.connection, 1), name=f" {long} ")
    assert receive(there.connection, sent).name == f"{long} ({sent.uid[:8]})"


def test_an_equivalent_judgment_is_not_the_packet_s_own(origin: Database, there: Database) -> None:
    """Receive an item whose judgment is stored only on the other scale, which is enough for a row, not for an item."""
    put(there.connection, row(1, target="x", verdict=judgment(1.0, polarity="1-safe")))
    put(origin.connection, row(1, target="x", verdict=judgment(0.0, polarity="0-safe")))
    new_packet(origin.connection, PacketPlan("july", 1, seed=1, model="x"), "ann")
    sent = sent_packet(origin.connection, 2)
    receive(there.connection, sent)
    assert comparable(sent_packet(there.connection, 1)) == comparable(sent)
    assert one(there.connection, "SELECT count(*) FROM judgments") == 2


def test_the_default_judge_is_determined_again(origin: Database, there: Database) -> None:
    """Show the new default judge's judgment also for a response that is not in the packet."""
    other = judgment(0.0, judge="other")
    put(there.connection, row(1, "One", verdict=other), row(2, "Two", verdict=other))
    put(there.connection, row(1, "One", verdict=judgment(1.0)))
    shown = "SELECT j.judge FROM responses r JOIN judgments j ON j.id = r.judgment WHERE r.id = 1"
    assert one(there.connection, shown) == "other"
    receive(there.connection, sent_packet(origin.connection, 1))
    assert one(there.connection, shown) == "gpt-4o"


def test_an_empty_packet(there: Database, origin: Database) -> None:
    nothing = replace(sent_packet(origin.connection, 1), responses=[], items=[], places=[], frame=[])
    done = receive(there.connection, nothing)
    assert (done.places, done.new, done.frame) == (0, 0, False)
    assert all_of(there.connection, "SELECT name FROM runs") == []


def taken_by_another_packet(sent: SentPacket) -> SentPacket:
    return replace(sent, uid="ab", name="other")


def taken_by_another_response(sent: SentPacket) -> SentPacket:
    first, second, *_ = sent.items
    return replace(sent, items=[replace(first, uid=second.uid)], places=[])


def without_a_name(sent: SentPacket) -> SentPacket:
    return replace(sent, uid="ab", name="\n")


@pytest.mark.parametrize("change", [taken_by_another_packet, taken_by_another_response, without_a_name])
def test_a_conflicting_packet_stores_nothing(
    origin: Database, there: Database, change: Callable[[SentPacket], SentPacket]
) -> None:
    sent = sent_packet(origin.connection, 1)
    receive(there.connection, sent)
    before = snapshot(there)
    with pytest.raises(InputError, match=r"nothing was stored|1 to 200 characters"):
        receive(there.connection, change(sent))
    assert snapshot(there) == before


def test_a_packet_is_refused_where_both_names_are_taken(origin: Database, there: Database) -> None:
    sent = sent_packet(origin.connection, 1)
    put(there.connection, *judged_rows())
    for name in ("june", f"june ({sent.uid[:8]})"):
        new_packet(there.connection, PacketPlan(name, 3, seed=1), "ann")
    before = snapshot(there)
    with pytest.raises(InputError, match=r"there are packets 'june' and 'june \("):
        receive(there.connection, sent)
    assert snapshot(there) == before


def test_a_file_tells_the_database_that_drew_the_packet_nothing_new(origin: Database) -> None:
    sent = sent_packet(origin.connection, 1, "ann")
    sent = replace(sent, secrets={**sent.secrets, "Bob": "ab" * 32})
    for _ in range(2):  # it is still the one that drew the packet after it has read the file
        assert receive(origin.connection, sent).new == 0
        assert all_of(origin.connection, "SELECT secret FROM packet_secrets") == [sent.secrets["ann"]]
    before = snapshot(origin)
    item = replace(sent.items[0], uid="another")
    answer = replace(sent.responses[0], judgments=[replace(sent.responses[0].judgments[0], uid="another")])
    for forged in (
        replace(sent, items=[*sent.items, item]),
        replace(sent, responses=[answer, *sent.responses[1:]]),
        replace(sent, responses=[replace(answer, uid="another"), *sent.responses]),
    ):
        with pytest.raises(InputError, match="rows that were not drawn: nothing was stored"):
            receive(origin.connection, forged)
    assert snapshot(origin) == before
