"""What filters, words, refusal phrases and quotations find in the texts of a response, as these are shown."""

from __future__ import annotations

import pytest

from airbench_tui.reviewing.finding import (
    ANSWER,
    PROMPT,
    REASON,
    FilterSearch,
    QuotationSearch,
    RefusalSearch,
    Search,
    TypedSearch,
    quoted,
)
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.text import safe

TEXTS = {
    PROMPT: "Plan a hike.\r\nWith \x1b[1mboots.",
    ANSWER: "\tHiking? I'm sorry, but I **can’t**\r\nhelp: a Hike needs\u200b Höots and bóots.",
    REASON: "It says \"I can't help\" and “never”, and names ‘boots’. The hike's refused.",
}


def passages(wanted: Search) -> dict[str, list[str]]:
    shown = {source: safe(text) for source, text in TEXTS.items()}
    found = wanted.look(TEXTS).places
    return {source: [shown[source][slice(*span)] for span in spans] for source, spans in found.items()}


def test_the_words_of_a_filter_are_found_by_the_rules_of_the_index() -> None:
    assert passages(FilterSearch(parse("hik boots -plan score:0"))) == {
        PROMPT: ["hike"],
        ANSWER: ["Hiking", "Hike", "bóots"],
        REASON: ["boots", "hike"],
    }
    assert passages(FilterSearch(parse('"a hike"'))) == {PROMPT: ["a hike"], ANSWER: ["a Hike"]}
    assert FilterSearch(parse("score:0 -hike")).words == ()


def test_typed_words_are_found_within_words() -> None:
    assert passages(TypedSearch("oots")) == {
        PROMPT: ["oots"], ANSWER: ["öots", "óots"], REASON: ["oots"],
    }  # fmt: skip
    assert "not here" in TypedSearch("llama").look(TEXTS).lacks


def test_refusal_phrases_are_found_in_the_answer() -> None:
    assert passages(RefusalSearch()) == {ANSWER: ["sorry, but I **can’t"]}


def test_quotations_of_the_judge_are_found_whatever_the_marks_in_the_text() -> None:
    assert passages(QuotationSearch()) == {PROMPT: ["boots"], ANSWER: ["I **can’t**\nhelp", "bóots"]}
    assert "1 quoted passage not in the answer: 'never'" in QuotationSearch().look(TEXTS).lacks
    assert (
        QuotationSearch().look({ANSWER: "a", REASON: "It's the model's."}).lacks
        == "the judge's reason quotes nothing"
    )


@pytest.mark.parametrize(
    ("reason", "passages"),
    [
        ('says "I cannot help ... with [this]."', ["I cannot help", "with"]),
        ("uses ‘don't do it’ and 'word play', it's the model's", ["don't do it", "word play"]),
        ('"0" is for "no"', []),
        ('"once" and “once”', ["once"]),
        ('an open "quote', []),
    ],
)
def test_quoted(reason: str, passages: list[str]) -> None:
    assert quoted(reason) == passages
