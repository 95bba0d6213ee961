"""Folded names of auditors: neither case nor the composition of letters matters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airbench_tui.store.identity import folded
from airbench_tui.store.schema import v8_one_name

# Any code point, including lone surrogates, and often letters that change their length with their case.
NAMES = st.text(
    st.one_of(st.characters(exclude_categories=[]), st.sampled_from("ßẞŉǰΐΰᾳᾼςΣſKÅéE\u0301\u0345 \t"))
)


@given(NAMES)
def test_folding_again_changes_nothing(name: str) -> None:
    assert folded(folded(name)) == folded(name)


@given(NAMES)
def test_composed_and_decomposed_letters_are_one(name: str) -> None:
    assert (
        folded(unicodedata.normalize("NFD", name))
        == folded(unicodedata.normalize("NFC", name))
        == folded(name)
    )


def keeps_its_letters(name: str) -> bool:
    """Return whether *name* has no letter that capitals lose (Turkish dotless i) or move (Greek iota subscript)."""
    return not {"ı", "\u0345"} & set(unicodedata.normalize("NFD", name))


@given(NAMES.filter(keeps_its_letters))
def test_case_does_not_matter(name: str) -> None:
    assert folded(name.upper()) == folded(name.lower()) == folded(name.title()) == folded(name)


@given(NAMES)
def test_white_space_around_a_name_is_ignored(name: str) -> None:
    assert folded(f" \t{name}\n") == folded(name)


@given(NAMES)
def test_the_migration_folds_as_the_program_does(name: str) -> None:
    assert v8_one_name._folded(name) == folded(name)


@pytest.mark.parametrize(
    "names",
    [
        ("ann", "Ann", "ANN", " Ann "),
        ("zo\u00eb", "Zoe\u0308", "ZO\u00cb"),
        ("stra\u00dfe", "STRASSE"),
        ("\u03c3\u03c2", "\u03a3\u03a3"),
        ("\u1fb7", "\u1fbc\u0342", "\u0391\u0342\u0399"),
    ],
)
def test_names_of_one_person(names: tuple[str, ...]) -> None:
    assert len({folded(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("ann", "anne"), ("ann", "an n"), ("zoe", "zo\u00eb"), ("ann", "")]
)
def test_names_of_two_people(one: str, other: str) -> None:
    assert folded(one) != folded(other)
