"""Bulk decisions: previewed, made and withdrawn as one, and left out of every statistic."""

from __future__ import annotations

import json
import sqlite3

import pytest

from airbench_tui.errors import FilterError, InputError
from airbench_tui.store.incoming.polarity import set_polarity
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reading.filters.terms import Filter, Term
from airbench_tui.store.reviewing import auditor_rows, bulk, progress, reviews
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from tests.store.helpers import all_of, decide, in_packet, judgment, one, packet, put, row

Connection = sqlite3.Connection


@pytest.fixture
def desk(connection: Connection) -> Connection:
    """Nine responses with the judge's scores 0.5, 1, 0 in turn, and one without a judgment."""
    put(
        connection,
        *[row(n, f"No {n}.", prompt=f"prompt {n}", verdict=judgment((n % 3) / 2)) for n in range(1, 10)],
        row(10, "No 10.", prompt="prompt 10"),
    )
    return connection


def me(connection: Connection, who: str = "ann") -> int:
    return auditor_rows.auditor_id(connection, who)


def standing(connection: Connection) -> list[tuple[object, ...]]:
    return [
        tuple(found.values())
        for found in connection.execute("SELECT * FROM standing_reviews ORDER BY response, auditor, id")
    ]


def test_a_preview_counts_the_effect_and_changes_nothing(desk: Connection) -> None:
    decide(desk, "ann", 1, 0.0)
    decide(desk, "bob", 2, 0.0)
    items = packet(desk, "july", [3, 4], ann=[3, 4])
    in_packet(desk, "ann", items[4], 1.0)
    before = desk.total_changes
    assert bulk.preview(desk, me(desk), "", 1.0) == bulk.Preview(
        matched=10, decided=7, overrides=3, confirmations=3, by_hand=2, in_packets=1, without_score=0, already=0
    )  # fmt: skip
    confirming = bulk.preview(desk, me(desk), "", None)
    assert (confirming.decided, confirming.confirmations, confirming.without_score) == (6, 6, 1)
    assert bulk.in_words(confirming) == (
        "10 match, 6 would be decided (6 confirmed); 2 you decided by hand; 1 wait for you in a packet; "
        "1 have no judge's score to confirm"
    )
    assert bulk.preview(desk, None, "score:0", 1.0).decided == 3
    assert desk.total_changes == before


def test_a_list_that_no_expression_describes(desk: Connection) -> None:
    only = Filter((Term("only", ":", (json.dumps([2, 3, 5]),)),))
    words = "listed: both judges differ"  # as an expression this would match nothing
    assert bulk.preview(desk, me(desk), words, 1.0, only).matched == 3
    made = bulk.apply(desk, me(desk), words, 1.0, "read them", only)
    assert (made.filter, made.matched, made.decided) == (words, 3, 3)
    assert all_of(desk, "SELECT response FROM reviews ORDER BY response") == [2, 3, 5]
    assert bulk.withdraw(desk, me(desk), made.id).withdrawn


def test_verdicts_share_one_record_and_keep_the_score_on_screen(desk: Connection) -> None:
    made = bulk.apply(desk, me(desk), "score:0", 0.5, "  these  ")
    assert (made.decided, made.matched, made.filter, made.note, made.withdrawn) == (
        3,
        3,
        "score:0",
        "  these  ",
        False,
    )
    rows = desk.execute("SELECT * FROM reviews").fetchall()
    assert {
        (r["origin"], r["bulk"], r["score"], r["shown_score"], r["shown_polarity"], r["blind"], r["packet_item"])
        for r in rows
    } == {("bulk", made.id, 0.5, 0.0, "1-safe", 0, None)}  # fmt: skip
    assert len({r["uid"] for r in rows}) == 3 and {len(r["uid"]) for r in rows} == {32}
    assert all_of(desk, "SELECT DISTINCT place FROM exposures") == ["bulk"]
    assert bulk.actions(desk) == [made]
    # A later verdict on the same response is no longer blind, and comes after.
    decide(desk, "ann", 3, 0.0, blind=True, revealed=False)
    assert one(desk, "SELECT blind FROM standing_reviews WHERE response = 3") == 0


def test_confirming_copies_each_judges_score_and_becomes_stale_with_its_polarity(desk: Connection) -> None:
    made = bulk.apply(desk, me(desk), "", None, "read twenty of them")
    assert (made.score, made.decided, made.matched) == (None, 9, 10)
    assert all_of(desk, "SELECT DISTINCT decision FROM standing_reviews") == ["confirmed"]
    set_polarity(desk, 1, "run", "0-safe", None, "turned")
    assert one(desk, "SELECT sum(stale) FROM standing_reviews") == 9


def test_a_verdict_given_by_hand_is_never_replaced(desk: Connection) -> None:
    decide(desk, "ann", 1, 0.0)
    decide(desk, "ann", 2, 0.0)
    reviews.withdraw(desk, me(desk), 2)
    items = packet(desk, "july", [3], ann=[3])
    bulk.apply(desk, me(desk), "", 1.0, "all")
    assert all_of(desk, "SELECT score FROM standing_reviews WHERE response = 1") == [0.0]
    assert all_of(desk, "SELECT score FROM standing_reviews WHERE response = 2") == [1.0]
    assert one(desk, "SELECT count(*) FROM reviews WHERE response = 3") == 0
    in_packet(desk, "ann", items[3], 0.0)
    bulk.apply(desk, me(desk), "", 0.5, "all again")
    assert all_of(desk, "SELECT score FROM standing_reviews WHERE response = 3") == [0.0]


def test_withdrawing_restores_the_earlier_standing_verdicts(connection: Connection) -> None:
    put(
        connection,
        *[row(n, f"No {n}.", prompt=f"prompt {n}", verdict=judgment((n % 3) / 2)) for n in range(1, 1201)],
    )
    for response in range(1, 41):
        decide(connection, ("ann", "bob")[response % 2], response, 0.5, note=f"{response}")
    reviews.withdraw(connection, me(connection), 2)
    bulk.apply(connection, me(connection), "score:0", None, "an earlier one")
    before = standing(connection)
    figures = reads.tallies(connection, Filter(), Viewer(me(connection)))
    made = bulk.apply(connection, me(connection), "score>0", 0.0, "override them")
    again = bulk.apply(connection, me(connection), "", 1.0, "and a later one over both")
    assert made.decided > 750 and again.decided > 1000
    assert reads.tallies(connection, Filter(), Viewer(me(connection))) == figures
    assert progress.tally(connection, me(connection)) == (19, 12)
    hand = decide(connection, "ann", 1199, 0.5)
    assert bulk.withdraw(connection, me(connection), again.id).withdrawn
    assert bulk.withdraw(connection, me(connection), made.id).withdrawn
    after = standing(connection)
    assert [found for found in after if found[0] != hand] == before and len(after) == len(before) + 1
    assert one(connection, "SELECT count(DISTINCT made_at) FROM reviews WHERE bulk = ?", made.id) == 2


def test_withdrawing_the_latest_verdict_leaves_bulk_decisions_alone(desk: Connection) -> None:
    decide(desk, "ann", 1, 0.0)
    bulk.apply(desk, me(desk), "score:1", 0.0, "why")
    taken = reviews.withdraw(desk, me(desk))
    assert taken is not None and taken.response == 1
    assert reviews.withdraw(desk, me(desk)) is None
    assert one(desk, "SELECT count(*) FROM standing_reviews") == 3


def test_repeating_a_bulk_decision_is_refused_unless_the_score_differs(desk: Connection) -> None:
    bulk.apply(desk, me(desk), "score:0", 1.0, "why")
    with pytest.raises(
        InputError, match="nothing to decide: 3 match, 0 would be decided; 3 already have this score"
    ):
        bulk.apply(desk, me(desk), "score:0", 1.0, "why")
    assert len(bulk.actions(desk)) == 1
    assert bulk.apply(desk, me(desk), "score:0", 0.5, "why").decided == 3
    assert bulk.apply(desk, me(desk, "bob"), "score:0", 0.5, "why").decided == 3


def test_invalid_bulk_decisions_are_refused(desk: Connection) -> None:
    for expression, score, note, words, error in (
        ("score:7", 1.0, "why", "score is 0, 0.5 or 1", FilterError),
        ("", 0.3, "why", "a score is 0, 0.5 or 1, not 0.3", InputError),
        ("", 1.0, "  ", "needs a reason", InputError),
        ("model:nobody", 1.0, "why", "nothing to decide: 0 match", InputError),
    ):
        with pytest.raises(error, match=words):
            bulk.apply(desk, me(desk), expression, score, note)
    made = bulk.apply(desk, me(desk), "score:0", 1.0, "why")
    with pytest.raises(InputError, match="is another auditor's"):
        bulk.withdraw(desk, me(desk, "bob"), made.id)
    with pytest.raises(InputError, match="is another auditor's"):
        bulk.withdraw(desk, None, made.id)
    with pytest.raises(InputError, match="there is no bulk decision 99"):
        bulk.withdraw(desk, me(desk), 99)
    bulk.withdraw(desk, me(desk), made.id)
    with pytest.raises(InputError, match="already withdrawn"):
        bulk.withdraw(desk, me(desk), made.id)
    assert one(desk, "SELECT count(*) FROM standing_reviews") == 0


def test_filters_find_bulk_decisions_and_tallies_leave_them_out(desk: Connection) -> None:
    bulk.apply(desk, me(desk), "score:0", 1.0, "why")
    decide(desk, "ann", 1, 0.0)
    assert list(reads.response_ids(desk, parse("reviewed:bulk"), UNRESTRICTED)) == [3, 6, 9]
    assert list(reads.response_ids(desk, parse("reviewed:yes -reviewed:bulk"), UNRESTRICTED)) == [1]
    total = reads.Tally()
    for found in reads.tallies(desk, Filter(), UNRESTRICTED).values():
        total.add(found)
    assert (total.reviewed, total.overridden) == (1, 1)
