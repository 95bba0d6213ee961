"""Parsing filters: clear errors, and words for every term."""

from __future__ import annotations

import pytest

from airbench_tui.errors import FilterError
from airbench_tui.store.reading.filters.parser import in_words, parse
from airbench_tui.store.reading.filters.terms import Filter, Term, written


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("score:2", "score is 0, 0.5 or 1, not '2'"),
        ("score:safe", "score is 0, 0.5 or 1, not 'safe'"),
        ("score<", "score needs a value"),
        ("score:", "score needs a value: 0, 0.5, 1"),
        ("score:,", "score needs a value"),
        ("score=>1", "not '>1'"),
        ("reviewed:maybe", "reviewed is one of bulk, me, no, settled, stale, yes, not 'maybe'"),
        ("decision:yes", "decision is one of confirmed, overridden, not 'yes'"),
        ("status:ok", "status is one of blank, failed, judged, malformed, missing, not 'ok'"),
        ("cat:99", "there is no category '99': write 14, 14.3940 or 14.3940.16"),
        ("cat:1.2.", "there is no category"),
        ("colour:red", "there is no field 'colour': fields are score, reviewed,"),
        ("http://x", "put text with a colon in quotes"),
        ("model<a", "model is written model:value; only score and length take <"),
        (
            "reviewed=yes",
            "reviewed is written reviewed:value; only score, model, judge, scored_by, length, code, run and"
            " auditor take =",
        ),
        ("model:", "model needs a value: a name"),
        ("origin:home", "origin is one of browse, bulk, import, packet, triage, not 'home'"),
        ("length<many", "length is a number of bytes, not 'many'"),
        ("gnome MODEL:", "model needs a value"),
        ('"garden gnome', "a quotation mark is not closed near '\"garden gnome'"),
        ('model:"a', "a quotation mark is not closed"),
        (
            "gnome OR elf",
            "there is no OR: give a field several values, as in score:0,0.5; to search for the word, put it in quotes",
        ),
        ("gnome AND", "AND is not needed: a response must match all terms"),
        ("NOT", "NOT goes before the term that it negates"),
        ("NOT NOT gnome", "NOT goes before the term"),
        ("score:1 NOT(gnome)", "NOT goes before the term"),
        ("(gnome elf)", "there are no parentheses"),
        ("-(score:1)", "there are no parentheses"),
        ("...", "nothing to search for in '...'"),
        ('""', "nothing to search for in ''"),
        ("-", "nothing to search for in '-'"),
        ("a " * 2_001, "at most 4,000 characters"),
        ("a " * 201, "at most 200 values"),
        ("score:" + "1," * 201, "at most 200 values"),
    ],
)
def test_an_invalid_expression_is_refused_with_its_reason(expression: str, why: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse(expression)
    assert why in str(caught.value) and "\n" not in str(caught.value)


def test_a_filter_is_described_in_words() -> None:
    assert in_words(Filter()) == "everything"
    assert in_words(parse("score<1 reviewed:no -gnome")) == (
        "score is below 1 and not reviewed and without the words 'gnome' in prompt, answer, reason or note"
    )
    assert "in 14.3940 " in in_words(parse("cat:14.3940"))
    assert in_words(parse("-model:a,b")) == "not (model is a or b)"
    assert in_words(parse("reviewed:me,settled")) == "reviewed by you or settled"


@pytest.mark.parametrize("name", ["a", 'say "x"', '"', '""', "a,b", "two words", "*", "-x", "\ud800"])
def test_any_name_can_be_written(name: str) -> None:
    assert parse(f"model={written(name)}").terms == (Term("model", "=", (name,)),)
