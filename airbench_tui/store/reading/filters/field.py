"""The base class of the fields of the filter language, and the kinds of field that take similar values.

A field is a class without state; ``registry.CONDITIONS`` has one instance of it.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from airbench_tui.errors import FilterError
from airbench_tui.store.codec import encode
from airbench_tui.store.reading.filters.terms import written
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.text import quote

Condition = tuple[str, list[Any]]
"""SQL for a condition on ``responses r``, and its parameters."""

KnownNames = Mapping[str, Sequence[str]]
"""The names in a database by kind: model, judge, run, code, auditor."""

_SIGNS = {":": "is", "=": "is", "<": "is below", ">": "is above", "<=": "is at most", ">=": "is at least"}


class Field(ABC):
    """A field of the filter language: its name, meaning, values, completions and SQL."""

    name: ClassVar[str]
    meaning: ClassVar[str]
    """The meaning of a match, for the help and the documentation."""
    values: ClassVar[str]
    """The values that the field takes, for the help, the documentation and the messages."""
    operators: ClassVar[frozenset[str]] = frozenset({":"})
    reveals: ClassVar[bool]
    """Whether a match reveals what the judge or another auditor said, or that they said something.

    If so, a response whose judge is hidden from the viewer matches no such term, negated or not. There is no default,
    so that the author of a field has to decide.
    """

    def check(self, value: str) -> str:
        """Return *value* in the form that a term keeps. Raises FilterError, with valid values, if it is invalid."""
        return value

    def completions(self, given: str, known: KnownNames) -> list[str]:
        """List the values that complete *given* (in lower case), quoted if necessary, the likeliest first."""
        return []

    def words(self, op: str, values: Sequence[str]) -> str:
        """Describe a response that matches any of *values*."""
        return f"{self.name} {_SIGNS[op]} {any_of(values)}"

    def negated_words(self, op: str, values: Sequence[str]) -> str:
        """Describe a response that matches none of *values*."""
        return f"not ({self.words(op, values)})"

    @abstractmethod
    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        """Return the condition for one *value*, which :meth:`check` returned."""


class ChoiceField(Field):
    """A field that takes one of a few words; case does not matter."""

    choices: ClassVar[tuple[str, ...]]
    """The words, the likeliest first."""

    def check(self, value: str) -> str:
        lowered = value.lower()
        if lowered not in self.choices:
            raise FilterError(f"{self.name} is one of {', '.join(sorted(self.choices))}, not {quote(value)}")
        return lowered

    def completions(self, given: str, known: KnownNames) -> list[str]:
        return [choice for choice in self.choices if choice.startswith(given)]


class NumberField(Field):
    """A field that takes numbers and compares them."""

    operators = frozenset({":", "=", "<", ">", "<=", ">="})
    column: ClassVar[str]
    """SQL for the number that a response ``r`` has."""
    number: ClassVar[type[int] | type[float]] = int

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        return f"{self.column} {'=' if op == ':' else op} ?", [self.number(value)]


class NameField(Field):
    """A field of names: with ``:`` case is ignored and * matches anything; with ``=`` the name must be the same."""

    values = "a name; * matches anything"
    operators = frozenset({":", "="})
    kind: ClassVar[str]
    """The kind of known names that complete the field."""

    def completions(self, given: str, known: KnownNames) -> list[str]:
        names = known.get(self.kind, ())
        begin = [name for name in names if name.lower().startswith(given)]
        inside = [name for name in names if given and given in name.lower() and name not in begin]
        return [_value(name) for name in (*begin, *inside)]


def any_of(values: Sequence[str]) -> str:
    """Return *values* joined by "or" for a sentence, each made safe to show and cut to 30 characters."""
    return " or ".join(quote(value, 30).strip("'") for value in values)


def has_name(column: str, op: str, value: str) -> Condition:
    """Return the condition that *column* matches the name *value* of a NameField."""
    if op == "=":  # exactly this name: it may contain a *, or differ from another name only in case
        return f"{column} = ?", [encode(value)]
    if "*" not in value:
        return f"{column} = ? COLLATE NOCASE", [encode(value)]
    pattern = re.sub(r"([%_\\])", r"\\\1", value).replace("*", "%")
    return f"{column} LIKE ? ESCAPE '\\'", [encode(pattern)]


def _value(name: str) -> str:
    """Return *name* as a value after a colon, in quotation marks if it would otherwise be read as several values."""
    plain = name and not any(character.isspace() or character in '",' for character in name)
    return name if plain else written(name)
