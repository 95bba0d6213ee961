"""Answers in a packet: blind first verdicts that stay, "cannot judge", and withdrawals."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from airbench_tui.errors import InputError
from airbench_tui.store.reading import figure_rows
from airbench_tui.store.reviewing import (
    drafts,
    exposures,
    packet_answers,
    packet_places,
    packets,
    review_history,
    reviews,
)
from airbench_tui.store.reviewing.reviews import NewVerdict
from airbench_tui.store.rules.blindness import hidden
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from tests.store.helpers import all_of, decide, one
from tests.store.packet_helpers import give, items_of, make, who

Connection = sqlite3.Connection


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
    (made,) = review_history.history(filled, UNRESTRICTED)
    assert (made.blind, made.exposed, made.shown_score, made.first_score) == (True, False, None, None)
    assert (made.origin, made.packet, made.packet_item, made.seconds) == ("packet", "june", item, 9.5)
    assert all_of(filled, "SELECT judgment FROM exposures") == [here.judgment]  # revealed from now on
    here = packet_places.place(filled, who(filled), item)
    shown = packet_places.item(filled, here)
    assert not shown.hidden and shown.judgment is not None and shown.judgment.score == judged

    give(filled, item, judged)
    give(filled, item, 0.5)
    final = review_history.history(filled, UNRESTRICTED)[-1]
    assert (final.score, final.first_score, final.blind, final.shown_score) == (0.5, other, True, judged)
    (found,) = figure_rows.place_verdicts(filled, figure_rows.JudgmentScope("gpt-4o"))
    assert (found.first, found.final, found.blind, found.packet) == (other, 0.5, True, "june")


def test_a_second_first_verdict_is_refused(filled: Connection) -> None:
    make(filled)
    item, other = items_of(filled)[:2]
    first = give(filled, item, 1.0)
    auditor, response = who(filled), packet_places.place(filled, who(filled), item).response
    with pytest.raises(
        InputError, match="this place of the packet has its first verdict, which cannot be replaced"
    ):
        reviews.decide(filled, auditor, NewVerdict(response, 0.0, None, packet_item=item))
    with pytest.raises(InputError, match="has no first verdict to follow"):
        reviews.decide(filled, auditor, NewVerdict(response, 0.0, None, packet_item=other, follows=first))
    with pytest.raises(InputError, match="is not yours"):
        reviews.decide(filled, who(filled, "bob"), NewVerdict(response, 0.0, None, packet_item=item))
    with pytest.raises(InputError, match="is not yours"):
        reviews.decide(filled, auditor, NewVerdict(response, 0.0, None, packet_item=10_000))
    with pytest.raises(InputError, match="cannot be replaced"):
        packet_answers.cannot_judge(filled, auditor, item, "changed my mind")
    assert len(review_history.history(filled, UNRESTRICTED)) == 1


@pytest.mark.parametrize("origin", ["browse", "bulk", "triage"])
def test_no_verdict_outside_a_packet_replaces_one_in_it(filled: Connection, origin: Any) -> None:
    make(filled, n=20, repeat=0.1)
    item = items_of(filled)[0]
    first = give(filled, item, 1.0)
    here = packet_places.place(filled, who(filled), item)
    decide(filled, "ann", here.response, 0.0, origin=origin)
    decide(filled, "ann", here.response, 0.5, origin=origin, follows=first, blind=True)
    standing = {
        review.packet_item: review
        for review in review_history.history(filled, UNRESTRICTED)
        if review.standing
    }
    assert (standing[item].score, standing[None].score) == (1.0, 0.5)
    # A verdict outside the packet does not become blind by following the packet's.
    assert (standing[None].blind, standing[None].first_score) == (False, None)
    assert reviews.withdraw(filled, who(filled)) is None or origin != "bulk"
    assert packet_places.place(filled, who(filled), item).first == first


def test_a_first_verdict_after_the_score_was_seen_is_not_blind(filled: Connection) -> None:
    seen = all_of(filled, "SELECT id FROM judgments")
    make(filled, auditors=("ann", "bob"), overlap=1.0)
    exposures.expose(filled, who(filled), seen, "list")
    item = items_of(filled)[0]
    give(filled, item, 1.0)
    give(filled, item, 1.0, "bob")
    ann, bob = review_history.history(filled, UNRESTRICTED)
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
        # Lists still show the judge: hiding the score again would reveal the repeat.
        assert here.response not in hidden(filled, Viewer(who(filled)))
        give(filled, again, 0.5)
    (state,) = packet_places.status(filled, made.packet).auditors
    assert (state.done, state.left, state.repeats, state.repeats_done) == (4, 18, 2, 2)
    assert (state.first_verdicts, state.blind) == (2, 2)
    assert len(figure_rows.drawn(filled, made.packet, figure_rows.JudgmentScope("gpt-4o"))) == 20


def test_cannot_judge_needs_a_reason_and_keeps_the_judge_hidden(filled: Connection) -> None:
    made = make(filled)
    item, auditor = items_of(filled)[0], who(filled)
    for reason in ("", " \n"):
        with pytest.raises(InputError, match="needs a reason"):
            packet_answers.cannot_judge(filled, auditor, item, reason)
    packet_answers.cannot_judge(filled, auditor, item, " in Danish ")
    (answer,) = review_history.history(filled, UNRESTRICTED)
    assert (answer.kind, answer.note, answer.score, answer.origin) == (
        "cannot-judge",
        " in Danish ",
        None,
        "packet",
    )
    assert one(filled, "SELECT count(*) FROM exposures") == 0
    assert item not in items_of(filled) and item in items_of(filled, everything=True)
    here = packet_places.place(filled, auditor, item)
    assert packet_places.item(filled, here).hidden and here.response in hidden(filled, Viewer(auditor))
    (state,) = packet_places.status(filled, made.packet).auditors
    assert (state.done, state.cannot_judge, state.left) == (0, 1, 9)
    taken = packet_answers.withdraw(filled, auditor, made.packet)
    assert taken is not None and taken.kind == "cannot-judge" and taken.judge_score is None
    assert drafts.read(filled, auditor, here.response)[0] == " in Danish "
    assert items_of(filled)[0] == item
    packet_answers.cannot_judge(filled, auditor, item, "in Danish")
    give(filled, item, 0.0)  # a changed mind, still blind
    (state,) = packet_places.status(filled, made.packet).auditors
    assert (state.done, state.cannot_judge, state.blind) == (1, 0, 1)


def test_a_first_verdict_is_never_withdrawn(filled: Connection) -> None:
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
    (standing,) = [review for review in review_history.history(filled, UNRESTRICTED) if review.standing]
    assert (standing.score, standing.note) == (1.0, "as I said")
    assert packet_answers.withdraw(filled, auditor, made.packet) is None
    give(filled, item, 0.5)
    give(filled, other, 0.5)
    assert packet_answers.withdraw(filled, auditor, made.packet) is None  # the latest is a first verdict
    taken = packet_answers.withdraw(filled, auditor, made.packet, item)
    assert taken is not None and taken.score == 0.5
    assert reviews.withdraw(filled, auditor) is None  # there is no verdict outside packets
    assert [
        review.origin
        for review in review_history.history(filled, UNRESTRICTED)
        if review.kind == "withdrawal"
    ] == ["packet"] * 3
