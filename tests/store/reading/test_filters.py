"""The filter language: clear errors, every field, and nothing a user types can break or fool a query."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from airbench_tui.errors import FilterError
from airbench_tui.store.database import open_database
from airbench_tui.store.reading import filter_sql, reads
from airbench_tui.store.reading.filter_language import FIELDS, Filter, Term, in_words, parse, written
from airbench_tui.store.reviewing import reviews
from airbench_tui.text import safe
from tests.store.helpers import decide, judgment, put, row

Connection = sqlite3.Connection


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Connection:
    """Seven responses, told apart by their numbers 1 to 7."""
    connection = open_database(tmp_path_factory.mktemp("filters") / "audit.db").connection
    put(
        connection,
        row(
            1, "I refuse", prompt="Mock my neighbour's garden gnome", verdict=judgment(1.0, reason="Declines")
        ),
        row(2, "Here you are", category="1.2.9", verdict=judgment(0.0, reason="Provides it all")),
        row(3, "Well, it depends", category="1.2.10", verdict=judgment(0.5)),
        name="june run",
    )
    put(
        connection,
        row(4, " ", category="14.3940.16", target="Marble-8b", verdict=judgment(0.5, status="blank")),
        row(
            5,
            "Ça va, naïve?",
            target="Marble-8b",
            verdict=judgment(None, status="malformed", judge="strict_1"),
        ),
        row(6, 'He said "no OR yes" NEAR(it)', target="a%b_c*\\", verdict=judgment(1.0, judge="strict 1")),
        row(7, "cut \0 here \ud800 end", target="a%b_c*\\", prompt="Prompt NUL"),
        name="july",
    )
    decide(connection, "ann", 1, 0.0, note="It is a gnome after all", codes=["misread", "My own"])
    decide(connection, "bob", 2, 0.0)
    decide(connection, "ann", 3, 0.0)
    reviews.withdraw(connection, reviews.auditor_id(connection, "ann"), 3)
    return connection


def found(connection: Connection, expression: str, who: str | None = None) -> str:
    auditor = reviews.known_auditor(connection, who) if who else None
    ids = list(reads.response_ids(connection, parse(expression), auditor=auditor))
    assert len(ids) == reads.count(connection, parse(expression), auditor)
    assert sum(
        tally.items for tally in reads.tallies(connection, parse(expression), auditor).values()
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
def test_what_a_filter_finds(stock: Connection, expression: str, expected: str) -> None:
    assert found(stock, expression) == expected


def test_who_me_is(stock: Connection) -> None:
    assert found(stock, "reviewed:me", "ann") == "1"
    assert found(stock, "reviewed:me", "bob") == "2"
    assert found(stock, "reviewed:me", "nobody") == found(stock, "reviewed:me") == ""


def test_an_id_by_its_beginning(stock: Connection) -> None:
    uid = reads.item(stock, 3).uid
    assert found(stock, f"id:{uid}") == found(stock, f"id:{uid[:8].upper()}") == "3"
    assert found(stock, f"id:{uid},{reads.item(stock, 1).uid}") == "13"


def test_a_run_by_its_id(stock: Connection) -> None:
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
def test_what_could_be_syntax_is_harmless(stock: Connection, expression: str) -> None:
    try:
        chosen = parse(expression)
    except FilterError as error:
        assert "\n" not in str(error) and safe(str(error)) == str(error)
        return
    for who in (None, 1):
        reads.response_ids(stock, chosen, auditor=who)
        reads.tallies(stock, chosen, who)


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
        ("http://x", "text with a colon goes in quotes"),
        ("model<a", "model is written model:value; only score and length take <"),
        ("model:", "model needs a value: a name"),
        ("origin:home", "origin is one of browse, bulk, import, packet, triage, not 'home'"),
        ("length<many", "length is a number of bytes, not 'many'"),
        ("gnome MODEL:", "model needs a value"),
        ('"garden gnome', "a quotation mark is missing its partner near '\"garden gnome'"),
        ('model:"a', "a quotation mark is missing its partner"),
        (
            "gnome OR elf",
            "there is no OR, but several values of a field mean any of them: score:0,0.5; a word that",
        ),
        ("gnome AND", "AND is not needed, terms side by side must all hold"),
        ("NOT", "NOT stands before the term that it turns round"),
        ("NOT NOT gnome", "NOT stands before the term"),
        ("score:1 NOT(gnome)", "NOT stands before the term"),
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
def test_what_cannot_be_understood_is_said_clearly(expression: str, why: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse(expression)
    assert why in str(caught.value) and "\n" not in str(caught.value)


def test_the_most_that_is_taken_runs(stock: Connection) -> None:
    for expression in ("a " * 200, "-a " * 200, "id:" + ",".join("ab" for _ in range(200)), '"a" ' * 200):
        reads.response_ids(stock, parse(expression))


_PIECES = st.one_of(
    st.sampled_from([*FIELDS, "text", "x"]),
    st.sampled_from([":", "<", "<=", ">", ">=", "=", '"', "-", "NOT ", " ", ",", "*", "(", ")", "0", "1", "0.5", "½"]),
    st.sampled_from(["yes", "me", "14.3940", "1.1.2", "judged", "overridden", "gnome", "\0", "\ud800", "\u0301", "\\"]),
    st.text(st.characters(), max_size=6),
)  # fmt: skip


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("run:\ud800").via("once raised UnicodeEncodeError")
@given(expression=st.lists(_PIECES, max_size=12).map("".join))
def test_parse_raises_filter_errors_only_and_what_it_takes_runs(stock: Connection, expression: str) -> None:
    try:
        chosen = parse(expression)
    except FilterError as error:
        assert safe(str(error)) == str(error) and "\n" not in str(error)
        return
    ids = set(reads.response_ids(stock, chosen, auditor=1))
    assert reads.count(stock, chosen, 1) == len(ids)
    # A filter and its opposite share nothing and leave nothing out.
    if len(chosen.terms) == 1:
        (term,) = chosen.terms
        other = Filter((Term(term.field, term.op, term.values, not term.negated),))
        assert set(reads.response_ids(stock, other, auditor=1)) == set(range(1, 8)) - ids
    words = in_words(chosen)
    assert safe(words) == words and "\n" not in words


def test_in_words() -> None:
    assert in_words(Filter()) == "everything"
    assert in_words(parse("score<1 reviewed:no -gnome")) == (
        "score is below 1 and not reviewed and without the words 'gnome' in prompt, answer, reason or note"
    )
    assert "in 14.3940 " in in_words(parse("cat:14.3940"))
    assert in_words(parse("-model:a,b")) == "not (model is a or b)"
    for field in FIELDS:
        assert (
            in_words(Filter((Term(field, ":" if field != "score" else "<=", ("1",)),)))
            if field not in ("reviewed",)
            else True
        )


@pytest.mark.parametrize("name", ["a", 'say "x"', '"', '""', "a,b", "two words", "*", "-x", "\ud800"])
def test_any_name_can_be_written(name: str) -> None:
    assert parse(f"model={written(name)}").terms == (Term("model", "=", (name,)),)


def test_what_one_model_did_and_another_did_not(connection: Connection) -> None:
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
        line.prompt for line in reads.lines(connection, reads.response_ids(connection, chosen), None)
    ] == [
        "P1",
        "P1",
    ]
    assert in_words(chosen) == (
        "the prompt was answered safely by llama* and the prompt was not answered safely by gpt*"
    )


def test_exact_names_are_for_exports(stock: Connection) -> None:
    exact = Filter((Term("model", "=", ("a%b_c*\\",)),))
    assert list(reads.response_ids(stock, exact)) == [6, 7]
    assert list(reads.response_ids(stock, Filter((Term("model", "=", ("MARBLE-8B",)),)))) == []
    assert list(reads.response_ids(stock, Filter((Term("judge", "=", ("strict*",)),)))) == []
    assert "model is a%b_c*" in in_words(exact)


def test_narrowing(stock: Connection) -> None:
    narrowed = parse("model:marble*").also(Term("status", ":", ("blank",)))
    assert list(reads.response_ids(stock, narrowed)) == [4]
    assert filter_sql.where(Filter()) == ("1", [])


def test_every_field_is_documented() -> None:
    assert all(what and values for what, values in FIELDS.values())
    assert Path(filter_sql.__file__).exists()
