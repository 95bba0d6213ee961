"""The judge is hidden on responses that wait for an auditor: in filters, lists, items and histories."""

from __future__ import annotations

import sqlite3

import pytest

from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reading.filters.sql import where
from airbench_tui.store.reviewing import packet_places, review_history, reviews
from airbench_tui.store.rules.blindness import hidden, is_hidden
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from tests.store.helpers import all_of, decide
from tests.store.packet_helpers import give, items_of, make, who

Connection = sqlite3.Connection


REVEALING = (
    "score:0", "score:0,0.5,1", "-score:1", "NOT score:0", "score<1", "status:judged", "-status:blank", "reviewed:yes",
    "reviewed:no", "-reviewed:me", "decision:overridden", "-decision:confirmed", "code:misread", "-code:misread",
    "Because", '"Because of 1"', "leaked",
)  # fmt: skip


@pytest.mark.parametrize("expression", REVEALING)
def test_no_filter_finds_responses_by_hidden_scores(filled: Connection, expression: str) -> None:
    for response in range(1, 61):
        decide(filled, "bob", response, 0.0, note="leaked", codes=["misread"])
    make(filled, n=20)
    unseen = set(hidden(filled, Viewer(who(filled))))
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
def test_filters_that_use_no_score_also_find_hidden_responses(filled: Connection, expression: str) -> None:
    make(filled, n=20)
    unseen = set(hidden(filled, Viewer(who(filled))))
    found = set(reads.response_ids(filled, parse(expression), Viewer(who(filled))))
    assert found & unseen  # a word in a hidden reason excludes no response either
    if expression == "-Because":
        assert found == unseen


def test_lists_items_and_histories_hide_the_judge_until_the_first_verdict(filled: Connection) -> None:
    make(filled)
    auditor, item = who(filled), items_of(filled)[0]
    response = packet_places.place(filled, auditor, item).response
    decide(filled, "bob", response, 0.5, note="mine")
    decide(filled, "ann", response, 0.5)
    assert is_hidden(filled, Viewer(auditor), response) == "june"
    assert is_hidden(filled, UNRESTRICTED, response) is None
    assert auditor not in all_of(filled, "SELECT auditor FROM exposures")  # the judge was not shown to ann
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
    (own,) = review_history.history(filled, Viewer(auditor), response)
    assert (own.auditor, own.judge_score, own.shown_score, own.decision) == ("ann", None, None, None)
    taken = reviews.withdraw(filled, auditor)
    assert taken is not None and (taken.score, taken.judge_score) == (0.5, None)
    decide(filled, "ann", response, 0.5)
    for anybody in (who(filled, "bob"), None):
        assert not reads.lines(filled, [response], Viewer(anybody))[0].hidden
        assert not reads.item(filled, response, Viewer(anybody)).hidden
        assert len(review_history.history(filled, Viewer(anybody), response)) == 4
    give(filled, item, 1.0)
    (line,) = reads.lines(filled, [response], Viewer(auditor))
    assert not line.hidden and line.score is not None and line.decision is not None
    assert not reads.item(filled, response, Viewer(auditor)).hidden
    assert len(review_history.history(filled, Viewer(auditor), response)) == 5
    assert response not in hidden(filled, Viewer(auditor)) and len(hidden(filled, Viewer(auditor))) == 9
