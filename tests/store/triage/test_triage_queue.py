"""The triage queue: its content, its order, what it leaves out, and the yields of signals."""

from __future__ import annotations

import sqlite3

import pytest

from airbench_tui.benchmark import signals as rules
from airbench_tui.interchange.importing import importer
from airbench_tui.store.incoming.ingest import NewRubric
from airbench_tui.store.incoming.polarity import set_polarity
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reviewing import auditor_rows, reviews
from airbench_tui.store.reviewing.rubric_complaints import complaints
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from airbench_tui.store.triage import signals, triage_queue
from tests import paths
from tests.store.helpers import HOSTILE, decide, judgment, one, put, row
from tests.store.triage.test_signals import HELPS, REFUSES, decided, open_place

Connection = sqlite3.Connection
RESULT = paths.SHARED / "airbench/pipeline1_step2_Llama-3-8b_result.json"


@pytest.fixture
def run(connection: Connection) -> int:
    """Store five rows: two contradictions, a long answer scored safe, an answer that was cut off, and a clean one."""
    made, _ = put(
        connection,
        row(1, HELPS, verdict=judgment(1.0)),
        row(2, REFUSES, verdict=judgment(0.0, reason="The model refuses")),
        row(3, "Sure, first you", verdict=judgment(0.0), details={"finish_reason": "length"}),
        row(4, HELPS, verdict=judgment(1.0, reason="The response provides a plan")),
        row(5, REFUSES, verdict=judgment(1.0)),
        name="june",
        polarity="1-safe",
    )
    return made


def ann(connection: Connection) -> int:
    return auditor_rows.auditor_id(connection, "ann")


def test_the_likeliest_errors_come_first(connection: Connection, run: int) -> None:
    found = triage_queue.queue(connection, UNRESTRICTED)
    assert list(found) == [2, 4, 1]  # an answer that was only cut off is flagged but not queued
    masks = triage_queue.masks(connection, found, UNRESTRICTED)
    expected = [rules.expected(mask) for mask in masks.values()]
    assert expected == sorted(expected, reverse=True) and expected[-1] >= rules.THRESHOLD
    assert rules.words(masks[2])[0] == "the reason says it refuses, but the score is 0"
    assert list(triage_queue.queue(connection, UNRESTRICTED, limit=2)) == [2, 4]
    assert list(triage_queue.queue(connection, UNRESTRICTED, parse("score:1"))) == [4, 1]
    assert list(triage_queue.queue(connection, UNRESTRICTED, parse("score:1"), 1)) == [4]
    assert list(triage_queue.queue(connection, UNRESTRICTED, parse("signal:cut-off"))) == []


def test_individually_reviewed_responses_leave_and_bulk_decisions_do_not_count(
    connection: Connection, run: int
) -> None:
    decide(connection, "ben", 2, 1.0)
    decide(connection, "ben", 4, 1.0, origin="bulk")
    assert list(triage_queue.queue(connection, Viewer(ann(connection)))) == [4, 1]
    reviews.withdraw(connection, auditor_rows.auditor_id(connection, "ben"), 2)
    assert list(triage_queue.queue(connection, Viewer(ann(connection)))) == [2, 4, 1]


def test_a_verdict_under_another_polarity_does_not_count(connection: Connection, run: int) -> None:
    decide(connection, "ann", 5, 1.0)
    set_polarity(connection, run, "june", "0-safe", None, "set by hand")
    assert 5 in triage_queue.queue(connection, Viewer(ann(connection)))


def test_responses_that_wait_in_a_packet_are_left_out(connection: Connection, run: int) -> None:
    me, other = ann(connection), auditor_rows.auditor_id(connection, "ben")
    place = open_place(connection, response=2, auditor=me)
    assert list(triage_queue.queue(connection, Viewer(me))) == [4, 1]
    assert triage_queue.masks(connection, [2, 4], Viewer(me))[2] == 0
    assert (
        list(triage_queue.queue(connection, Viewer(other))) == [2, 4, 1]
        and triage_queue.masks(connection, [2], Viewer(other))[2]
    )
    decided(connection, place, response=2, auditor=me)
    assert triage_queue.masks(connection, [2], Viewer(me))[2]


def test_signals_do_not_reveal_which_items_of_a_packet_are_repeats(connection: Connection, run: int) -> None:
    me = ann(connection)
    decided(connection, open_place(connection, response=2, auditor=me), response=2, auditor=me)
    connection.execute(
        "INSERT INTO packet_items(uid, packet, response, stratum, inclusion_probability, repeat_of)"
        " VALUES ('again', 1, 2, 'all', 0.5, 1)"
    )
    connection.execute("INSERT INTO packet_places(packet_item, auditor, position) VALUES (2, ?, 2)", [me])
    assert triage_queue.masks(connection, [2], Viewer(me))[2] and 2 not in triage_queue.queue(
        connection, Viewer(me)
    )


def test_yields_count_individual_reviews(connection: Connection, run: int) -> None:
    decide(connection, "ann", 2, 1.0)
    decide(connection, "ben", 2, 0.0)
    decide(connection, "ann", 1, 1.0)
    decide(connection, "ann", 4, 0.0, origin="bulk")
    decide(connection, "ann", 5, 0.5)
    found = {one.name: one for one in triage_queue.yields(connection, UNRESTRICTED)}
    assert list(found) == [signal.name for signal in rules.SIGNALS]
    contradiction, long = found["reason-refuses"], found["long-safe"]
    assert (contradiction.flagged, contradiction.reviewed, contradiction.overridden) == (1, 1, 1)
    assert contradiction.share == 1.0 and contradiction.expected > 0.6
    assert (long.flagged, long.reviewed, long.overridden, long.share) == (2, 1, 0, 0.0)
    assert long.expected == pytest.approx(0.35 * 20 / 21)
    assert found["cut-off"].share is None and found["cut-off"].expected == 0.1


def test_a_signal_without_overrides_leaves_the_queue(connection: Connection) -> None:
    put(connection, *(row(place, HELPS, verdict=judgment(1.0)) for place in range(1, 60)))
    assert len(triage_queue.queue(connection, UNRESTRICTED)) == 59
    for response in range(1, 51):
        decide(connection, "ann", response, 1.0)
    assert list(triage_queue.queue(connection, UNRESTRICTED)) == []


def test_a_rubric_that_is_often_overridden_is_a_signal(connection: Connection) -> None:
    text = NewRubric("Score it", "976d9fb", "1-safe", "set by hand")
    put(
        connection,
        *(row(place, REFUSES, verdict=judgment(1.0, rubric=text)) for place in range(1, 6)),
        *(row(place, REFUSES, category="1.1.1", verdict=judgment(1.0)) for place in range(6, 8)),
        row(8, REFUSES, verdict=judgment(0.5, rubric=text)),
        row(9, REFUSES, verdict=judgment(1.0)),  # the same category, by another rubric
    )
    flagged = parse("signal:rubric-overridden")
    decide(connection, "ann", 1, 0.0)
    decide(connection, "ann", 2, 1.0)
    assert reads.count(connection, flagged, UNRESTRICTED) == 0
    before = rules.expected(triage_queue.masks(connection, [8], UNRESTRICTED)[8])
    decide(connection, "ann", 3, 1.0)
    assert list(reads.response_ids(connection, flagged, UNRESTRICTED)) == [1, 2, 3, 4, 5, 8]
    masks = triage_queue.masks(connection, range(1, 10), UNRESTRICTED)
    assert [key for key, mask in masks.items() if mask & rules.RUBRIC_OVERRIDDEN] == [1, 2, 3, 4, 5, 8]
    assert rules.expected(masks[8]) > before
    assert list(triage_queue.queue(connection, UNRESTRICTED)) == [8]
    assert (
        next(
            y for y in triage_queue.yields(connection, UNRESTRICTED) if y.name == "rubric-overridden"
        ).flagged
        == 6
    )
    known = triage_queue.experience(connection, UNRESTRICTED)
    assert list(triage_queue.queue(connection, UNRESTRICTED, known=known)) == [8]
    decide(connection, "ann", 4, 1.0)
    assert reads.count(connection, flagged, UNRESTRICTED) == 0
    assert triage_queue.experience(connection, UNRESTRICTED).doubted == frozenset() != known.doubted


def test_where_all_rubrics_are_overridden_none_stands_out(connection: Connection) -> None:
    for number, category in enumerate(("1.1.1", "12.37.2", "12.37.3")):
        first = 4 * number + 1
        put(
            connection, *(row(first + n, REFUSES, category=category, verdict=judgment(1.0)) for n in range(4))
        )
        for response in range(first, first + 4):
            decide(connection, "ann", response, 0.0 if response % 2 else 1.0)
    assert triage_queue.experience(connection, UNRESTRICTED).doubted == frozenset()
    decide(connection, "ann", 1, 1.0)
    decide(connection, "ann", 3, 1.0)
    decide(connection, "ann", 5, 1.0)
    (doubted,) = triage_queue.experience(connection, UNRESTRICTED).doubted
    assert one(connection, "SELECT idx FROM categories WHERE key = ?", doubted[0]) == "12.37.3"


def test_which_reviews_count_against_a_rubric(connection: Connection) -> None:
    text = NewRubric("Score it", "976d9fb", "1-safe", "set by hand")
    put(
        connection,
        row(1, REFUSES, verdict=judgment(1.0, rubric=text)),
        row(2, REFUSES, verdict=judgment(1.0, rubric=text)),
        row(3, REFUSES, category="1.1.1", verdict=judgment(1.0)),
        row(4, REFUSES, verdict=judgment(1.0)),
    )
    decide(connection, "ann", 3, 0.0, codes=["rubric"], note="odd")
    decide(connection, "ann", 1, 0.0, codes=["misread", "rubric"], note=HOSTILE)
    decide(connection, "ben", 2, 0.0, codes=["rubric"])
    decide(connection, "ben", 1, 0.0, codes=["rubrics are fine", '"rubric"'])
    decide(connection, "ann", 4, 0.0, codes=["rubric"])
    reviews.withdraw(connection, ann(connection), 4)
    first, second = complaints(connection, Viewer(ann(connection)))
    assert (first.category, first.revision, [one.response for one in first.objections]) == (
        "12.37.2",
        "976d9fb",
        [1, 2],
    )
    assert (first.objections[0].auditor, first.objections[0].note) == ("ann", HOSTILE)
    assert (second.category, second.rubric, second.revision, len(second.objections)) == (
        "1.1.1",
        None,
        None,
        1,
    )
    open_place(connection, response=2, auditor=ann(connection))
    assert len(complaints(connection, Viewer(ann(connection)))[1].objections) == 1


def test_responses_without_computed_signals_are_missing(connection: Connection, run: int) -> None:
    connection.execute("UPDATE triage SET mask = NULL WHERE response = 2")
    assert list(triage_queue.queue(connection, UNRESTRICTED)) == [4, 1] and triage_queue.masks(
        connection, [2], UNRESTRICTED
    ) == {2: 0}
    signals.catch_up(connection)
    assert list(triage_queue.queue(connection, UNRESTRICTED)) == [2, 4, 1]


def test_an_empty_database_has_an_empty_queue(connection: Connection) -> None:
    assert (
        list(triage_queue.queue(connection, UNRESTRICTED)) == []
        and triage_queue.masks(connection, [], UNRESTRICTED) == {}
    )
    assert complaints(connection, UNRESTRICTED) == [] and all(
        one.flagged == 0 for one in triage_queue.yields(connection, UNRESTRICTED)
    )


@pytest.mark.skipif(not RESULT.is_file(), reason="the real benchmark files are not here")
def test_the_real_rows(connection: Connection) -> None:
    (source,) = importer.sources(str(RESULT), importer.Options())
    importer.import_source(connection, source)
    found = triage_queue.queue(connection, UNRESTRICTED)
    assert 0 < len(found) <= 80 / 3
    masks = triage_queue.masks(connection, found, UNRESTRICTED)
    assert all(rules.words(masks[response]) for response in found)
    first = [reads.item(connection, response, UNRESTRICTED) for response in found[:10]]
    (denial,) = (
        item for item in first if item.judgment and "does not deny or minimize" in item.judgment.reason
    )
    assert denial.judgment and denial.judgment.score == 0.0
