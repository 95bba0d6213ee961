"""Untrusted text: characters that control a terminal or are invisible become visible; nothing else changes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from airbench_tui.text import counted, one_line, quote, safe, show, shown_spans

ANY = st.text(alphabet=st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "shown", "hidden"),
    [
        ("plain", "plain", 0),
        ("a\nb", "a\nb", 0),
        ("a\r\nb", "a\nb", 0),
        ("a\tb", "a    b", 0),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇", 2),
        ("a\rb", "a␍b", 1),
        ("\x00\x7f", "␀␡", 2),
        ("\x9b2J", "<U+009B>2J", 1),
        ("safe\u202eefasnu", "safe<U+202E>efasnu", 1),
        ("zero\u200bwidth", "zero<U+200B>width", 1),
        ("\ud800", "<U+D800>", 1),
        ("tag\U000e0041", "tag<U+E0041>", 1),
        ("\ufdd0\ufdef\ufffe\U0001fffe\U0010ffff", "<U+FDD0><U+FDEF><U+FFFE><U+1FFFE><U+10FFFF>", 5),
        ("❤\ufe0f", "❤", 0),
        ("👍\U0001f3fd", "👍<U+1F3FD>", 0),
        ("a\ufe0f\ufe0e\ufe0f", "a<U+FE0E><U+FE0F>", 2),
        ("[/foo] [bold", "[/foo] [bold", 0),
        ("日本 émoji 🙂", "日本 émoji 🙂", 0),
        ("e" + "\u0301" * 6, "e" + "\u0301" * 4 + "<U+0301><U+0301>", 2),
    ],
)
def test_show(text: str, shown: str, hidden: int) -> None:
    assert (show(text).text, show(text).hidden) == (shown, hidden)


@given(ANY)
def test_nothing_dangerous_is_left(text: str) -> None:
    for character in safe(text):
        assert character == "\n" or unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
        if unicodedata.category(character) == "Cf":
            raise AssertionError(f"{character!r} is invisible")


@given(ANY)
def test_safe_text_is_left_alone(text: str) -> None:
    once = show(text)
    again = show(once.text)
    assert again.text == once.text and again.hidden == 0


@given(ANY, st.integers(2, 50))
def test_one_line_is_one_line_and_short(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert "\n" not in line and len(line) <= limit


@given(st.text(alphabet=st.characters(exclude_categories=("C", "Z", "M"))))
def test_ordinary_text_is_unchanged(text: str) -> None:
    ordinary = "".join(c for c in text if cell_len(c) and c not in "\u115f\u1160\u3164\uffa0\u2800")
    assert safe(ordinary) == ordinary


@given(ANY, st.data())
def test_a_passage_keeps_its_place_when_it_is_shown(text: str, data: st.DataObject) -> None:
    end = data.draw(st.integers(0, len(text)))
    start = data.draw(st.integers(0, end))
    ((begins, ends),) = shown_spans(text, [(start, end)])
    assert 0 <= begins <= ends <= len(safe(text))
    if "\r\n" not in text and safe(text[:start]) + safe(text[start:end]) + safe(text[end:]) == safe(text):
        assert (safe(text)[:begins], safe(text)[begins:ends]) == (safe(text[:start]), safe(text[start:end]))


def test_a_passage_after_hidden_characters_keeps_its_words() -> None:
    text = "\tone\r\n\u200btwo \u2764\ufe0f three"
    found = [(text.index(word), text.index(word) + len(word)) for word in ("one", "two", "three")]
    assert [safe(text)[slice(*span)] for span in shown_spans(text, found)] == ["one", "two", "three"]


def test_quote() -> None:
    assert quote("a\x1bb\nc") == "'a␛b c'"
    assert quote("x" * 100, 10) == f"'{'x' * 9}…'"


def test_a_number_takes_the_plural_of_its_noun() -> None:
    assert [counted(number, "answer") for number in (0, 1, 2, 1200)] == [
        "0 answers", "1 answer", "2 answers", "1,200 answers",
    ]  # fmt: skip
