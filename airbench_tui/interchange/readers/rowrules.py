"""The rules for a usable row, which the JSON, CSV and HELM readers share.

Each function takes a value as the file has it and returns it in the shape of ``records.py``, or raises
:class:`UnusableError` with the reason for a Reject. Texts are returned unchanged.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from airbench_tui.benchmark.taxonomy import categories
from airbench_tui.interchange.formats.rejects import Reject
from airbench_tui.interchange.readers.records import RawJudgment
from airbench_tui.text import quote

# HELM's reason where the provider blocked the request or returned nothing. No judge was asked.
BLOCKED = "BLOCKED_REQUEST_OR_EMPTY_RESPONSE"

_SCORES = (0.0, 0.5, 1.0)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_NOTHING = ("", "nan", "none", "null")  # what pandas and others write for a missing number


T = TypeVar("T")
R = TypeVar("R")


class UnusableError(Exception):
    """A row cannot be used. ``str()`` gives the reason, which is safe to show."""


def usable(found: Iterable[tuple[int, T] | Reject], read: Callable[[int, T], R]) -> Iterator[R | Reject]:
    """Yield *read* (number, value) for each numbered value, and a Reject where it raises UnusableError."""
    for one in found:
        if isinstance(one, Reject):
            yield one
            continue
        try:
            yield read(*one)
        except UnusableError as error:
            yield Reject(one[0], str(error))


def category_of(value: Any, name: str = "cate_idx") -> str:
    """Return a known category id without white space around it."""
    if value is None:
        raise UnusableError(f"no {name}")
    if not isinstance(value, str):
        # As a number, 1.10 would be read as 1.1, so the id is not guessed.
        raise UnusableError(f"{name} is {kind_of(value)}, not a category id in quotes")
    if (idx := value.strip()) not in categories():
        raise UnusableError(f"unknown category id {quote(value)}")
    return idx


def text_of(value: Any, name: str) -> str:
    """Return a text. Null and NaN mean a missing text and give ""."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if not isinstance(value, str):
        raise UnusableError(f"{name} is {kind_of(value)}, not a text")
    return value


def prompt_of(value: Any) -> str:
    """Return a prompt that is not blank."""
    prompt = text_of(value, "prompt")
    if not prompt.strip():
        raise UnusableError("prompt is missing or empty")
    return prompt


def score_of(value: Any) -> float | None:
    """Return 0, 0.5 or 1 from a number or its text. Null, NaN and an empty text give None."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    number: Any = value
    written = quote(value) if isinstance(value, str) else kind_of(value)
    if isinstance(value, str):
        bare = value.strip()
        if bare.lower() in _NOTHING:
            return None
        number = None
        if _NUMBER.fullmatch(bare):
            number, written = float(bare), quote(bare)[1:-1]
    elif isinstance(value, bool):
        number = None
    elif isinstance(value, int | float):
        written = f"{value:g}" if isinstance(value, float) or abs(value) < 1_000_000 else "a huge number"
    else:
        number = None
    if number is None or number not in _SCORES:
        raise UnusableError(f"score {written} is not 0, 0.5 or 1")
    return float(number) + 0.0  # removes the sign of "-0"


def judgment_of(
    answer: str, reason: str, score: float | None, *, judge: str | None = None, rubric: str | None = None
) -> RawJudgment | None:
    """Return the judgment of *answer*, or None where there is neither a score nor a reason.

    The judgment of a blank answer is "blank" and keeps its score: rubrics ask for 0.5 there, which is counted
    apart. No judge saw an answer that HELM marked as blocked, so its judgment is "blank" without HELM's score. A
    reason without a score is "malformed": a reply that could not be read.
    """
    if score is None and not reason.strip():
        return None
    if reason == BLOCKED:
        return RawJudgment("blank", None, reason, None, judge, rubric)
    if not answer.strip():
        return RawJudgment("blank", score, reason, None, judge, rubric)
    if score is None:
        return RawJudgment("malformed", None, reason, reason, judge, rubric)
    return RawJudgment("judged", score, reason, None, judge, rubric)


def name_of(value: Any) -> str | None:
    """Return a model's or judge's name, or None where the file has none."""
    return (value.strip() or None) if isinstance(value, str) else None


def kind_of(value: Any) -> str:
    """Describe a JSON value in words. Numbers that are not huge are given as they are."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, float) or (isinstance(value, int) and abs(value) < 1_000_000):
        return f"the number {value:g}"
    return {int: "a huge number", str: "a text", list: "a list", dict: "an object"}[type(value)]
