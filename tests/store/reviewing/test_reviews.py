"""Verdicts: reviews are only ever added, and the latest standing one counts."""

from __future__ import annotations

import sqlite3
import threading
from typing import Any

import pytest

from airbench_tui.errors import InputError
from airbench_tui.store import database as store_database
from airbench_tui.store.database import Database, transaction
from airbench_tui.store.reading import export_rows, reads
from airbench_tui.store.reading.export_rows import ExportSelection
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reviewing import auditor_rows, drafts, exposures, progress, review_history, reviews
from airbench_tui.store.reviewing.review_history import Review
from airbench_tui.store.reviewing.reviews import NewVerdict
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from tests.store.helpers import all_of, decide, judgment, one, put, row

Connection = sqlite3.Connection


def standing(connection: Connection) -> list[tuple[str, int, float | None]]:
    return [
        (review.auditor, review.response, review.score)
        for review in review_history.history(connection, UNRESTRICTED)
        if review.standing
    ]


def mine(connection: Connection, who: str = "ann") -> int:
    return auditor_rows.auditor_id(connection, who)


# --- storing a verdict --------------------------------------------------------------------------


@pytest.mark.parametrize("score", [0.2, 2, -1, float("nan")])
def test_a_score_off_the_scale_is_refused(desk: Connection, score: float) -> None:
    with pytest.raises(InputError, match=r"a score is 0, 0\.5 or 1"):
        decide(desk, "ann", 1, score)
    assert review_history.history(desk, UNRESTRICTED) == []


def test_a_verdict_keeps_its_auditor_times_and_the_score_on_screen(desk: Connection) -> None:
    decide(
        desk, "ann", 1, 0.0, note="It helps", codes=["misread", "mine"], seconds=12.5, read_share=0.8,
        origin="triage",
    )  # fmt: skip
    (made,) = review_history.history(desk, UNRESTRICTED)
    assert isinstance(made, Review)
    assert (made.auditor, made.score, made.first_score, made.judge, made.judge_score) == (
        "ann", 0.0, None, "gpt-4o", 1.0,
    )  # fmt: skip
    assert (made.shown_score, made.decision, made.note, made.codes) == (
        1.0,
        "overridden",
        "It helps",
        ("misread", "mine"),
    )
    assert (made.blind, made.exposed, made.origin, made.seconds, made.read_share) == (
        False,
        False,
        "triage",
        12.5,
        0.8,
    )
    assert made.made_at.endswith("Z") and made.category == "12.37.2"
    assert one(desk, "SELECT shown_polarity FROM reviews") == "1-safe"


def test_confirmation_override_and_neither(desk: Connection) -> None:
    decide(desk, "ann", 1, 1.0)
    decide(desk, "ann", 2, 0.5)
    decide(desk, "ann", 3, 0.5)
    assert [review.decision for review in review_history.history(desk, UNRESTRICTED)] == [
        "confirmed",
        "overridden",
        None,
    ]
    assert progress.tally(desk, mine(desk)) == (3, 1)
    assert progress.tally(desk, None) == (0, 0)


# --- standing verdicts and withdrawals ----------------------------------------------------------


def test_the_latest_verdict_of_each_auditor_stands(desk: Connection) -> None:
    decide(desk, "ann", 1, 0.0)
    decide(desk, "bob", 1, 1.0)
    decide(desk, "ann", 1, 0.5)
    assert standing(desk) == [("bob", 1, 1.0), ("ann", 1, 0.5)]
    (line,) = reads.lines(desk, [1], Viewer(mine(desk)))
    assert (line.review_score, line.decision, line.other_reviews) == (0.5, "overridden", 1)
    (line,) = reads.lines(desk, [1], UNRESTRICTED)
    assert (line.review_score, line.other_reviews) == (None, 2)


def test_a_withdrawal_restores_the_verdict_before(desk: Connection) -> None:
    decide(desk, "ann", 1, 0.0)
    decide(desk, "ann", 1, 0.5)
    withdrawn = reviews.withdraw(desk, mine(desk))
    assert withdrawn is not None
    assert (withdrawn.score, withdrawn.withdrawn, withdrawn.standing, withdrawn.response) == (
        0.5,
        True,
        False,
        1,
    )
    assert standing(desk) == [("ann", 1, 0.0)]
    again = reviews.withdraw(desk, mine(desk))
    assert again is not None and again.score == 0.0
    assert standing(desk) == []
    assert reviews.withdraw(desk, mine(desk)) is None
    assert [review.kind for review in review_history.history(desk, UNRESTRICTED)] == [
        "verdict",
        "verdict",
        "withdrawal",
        "withdrawal",
    ]
    assert reads.count(desk, parse("reviewed:yes"), UNRESTRICTED) == 0


def test_withdrawing_the_auditors_latest_verdict_anywhere_or_on_one_response(desk: Connection) -> None:
    decide(desk, "ann", 1, 0.0)
    decide(desk, "ann", 2, 1.0)
    decide(desk, "bob", 1, 0.5)
    first = reviews.withdraw(desk, mine(desk), response=1)
    assert first is not None and first.response == 1
    second = reviews.withdraw(desk, mine(desk))
    assert second is not None and second.response == 2
    assert standing(desk) == [("bob", 1, 0.5)]
    assert reviews.withdraw(desk, mine(desk, "carol")) is None


def test_deciding_again_after_a_withdrawal(desk: Connection) -> None:
    decide(desk, "ann", 1, 0.0)
    reviews.withdraw(desk, mine(desk))
    decide(desk, "ann", 1, 1.0)
    assert standing(desk) == [("ann", 1, 1.0)]


@pytest.mark.parametrize("origin", ["import", "bulk", "packet"])
def test_imported_and_bulk_verdicts_are_not_withdrawn_one_by_one(desk: Connection, origin: Any) -> None:
    decide(desk, "ann", 1, 0.0, origin=origin)
    assert reviews.withdraw(desk, mine(desk)) is None
    assert standing(desk) == [("ann", 1, 0.0)]


def test_the_note_of_a_withdrawn_verdict_is_kept_as_a_draft(desk: Connection) -> None:
    decide(desk, "ann", 1, 0.0, note="wait", codes=["rubric"])
    reviews.withdraw(desk, mine(desk))
    assert drafts.read(desk, mine(desk), 1) == ("wait", ("rubric",))


# --- blindness ----------------------------------------------------------------------------------


def test_a_blind_first_verdict_and_its_follow_up(desk: Connection) -> None:
    first = decide(desk, "ann", 1, 0.0, blind=True, revealed=False)
    (made,) = review_history.history(desk, UNRESTRICTED)
    assert (made.blind, made.exposed, made.shown_score, made.first_score) == (True, False, None, None)
    assert one(desk, "SELECT count(*) FROM exposures") == 0
    decide(desk, "ann", 1, 1.0, blind=False, revealed=True, follows=first)
    final = review_history.history(desk, UNRESTRICTED)[-1]
    assert (final.score, final.first_score, final.blind, final.exposed) == (1.0, 0.0, True, False)
    assert (final.shown_score, final.standing) == (1.0, True)
    # A third verdict in the same session keeps the first score of the first verdict.
    decide(desk, "ann", 1, 0.5, follows=final.id)
    assert review_history.history(desk, UNRESTRICTED)[-1].first_score == 0.0


def test_a_verdict_after_the_score_was_seen_is_not_blind(desk: Connection) -> None:
    decide(desk, "ann", 1, 0.0)
    decide(desk, "ann", 1, 0.5, blind=True, revealed=False)
    later = review_history.history(desk, UNRESTRICTED)[-1]
    assert (later.blind, later.exposed) == (False, True)
    decide(desk, "bob", 1, 0.5, blind=True, revealed=False)
    assert review_history.history(desk, UNRESTRICTED)[-1].blind  # only ann has seen the score


def test_a_score_seen_in_a_list_counts_as_seen(desk: Connection) -> None:
    shown = one(desk, "SELECT judgment FROM responses WHERE id = 1")
    exposures.expose(desk, mine(desk), [shown, shown], "browse")
    exposures.expose(desk, mine(desk), [shown], "review")
    assert all_of(desk, "SELECT place FROM exposures") == ["browse"]  # the first place is kept
    decide(desk, "ann", 1, 0.0, blind=True, revealed=False)
    assert not review_history.history(desk, UNRESTRICTED)[0].blind


def test_a_new_judgment_has_not_been_seen(desk: Connection) -> None:
    decide(desk, "ann", 1, 0.0)
    put(desk, row(1, verdict=judgment(0.5, reason="Second thoughts")))
    decide(desk, "ann", 1, 0.0, blind=True, revealed=False)
    assert review_history.history(desk, UNRESTRICTED)[-1].blind


def test_a_verdict_keeps_the_judgment_it_was_given_beside(desk: Connection) -> None:
    decide(desk, "ann", 1, 0.0)
    put(desk, row(1, verdict=judgment(0.0, reason="Second thoughts")))
    (made,) = review_history.history(desk, UNRESTRICTED)
    assert (made.judge_score, made.decision) == (1.0, "overridden")


# --- order of reviews ---------------------------------------------------------------------------


def test_a_clock_that_goes_back_keeps_the_order(desk: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([f"2026-01-01T00:00:0{second}.000000Z" for second in (5, 1, 1, 3)])
    monkeypatch.setattr(store_database, "now", lambda: next(times))
    for score in (0.0, 0.5, 1.0):
        decide(desk, "ann", 1, score)
    made = review_history.history(desk, UNRESTRICTED)
    assert [(review.score, review.made_at) for review in made] == [
        (0.0, "2026-01-01T00:00:05.000000Z"),
        (0.5, "2026-01-01T00:00:05.000001Z"),
        (1.0, "2026-01-01T00:00:05.000002Z"),
    ]
    assert standing(desk) == [("ann", 1, 1.0)]
    withdrawn = reviews.withdraw(desk, mine(desk))
    assert withdrawn is not None and withdrawn.score == 1.0 and standing(desk) == [("ann", 1, 0.5)]


def test_an_auditor_at_two_screens_at_once(database: Database) -> None:
    connection = database.connection
    put(connection, row(1, verdict=judgment(1.0)))
    auditor = mine(connection)

    def sit() -> None:
        for _ in range(15):
            reviews.decide(database.connection, auditor, NewVerdict(1, 0.0, 1))

    threads = [threading.Thread(target=sit) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = review_history.history(connection, UNRESTRICTED)
    assert len({review.made_at for review in made}) == len(made) == 45
    assert [review.standing for review in made] == [False] * 44 + [True]


# --- many reviews, and exposures from an export -------------------------------------------------


def test_many_reviews_on_one_response_take_few_steps(desk: Connection) -> None:
    """Count the steps of SQLite's machine, which do not depend on how busy this one is: 7,000 when this was written."""
    steps: list[int] = []
    for number in range(60):
        decide(desk, f"auditor {number % 6}", 1, (number % 3) / 2)
    desk.set_progress_handler(lambda: steps.append(1000), 1000)
    assert len(standing(desk)) == 6
    desk.set_progress_handler(None, 0)
    assert sum(steps) < 100_000


def test_an_export_of_a_list_records_the_judgments_in_it_as_seen(connection: Connection) -> None:
    """Check that "me" is the same auditor in the exported rows and in the recorded exposures."""
    put(connection, *(row(n, verdict=judgment(1.0)) for n in range(3)))
    decide(connection, "ann", 2, 0.0, revealed=False)
    assert all_of(connection, "SELECT judgment FROM exposures") == []
    listed = ExportSelection(Viewer(mine(connection)), "all", within=parse("reviewed:me"))
    with transaction(connection):
        export_rows.expose(connection, mine(connection), listed, headlines=False)
    held = [one["judgment"] for one in export_rows.judged_rows(connection, listed)]
    assert all_of(connection, "SELECT judgment FROM exposures") == held != []
