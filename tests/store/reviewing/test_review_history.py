"""The history of reviews of a response or an auditor."""

from __future__ import annotations

import sqlite3

from airbench_tui.store.reviewing import auditor_rows, new_reviews, review_history, review_sources
from airbench_tui.store.reviewing.new_reviews import NewReview
from airbench_tui.store.rules.viewer import UNRESTRICTED
from tests.store.helpers import decide

Connection = sqlite3.Connection


def mine(connection: Connection, who: str = "ann") -> int:
    return auditor_rows.auditor_id(connection, who)


def test_history_of_one_response_and_of_one_auditor(desk: Connection) -> None:
    decide(desk, "ann", 1, 0.0)
    decide(desk, "bob", 2, 0.0)
    decide(desk, "ann", 2, 0.0)
    assert [review.auditor for review in review_history.history(desk, UNRESTRICTED, response=2)] == [
        "bob",
        "ann",
    ]
    assert [review.response for review in review_history.history(desk, UNRESTRICTED, auditor=mine(desk))] == [
        1,
        2,
    ]
    assert [review.response for review in review_history.history(desk, UNRESTRICTED, 2, mine(desk))] == [2]


def test_a_review_from_a_file_says_who_brought_it_and_is_not_called_withdrawn(desk: Connection) -> None:
    source = review_sources.add(desk, "import", "june.csv", "0" * 64, "bob")
    new_reviews.add(
        desk,
        NewReview(
            kind="verdict",
            response=1,
            auditor=mine(desk),
            judgment=None,
            score=1.0,
            blind=False,
            exposed=True,
            origin="import",
            source=source,
            evidence="none",
        ),
    )
    decide(desk, "ann", 1, 0.0)
    brought, made_here = review_history.history(desk, UNRESTRICTED, 1)
    assert (brought.brought_by, brought.brought_from, brought.evidence) == ("bob", "june.csv", "none")
    assert (
        not (brought.standing or brought.withdrawn) and made_here.standing and made_here.brought_from is None
    )
    assert review_history.standing_verdict(desk, mine(desk), 1) == review_history.StandingVerdict(
        made_here.id, 0.0, made_here.made_at
    )
