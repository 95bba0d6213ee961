"""Parsing a filter expression, and describing a filter in words."""

from __future__ import annotations

import re

from airbench_tui.errors import FilterError
from airbench_tui.store.reading.filters.registry import CONDITIONS, FIELDS
from airbench_tui.store.reading.filters.terms import Filter, Term
from airbench_tui.text import quote

# Operators of other search languages. Searched as text, they would find nothing and give no reason.
_OPERATORS = {
    "AND": "AND is not needed: a response must match all terms",
    "OR": "there is no OR: give a field several values, as in score:0,0.5",
    "NOT": "NOT goes before the term that it negates",
    "(": "there are no parentheses",
}
_OPERATOR = re.compile(r"(AND|OR|NOT)(?=\(|$)|\(")
_LONGEST = 4_000  # characters
_MOST = 200  # values: SQLite limits the depth of an expression
_TOKEN = re.compile(
    r"\s*(?P<not>(?:-|NOT\s+)?)"
    r"(?:(?P<field>[A-Za-z_]+)(?P<op><=|>=|[:<>=]))?"
    r'(?:"(?P<phrase>(?:[^"]|"")*)"|(?P<word>[^\s"]+))'
)


def parse(expression: str) -> Filter:
    """Return the filter for *expression*. Raises FilterError, with what to write instead, if it is invalid."""
    if len(expression) > _LONGEST:
        raise FilterError(f"a filter has at most {_LONGEST:,} characters")
    terms, at = list[Term](), 0
    expression = expression.rstrip()
    while at < len(expression):
        match = _TOKEN.match(expression, at)
        unclosed = match is not None and match["field"] is None and expression[match.end() :].startswith('"')
        if match is None or (unclosed and expression[match.end() :].count('"') == 1):
            raise FilterError(f"a quotation mark is not closed near {quote(expression[at:], 30)}")
        terms.append(_field_term(match) if match["field"] else _text_term(match))
        at = match.end()
    if sum(len(term.values) for term in terms) > _MOST:
        raise FilterError(f"a filter has at most {_MOST} values")
    return Filter(tuple(terms))


def in_words(chosen: Filter) -> str:
    """Describe the responses that a filter matches, for use in a sentence."""
    return " and ".join(_words(term) for term in chosen.terms) or "everything"


def _words(term: Term) -> str:
    field = CONDITIONS[term.field]
    return (field.negated_words if term.negated else field.words)(term.op, term.values)


def _text_term(match: re.Match[str]) -> Term:
    quoted, value = match["phrase"] is not None, _value(match)
    name = value.rstrip(":<>=").lower()
    if not quoted and name != value.lower() and name in FIELDS:
        raise FilterError(f"{name} needs a value: {FIELDS[name].values}")
    if not re.search(r"\w", value):
        raise FilterError(f"nothing to search for in {quote(value)}")
    if not quoted and (operator := _OPERATOR.match(value)):
        raise FilterError(f"{_OPERATORS[operator[0]]}; to search for the word, put it in quotes")
    return Term("text", "=" if quoted else ":", (value,), bool(match["not"]))


def _field_term(match: re.Match[str]) -> Term:
    name, op, value = match["field"].lower(), match["op"], _value(match)
    field = FIELDS.get(name)
    if field is None:
        raise FilterError(
            f"there is no field {quote(name)}: fields are {', '.join(FIELDS)}; put text with a colon in quotes"
        )
    if op not in field.operators:
        raise FilterError(f"{name} is written {name}:value; only {_fields_that_take(op)} take {op}")
    values = (value,) if match["phrase"] is not None else tuple(part for part in value.split(",") if part)
    if not values:
        raise FilterError(f"{name} needs a value: {field.values}")
    return Term(name, op, tuple(field.check(part) for part in values), bool(match["not"]))


def _value(match: re.Match[str]) -> str:
    phrase: str | None = match["phrase"]
    return str(match["word"]) if phrase is None else phrase.replace('""', '"')


def _fields_that_take(op: str) -> str:
    *most, last = (field.name for field in FIELDS.values() if op in field.operators)
    return f"{', '.join(most)} and {last}"
