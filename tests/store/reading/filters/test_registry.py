"""Every field of the filter language is known wherever the language is used."""

from __future__ import annotations

import sqlite3

import pytest

from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters import known_names
from airbench_tui.store.reading.filters.completion import completions
from airbench_tui.store.reading.filters.field import ChoiceField, Field, NameField
from airbench_tui.store.reading.filters.parser import in_words, parse
from airbench_tui.store.reading.filters.registry import CONDITIONS, FIELDS
from airbench_tui.store.reading.filters.terms import Filter, Term
from airbench_tui.store.rules.viewer import UNRESTRICTED
from airbench_tui.tui.shared.dialogs.help_dialog import sections
from scripts import generate_docs

# A value that each condition takes, and that a response of the stock has, where one can.
EXAMPLES = {
    "score": "0.5",
    "reviewed": "yes",
    "decision": "overridden",
    "status": "judged",
    "model": "marble*",
    "judge": "gpt-4o",
    "scored_by": "gpt-4o",
    "cat": "14.3940",
    "safe_in": "*parrot*",
    "unsafe_in": "*parrot*",
    "length": "8",
    "code": "misread",
    "run": "july",
    "signal": "long-*",
    "auditor": "ann",
    "origin": "browse",
    "id": "0",
    "text": "gnome",
    "only": "[1, 2]",
}


def _classes(of: type[Field] = Field) -> set[type[Field]]:
    """List the classes of fields, without the kinds that share values and the private stems."""
    below = {one for stem in of.__subclasses__() for one in ({stem} | _classes(stem))}
    return {one for one in below if one.__module__ != Field.__module__ and not one.__name__.startswith("_")}


def test_each_class_of_field_is_registered_once() -> None:
    registered = [type(field) for field in CONDITIONS.values()]
    assert len(registered) == len(set(registered)) and set(registered) == _classes()
    assert set(EXAMPLES) == set(CONDITIONS)


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_field_says_what_it_means_takes_and_tells(name: str) -> None:
    field = CONDITIONS[name]
    assert field.name == name and field.meaning and field.values and ":" in field.operators
    assert field.tells in (True, False)


def test_what_the_judge_or_a_person_said_is_known_to_tell() -> None:
    """A field that leaves this set finds responses whose judge is hidden: decide it, and mend this list."""
    assert {name for name, field in CONDITIONS.items() if not field.tells} == {
        "model", "judge", "cat", "length", "run", "id", "text", "only"
    }  # fmt: skip


@pytest.mark.parametrize("name", FIELDS)
def test_help_and_documentation_show_each_field(name: str) -> None:
    field = FIELDS[name]
    assert f"| `{name}` | {field.meaning} | {field.values} |" in generate_docs.keys().splitlines()
    helped = dict(sections(["browse"]))["Filter"].splitlines()
    assert f"{name:<9}  {field.meaning}: {field.values}" in helped


@pytest.mark.parametrize("name", FIELDS)
def test_each_field_is_completed_and_parsed(name: str) -> None:
    assert f"{name}:" in completions(name[:-1], {})
    assert parse(f"{name}:{EXAMPLES[name]}").terms == (Term(name, ":", (EXAMPLES[name],)),)


@pytest.mark.parametrize("name", CONDITIONS)
def test_each_operator_finds_in_the_database_what_its_negation_leaves(
    stock: sqlite3.Connection, name: str
) -> None:
    for op in CONDITIONS[name].operators:
        found, others = (
            reads.response_ids(stock, Filter((Term(name, op, (EXAMPLES[name],), negated),)), UNRESTRICTED)
            for negated in (False, True)
        )
        assert sorted([*found, *others]) == [1, 2, 3, 4, 5, 6, 7]
        if (name, op) not in {("signal", ":"), ("id", ":")}:
            assert len(found) + len(others) > 0 and (len(found) > 0 or op in "<=")


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if isinstance(field, ChoiceField)])
def test_each_choice_is_completed_said_and_asked(stock: sqlite3.Connection, name: str) -> None:
    field = FIELDS[name]
    assert isinstance(field, ChoiceField)
    for choice in field.choices:
        assert choice in field.values and choice in field.completions(choice[:1], {})
        chosen = parse(f"{name}:{choice}")
        assert in_words(chosen)
        reads.response_ids(stock, chosen, UNRESTRICTED)


def test_the_database_knows_the_names_that_complete_a_field(stock: sqlite3.Connection) -> None:
    known = known_names.read(stock)
    for field in FIELDS.values():
        if isinstance(field, NameField):
            assert field.completions("", known), field.name
