"""Words are found as a reader sees them, and their places are those of the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airbench_tui.reviewing.folded_search import find


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Two hikes, one HIKE.", "hike", ["hike", "HIKE"]),
        ("biker", "ike", ["ike"]),
        ("I can’t\n  help", "can't help", ["can’t\n  help"]),
        ("un café, le CAFE\u0301 noir", "cafe", ["café", "CAFE\u0301"]),
        ("re\u00adfuse, re\u200bfuse", "refuse", ["re\u00adfuse", "re\u200bfuse"]),
        ("ﬁne Straße", "fine", ["ﬁne"]),
        ("ﬁne Straße", "STRASSE", ["Straße"]),
        ("毒薬を作る", "薬", ["薬"]),
        ("a.b", ".", ["."]),
        ("**I** cannot", "I cannot", []),
        ("anything", " \u0301\u200b ", []),
    ],
)
def test_find(text: str, words: str, found: list[str]) -> None:
    assert [text[slice(*span)] for span in find(text, words)] == found


def test_the_marks_of_markdown_can_be_passed_over() -> None:
    text = "**I** cannot _help_"
    assert [text[slice(*span)] for span in find(text, "I cannot help", markup=False)] == ["I** cannot _help"]


@given(st.text(), st.text("abAB éßﬁ\u0301\u200b'’", max_size=3), st.text())
def test_a_passage_is_found_where_it_stands(before: str, words: str, after: str) -> None:
    text = before + words + after
    found = find(text, words)
    assert found == sorted(found) and all(0 <= start < end <= len(text) for start, end in found)
    if find(words, words):  # it has letters that count
        begin = len(before)
        assert any(start <= begin + len(words) and end > begin for start, end in found)
