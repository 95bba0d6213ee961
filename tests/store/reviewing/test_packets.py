"""Packets on real files: what is frozen, who has what, blind first verdicts that stay, and what is hidden."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from airbench_tui.errors import FilterError, InputError
from airbench_tui.reviewing.packet_draw import Made, PacketPlan, new_packet
from airbench_tui.store.database import open_database
from airbench_tui.store.incoming import polarity
from airbench_tui.store.incoming.ingest import NewRow
from airbench_tui.store.reading import figure_rows, reads
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reading.filters.sql import where
from airbench_tui.store.reviewing import drafts, packet_answers, packet_places, packets, reviews
from airbench_tui.store.reviewing.reviews import NewVerdict
from airbench_tui.store.rules.blindness import hidden, is_hidden
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from tests.store.helpers import all_of, decide, judgment, one, put, row

Connection = sqlite3.Connection
CATEGORIES = ("1.1.1", "5.17.1", "12.37.2", "14.3940.1")


def judged(n: int) -> NewRow:
    score = (1.0, 1.0, 0.0, 1.0, 0.5)[n % 5]
    return row(n, category=CATEGORIES[n % 4], verdict=judgment(score, reason=f"Because of {n}"))


def fill(connection: Connection, count: int = 60) -> None:
    put(connection, *(judged(n) for n in range(1, count + 1)))


@pytest.fixture
def filled(connection: Connection) -> Connection:
    fill(connection)
    return connection


def who(connection: Connection, name: str = "ann") -> int:
    return reviews.auditor_id(connection, name)


def make(connection: Connection, name: str = "june", n: int = 10, **plan: Any) -> Made:
    given = {"seed": 7, "repeat": 0.0, "overlap": 0.0, **plan}
    return new_packet(connection, PacketPlan(name, n, **given), "ann")


def give(connection: Connection, item: int, score: float, name: str = "ann", **more: Any) -> int:
    here = packet_places.place(connection, who(connection, name), item)
    return reviews.decide(
        connection,
        who(connection, name),
        NewVerdict(here.response, score, None, packet_item=item, follows=here.first, **more),
    )


def items_of(connection: Connection, name: str = "ann", packet: str = "june", **more: Any) -> list[int]:
    return list(
        packet_places.queue(connection, packets.find(connection, packet), who(connection, name), **more)
    )


# --- making -------------------------------------------------------------------------------------


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


def test_only_what_a_judge_scored_is_in_the_frame(filled: Connection) -> None:
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
        ({"n": 61}, "61 cannot be drawn from 60"),
        ({"name": "june"}, "there is a packet 'june' already"),
        ({"name": "  "}, "a packet's name has 1 to 200 characters"),
        ({"name": "x" * 201}, "a packet's name"),
        ({"auditors": ("ann", " ")}, "an auditor's name is empty"),
        ({"n": 2}, "2 responses cannot come from 3 strata"),
    ],
)
def test_what_cannot_be_made_leaves_nothing(filled: Connection, plan: dict[str, Any], words: str) -> None:
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


def test_the_same_seed_is_the_same_packet_in_another_database(filled: Connection, tmp_path: Any) -> None:
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
        put(other, *(judged(n) for n in range(60, 0, -1)))  # other ids
        reviews.auditor_id(other, "somebody")
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
    reviews.set_attributes(filled, bob, {"opted_out": ["12"], "hard": ["5"]})
    made = make(filled, n=40, auditors=("ann", "bob"), overlap=0.25, repeat=0.1)
    state = packet_places.status(filled, made.packet)
    ann, ben = state.auditors
    assert (ann.auditor, ben.auditor) == ("ann", "bob")
    assert ann.assigned - ann.repeats + ben.assigned - ben.repeats == 50
    assert ann.repeats == int(0.1 * (ann.assigned - ann.repeats) + 0.5) > 0
    idx = "SELECT DISTINCT c.idx FROM packet_places l JOIN packet_items t ON t.id = l.packet_item JOIN responses r"
    idx += " ON r.id = t.response JOIN categories c ON c.key = r.category WHERE l.auditor = ?"
    assert "12.37.2" not in all_of(filled, idx, bob) and CATEGORIES[1] in all_of(filled, idx, bob)
    reviews.set_attributes(filled, who(filled), {"opted_out": ["12"]})
    again = make(filled, "july", n=40, auditors=("ann", "bob"))
    assert again.unassigned == packet_places.status(filled, again.packet).unassigned > 0
    assert state.unassigned == 0


# --- deciding -----------------------------------------------------------------------------------


def test_a_first_verdict_is_blind_reveals_and_stays(filled: Connection) -> None:
    make(filled)
    item = items_of(filled)[0]
    here = packet_places.place(filled, who(filled), item)
    assert (here.position, here.places, here.name, here.first) == (1, 10, "june", None)
    seen = packet_places.item(filled, here)
    assert seen.hidden and seen.judgment is not None
    assert (seen.judgment.score, seen.judgment.reason, seen.judgment.raw_text) == (None, "", None)
    judged = one(filled, "SELECT score FROM responses WHERE id = ?", here.response)
    other = 0.0 if judged else 1.0

    give(filled, item, other, seconds=9.5)
    (made,) = reviews.history(filled)
    assert (made.blind, made.exposed, made.shown_score, made.first_score) == (True, False, None, None)
    assert (made.origin, made.packet, made.packet_item, made.seconds) == ("packet", "june", item, 9.5)
    assert all_of(filled, "SELECT judgment FROM exposures") == [here.judgment]  # revealed from now on
    here = packet_places.place(filled, who(filled), item)
    shown = packet_places.item(filled, here)
    assert not shown.hidden and shown.judgment is not None and shown.judgment.score == judged

    give(filled, item, judged)
    give(filled, item, 0.5)
    final = reviews.history(filled)[-1]
    assert (final.score, final.first_score, final.blind, final.shown_score) == (0.5, other, True, judged)
    (found,) = figure_rows.place_verdicts(filled, figure_rows.JudgmentScope("gpt-4o"))
    assert (found.first, found.final, found.blind, found.packet) == (other, 0.5, True, "june")


def test_a_second_first_verdict_is_refused(filled: Connection) -> None:
    make(filled)
    item, other = items_of(filled)[:2]
    first = give(filled, item, 1.0)
    auditor, response = who(filled), packet_places.place(filled, who(filled), item).response
    with pytest.raises(InputError, match="the first verdict in this place of the packet is given and stays"):
        reviews.decide(filled, auditor, NewVerdict(response, 0.0, None, packet_item=item))
    with pytest.raises(InputError, match="no first verdict in this place"):
        reviews.decide(filled, auditor, NewVerdict(response, 0.0, None, packet_item=other, follows=first))
    with pytest.raises(InputError, match="is not yours"):
        reviews.decide(filled, who(filled, "bob"), NewVerdict(response, 0.0, None, packet_item=item))
    with pytest.raises(InputError, match="is not yours"):
        reviews.decide(filled, auditor, NewVerdict(response, 0.0, None, packet_item=10_000))
    with pytest.raises(InputError, match="given and stays"):
        packet_answers.cannot_judge(filled, auditor, item, "changed my mind")
    assert len(reviews.history(filled)) == 1


@pytest.mark.parametrize("origin", ["browse", "bulk", "triage"])
def test_no_verdict_from_elsewhere_replaces_a_packet_s(filled: Connection, origin: Any) -> None:
    make(filled, n=20, repeat=0.1)
    item = items_of(filled)[0]
    first = give(filled, item, 1.0)
    here = packet_places.place(filled, who(filled), item)
    decide(filled, "ann", here.response, 0.0, origin=origin)
    decide(filled, "ann", here.response, 0.5, origin=origin, follows=first, blind=True)
    standing = {review.packet_item: review for review in reviews.history(filled) if review.standing}
    assert (standing[item].score, standing[None].score) == (1.0, 0.5)
    # Nor does a verdict elsewhere take over that the packet's was blind.
    assert (standing[None].blind, standing[None].first_score) == (False, None)
    assert reviews.withdraw(filled, who(filled)) is None or origin != "bulk"
    assert packet_places.place(filled, who(filled), item).first == first


def test_seen_before_is_not_blind(filled: Connection) -> None:
    seen = all_of(filled, "SELECT id FROM judgments")
    make(filled, auditors=("ann", "bob"), overlap=1.0)
    reviews.expose(filled, who(filled), seen, "list")
    item = items_of(filled)[0]
    give(filled, item, 1.0)
    give(filled, item, 1.0, "bob")
    ann, bob = reviews.history(filled)
    assert (ann.blind, ann.exposed, bob.blind, bob.exposed) == (False, True, True, False)
    assert ann.shown_score is not None and bob.shown_score is None
    first, second = packet_places.status(filled, packets.find(filled, "june")).auditors
    assert (first.blind_share, second.blind_share) == (0.0, 1.0)


def test_a_hidden_repeat_has_a_verdict_of_its_own(filled: Connection) -> None:
    made = make(filled, n=20, repeat=0.1)
    order = items_of(filled)
    assert len(order) == 22
    found = filled.execute("SELECT id, repeat_of FROM packet_items WHERE repeat_of IS NOT NULL")
    repeats = {pair["id"]: pair["repeat_of"] for pair in found}
    assert len(repeats) == 2
    for again, original in repeats.items():
        assert order.index(again) - order.index(original) >= 5
        give(filled, original, 1.0)
        here = packet_places.place(filled, who(filled), again)
        assert here.first is None and packet_places.item(filled, here).hidden
        # Lists show the judge again, or they would say that this one comes back.
        assert here.response not in hidden(filled, who(filled))
        give(filled, again, 0.5)
    (state,) = packet_places.status(filled, made.packet).auditors
    assert (state.done, state.left, state.repeats, state.repeats_done) == (4, 18, 2, 2)
    assert (state.first_verdicts, state.blind) == (2, 2)
    assert len(figure_rows.drawn(filled, made.packet, figure_rows.JudgmentScope("gpt-4o"))) == 20


# --- cannot judge, skip, undo -------------------------------------------------------------------


def test_cannot_judge_needs_a_reason_and_hides_on(filled: Connection) -> None:
    made = make(filled)
    item, auditor = items_of(filled)[0], who(filled)
    for reason in ("", " \n"):
        with pytest.raises(InputError, match="needs a reason"):
            packet_answers.cannot_judge(filled, auditor, item, reason)
    packet_answers.cannot_judge(filled, auditor, item, " in Danish ")
    (answer,) = reviews.history(filled)
    assert (answer.kind, answer.note, answer.score, answer.origin) == (
        "cannot-judge",
        "in Danish",
        None,
        "packet",
    )
    assert one(filled, "SELECT count(*) FROM exposures") == 0
    assert item not in items_of(filled) and item in items_of(filled, everything=True)
    here = packet_places.place(filled, auditor, item)
    assert packet_places.item(filled, here).hidden and here.response in hidden(filled, auditor)
    (state,) = packet_places.status(filled, made.packet).auditors
    assert (state.done, state.cannot_judge, state.left) == (0, 1, 9)
    taken = packet_answers.withdraw(filled, auditor, made.packet)
    assert taken is not None and taken.kind == "cannot-judge" and taken.judge_score is None
    assert drafts.read(filled, auditor, here.response)[0] == "in Danish"
    assert items_of(filled)[0] == item
    packet_answers.cannot_judge(filled, auditor, item, "in Danish")
    give(filled, item, 0.0)  # a changed mind, still blind
    (state,) = packet_places.status(filled, made.packet).auditors
    assert (state.done, state.cannot_judge, state.blind) == (1, 0, 1)


def test_undo_never_takes_a_first_verdict(filled: Connection) -> None:
    made = make(filled)
    auditor = who(filled)
    assert packet_answers.withdraw(filled, auditor, made.packet) is None
    item, other = items_of(filled)[:2]
    give(filled, item, 1.0)
    assert packet_answers.withdraw(filled, auditor, made.packet) is None
    give(filled, item, 1.0, note="as I said")
    assert packet_answers.withdraw(filled, auditor, made.packet) is None
    give(filled, item, 0.0)
    give(filled, item, 0.0, note="on second thoughts")
    taken = packet_answers.withdraw(filled, auditor, made.packet)
    assert taken is not None and (taken.score, taken.note, taken.withdrawn) == (
        0.0,
        "on second thoughts",
        True,
    )
    (standing,) = [review for review in reviews.history(filled) if review.standing]
    assert (standing.score, standing.note) == (1.0, "as I said")
    assert packet_answers.withdraw(filled, auditor, made.packet) is None
    give(filled, item, 0.5)
    give(filled, other, 0.5)
    assert packet_answers.withdraw(filled, auditor, made.packet) is None  # the latest is a first verdict
    taken = packet_answers.withdraw(filled, auditor, made.packet, item)
    assert taken is not None and taken.score == 0.5
    assert reviews.withdraw(filled, auditor) is None  # outside packets there was nothing
    assert [review.origin for review in reviews.history(filled) if review.kind == "withdrawal"] == [
        "packet"
    ] * 3


def test_skipped_places_come_last(filled: Connection) -> None:
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


# --- what an auditor may not see ----------------------------------------------------------------

TELLING = (
    "score:0", "score:0,0.5,1", "-score:1", "NOT score:0", "score<1", "status:judged", "-status:blank", "reviewed:yes",
    "reviewed:no", "-reviewed:me", "decision:overridden", "-decision:confirmed", "code:misread", "-code:misread",
    "Because", '"Because of 1"', "leaked",
)  # fmt: skip


@pytest.mark.parametrize("expression", TELLING)
def test_no_filter_tells_what_is_hidden(filled: Connection, expression: str) -> None:
    for response in range(1, 61):
        decide(filled, "bob", response, 0.0, note="leaked", codes=["misread"])
    make(filled, n=20)
    unseen = set(hidden(filled, who(filled)))
    assert len(unseen) == 20
    found = set(reads.response_ids(filled, parse(expression), Viewer(who(filled))))
    assert not found & unseen
    everybody = set(reads.response_ids(filled, parse(expression), UNRESTRICTED))
    assert found == everybody - unseen
    assert reads.count(filled, parse(expression), Viewer(who(filled))) == len(found)
    condition, values = where(parse(expression), Viewer(who(filled), sees_all=True))
    rows = filled.execute(f"SELECT r.id FROM responses r WHERE {condition}", values)
    assert {one["id"] for one in rows} == everybody


@pytest.mark.parametrize(
    "expression", ["-Because", "cat:12", "model:acme*", "Prompt", "-nothing", "judge:gpt-4o", ""]
)
def test_filters_on_what_is_asked_and_answered_find_all(filled: Connection, expression: str) -> None:
    make(filled, n=20)
    unseen = set(hidden(filled, who(filled)))
    found = set(reads.response_ids(filled, parse(expression), Viewer(who(filled))))
    assert found & unseen  # a word that stands in hidden reasons turns nothing away either
    if expression == "-Because":
        assert found == unseen


def test_lists_items_and_histories_are_masked_until_the_first_verdict(filled: Connection) -> None:
    make(filled)
    auditor, item = who(filled), items_of(filled)[0]
    response = packet_places.place(filled, auditor, item).response
    decide(filled, "bob", response, 0.5, note="mine")
    decide(filled, "ann", response, 0.5)
    assert is_hidden(filled, auditor, response) == "june" and is_hidden(filled, None, response) is None
    assert auditor not in all_of(filled, "SELECT auditor FROM exposures")  # the judge was not shown there
    (line,) = reads.lines(filled, [response], Viewer(auditor))
    assert (line.hidden, line.score, line.judgment, line.decision, line.judge_status) == (
        True, None, None, None, "hidden"
    )  # fmt: skip
    assert line.review_score == 0.5
    found = reads.item(filled, response, Viewer(auditor))
    assert found.hidden and all(
        (one.score, one.raw_score, one.reason, one.raw_text, one.status) == (None, None, "", None, "hidden")
        for one in found.judgments
    )
    (own,) = reviews.history(filled, response, viewer=auditor)
    assert (own.auditor, own.judge_score, own.shown_score, own.decision) == ("ann", None, None, None)
    taken = reviews.withdraw(filled, auditor)
    assert taken is not None and (taken.score, taken.judge_score) == (0.5, None)
    decide(filled, "ann", response, 0.5)
    for anybody in (who(filled, "bob"), None):
        assert not reads.lines(filled, [response], Viewer(anybody))[0].hidden
        assert not reads.item(filled, response, Viewer(anybody)).hidden
        assert len(reviews.history(filled, response, viewer=anybody)) == 4
    give(filled, item, 1.0)
    (line,) = reads.lines(filled, [response], Viewer(auditor))
    assert not line.hidden and line.score is not None and line.decision is not None
    assert not reads.item(filled, response, Viewer(auditor)).hidden
    assert len(reviews.history(filled, response, viewer=auditor)) == 5
    assert response not in hidden(filled, auditor) and len(hidden(filled, auditor)) == 9


def test_a_polarity_set_right_changes_no_probability(filled: Connection) -> None:
    made = make(filled, n=20, allocation="equal")
    item = items_of(filled)[0]
    give(filled, item, 1.0)
    before = all_of(filled, "SELECT inclusion_probability FROM packet_items")
    polarity.set_polarity(filled, 1, "x", "0-safe", None, "so")
    assert all_of(filled, "SELECT inclusion_probability FROM packet_items") == before
    (found,) = figure_rows.place_verdicts(filled, figure_rows.JudgmentScope("gpt-4o"))
    assert found.blind and found.first == 1.0  # nothing was on screen: it still counts
    assert packet_places.status(filled, made.packet).auditors[0].done == 1


# --- pace ---------------------------------------------------------------------------------------
