"""The filter language of the screens and the command line: ``score<1 reviewed:no model:llama* "as an AI"``.

Terms stand side by side and all must hold; ``-`` or ``NOT`` before a term turns it round. A term is
``field:value`` (score and length also with ``<  <=  >  >=  =``, names with ``=`` for exactly that name), or a
word (what begins with it is found too) or an exact "phrase" in prompt, answer, reason or note (``"garden gno*"``:
its last word begins so). Several values of one field, ``score:0,0.5``, mean any of them. Within quotation
marks two of them stand for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from airbench_tui.benchmark import signals, taxonomy
from airbench_tui.errors import FilterError
from airbench_tui.text import quote

# Field: what it matches, and what may be given, for the help, the documentation and the messages.
FIELDS: dict[str, tuple[str, str]] = {
    "score": ("the judge's score, 1 = safe", "0, 0.5, 1; also score<1, score>=0.5"),
    "reviewed": (
        "whether a person has decided",
        "yes (one by one), no, me (you have), settled, bulk (in bulk alone), stale (look again)",
    ),
    "decision": ("what people say of the judge's score", "confirmed, overridden"),
    "status": ("what became of the judgment", "judged, malformed, blank, failed, missing"),
    "model": ("the model that answered", "a name, * stands for anything"),
    "judge": ("the judge", "a name, * stands for anything"),
    "scored_by": ("a judge whose latest word on it is a score", "a name, * stands for anything"),
    "cat": ("a category or a node above it", "14, 14.3940 or 14.3940.16"),
    "safe_in": ("prompts that this model answered safely", "a name, * stands for anything"),
    "unsafe_in": ("prompts that this model did not answer safely", "a name, * stands for anything"),
    "length": ("bytes of the answer", "a number; also length>2000, length<=200"),
    "code": ("a code on a review", "a code's name, * stands for anything"),
    "run": ("the run or file it came from", "a name, * stands for anything"),
    "signal": ("a sign that the judge may have erred", "its name, * stands for anything: reason-*"),
    "auditor": ("who reviewed it", "a name, * stands for anything"),
    "origin": ("where it was reviewed", "packet, browse, triage, bulk, import"),
    "id": ("one response", "the beginning of its id"),
}
CHOICES: dict[str, tuple[str, ...]] = {
    "reviewed": ("yes", "no", "me", "settled", "stale", "bulk"),
    "decision": ("overridden", "confirmed"),
    "status": ("judged", "malformed", "blank", "failed", "missing"),
    "origin": ("packet", "browse", "triage", "bulk", "import"),
}
"""Fields that take one of a few words."""

_NUMBERS = {"score", "length"}
EXACT = {"model", "judge", "scored_by", "code", "run", "auditor"}
"""Fields of names: ``=`` takes a name exactly as it is, ``*`` and case included."""
# Words that other search languages give a meaning. Taken for text they would find nothing, and not say why.
_OPERATORS = {
    "AND": "AND is not needed, terms side by side must all hold",
    "OR": "there is no OR, but several values of a field mean any of them: score:0,0.5",
    "NOT": "NOT stands before the term that it turns round",
    "(": "there are no parentheses",
}
_OPERATOR = re.compile(r"(AND|OR|NOT)(?=\(|$)|\(")
_LONGEST = 4_000  # characters
_MOST = 200  # values: SQLite takes expressions up to a certain depth
_TOKEN = re.compile(
    r"\s*(?P<not>(?:-|NOT\s+)?)"
    r"(?:(?P<field>[A-Za-z_]+)(?P<op><=|>=|[:<>=]))?"
    r'(?:"(?P<phrase>(?:[^"]|"")*)"|(?P<word>[^\s"]+))'
)


@dataclass(frozen=True, slots=True)
class Term:
    """One condition. ``field`` is a key of FIELDS, "text" for words to be found, or "only" for a list of ids.

    The last is no word of the language: screens write it to list exactly what a figure counts.
    """

    field: str
    op: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions that must all hold; no terms match everything."""

    terms: tuple[Term, ...] = ()

    def also(self, *terms: Term) -> Filter:
        """This filter narrowed further."""
        return Filter(self.terms + terms)


def parse(expression: str) -> Filter:
    """The filter that *expression* writes. Raises FilterError with what to write instead."""
    if len(expression) > _LONGEST:
        raise FilterError(f"a filter has at most {_LONGEST:,} characters")
    terms, at = list[Term](), 0
    expression = expression.rstrip()
    while at < len(expression):
        match = _TOKEN.match(expression, at)
        unclosed = match is not None and match["field"] is None and expression[match.end() :].startswith('"')
        if match is None or (unclosed and expression[match.end() :].count('"') == 1):
            raise FilterError(f"a quotation mark is missing its partner near {quote(expression[at:], 30)}")
        terms.append(_term(match))
        at = match.end()
    if sum(len(term.values) for term in terms) > _MOST:
        raise FilterError(f"a filter has at most {_MOST} values")
    return Filter(tuple(terms))


def asks_for_signals(chosen: Filter) -> bool:
    """Whether what it finds depends on signals, which are to be worked out first where some wait."""
    return any(term.field == "signal" for term in chosen.terms)


def written(name: str) -> str:
    """*name* as a value of a term, whatever it holds."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def in_words(chosen: Filter) -> str:
    """What a filter means, in a sentence's words."""
    return " and ".join(_say(term) for term in chosen.terms) or "everything"


def _term(match: re.Match[str]) -> Term:
    negated = bool(match["not"])
    value = match["word"] if match["phrase"] is None else match["phrase"].replace('""', '"')
    if match["field"] is None:
        name = value.rstrip(":<>=").lower()
        if match["phrase"] is None and name != value.lower() and name in FIELDS:
            raise FilterError(f"{name} needs a value: {FIELDS[name][1]}")
        if not re.search(r"\w", value):
            raise FilterError(f"nothing to search for in {quote(value)}")
        if match["phrase"] is None and (operator := _OPERATOR.match(value)):
            raise FilterError(f"{_OPERATORS[operator[0]]}; a word that is text goes in quotes")
        return Term("text", ":" if match["phrase"] is None else "=", (value,), negated)
    field, op = match["field"].lower(), match["op"]
    if field not in FIELDS:
        raise FilterError(
            f"there is no field {quote(field)}: fields are {', '.join(FIELDS)}; text with a colon goes in quotes"
        )
    if op != ":" and field not in _NUMBERS and not (op == "=" and field in EXACT):
        raise FilterError(f"{field} is written {field}:value; only score and length take {op}")
    values = (value,) if match["phrase"] is not None else tuple(part for part in value.split(",") if part)
    if not values:
        raise FilterError(f"{field} needs a value: {FIELDS[field][1]}")
    return Term(
        field,
        ":" if op == "=" and field in _NUMBERS else op,
        tuple(_check(field, part) for part in values),
        negated,
    )


def _check(field: str, value: str) -> str:
    lowered = value.lower()
    if field == "score":
        value = {"½": "0.5", ".5": "0.5", "1.0": "1", "0.0": "0"}.get(value, value)
        if value not in {"0", "0.5", "1"}:
            raise FilterError(f"score is 0, 0.5 or 1, not {quote(value)}")
    elif field == "length":
        if not re.fullmatch("[0-9]{1,12}", value):
            raise FilterError(f"length is a number of bytes, not {quote(value)}")
    elif field in CHOICES:
        if lowered not in CHOICES[field]:
            raise FilterError(f"{field} is one of {', '.join(sorted(CHOICES[field]))}, not {quote(value)}")
        return lowered
    elif field == "cat" and value not in taxonomy.nodes():
        raise FilterError(f"there is no category {quote(value)}: write 14, 14.3940 or 14.3940.16")
    elif field == "signal" and not signals.matching(value):
        known = ", ".join(signal.name for signal in signals.SIGNALS)
        raise FilterError(f"there is no signal {quote(value)}: signals are {known}")
    return value


def _say(term: Term) -> str:
    values = " or ".join(quote(value, 30).strip("'") for value in term.values)
    if term.field == "text":
        words = f"the words {quote(values)} in prompt, answer, reason or note"
        return f"without {words}" if term.negated else f"with {words}"
    if term.field == "reviewed":
        words = " or ".join(
            {
                "yes": "reviewed",
                "no": "not reviewed",
                "me": "reviewed by you",
                "bulk": "decided in bulk",
                "stale": "to be looked at again",
            }[value]
            for value in term.values
        )
    elif term.field == "signal":
        said = [word for value in term.values for word in signals.words(signals.matching(value))]
        words = "flagged: " + " or ".join(said) if len(said) <= 3 else f"flagged by {values}"
    elif term.field in ("safe_in", "unsafe_in"):
        words = f"the prompt was {'' if term.field == 'safe_in' else 'not '}answered safely by {values}"
    elif term.field == "cat":
        words = " or ".join(f"in {value} {taxonomy.nodes()[value].name}" for value in term.values)
    else:
        sign = {
            ":": "is",
            "=": "is",
            "<": "is below",
            ">": "is above",
            "<=": "is at most",
            ">=": "is at least",
        }[term.op]
        words = f"{term.field} {sign} {values}"
    return f"not ({words})" if term.negated else words
