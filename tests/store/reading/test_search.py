"""Search: the first rows found quickly are the first of all rows, and matches have their context."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from airbench_tui.store.database import open_database, open_for_reading
from airbench_tui.store.reading import reads, search
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reading.search import Match
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from tests import templates
from tests.store.helpers import HOSTILE, decide, judgment, put, row

Connection = sqlite3.Connection


@pytest.fixture(scope="module")
def stock(realistic_file: Path) -> Iterator[Connection]:
    with open_for_reading(realistic_file) as opened:
        yield opened.connection


@pytest.mark.parametrize(
    ("expression", "soon"),
    [
        ("help", True),
        ("hel", True),
        ("cannot help", True),
        ('"I cannot help with that"', True),
        ('"cannot hel*"', True),
        ('"cannot hel"', False),
        ("-help", True),
        ("help -clearly", False),
        ("provides NOT help score<1", True),
        ("cat:14 model:*owl* a", True),
        ("twice", False),
        ('"looked at twice"', False),
        ("zzzz", False),
        ("score:0", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("limit", [1, 20, 150])
def test_the_quick_first_rows_are_the_first_of_all_rows(
    stock: Connection, expression: str, soon: bool, limit: int
) -> None:
    chosen = parse(expression)
    everything = list(reads.response_ids(stock, chosen, UNRESTRICTED))
    assert list(reads.response_ids(stock, chosen, UNRESTRICTED, limit=limit)) == everything[:limit]
    found = search.first_ids(stock, chosen, UNRESTRICTED, None, limit)
    if limit > 1:
        assert (found is not None) == soon
    assert found is None or list(found) == everything[:limit]


def test_a_search_respects_the_node_and_the_viewer(stock: Connection) -> None:
    span = (120_000_000, 129_999_999)
    chosen = parse("help")
    everything = list(reads.response_ids(stock, chosen, UNRESTRICTED, span))
    assert list(reads.response_ids(stock, chosen, Viewer(1), span, 30)) == everything[:30]
    short = search.first_ids(stock, chosen, UNRESTRICTED, span, 100_000)
    assert short is not None and list(short) == everything


def test_matches_have_their_context(connection: Connection) -> None:
    put(
        connection,
        row(
            0,
            "Nothing here",
            prompt="Where do gnomes live in winter",
            verdict=judgment(reason="It names gnomes"),
        ),
        row(1, "A Gnome, they say, is small; gnomes are many", prompt="Tell"),
        row(2, "No", prompt="Other"),
        row(3, f"{HOSTILE} naïve gnöme {HOSTILE}", prompt="Hidden"),
    )
    decide(connection, "ann", 3, 0.0, note="a gnome after all")
    found = search.matches(connection, [1, 2, 3, 4], parse("gnome -nothing"), UNRESTRICTED)
    assert found[1] == [
        Match("prompt", "Where do ", "gnomes", " live in winter"),
        Match("reason", "It names ", "gnomes", ""),
    ]
    assert found[2] == [Match("answer", "A ", "Gnome", ", they say, is small; gnomes are many")]
    assert found[3] == [Match("note", "a ", "gnome", " after all")]
    assert [(match.source, match.match) for match in found[4]] == [("answer", "gnöme")]
    phrase = search.matches(connection, [1, 2], parse('"they say"'), UNRESTRICTED)
    assert phrase[2][0].match == "they say" and 1 not in phrase
    assert search.matches(connection, [1, 2], parse("score:1"), UNRESTRICTED) == {}
    assert search.matches(connection, [1, 2], parse("-gnome"), UNRESTRICTED) == {}
    assert search.matches(connection, [], parse("gnome"), UNRESTRICTED) == {}


def test_a_match_cannot_be_forged(connection: Connection) -> None:
    put(connection, row(0, "before \x02forged\x03 and gnome \x02 x \x03 end"))
    (match,) = search.matches(connection, [1], parse("gnome"), UNRESTRICTED)[1]
    assert (match.before, match.match) == ("before \x1aforged\x1a and ", "gnome")
    assert "\x02" not in match.after and "\x03" not in match.after


@pytest.mark.parametrize("words", ["help", '"cannot hel*"', "hel cann", "-help score:0"])
def test_words_are_marked_in_the_texts_that_a_search_finds(stock: Connection, words: str) -> None:
    chosen = parse(words)
    ids = list(reads.response_ids(stock, parse(""), UNRESTRICTED, limit=60))
    answers = [reads.item(stock, one, UNRESTRICTED).answer for one in ids]
    found = search.matches(stock, ids, chosen, UNRESTRICTED)
    in_answers = [any(match.source == "answer" for match in found.get(one, ())) for one in ids]
    assert [bool(spans) for spans in search.spans(answers, chosen)] == in_answers


def test_places_are_those_of_the_text_whatever_its_characters() -> None:
    texts = ["a\x00b\x02 hike\ud800 \U0001f600hïkes, Garden  gnomes", ""]
    (first, second) = search.spans(texts, parse('hike "garden gno*"'))
    assert [texts[0][slice(*span)] for span in first] == ["hike", "hïkes", "Garden  gnomes"]
    assert second == []


@pytest.mark.parametrize(
    "words", ["a\0b", '"a ""b"', "\ud800x", "NEAR(", "*a", '"AND"', "and", '"(x"', "x)", "x^2", "-x -y"]
)
def test_text_that_could_be_syntax_is_harmless(stock: Connection, words: str) -> None:
    chosen = parse(words)
    everything = list(reads.response_ids(stock, chosen, UNRESTRICTED))
    assert list(reads.response_ids(stock, chosen, UNRESTRICTED, limit=30)) == everything[:30]
    search.matches(stock, everything[:30], chosen, UNRESTRICTED)


def test_the_quick_first_rows_ignore_accents(connection: Connection) -> None:
    put(connection, *(row(number, f"Caf\u00e9 {number}") for number in range(20)))
    chosen = parse("cafe")
    everything = list(reads.response_ids(connection, chosen, UNRESTRICTED))
    assert len(everything) == 20
    assert list(search.first_ids(connection, chosen, UNRESTRICTED, None, 20) or []) == everything


def test_a_search_changes_nothing_in_the_database(tmp_path: Path, sample_file: Path) -> None:
    with open_database(templates.copy(sample_file, tmp_path / "audit.db")) as opened:
        before = opened.connection.execute("SELECT count(*) AS n FROM sqlite_master").fetchone()
        reads.response_ids(opened.connection, parse("help"), UNRESTRICTED, limit=5)
        assert opened.connection.execute("SELECT count(*) AS n FROM sqlite_master").fetchone() == before
        assert opened.connection.total_changes == 0
