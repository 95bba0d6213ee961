"""What a field of the filter language says of itself, and the four kinds of field that share their values.

A field is one class and has no state: one instance of it stands in ``registry.CONDITIONS``.
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
"""SQL over ``responses r`` and its parameters."""

KnownNames = Mapping[str, Sequence[str]]
"""The names that a database holds, by kind: model, judge, run, code, auditor."""

_SIGNS = {":": "is", "=": "is", "<": "is below", ">": "is above", "<=": "is at most", ">=": "is at least"}


class Field(ABC):
    """One field: its name, what it means, which values it takes, what completes it and its SQL."""

    name: ClassVar[str]
    meaning: ClassVar[str]
    """What it matches, for the help and the documentation."""
    values: ClassVar[str]
    """Which values it takes, for the help, the documentation and the messages."""
    operators: ClassVar[frozenset[str]] = frozenset({":"})
    tells: ClassVar[bool]
    """Whether a match tells what the judge or another person said, or that they said something.

    If so, responses whose judge is hidden from the viewer match no such term, negated or not. Each field must say it:
    a default would hide what it forgets.
    """

    def check(self, value: str) -> str:
        """Return *value* as a term keeps it. Raises FilterError with what to write instead."""
        return value

    def completions(self, given: str, known: KnownNames) -> list[str]:
        """List the values that *given* (lower case) may become, ready to be written, the likeliest first."""
        return []

    def words(self, op: str, values: Sequence[str]) -> str:
        """Say what a response that matches any of *values* is like."""
        return f"{self.name} {_SIGNS[op]} {any_of(values)}"

    def negated_words(self, op: str, values: Sequence[str]) -> str:
        """Say what a response that matches none of *values* is like."""
        return f"not ({self.words(op, values)})"

    @abstractmethod
    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        """Return the condition that one value, checked before, stands for."""


class ChoiceField(Field):
    """A field that takes one of a few words, in any case."""

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
    """SQL for the number of a response ``r``."""
    number: ClassVar[type[int] | type[float]] = int

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        return f"{self.column} {'=' if op == ':' else op} ?", [self.number(value)]


class NameField(Field):
    """A field of names: ``:`` ignores case and takes * for anything, ``=`` takes a name exactly as it is."""

    values = "a name, * stands for anything"
    operators = frozenset({":", "="})
    kind: ClassVar[str]
    """Which of the known names complete it."""

    def completions(self, given: str, known: KnownNames) -> list[str]:
        names = known.get(self.kind, ())
        begin = [name for name in names if name.lower().startswith(given)]
        inside = [name for name in names if given and given in name.lower() and name not in begin]
        return [_value(name) for name in (*begin, *inside)]


def any_of(values: Sequence[str]) -> str:
    """Return *values* in a sentence's words, each made safe to show and cut to 30 characters."""
    return " or ".join(quote(value, 30).strip("'") for value in values)


def has_name(column: str, op: str, value: str) -> Condition:
    """Return the condition that *column* holds the name that a NameField asks for."""
    if op == "=":  # exactly this name, which may hold a * or differ from another in case alone
        return f"{column} = ?", [encode(value)]
    if "*" not in value:
        return f"{column} = ? COLLATE NOCASE", [encode(value)]
    pattern = re.sub(r"([%_\\])", r"\\\1", value).replace("*", "%")
    return f"{column} LIKE ? ESCAPE '\\'", [encode(pattern)]


def _value(name: str) -> str:
    """Return *name* as a value after a colon: in quotation marks where it would be read as more than one."""
    plain = name and not any(character.isspace() or character in '",' for character in name)
    return name if plain else written(name)
