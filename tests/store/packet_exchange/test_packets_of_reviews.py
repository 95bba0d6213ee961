"""Packets made from a reviews CSV: their items, places and frame, and their replacement by the original packet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from airbench_tui.errors import InputError
from airbench_tui.store.database import Database
from airbench_tui.store.packet_exchange import packets_of_reviews
from airbench_tui.store.packet_exchange.packets_of_reviews import MADE, DrawnItem
from airbench_tui.store.packet_exchange.receiving import receive
from airbench_tui.store.packet_exchange.sending import sent_packet
from airbench_tui.store.reviewing import auditor_rows, packet_rows, packets
from airbench_tui.store.reviewing.packet_rows import NamedPacket, NewFrameRow
from tests.store.helpers import all_of, judgment, one, put, row, snapshot
from tests.store.packet_exchange.conftest import judged_rows


def add(there: Database, packet: NamedPacket, response: int, probability: float, repeat_for: str = "") -> int:
    """Add an item to *packet* as a row of a CSV does. With an auditor's name, add their repeat of it."""
    uid = one(there.connection, "SELECT uid FROM responses WHERE id = ?", response)
    original = packets_of_reviews.drawn_item(there.connection, packet, response) if repeat_for else None
    return packet_rows.add_item(
        there.connection,
        packet.id,
        packet_rows.item_uid(packet.uid, uid, repeat_for),
        response=response,
        judgment=one(there.connection, "SELECT judgment FROM responses WHERE id = ?", response),
        stratum="1",
        probability=probability,
        repeat_of=original.id if original else None,
    )


def test_a_packet_is_made_once_and_the_same_everywhere(origin: Database, there: Database) -> None:
    made = packets_of_reviews.find_or_make(there.connection, "july")
    assert packets_of_reviews.is_made_of_reviews(made) and made.design == MADE
    assert packets_of_reviews.find_or_make(there.connection, "july") == made
    assert packets_of_reviews.find_or_make(origin.connection, "july").uid == made.uid
    drawn = packets_of_reviews.find_or_make(origin.connection, "june")
    assert drawn.id == 1 and not packets_of_reviews.is_made_of_reviews(drawn)
    with pytest.raises(InputError, match="1 to 200 characters"):
        packets_of_reviews.find_or_make(there.connection, "x" * 201)


def test_items_are_found_again(there: Database) -> None:
    put(there.connection, *judged_rows())
    packet = packets_of_reviews.find_or_make(there.connection, "july")
    assert packets_of_reviews.drawn_item(there.connection, packet, 1) is None
    item = add(there, packet, 1, 0.25)
    uid = one(there.connection, "SELECT uid FROM responses WHERE id = 1")
    assert packets_of_reviews.repeat_item(there.connection, packet, item, uid, "ann") is None
    again = add(there, packet, 1, 0.25, "Ann")
    assert packets_of_reviews.drawn_item(there.connection, packet, 1) == DrawnItem(item, 0.25)
    assert packets_of_reviews.repeat_item(there.connection, packet, item, uid, "ANN") == again
    assert packets_of_reviews.repeat_item(there.connection, packet, item, uid, "bob") is None


def test_a_repeat_of_an_older_packet_is_known_by_its_auditor(there: Database) -> None:
    put(there.connection, *judged_rows())
    packet = packets_of_reviews.find_or_make(there.connection, "july")
    item, again = add(there, packet, 1, 0.25), add(there, packet, 1, 0.25, "Ann")
    there.connection.execute("UPDATE packet_items SET uid = 'written otherwise' WHERE id = ?", [again])
    packet_rows.add_place(there.connection, again, auditor_rows.auditor_id(there.connection, "Ann"), 1)
    assert packets_of_reviews.repeat_item(there.connection, packet, item, "?", "ann") == again


def test_new_places_come_after_the_auditor_s_others(there: Database) -> None:
    put(there.connection, *judged_rows())
    ann, bob = (auditor_rows.auditor_id(there.connection, name) for name in ("ann", "bob"))
    july, august = (packets_of_reviews.find_or_make(there.connection, name) for name in ("july", "august"))
    items = [add(there, july, 1, 0.5), add(there, july, 2, 0.5), add(there, august, 1, 0.5)]
    for item, who in ((0, ann), (1, ann), (0, ann), (1, bob), (2, ann)):
        packets_of_reviews.add_last_place(there.connection, items[item], who)
    places = there.connection.execute(
        "SELECT packet_item, auditor, position FROM packet_places ORDER BY packet_item, auditor"
    ).fetchall()
    assert [tuple(place.values()) for place in places] == [
        (items[0], ann, 1), (items[1], ann, 2), (items[1], bob, 1), (items[2], ann, 1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("probability", "others", "known"), [(0.5, 0, True), (0.51, 0, True), (0.25, 0, False), (0.5, 2, True)]
)
def test_the_frame_is_known_where_the_weights_add_up(
    there: Database, probability: float, others: int, known: bool
) -> None:
    """Draw two of four responses. The file may also hold responses of another model."""
    rows = [row(n, f"Answer {n}", verdict=judgment(1.0)) for n in range(4)]
    rows += [row(n + 4, "No.", target="other", verdict=judgment(0.5)) for n in range(others)]
    put(there.connection, *rows)
    packet = packets_of_reviews.find_or_make(there.connection, "july")
    for response in (1, 2):
        add(there, packet, response, probability)
    judged: dict[str, dict[str, dict[int, int]]] = {"gpt-4o": {}}
    for one_ in there.connection.execute("SELECT id, target, judgment FROM responses").fetchall():
        judged["gpt-4o"].setdefault(one_["target"], {})[one_["id"]] = one_["judgment"]
    assert packets_of_reviews.freeze_frame(there.connection, packet, judged) == known
    frame = there.connection.execute(
        "SELECT response, stratum FROM packet_frame ORDER BY response"
    ).fetchall()
    assert frame == ([{"response": n, "stratum": "1"} for n in (1, 2, 3, 4)] if known else [])
    assert packets_of_reviews.freeze_frame(there.connection, packet, {}) == known


def made_of(origin: Database, there: Database, rounded: int = 6) -> NamedPacket:
    """Store the packet "june" in *there* as a reviews CSV does, with rounded probabilities."""
    put(there.connection, *judged_rows())
    packet = packets_of_reviews.find_or_make(there.connection, "june")
    sent = sent_packet(origin.connection, 1)
    owner = {place.item: place.auditor for place in sent.places}
    for item in sent.items:
        response = one(there.connection, "SELECT id FROM responses WHERE uid = ?", item.response)
        again = owner[item.uid] if item.repeat_of else ""
        made = add(there, packet, response, round(item.probability, rounded), again)
        for place in sent.places:
            if place.item == item.uid:
                auditor = auditor_rows.auditor_id(there.connection, place.auditor)
                packets_of_reviews.add_last_place(there.connection, made, auditor)
    return packet


def test_the_original_packet_replaces_it(origin: Database, there: Database) -> None:
    made = made_of(origin, there)
    packet_rows.add_frame(there.connection, made.id, [NewFrameRow(1, 1, "a guess")])
    sent = sent_packet(origin.connection, 1)
    done = receive(there.connection, sent)
    assert (done.packet, done.name, done.new, done.frame) == (made.id, "june", 0, True)
    arrived = sent_packet(there.connection, made.id)
    assert replace(arrived, responses=[]) == replace(sent, responses=[])
    assert [packet.name for packet in packets.all_packets(there.connection)] == ["june"]


def test_another_draw_does_not_replace_it(origin: Database, there: Database) -> None:
    made = made_of(origin, there, rounded=1)
    sent = sent_packet(origin.connection, 1)
    before = there.connection.execute("SELECT * FROM packet_items").fetchall()
    assert receive(there.connection, sent).name == f"june ({sent.uid[:8]})"
    after = there.connection.execute("SELECT * FROM packet_items WHERE packet = ?", [made.id]).fetchall()
    assert after == before


def test_a_uid_that_is_taken_stores_nothing(origin: Database, there: Database) -> None:
    """Receive a packet whose repeat has the uid of an item in another packet."""
    made_of(origin, there)
    other = packets_of_reviews.find_or_make(there.connection, "other")
    taken = one(there.connection, "SELECT uid FROM packet_items WHERE id = ?", add(there, other, 1, 0.5))
    sent = sent_packet(origin.connection, 1)
    last = sent.items[-1]
    places = [replace(place, item=taken) if place.item == last.uid else place for place in sent.places]
    hostile = replace(sent, items=[*sent.items[:-1], replace(last, uid=taken)], places=places)
    before = snapshot(there)
    with pytest.raises(
        InputError, match=r"the packet 'june' conflicts with this database .*: nothing was stored"
    ):
        receive(there.connection, hostile)
    assert snapshot(there) == before


def test_a_drawn_packet_is_never_replaced(origin: Database) -> None:
    sent = replace(sent_packet(origin.connection, 1), uid="ab")
    assert packets_of_reviews.replace_with_original(origin.connection, sent) is None
    assert all_of(origin.connection, "SELECT uid FROM packets") != ["ab"]
