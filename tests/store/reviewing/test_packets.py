"""Packets: the frozen frame, the drawn items and the auditors' places."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from airbench_tui.errors import FilterError, InputError
from airbench_tui.store.database import open_database
from airbench_tui.store.incoming import polarity
from airbench_tui.store.reading import figure_rows
from airbench_tui.store.reviewing import auditor_rows, packet_places, packets
from tests.store.helpers import all_of, judgment, put, row
from tests.store.packet_helpers import CATEGORIES, give, items_of, judged, make, who

Connection = sqlite3.Connection


def test_a_packet_freezes_its_frame(filled: Connection) -> None:
    made = make(filled, n=20, allocation="equal")
    assert made.frame == 60 and {one.name: (one.size, one.take) for one in made.strata} == {
        "0": (12, 7), "0.5": (12, 7), "1": (36, 6)
    }  # fmt: skip
    (packet,) = packets.all_packets(filled)
    assert (packet.name, packet.frame, packet.items, packet.places) == ("june", 60, 20, 20)
    assert packet.design["stratify"] == "judge-score" and packet.seed == 7 and packet.created_by == "ann"
    for item in figure_rows.drawn(filled, made.packet, figure_rows.JudgmentScope("gpt-4o")):
        size, take = {"0": (12, 7), "0.5": (12, 7), "1": (36, 6)}[item.stratum]
        assert item.probability == take / size and f"{item.score:g}" == item.stratum
    put(filled, row(1, category=CATEGORIES[1], verdict=judgment(0.0, reason="Second thoughts")), row(99))
    rows = figure_rows.frame(filled, made.packet, figure_rows.JudgmentScope("gpt-4o"))
    assert len(rows) == 60 and all(f"{one.score:g}" == one.stratum for one in rows)


def test_only_responses_with_a_score_are_in_the_frame(filled: Connection) -> None:
    put(
        filled,
        row(101, " ", verdict=judgment(None, status="blank")),
        row(102, verdict=judgment(None, status="malformed")),
        row(103),
        row(104, verdict=judgment(1.0, polarity=None)),
        row(105, verdict=judgment(None, status="failed")),
    )
    made = make(filled)
    assert made.frame == 60
    assert made.left_out == {"blank": 1, "failed": 1, "malformed": 1, "missing": 1, "unscaled": 1}


def test_the_frame_of_another_judge_model_and_filter(filled: Connection) -> None:
    put(
        filled,
        *(row(n, category=CATEGORIES[n % 4], verdict=judgment(0.0, judge="phrases")) for n in range(1, 9)),
        row(200, target="acme/owl", verdict=judgment(1.0)),
    )
    made = make(filled, n=4, judge="phrases")
    assert made.frame == 8 and [one.name for one in made.strata] == ["0"]
    assert made.left_out == {"missing": 53}
    assert set(
        all_of(filled, "SELECT j.judge FROM packet_items t JOIN judgments j ON j.id = t.judgment")
    ) == {"phrases"}
    assert make(filled, "owl", 1, model="acme/owl").frame == 1
    assert make(filled, "low", 3, filter="score<1 cat:12", stratify="none").frame == 6
    with pytest.raises(InputError, match="there is no judge 'nobody'; judges here: 'gpt-4o', 'phrases'"):
        make(filled, "x", judge="nobody")
    with pytest.raises(InputError, match="nothing to draw from"):
        make(filled, "x", model="nobody")
    with pytest.raises(FilterError):
        make(filled, "x", filter="score:7")


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"n": 61}, "61 responses cannot be drawn from 60 judged responses"),
        ({"name": "june"}, "there is a packet 'june' already"),
        ({"name": "  "}, "a packet's name has 1 to 200 characters"),
        ({"name": "x" * 201}, "a packet's name"),
        ({"auditors": ("ann", " ")}, "an auditor's name is empty"),
        ({"n": 2}, "2 responses cannot come from 3 strata"),
    ],
)
def test_a_packet_that_cannot_be_made_leaves_nothing_behind(
    filled: Connection, plan: dict[str, Any], words: str
) -> None:
    make(filled)
    before = [
        all_of(filled, f"SELECT count(*) FROM {table}") for table in ("packets", "packet_items", "auditors")
    ]
    with pytest.raises(InputError, match=words):
        make(filled, **{"name": "july", "auditors": ("zoe",), **plan})
    after = [
        all_of(filled, f"SELECT count(*) FROM {table}") for table in ("packets", "packet_items", "auditors")
    ]
    assert after == before


def test_the_same_seed_draws_the_same_packet_in_another_database(filled: Connection, tmp_path: Any) -> None:
    team = ("zoe", "bob", "ann")
    make(filled, n=20, auditors=team, overlap=0.3, repeat=0.2)
    contents = (
        "SELECT t.uid || k.uid || a.name || l.position || r.uid || t.stratum || coalesce(o.uid, '')"
        " FROM packet_places l JOIN packet_items t ON t.id = l.packet_item JOIN packets k ON k.id = t.packet"
        " JOIN auditors a ON a.id = l.auditor JOIN responses r ON r.id = t.response"
        " LEFT JOIN packet_items o ON o.id = t.repeat_of ORDER BY 1"
    )
    with open_database(tmp_path / "other.db") as database:
        other = database.connection
        put(other, *(judged(n) for n in range(60, 0, -1)))  # the ids differ
        auditor_rows.auditor_id(other, "somebody")
        make(other, n=20, auditors=tuple(reversed(team)), overlap=0.3, repeat=0.2)
        assert all_of(other, contents) == all_of(filled, contents)
        assert len(all_of(other, contents)) > 26
        assert make(other, "july", n=20, seed=8).seed == 8
        drawn = [set(all_of(other, "SELECT response FROM packet_items WHERE packet = ?", n)) for n in (1, 2)]
        assert drawn[0] != drawn[1]


def test_a_seed_is_chosen_and_kept(filled: Connection) -> None:
    seeds = [make(filled, name, seed=None).seed for name in ("a", "b", "c")]
    assert len(set(seeds)) == 3 and [packet.seed for packet in packets.all_packets(filled)] == seeds


def test_overlap_repeats_and_opting_out(filled: Connection) -> None:
    bob = who(filled, "bob")
    auditor_rows.set_attributes(filled, bob, {"opted_out": ["12"], "hard": ["5"]})
    made = make(filled, n=40, auditors=("ann", "bob"), overlap=0.25, repeat=0.1)
    state = packet_places.status(filled, made.packet)
    ann, ben = state.auditors
    assert (ann.auditor, ben.auditor) == ("ann", "bob")
    assert ann.assigned - ann.repeats + ben.assigned - ben.repeats == 50
    assert ann.repeats == int(0.1 * (ann.assigned - ann.repeats) + 0.5) > 0
    idx = "SELECT DISTINCT c.idx FROM packet_places l JOIN packet_items t ON t.id = l.packet_item JOIN responses r"
    idx += " ON r.id = t.response JOIN categories c ON c.key = r.category WHERE l.auditor = ?"
    assert "12.37.2" not in all_of(filled, idx, bob) and CATEGORIES[1] in all_of(filled, idx, bob)
    auditor_rows.set_attributes(filled, who(filled), {"opted_out": ["12"]})
    again = make(filled, "july", n=40, auditors=("ann", "bob"))
    assert again.unassigned == packet_places.status(filled, again.packet).unassigned > 0
    assert state.unassigned == 0


def test_a_corrected_polarity_changes_no_probability(filled: Connection) -> None:
    made = make(filled, n=20, allocation="equal")
    item = items_of(filled)[0]
    give(filled, item, 1.0)
    before = all_of(filled, "SELECT inclusion_probability FROM packet_items")
    polarity.set_polarity(filled, 1, "x", "0-safe", None, "so")
    assert all_of(filled, "SELECT inclusion_probability FROM packet_items") == before
    (found,) = figure_rows.place_verdicts(filled, figure_rows.JudgmentScope("gpt-4o"))
    assert found.blind and found.first == 1.0  # no score was on screen, so the verdict still counts
    assert packet_places.status(filled, made.packet).auditors[0].done == 1
