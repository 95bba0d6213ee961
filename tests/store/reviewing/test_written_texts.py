"""Texts that auditors write: kept exactly, at most so long, and at hand again; those that they began and left."""

from __future__ import annotations

import sqlite3

import pytest

from airbench_tui.errors import InputError
from airbench_tui.store.reviewing import auditor_rows, reviews, unfinished, written_texts
from airbench_tui.store.reviewing.reviews import NewVerdict
from tests.store.helpers import one

LINES = "\ttab and blanks  \r\nsecond \N{CRAB}\n\n \x1b[31mred\x1b[0m\u2028\n"


def test_a_note_is_kept_exactly_and_comes_back_as_one_of_the_last(desk: sqlite3.Connection) -> None:
    ann, bob = (auditor_rows.auditor_id(desk, name) for name in ("ann", "bob"))
    for response, who, note in (
        (1, ann, LINES),
        (2, ann, " \n "),
        (2, ann, "later"),
        (2, bob, "his"),
        (3, ann, LINES),
    ):
        reviews.decide(desk, who, NewVerdict(response, 1.0, None, note))
    assert one(desk, "SELECT note FROM reviews ORDER BY id LIMIT 1") == LINES
    assert one(desk, "SELECT note FROM reviews ORDER BY id LIMIT 1 OFFSET 1") == ""
    assert written_texts.last(desk, ann, "note") == [LINES, "later"]
    assert written_texts.last(desk, ann, "note", most=1) == [LINES]
    assert written_texts.last(desk, ann, "final") == written_texts.last(desk, ann, "bulk") == []


def test_a_note_that_is_too_long_is_refused_in_words(desk: sqlite3.Connection) -> None:
    ann, longest = auditor_rows.auditor_id(desk, "ann"), "n" * written_texts.LONGEST
    reviews.decide(desk, ann, NewVerdict(1, 1.0, None, longest))
    with pytest.raises(InputError, match="at most 1,000,000 characters, and this one has 1,000,001"):
        reviews.decide(desk, ann, NewVerdict(2, 1.0, None, longest + "n"))


def test_unfinished_texts_are_kept_until_finished_and_bounded(desk: sqlite3.Connection) -> None:
    ann = auditor_rows.auditor_id(desk, "ann")
    auditor_rows.set_attributes(desk, ann, {"hard": ["5"]})
    unfinished.keep(desk, ann, "final 1", LINES)
    unfinished.keep(desk, ann, "bulk score:0", "as\ud800 they say")
    assert unfinished.read(desk, ann, "final 1") == LINES
    assert unfinished.read(desk, ann, "bulk score:0") == "as\ud800 they say"
    assert unfinished.read(desk, auditor_rows.auditor_id(desk, "bob"), "final 1") == ""
    for number in range(unfinished.MOST - 1):
        unfinished.keep(desk, ann, f"cannot {number}", "…")
    assert unfinished.read(desk, ann, "final 1") == "" != unfinished.read(desk, ann, "bulk score:0")
    for about in list(auditor_rows.attributes(desk, ann)[unfinished.NAME]):
        unfinished.keep(desk, ann, about, "")
    assert auditor_rows.attributes(desk, ann) == {"hard": ["5"]}
