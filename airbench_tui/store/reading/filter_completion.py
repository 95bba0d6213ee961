"""What may come next in a filter that is being typed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from airbench_tui.benchmark import taxonomy
from airbench_tui.benchmark.signals import SIGNALS
from airbench_tui.store.reading.filter_language import CHOICES, FIELDS, written

_MOST = 8
_SCORES = ("0", "0.5", "1")
_NAMES_OF = {"safe_in": "model", "unsafe_in": "model", "scored_by": "judge"}


def completions(expression: str, names: Mapping[str, Sequence[str]]) -> list[str]:
    """Whole expressions that *expression* (the cursor at its end) may become, the likeliest first.

    *names* has the names that there are, by field: model, judge, run, code, auditor. Categories are
    found by id or by any word of their names.
    """
    start, term = last_term(expression)
    sign = "-" if term.startswith("-") else ""
    bare = term[len(sign) :]
    field, colon, given = bare.partition(":")
    if not colon:
        found = [f"{name}:" for name in FIELDS if bare and name.startswith(bare.lower()) and name != bare]
        return [f"{start}{sign}{one}" for one in found][:_MOST]
    before, comma, last = given.rpartition(",")
    if given.startswith('"'):
        before, comma, last = "", "", given[1:]
    values = _values(field.lower(), last.lower(), names)
    head = f"{start}{sign}{field}:{before}{comma}"
    return [f"{head}{value}" for value in values if f"{head}{value}" != expression][:_MOST]


def last_term(expression: str) -> tuple[str, str]:
    """The terms before the last one, and the last one; within quotation marks spaces don't end it."""
    at, quoted = 0, False
    for place, character in enumerate(expression):
        quoted ^= character == '"'
        if character.isspace() and not quoted:
            at = place + 1
    return expression[:at], expression[at:]


def _values(field: str, given: str, names: Mapping[str, Sequence[str]]) -> list[str]:
    if field == "cat":
        return _categories(given)
    if field == "score":
        return [score for score in _SCORES if score.startswith(given)]
    if field == "signal":
        return [signal.name for signal in SIGNALS if signal.name.startswith(given)]
    if field in CHOICES:
        return [choice for choice in CHOICES[field] if choice.startswith(given)]
    known = names.get(_NAMES_OF.get(field, field), ())
    begin = [name for name in known if name.lower().startswith(given)]
    inside = [name for name in known if given and given in name.lower() and name not in begin]
    return [_value(name) for name in (*begin, *inside)]


def _categories(given: str) -> list[str]:
    nodes = [node for node in taxonomy.nodes().values() if node.level]
    by_id = [node.id for node in nodes if node.id.lower().startswith(given)]
    by_name = [node.id for node in nodes if len(given) > 1 and given in node.name.lower()]
    return list(dict.fromkeys(by_id + by_name))


def _value(name: str) -> str:
    """A name as a value after a colon: in quotation marks where it would be read as more than one."""
    plain = name and not any(character.isspace() or character in '",' for character in name)
    return name if plain else written(name)
