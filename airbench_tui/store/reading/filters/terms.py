"""Filters as data: a list of terms, all of which a response must match."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """One condition. ``field`` is a key of ``registry.CONDITIONS``; a response must match any of ``values``."""

    field: str
    op: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """The conditions that a response must meet. Without terms, a filter matches every response."""

    terms: tuple[Term, ...] = ()

    def also(self, *terms: Term) -> Filter:
        """Return a filter with the terms of this one and *terms*."""
        return Filter(self.terms + terms)


NO_FILTER = Filter()


def only(responses: Sequence[int]) -> Filter:
    """Return the filter that matches exactly the responses with these ids."""
    return Filter((Term("only", ":", (json.dumps(list(responses)),)),))


def asks_for_signals(chosen: Filter) -> bool:
    """Return whether the matches depend on signals; missing signals must then be computed first."""
    return any(term.field == "signal" for term in chosen.terms)


def searched_words(chosen: Filter) -> tuple[Term, ...]:
    """Return the terms whose words or phrases a match has in a text, without those that exclude words."""
    return tuple(term for term in chosen.terms if term.field == "text" and not term.negated)


def written(name: str) -> str:
    """Return *name*, whatever its characters, as a quoted value of a term."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
