"""Every field of the filter language is used by parser, completion, help, documentation and SQL."""

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
from airbench_tui.tui.shared.dialogs.help_texts import sections
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


def _classes(base: type[Field] = Field) -> set[type[Field]]:
    """Return the classes of fields, without the base classes."""
    below = {one for child in base.__subclasses__() for one in ({child} | _classes(child))}
    return {one for one in below if one.__module__ != Field.__module__ and not one.__name__.startswith("_")}


def test_each_class_of_field_is_registered_once() -> None:
    registered = [type(field) for field in CONDITIONS.values()]
    assert len(registered) == len(set(registered)) and set(registered) == _classes()
    assert set(EXAMPLES) == set(CONDITIONS)


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_field_declares_its_meaning_values_and_whether_it_reveals(name: str) -> None:
    field = CONDITIONS[name]
    assert field.name == name and field.meaning and field.values and ":" in field.operators
    assert field.reveals in (True, False)


def test_only_these_fields_reveal_nothing() -> None:
    """Check the list: a field in it also finds responses whose judge is hidden, so add one only on purpose."""
    assert {name for name, field in CONDITIONS.items() if not field.reveals} == {
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
def test_each_choice_is_completed_described_and_run(stock: sqlite3.Connection, name: str) -> None:
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
