"""Hits begin in the answer, and the keys walk round through all texts in reading order."""

from __future__ import annotations

from airbench_tui.reviewing.finding import ANSWER, PROMPT, REASON
from airbench_tui.reviewing.hits import edge_words, order

FOUND = {REASON: [(5, 8)], ANSWER: [(0, 3), (7, 9)], PROMPT: [(1, 2)]}
ALL = (PROMPT, ANSWER, REASON)


def test_the_walk_begins_in_the_answer_and_goes_round() -> None:
    hits = order(FOUND, ALL)
    words = [edge_words("“hike” hit", hits.move(by), "[ ]") for by in range(4)]
    assert words == [
        "“hike” hit 2 of 4 · [ ]",
        "“hike” hit 3 of 4 · [ ]",
        "“hike” hit 4 of 4 in the reason · [ ]",
        "“hike” hit 1 of 4 in the prompt · [ ]",
    ]
    assert [hits.move(2).now(source) for source in ALL] == [None, None, 0]
    assert hits.of(ANSWER) == FOUND[ANSWER] and hits.now(ANSWER) == 0 and hits.move(1).now(ANSWER) == 1


def test_without_a_hit_in_the_answer_the_prompt_comes_first() -> None:
    assert order({REASON: [(0, 1)], PROMPT: [(3, 4)]}, ALL).source == PROMPT
    assert edge_words("x", order({REASON: [(0, 1)]}, ALL), "[ ]") == "x 1 of 1 in the reason"
    assert order({}, ALL).move(1).source == "" and edge_words("x", order({}, ALL), "[ ]") == ""


def test_the_hit_in_hand_stays_in_hand_when_the_judge_is_shown() -> None:
    blind = order(FOUND, (PROMPT, ANSWER)).move(1)
    assert order(FOUND, ALL).keeping(blind).places[blind.at] == (ANSWER, (7, 9))
    assert len(blind) == 3
