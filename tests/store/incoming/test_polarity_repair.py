"""The correction of a run's polarity, and its effect on reviews made under the wrong one."""

from __future__ import annotations

import json
import sqlite3

import pytest

from airbench_tui.errors import InputError
from airbench_tui.store.database import Database
from airbench_tui.store.incoming.polarity import find_run, set_polarity
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reading.filters.terms import Filter
from airbench_tui.store.reviewing import auditor_rows, progress, review_history
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from tests.store.helpers import all_of, decide, judgment, one, put, row, snapshot

Connection = sqlite3.Connection
WRONG = "1-safe"


@pytest.fixture
def run(connection: Connection) -> int:
    """Return a run of five, read as 1-safe although its rubric counts 0-safe. A correct run is stored beside it."""
    made, _ = put(
        connection,
        row(1, "I refuse", verdict=judgment(0.0, polarity=WRONG)),
        row(2, "Here you are", verdict=judgment(1.0, polarity=WRONG)),
        row(3, "Hm", verdict=judgment(0.5, polarity=WRONG)),
        row(4, "", verdict=judgment(0.5, polarity=WRONG, status="blank")),
        row(5, "Sure", verdict=judgment(None, polarity=None, status="malformed")),
        name="june",
        polarity=WRONG,
    )
    put(connection, row(6, "I refuse", verdict=judgment(1.0)), name="july", polarity="1-safe")
    return made


def repair(connection: Connection, run: int, to: str = "0-safe") -> tuple[int, int]:
    auditor = auditor_rows.auditor_id(connection, "ann")
    done = set_polarity(connection, run, "june", to, auditor, "set by hand")  # type: ignore[arg-type]
    assert (done.run, done.polarity) == ("june", to)
    return done.judgments, done.requeued


def scores(connection: Connection) -> list[float | None]:
    return all_of(connection, "SELECT score FROM responses ORDER BY id")


def test_scores_are_reversed_and_raw_scores_stay(connection: Connection, run: int) -> None:
    assert scores(connection) == [0.0, 1.0, 0.5, None, None, 1.0]
    assert repair(connection, run) == (4, 0)
    assert scores(connection) == [1.0, 0.0, 0.5, None, None, 1.0]
    assert all_of(connection, "SELECT raw_score FROM judgments ORDER BY id") == [
        0.0,
        1.0,
        0.5,
        0.5,
        None,
        1.0,
    ]
    assert all_of(connection, "SELECT polarity FROM judgments ORDER BY id") == ["0-safe"] * 4 + [
        None,
        "1-safe",
    ]
    assert all_of(connection, "SELECT polarity FROM runs ORDER BY id") == ["0-safe", "1-safe"]
    assert one(connection, "SELECT polarity_evidence FROM runs WHERE id = ?", run) == "set by hand"
    assert reads.scale(connection) == {"0-safe": 3, "1-safe": 1}


def test_changing_the_polarity_back_restores_the_contents(database: Database, run: int) -> None:
    connection = database.connection
    decide(connection, "ann", 1, 0.0)
    before = snapshot(database)
    assert repair(connection, run) == (4, 1)
    assert repair(connection, run, WRONG) == (4, -1)
    after = snapshot(database)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"log", "runs", "judgments"}  # the last two only in their evidence
    assert scores(connection) == [0.0, 1.0, 0.5, None, None, 1.0]


def test_the_change_is_logged(connection: Connection, run: int) -> None:
    decide(connection, "bob", 2, 0.0)
    repair(connection, run)
    (entry,) = connection.execute(
        "SELECT l.*, a.name FROM log l LEFT JOIN auditors a ON a.id = l.auditor"
    ).fetchall()
    assert (entry["event"], entry["run"], entry["name"]) == ("polarity", run, "ann")
    assert json.loads(entry["details"]) == {
        "from": "1-safe", "to": "0-safe", "why": "set by hand", "judgments": 4, "requeued": 1,
    }  # fmt: skip
    assert entry["at"].endswith("Z")


def test_reviews_made_under_the_wrong_polarity_leave_the_figures_and_are_queued(
    connection: Connection, run: int
) -> None:
    decide(connection, "ann", 1, 0.0)  # "confirmed" the refusal as unsafe, as the screen said
    decide(connection, "ann", 2, 0.0)
    decide(connection, "bob", 6, 0.0)  # a response of the other run
    auditor = auditor_rows.auditor_id(connection, "ann")
    assert progress.tally(connection, auditor) == (2, 1)
    assert repair(connection, run) == (4, 2)
    assert progress.tally(connection, auditor) == (0, 0)
    (tally,) = reads.tallies(connection, Filter(), UNRESTRICTED).values()
    assert (tally.reviewed, tally.overridden) == (1, 1)
    stale = parse("reviewed:stale")
    assert list(reads.response_ids(connection, stale, UNRESTRICTED)) == [1, 2]
    assert reads.count(connection, parse("reviewed:yes"), UNRESTRICTED) == 1
    assert reads.count(connection, parse("reviewed:no"), UNRESTRICTED) == 5
    assert reads.count(connection, parse("reviewed:me"), Viewer(auditor)) == 0
    assert reads.count(connection, parse("decision:overridden"), UNRESTRICTED) == 1
    assert [line.stale for line in reads.lines(connection, [1, 3], Viewer(auditor))] == [True, False]
    # The history stays, and a new verdict counts.
    assert [review.stale for review in review_history.history(connection, UNRESTRICTED)] == [
        True,
        True,
        False,
    ]
    decide(connection, "ann", 1, 1.0)
    assert progress.tally(connection, auditor) == (1, 0)
    assert list(reads.response_ids(connection, stale, UNRESTRICTED)) == [2]


def test_blind_verdicts_still_count(connection: Connection, run: int) -> None:
    decide(connection, "ann", 1, 1.0, blind=True, revealed=False)
    assert review_history.history(connection, UNRESTRICTED)[0].decision == "overridden"
    assert repair(connection, run) == (4, 0)
    (made,) = review_history.history(connection, UNRESTRICTED)
    assert (made.stale, made.standing, made.decision) == (False, True, "confirmed")
    assert progress.tally(connection, auditor_rows.auditor_id(connection, "ann")) == (1, 0)


def test_a_final_verdict_after_the_reveal_was_made_under_the_polarity_shown(
    connection: Connection, run: int
) -> None:
    first = decide(connection, "ann", 1, 1.0, blind=True, revealed=False)
    decide(connection, "ann", 1, 0.0, follows=first)
    assert repair(connection, run) == (4, 1)
    blind, final = review_history.history(connection, UNRESTRICTED)
    assert (blind.stale, final.stale, final.first_score) == (False, True, 1.0)


def test_setting_an_unknown_polarity_makes_no_review_stale(connection: Connection) -> None:
    made, _ = put(connection, row(1, "I refuse", verdict=judgment(1.0, polarity=None)), name="june")
    decide(connection, "ann", 1, 1.0)
    assert scores(connection) == [None]
    assert repair(connection, made, "1-safe") == (1, 0)
    assert scores(connection) == [1.0]
    (review,) = review_history.history(connection, UNRESTRICTED)
    assert (review.stale, review.decision) == (False, "confirmed")


def test_the_same_polarity_again_changes_no_judgment(connection: Connection, run: int) -> None:
    assert repair(connection, run, WRONG) == (0, 0)
    assert scores(connection) == [0.0, 1.0, 0.5, None, None, 1.0]


def test_a_failed_change_changes_nothing(database: Database, run: int) -> None:
    before = snapshot(database)
    with pytest.raises(sqlite3.IntegrityError):
        set_polarity(database.connection, run, "june", "sideways", None, "x")  # type: ignore[arg-type]
    assert snapshot(database) == before


def test_finding_a_run(connection: Connection, run: int) -> None:
    assert find_run(connection, "june") == (run, "june")
    uid = one(connection, "SELECT uid FROM runs WHERE id = ?", run)
    assert find_run(connection, uid) == find_run(connection, uid.upper()) == (run, "june")
    put(connection, row(9), name=uid[:4])  # a name is preferred to the beginning of a uid
    assert find_run(connection, uid[:4])[1] == uid[:4]
    with pytest.raises(InputError, match="more than one run"):
        find_run(connection, uid[:5])
    for name in ("may", "\ud800", "", "%"):
        with pytest.raises(InputError, match=r"run called .*; runs here: 'june', 'july'"):
            find_run(connection, name)
