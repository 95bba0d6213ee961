"""Answers in a row are near-identical if few of their words differ; what they share is known by place."""

from __future__ import annotations

import time

from airbench_tui.reviewing.similar import MOST, difference

REFUSAL = "I cannot help with {}. Is there something else that I can do for you today?"


def test_what_a_refusal_shares_with_the_one_before() -> None:
    found = difference(REFUSAL.format("picking the lock"), REFUSAL.format("wells"))
    assert found.near and found.edge_words == "as before but for 3 words"
    text = REFUSAL.format("picking the lock")
    assert [text[start:end] for start, end in found.shared] == [
        "I cannot help with",
        "Is there something else that I can do for you today?",
    ]


def test_the_same_text_and_no_text() -> None:
    same = difference("one two", "one  two")
    assert same.near and same.edge_words == "as before" and same.shared == ((0, 7),)
    assert difference("", "").near
    assert not difference("a b c", "").near and not difference("", "a").near


def test_others_say_how_many_of_their_words_differ() -> None:
    assert difference("a b c d", "a b x y").share_words == "at least 50 % of the words differ"
    moved = difference("one two three four", "four three two one")  # the same words in another order
    assert not moved.near and moved.changed == 4 and moved.shared == ()


def test_a_tenth_of_a_long_answer_may_differ_and_no_more() -> None:
    long = [f"w{number % 37}" for number in range(400)]
    assert difference(" ".join([*long, *["new"] * 40]), " ".join(long)).near
    assert not difference(" ".join([*long, *["new"] * 50]), " ".join(long)).near


def test_texts_that_are_too_long_are_left_alone() -> None:
    long = "word " * (MOST + 1)
    found = difference(long, long)
    assert not found.near and found.share_words == "the answers are too long to compare"


def test_the_longest_texts_take_no_time_to_speak_of() -> None:
    """Words that come again and again cost most. The limit is far above what a slow machine takes."""
    words = [f"w{number * number % 611}" for number in range(MOST)]
    begin = time.process_time()
    difference(" ".join(words), " ".join(words[::-1]))
    difference(" ".join(words), " ".join("new" if number % 12 == 0 else w for number, w in enumerate(words)))
    assert time.process_time() - begin < 20
