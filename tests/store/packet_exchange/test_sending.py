"""Reading a packet for sending: the whole packet, or the part that one auditor needs."""

from __future__ import annotations

import pytest

from airbench_tui.errors import InputError
from airbench_tui.store import identity
from airbench_tui.store.database import Database
from airbench_tui.store.packet_exchange.sending import sent_packet
from airbench_tui.store.reviewing import packet_rows
from tests.store.helpers import HOSTILE, judgment, packet, put, row
from tests.store.packet_exchange.conftest import RUBRIC


def test_a_packet_is_sent_whole(origin: Database) -> None:
    sent = sent_packet(origin.connection, 1)
    assert (sent.name, sent.seed, sent.created_by, sent.design["n"]) == ("june", 3, "Lead", 6)
    originals = [item for item in sent.items if item.repeat_of is None]
    assert [item.repeat_of is None for item in sent.items] == sorted(
        (item.repeat_of is None for item in sent.items), reverse=True
    )
    assert {one.uid for one in sent.responses} == {item.response for item in originals} and len(
        originals
    ) == 6
    assert {place.auditor for place in sent.places} == {"ann", "Bob"}
    assert len(sent.frame) == 9
    for response in sent.responses:
        assert response.uid == identity.response_uid(
            response.category, response.prompt, response.target, response.answer, response.repeat
        )
        (judged,) = response.judgments
        assert HOSTILE in response.answer
        assert judged.judgment.rubric == (RUBRIC if response.repeat else None) and not judged.sample
        assert {item.judgment for item in sent.items if item.response == response.uid} == {judged.uid}


def test_one_auditor_s_part_is_sent(origin: Database) -> None:
    whole, part = sent_packet(origin.connection, 1), sent_packet(origin.connection, 1, "BOB")
    assert list(part.places) == [place for place in whole.places if place.auditor == "Bob"]
    assert {item.uid for item in part.items} == {place.item for place in part.places}
    assert part.frame == whole.frame and len(part.responses) < len(whole.responses)
    with pytest.raises(InputError, match="'cleo' has no place in the packet 'june'"):
        sent_packet(origin.connection, 1, "cleo")


def test_a_repeat_is_sent_with_its_original(there: Database) -> None:
    """Send a repeat whose original is not among the auditor's places, as a reviews CSV may have stored it."""
    put(there.connection, row(1))
    item = packet(there.connection, "june", [1], ann=[])[1]
    again = packet_rows.add_item(
        there.connection, 1, "ab", response=1, judgment=None, stratum="", probability=1, repeat_of=item
    )
    bob = there.connection.execute("INSERT INTO auditors(name, folded, created_at) VALUES ('bob', 'bob', '')")
    packet_rows.add_place(there.connection, again, int(bob.lastrowid or 0), 1)
    sent = sent_packet(there.connection, 1, "bob")
    assert [one.repeat_of for one in sent.items] == [None, sent.items[0].uid]
    assert [place.item for place in sent.places] == ["ab"]


def test_judgments_of_the_sample_audit_are_marked(there: Database) -> None:
    put(there.connection, row(1, verdict=judgment()), sample=True)
    packet(there.connection, "june", [1], ann=[1])
    (response,) = sent_packet(there.connection, 1).responses
    assert [one.sample for one in response.judgments] == [True]
