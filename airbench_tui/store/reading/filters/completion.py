"""Completions of a filter that is being typed, from names that the caller gives."""

from __future__ import annotations

from airbench_tui.store.reading.filters.field import KnownNames
from airbench_tui.store.reading.filters.registry import FIELDS

_MOST = 8


def completions(expression: str, known: KnownNames) -> list[str]:
    """List at most 8 whole expressions that complete *expression* at its end, the likeliest first.

    *known* has the names in the database (``known_names.read``).
    """
    start, term = last_term(expression)
    sign = "-" if term.startswith("-") else ""
    bare = term[len(sign) :]
    field_name, colon, given = bare.partition(":")
    if not colon:
        found = [f"{name}:" for name in FIELDS if bare and name.startswith(bare.lower()) and name != bare]
        return [f"{start}{sign}{one}" for one in found][:_MOST]
    field = FIELDS.get(field_name.lower())
    if field is None:
        return []
    before, comma, last = given.rpartition(",")
    if given.startswith('"'):
        before, comma, last = "", "", given[1:]
    head = f"{start}{sign}{field_name}:{before}{comma}"
    found = [f"{head}{value}" for value in field.completions(last.lower(), known)]
    return [one for one in found if one != expression][:_MOST]


def last_term(expression: str) -> tuple[str, str]:
    """Split *expression* before its last term. A space within quotation marks does not end a term."""
    at, quoted = 0, False
    for place, character in enumerate(expression):
        quoted ^= character == '"'
        if character.isspace() and not quoted:
            at = place + 1
    return expression[:at], expression[at:]
