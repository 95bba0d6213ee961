"""Filters as data: terms that must all hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """One condition. ``field`` is a key of ``registry.CONDITIONS``; any of ``values`` may match."""

    field: str
    op: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions that must all hold; no terms match everything."""

    terms: tuple[Term, ...] = ()

    def also(self, *terms: Term) -> Filter:
        """Return this filter narrowed further."""
        return Filter(self.terms + terms)


def asks_for_signals(chosen: Filter) -> bool:
    """Say whether the matches depend on signals, which must be worked out first where some are waiting."""
    return any(term.field == "signal" for term in chosen.terms)


def written(name: str) -> str:
    """Return *name* as a value of a term, in quotation marks, whatever it holds."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
