"""The guard against cells that a spreadsheet would run as a formula, and its undoing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from airbench_tui.interchange.formats.formulas import guard, unguard

SIGNS = ["=", "+", "-", "@"]
# Full-width and small forms, which NFKC turns into the signs.
FORMS = ["\uff1d", "\uff0b", "\uff0d", "\uff20", "\ufe66", "\ufe62", "\ufe63", "\ufe6b"]
UNSEEN = st.text(
    st.sampled_from(" \u00a0\u3000\n'\u200b\u200d\u2060\ufeff\u00ad\u034f\u202e\u3164\u2800\ufe0f\x00")
)
TEXTS = st.text(st.characters(codec=None)) | st.text(
    st.sampled_from("'=+-@\t\r1.e; \n\"\ud800\u200b\uff1d\u0338")
)


@given(text=TEXTS)
@example("'=1+1")
@example("''-1")
@example("-5")
@example("'-5")
@example("-5\n")
@example("'")
@example("\uff07=1")
@example("'=\u0338")
@example("';=1")
def test_unguard_undoes_guard(text: str) -> None:
    assert unguard(guard(text)) == text
    assert guard(text) in (text, "'" + text)


@given(before=UNSEEN, sign=st.sampled_from([*SIGNS, *FORMS]), after=st.text())
def test_a_formula_after_spaces_and_invisible_characters_is_guarded(
    before: str, sign: str, after: str
) -> None:
    text = f"{before}{sign}x{after}"
    assert guard(text) == "'" + text


@given(
    before=st.text(),
    separator=st.sampled_from([";", "\t", "\uff1b"]),
    between=UNSEEN,
    sign=st.sampled_from([*SIGNS, *FORMS]),
    after=st.text(),
)
def test_a_formula_after_a_separator_is_guarded(
    before: str, separator: str, between: str, sign: str, after: str
) -> None:
    text = f"{before}{separator}{between}{sign}x{after}"
    assert guard(text) == "'" + text


@given(text=st.text(st.characters(categories=["L", "N"]) | st.sampled_from(" ;,.'\"()\n")))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    normal = unicodedata.normalize("NFKC", text)
    if not any(sign in text or sign in normal for sign in SIGNS):
        assert guard(text) == text


@given(
    number=st.floats(allow_nan=False, allow_infinity=False) | st.integers(), sign=st.sampled_from(["", "+"])
)
def test_numbers_stay_as_they_are(number: float, sign: str) -> None:
    text = str(number) if str(number).startswith("-") else sign + str(number)
    assert guard(text) == text


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("=1+1", "'=1+1"),
        ("+SUM(A1)", "'+SUM(A1)"),
        ("-a", "'-a"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\r", "'\r"),
        ("'=x", "''=x"),
        ("-5", "-5"),
        ("+.5e-3", "+.5e-3"),
        ("-5\n", "'-5\n"),
        ("-1+1", "'-1+1"),
        ("=5", "'=5"),
        ("a=1", "a=1"),
        ("'quoted'", "'quoted'"),
        ("", ""),
        (" =1", "' =1"),
        ("\n\u200b=1", "'\n\u200b=1"),
        ("\uff1d1", "'\uff1d1"),
        # NFKC makes one character of these two, but a spreadsheet sees the sign first.
        ("=\u03381", "'=\u03381"),
        ("ok;=1", "'ok;=1"),
        ("ok\t+1", "'ok\t+1"),
        ("misread;-x", "'misread;-x"),
        ("misread;my own", "misread;my own"),
        ("see; a=1", "see; a=1"),
        ("a\tb", "a\tb"),
    ],
)
def test_texts_that_a_spreadsheet_would_run_are_guarded(text: str, guarded: str) -> None:
    assert guard(text) == guarded
