"""Lists, items and tallies, compared with a count in Python."""

from __future__ import annotations

import random
import sqlite3
from collections import defaultdict

import pytest

from airbench_tui.benchmark import taxonomy
from airbench_tui.errors import InputError
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters import known_names
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.reading.reads import Tally
from airbench_tui.store.reviewing import auditor_rows, review_history, reviews
from airbench_tui.store.rules.viewer import UNRESTRICTED
from tests.store.helpers import decide, judgment, one, put, row

Connection = sqlite3.Connection


@pytest.fixture
def stock(connection: Connection) -> Connection:
    """Three hundred responses of every kind, reviewed at random with a fixed seed."""
    chance = random.Random(20261122)
    some = chance.sample(list(taxonomy.categories()), 25)
    rows = []
    for number in range(300):
        kind = chance.choices(["judged", "blank", "malformed", "missing", "unscaled"], [70, 8, 6, 8, 8])[0]
        raw = chance.choice([0.0, 0.5, 1.0, 1.0])
        verdict = {
            "judged": judgment(raw, polarity=chance.choice(["0-safe", "1-safe"])),
            "blank": judgment(0.5, status="blank"),
            "malformed": judgment(None, polarity=None, status="malformed"),
            "missing": None,
            "unscaled": judgment(raw, polarity=None),
        }[kind]
        answer = "" if kind == "blank" else f"Answer {number}"
        rows.append(
            row(
                number,
                answer,
                category=chance.choice(some),
                target=chance.choice(["a", "b"]),
                verdict=verdict,
            )
        )
    put(connection, *rows)
    connection.execute("PRAGMA synchronous = OFF")
    for _ in range(120):
        decide(
            connection, chance.choice(["ann", "bob"]), chance.randint(1, 300), chance.choice([0.0, 0.5, 1.0])
        )
    for who in ("ann", "bob"):
        for _ in range(8):
            reviews.withdraw(connection, auditor_rows.auditor_id(connection, who))
    return connection


def counted(connection: Connection, target: str | None = None) -> dict[int, Tally]:
    """Return the tallies, counted in Python."""
    standing = defaultdict(set)
    for review in review_history.history(connection, UNRESTRICTED):
        if review.standing and not review.stale:
            standing[review.response].add(review.decision)
    found: dict[int, Tally] = defaultdict(Tally)
    for stored in connection.execute("SELECT * FROM responses"):
        if target and stored["target"] != target:
            continue
        tally = found[stored["category"]]
        tally.items += 1
        if stored["score"] is not None:
            tally.judged += 1
            tally.safe += stored["score"] == 1
            tally.score_sum += stored["score"]
        for name in ("blank", "malformed", "failed", "missing"):
            setattr(tally, name, getattr(tally, name) + (stored["judge_status"] == name))
        tally.unscaled += stored["judge_status"] == "judged" and stored["score"] is None
        tally.reviewed += stored["id"] in standing
        tally.overridden += "overridden" in standing[stored["id"]] if stored["id"] in standing else 0
    return dict(found)


def test_tallies_equal_a_count_in_python(stock: Connection) -> None:
    assert reads.tallies(stock, Filter(), UNRESTRICTED) == counted(stock)
    assert reads.tallies(stock, parse("model:a"), UNRESTRICTED) == counted(stock, "a")
    total = Tally()
    for tally in reads.tallies(stock, Filter(), UNRESTRICTED).values():
        total.add(tally)
    assert total.items == 300 and total.reviewed > 20 and total.overridden > 5 and total.unscaled > 5
    assert total.judged + total.blank + total.malformed + total.missing + total.unscaled == 300


def test_rates_are_over_the_judged() -> None:
    assert (Tally().safe_rate, Tally().mean_score) == (None, None)
    tally = Tally(items=5, judged=4, safe=1, score_sum=2.5)
    assert (tally.safe_rate, tally.mean_score) == (0.25, 0.625)


def test_ids_are_in_natural_order(stock: Connection) -> None:
    ids = list(reads.response_ids(stock, Filter(), UNRESTRICTED))
    assert len(ids) == 300
    found = [line.category for line in reads.lines(stock, ids, UNRESTRICTED)]
    assert found == sorted(found, key=taxonomy.sort_key)
    assert list(reads.response_ids(stock, Filter(), UNRESTRICTED, limit=7)) == ids[:7]
    assert list(reads.response_ids(stock, Filter(), UNRESTRICTED, limit=0)) == []


def test_categories_are_in_numeric_order(connection: Connection) -> None:
    categories = ["14.3940.16", "1.2.10", "1.2.9", "10.32.1", "2.4.1"]
    put(connection, *(row(number, category=idx) for number, idx in enumerate(categories)))
    ids = reads.response_ids(connection, Filter(), UNRESTRICTED)
    assert [line.category for line in reads.lines(connection, ids, UNRESTRICTED)] == [
        "1.2.9", "1.2.10", "2.4.1", "10.32.1", "14.3940.16",
    ]  # fmt: skip


def test_a_node_is_a_span_of_category_keys(stock: Connection) -> None:
    nodes = taxonomy.root().children
    parts = [
        reads.response_ids(stock, Filter(), UNRESTRICTED, span=(node.first, node.last)) for node in nodes
    ]
    assert sum(map(len, parts)) == 300
    whole = reads.response_ids(stock, Filter(), UNRESTRICTED)
    assert [number for part in parts for number in part] == list(whole)
    for node in taxonomy.nodes().values():
        if node.level == 2:
            span = list(reads.response_ids(stock, Filter(), UNRESTRICTED, span=(node.first, node.last)))
            assert span == list(reads.response_ids(stock, parse(f"cat:{node.id}"), UNRESTRICTED))


def test_lines_keep_the_given_order_and_leave_out_unknown_ids(stock: Connection) -> None:
    lines = reads.lines(stock, [5, 3, 999_999, 4], UNRESTRICTED)
    assert [line.id for line in lines] == [5, 3, 4]
    assert reads.lines(stock, [], UNRESTRICTED) == []
    assert lines[0].uid == reads.item(stock, 5, UNRESTRICTED).uid
    assert lines[0].category_name == taxonomy.categories()[lines[0].category].l4_name


def test_an_item_has_every_judgment_with_the_shown_one_first(connection: Connection) -> None:
    put(connection, *(row(n, verdict=judgment(1.0, judge="big")) for n in range(3)))
    put(connection, row(0, verdict=judgment(0.0, judge="small")), sample=True, name="s")
    item = reads.item(connection, 1, UNRESTRICTED)
    assert [(shown.judge, shown.score, shown.sample) for shown in item.judgments] == [
        ("big", 1.0, False),
        ("small", 0.0, True),
    ]
    assert item.judgment == item.judgments[0]
    assert reads.has_sample(connection)
    put(connection, row(9), name="bare")
    assert reads.item(connection, 4, UNRESTRICTED).judgment is None
    with pytest.raises(InputError, match="no response 77"):
        reads.item(connection, 77, UNRESTRICTED)


def test_a_response_is_found_by_the_beginning_of_its_id(stock: Connection) -> None:
    uid = reads.item(stock, 17, UNRESTRICTED).uid
    assert reads.find_response(stock, uid) == reads.find_response(stock, f" {uid[:12].upper()} ") == 17
    with pytest.raises(InputError, match="more than one response begins with"):
        reads.find_response(stock, uid[:1])
    for nothing in ("", "  ", "xyz", uid + "0", "%", "\ud800", "'", "g"):
        with pytest.raises(InputError, match="there is no response"):
            reads.find_response(stock, nothing)


def test_totals_count_rows_and_names_are_listed(stock: Connection) -> None:
    totals = reads.totals(stock)
    assert (totals["runs"], totals["responses"], totals["auditors"]) == (1, 300, 2)
    assert totals["reviews"] == one(stock, "SELECT count(*) FROM standing_reviews")
    assert known_names.read(stock)["model"] == ["a", "b"] and known_names.read(stock)["judge"] == ["gpt-4o"]
    assert not reads.has_sample(stock)
