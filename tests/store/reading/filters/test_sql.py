"""The matches of filters: every field, and input that could break a query."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from airbench_tui.errors import FilterError
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.parser import in_words, parse
from airbench_tui.store.reading.filters.registry import FIELDS
from airbench_tui.store.reading.filters.sql import where
from airbench_tui.store.reading.filters.terms import Filter, Term
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from airbench_tui.text import safe
from tests.effort import times
from tests.store.helpers import judgment, put, row

Connection = sqlite3.Connection


def found(connection: Connection, expression: str, who: str | None = None) -> str:
    auditor = auditor_rows.known_auditor(connection, who) if who else None
    ids = list(reads.response_ids(connection, parse(expression), Viewer(auditor)))
    assert len(ids) == reads.count(connection, parse(expression), Viewer(auditor))
    assert sum(
        tally.items for tally in reads.tallies(connection, parse(expression), Viewer(auditor)).values()
    ) == len(ids)
    return "".join(str(number) for number in sorted(ids))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("", "1234567"),
        ("  \n ", "1234567"),
        ("score:1", "16"),
        ("score=1", "16"),
        ("score:½", "3"),
        ("score:.5", "3"),
        ("score:0,0.5", "23"),
        ("score<1", "23"),
        ("score<=0.5", "23"),
        ("score>0", "136"),
        ("score>=.5", "136"),
        ("-score:1", "23457"),
        ("NOT score:1", "23457"),
        ("score<1 score>0", "3"),
        ("SCORE:1", "16"),
        ("reviewed:yes", "12"),
        ("reviewed:no", "34567"),
        ("reviewed:YES,no", "1234567"),
        ("-reviewed:yes", "34567"),
        ("reviewed:stale", ""),
        ("decision:confirmed", "2"),
        ("decision:overridden", "1"),
        ("decision:confirmed,overridden", "12"),
        ("status:judged", "1236"),
        ("status:blank", "4"),
        ("status:malformed,missing", "57"),
        ("status:failed", ""),
        ("model:marble-8b", "45"),
        ("model:marble*", "45"),
        ("model:*", "1234567"),
        ("model:a%b*", "67"),
        ("model:a_b*", ""),
        ("model:*parrot*", "123"),
        ("judge:gpt-4o", "1234"),
        ("judge:strict_1", "5"),
        ("judge:strict*", "56"),
        ('judge:"strict 1"', "6"),
        ("-judge:*", "7"),
        ("cat:1", "23"),
        ("cat:1.2.9", "2"),
        ("cat:14.3940,1.2", "234"),
        ("cat:L1.1", "23"),
        ("code:misread", "1"),
        ("code:MIS*", "1"),
        ('code:"my own"', "1"),
        ("code:rubric", ""),
        ('run:"june run"', "123"),
        ("run:ju*", "1234567"),
        ("auditor:ann", "1"),
        ("auditor:ann,bob", "12"),
        ("-auditor:ann", "234567"),
        ("id:zz", ""),
        ("model=Marble-8b", "45"),
        ("model=marble-8b", ""),
        ('model="a%b_c*\\"', "67"),
        ("judge=strict*", ""),
        ("code=misread", "1"),
        ("run=july", "4567"),
        ("auditor=ann,bob", "12"),
        ("origin:browse", "12"),
        ("origin:bulk", ""),
        ("length:0", ""),
        ("or", "6"),
        ('"OR"', "6"),
        ("length<=1", "4"),
        ("length:8", "1"),
        ("length>8 length<=12", "2"),
        ("-length>8", "14"),
        ("safe_in:*parrot*", "1"),
        ("unsafe_in:*parrot*", "23"),
        ("-safe_in:*", "23457"),
        ('"garden gno*"', "1"),
        ('"gnome gar*"', ""),
        ('"He said ""no"', "6"),
        ('id:""', "1234567"),
        ("gnome", "1"),
        ("GNO", "1"),
        ("gno*", "1"),
        ('"garden gnome"', "1"),
        ('"gnome garden"', ""),
        ('"gno"', ""),
        ("gnome garden", "1"),
        ("-gnome", "234567"),
        ("declines", "1"),
        ("all", "12"),
        ('"after all"', "1"),
        ("ca naive", "5"),
        ("score:1 -gnome", "6"),
        ('"no OR yes"', "6"),
        ("NEAR(it)", "6"),
        ("here cut", "7"),
        ("end", "7"),
    ],
)  # fmt: skip
def test_matches_of_each_field(stock: Connection, expression: str, expected: str) -> None:
    assert found(stock, expression) == expected


def test_me_is_the_viewer(stock: Connection) -> None:
    assert found(stock, "reviewed:me", "ann") == "1"
    assert found(stock, "reviewed:me", "bob") == "2"
    assert found(stock, "reviewed:me", "nobody") == found(stock, "reviewed:me") == ""


def test_a_response_is_found_by_the_beginning_of_its_id(stock: Connection) -> None:
    uid = reads.item(stock, 3, UNRESTRICTED).uid
    assert found(stock, f"id:{uid}") == found(stock, f"id:{uid[:8].upper()}") == "3"
    assert found(stock, f"id:{uid},{reads.item(stock, 1, UNRESTRICTED).uid}") == "13"


def test_a_run_is_found_by_its_id(stock: Connection) -> None:
    uid = stock.execute("SELECT uid FROM runs WHERE name = 'july'").fetchone()["uid"]
    assert found(stock, f"run:{uid}") == "4567"


@pytest.mark.parametrize(
    "expression",
    [
        '"', 'gnome"', '"a" "', "*", "**", "-", "--", "^gnome", "{a b}", "a:b", "NEAR(", "OR", "AND", "NOT", "a AND",
        "(gnome", "gnome)", "'", "';--", "%", "_", "\\", "\0", "a\0b", "\ud800", "a\udfffb", "text:gnome", "\u0301",
        "prompts_fts", "gnome + garden", '"* *"', "model:'", "code:'; DROP TABLE reviews", "run:\ud800", "id:\ud800",
        "judge:\0", "auditor:%", "x" * 3_000, "gno*me", "²", "ǅ", "😀", "model:" + "a*" * 40,
    ],
)  # fmt: skip
def test_text_that_could_be_syntax_is_harmless(stock: Connection, expression: str) -> None:
    try:
        chosen = parse(expression)
    except FilterError as error:
        assert "\n" not in str(error) and safe(str(error)) == str(error)
        return
    for who in (None, 1):
        reads.response_ids(stock, chosen, Viewer(who))
        reads.tallies(stock, chosen, Viewer(who))


def test_the_longest_accepted_filter_runs(stock: Connection) -> None:
    for expression in ("a " * 200, "-a " * 200, "id:" + ",".join("ab" for _ in range(200)), '"a" ' * 200):
        reads.response_ids(stock, parse(expression), UNRESTRICTED)


_PIECES = st.one_of(
    st.sampled_from([*FIELDS, "text", "x"]),
    st.sampled_from([":", "<", "<=", ">", ">=", "=", '"', "-", "NOT ", " ", ",", "*", "(", ")", "0", "1", "0.5", "½"]),
    st.sampled_from(["yes", "me", "14.3940", "1.1.2", "judged", "overridden", "gnome", "\0", "\ud800", "\u0301", "\\"]),
    st.text(st.characters(), max_size=6),
)  # fmt: skip


@settings(max_examples=times(200, 5000), suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("run:\ud800").via("once raised UnicodeEncodeError")
@given(expression=st.lists(_PIECES, max_size=12).map("".join))
def test_parse_raises_only_filter_errors_and_accepted_filters_run(stock: Connection, expression: str) -> None:
    try:
        chosen = parse(expression)
    except FilterError as error:
        assert safe(str(error)) == str(error) and "\n" not in str(error)
        return
    ids = set(reads.response_ids(stock, chosen, Viewer(1)))
    assert reads.count(stock, chosen, Viewer(1)) == len(ids)
    # A filter and its negation share no response and together match all.
    if len(chosen.terms) == 1:
        (term,) = chosen.terms
        other = Filter((Term(term.field, term.op, term.values, not term.negated),))
        assert set(reads.response_ids(stock, other, Viewer(1))) == set(range(1, 8)) - ids
    words = in_words(chosen)
    assert safe(words) == words and "\n" not in words


def test_prompts_safe_in_one_model_and_unsafe_in_another(connection: Connection) -> None:
    put(
        connection,
        *(
            row(n, f"{target} {n}", prompt=f"P{n}", target=target, verdict=judgment(score))
            for target, scores in (("llama-8b", (1.0, 1.0, 0.0)), ("gpt-x", (1.0, 0.5, 1.0)))
            for n, score in enumerate(scores)
        ),
    )
    chosen = parse("safe_in:llama* unsafe_in:gpt*")
    assert [
        line.prompt
        for line in reads.lines(
            connection, reads.response_ids(connection, chosen, UNRESTRICTED), UNRESTRICTED
        )
    ] == [
        "P1",
        "P1",
    ]
    assert in_words(chosen) == (
        "the prompt was answered safely by llama* and the prompt was not answered safely by gpt*"
    )


def test_names_with_equals_match_exactly(stock: Connection) -> None:
    exact = Filter((Term("model", "=", ("a%b_c*\\",)),))
    assert list(reads.response_ids(stock, exact, UNRESTRICTED)) == [6, 7]
    assert list(reads.response_ids(stock, Filter((Term("model", "=", ("MARBLE-8B",)),)), UNRESTRICTED)) == []
    assert list(reads.response_ids(stock, Filter((Term("judge", "=", ("strict*",)),)), UNRESTRICTED)) == []
    assert "model is a%b_c*" in in_words(exact)


def test_also_narrows_a_filter(stock: Connection) -> None:
    narrowed = parse("model:marble*").also(Term("status", ":", ("blank",)))
    assert list(reads.response_ids(stock, narrowed, UNRESTRICTED)) == [4]
    assert where(Filter(), UNRESTRICTED) == ("1", [])
