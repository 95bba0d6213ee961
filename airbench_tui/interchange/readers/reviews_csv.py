"""The reader of reviews that this program exported (``--format reviews``).

The columns are ``columns.REVIEW_COLUMNS`` in any order; further columns are ignored. There is one row for each
response, judgment, auditor and packet place. A response without a review also has one row, whose ``review_score``
is None.

An export guards cells against spreadsheets (``formulas.py``) and escapes lone surrogates, unless it was made with
``--exact``. The file does not say which. :func:`candidates` returns the possible readings of a row: the right one
is the reading whose content has the row's ``response_id``.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from airbench_tui.interchange.formats.columns import split_values
from airbench_tui.interchange.formats.csvstream import read_header, read_records, require
from airbench_tui.interchange.formats.formulas import unguard
from airbench_tui.interchange.formats.rejects import Reject
from airbench_tui.interchange.readers import rowrules
from airbench_tui.interchange.readers.probe import Probe
from airbench_tui.interchange.readers.records import Source
from airbench_tui.interchange.readers.rowrules import UnusableError
from airbench_tui.text import quote

# Without these a review cannot be assigned to a response. People may have deleted any other column.
_REQUIRED = ("response_id", "model", "cate-idx", "prompt", "response", "auditor", "review_score")
_KIND = "a reviews CSV"
_DAY = timedelta(days=1)
# A lone surrogate. A pair of high and low is an emoji that another program escaped, and stays as it is.
_ESCAPED = re.compile(
    r"\\u(?P<high>d[89ab][0-9a-f]{2})(?!\\ud[c-f][0-9a-f]{2})"
    r"|(?<!\\ud[89ab][0-9a-f]{2})\\u(?P<low>d[c-f][0-9a-f]{2})"
)
_TRUTH = {"true": True, "false": False, "": None}


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One row of a reviews CSV. Texts are as in the file, see :func:`candidates`.

    ``score``, ``review_score``, ``first_score`` and ``final_score`` count 1 as safe; ``raw_score`` is the judge's
    own. A missing number or truth value is None, and a missing text is "". ``reviewed_at`` is ISO 8601, in UTC
    where it names no zone. ``inclusion_probability`` lies in (0, 1]. ``trail`` is the review's own hash in hex
    (``store.trail``).
    """

    number: int
    response_id: str
    run: str
    model: str
    category: str
    prompt: str
    answer: str
    judge: str
    judge_snapshot: str
    rubric_revision: str
    reason: str
    score: float | None
    raw_score: float | None
    polarity: str
    judge_status: str
    auditor: str
    review_score: float | None
    decision: str
    note: str
    codes: tuple[str, ...]
    blind: bool | None
    first_score: float | None
    seconds: float | None
    reviewed_at: str
    origin: str
    packet: str
    inclusion_probability: float | None
    final_score: float | None
    final_source: str
    signals: tuple[str, ...]
    trail: str
    cells: Mapping[str, str] = field(repr=False, compare=False)


class ReviewsReader:
    """A reader of reviews CSV files. Unlike the other readers, it yields :class:`ReviewRow` records."""

    FORMAT: ClassVar[str] = "reviews"
    NAME: ClassVar[str] = "exported reviews"

    def recognises(self, probe: Probe) -> bool:
        """Recognise the column ``response_id``, which only exported reviews have."""
        return "response_id" in probe.columns

    def sources(self, path: str | os.PathLike[str]) -> list[Source]:
        """Return the one source in the file. Raises InputError when its header cannot be used."""
        name = os.fspath(path)
        require(name, read_header(name), _REQUIRED, _KIND)
        return [Source(name, self.FORMAT, (name,))]

    def rows(self, source: Source) -> Iterator[ReviewRow | Reject]:
        """Yield the rows in file order. Raises InputError at the point where the file breaks."""
        return rowrules.usable(read_records(source.files[0], _REQUIRED, _KIND), _row)


def candidates(row: ReviewRow) -> tuple[ReviewRow, ReviewRow, ReviewRow]:
    """Return *row* read as from an exact file, as from a guarded file, and as guarded with escaped surrogates.

    The three are the same where no cell looks guarded or escaped, and where undoing the guard or the escapes leaves
    no usable row.
    """
    plain = {name: unguard(cell) for name, cell in row.cells.items()}
    whole = {name: _ESCAPED.sub(_surrogate, cell) for name, cell in plain.items()}
    try:
        return row, _row(row.number, plain), _row(row.number, whole)
    except UnusableError:
        return row, row, row


def _row(number: int, cells: Mapping[str, str]) -> ReviewRow:
    def cell(name: str) -> str:
        return cells.get(name, "")

    row = ReviewRow(
        number=number,
        response_id=cell("response_id").strip(),
        run=cell("run"),
        model=cell("model"),
        category=rowrules.category_of(cell("cate-idx"), "cate-idx"),
        prompt=rowrules.prompt_of(cell("prompt")),
        answer=cell("response"),
        judge=cell("judge"),
        judge_snapshot=cell("judge_snapshot"),
        rubric_revision=cell("rubric_revision"),
        reason=cell("score_reason"),
        score=_score(cells, "score"),
        raw_score=_score(cells, "raw_score"),
        polarity=cell("polarity"),
        judge_status=cell("judge_status"),
        auditor=cell("auditor"),
        review_score=_score(cells, "review_score"),
        decision=cell("decision"),
        note=cell("note"),
        codes=split_values(cell("codes")),
        blind=_truth(cell("blind")),
        first_score=_score(cells, "first_score"),
        seconds=_number(cells, "seconds", 0, math.inf),
        reviewed_at=_time(cell("reviewed_at")),
        origin=cell("origin"),
        packet=cell("packet"),
        inclusion_probability=_number(cells, "inclusion_probability", 0, 1),
        final_score=_final(cells),
        final_source=cell("final_source"),
        signals=split_values(cell("signals")),
        trail=cell("trail").strip().lower(),
        cells=cells,
    )
    if not row.response_id:
        raise UnusableError("response_id is empty")
    if row.review_score is not None and not row.auditor.strip():
        raise UnusableError("a review without an auditor")
    if row.inclusion_probability == 0:
        raise UnusableError("inclusion_probability is 0: the response could not have been drawn")
    return row


def _surrogate(escape: re.Match[str]) -> str:
    return chr(int(escape["high"] or escape["low"], 16))


def _score(cells: Mapping[str, str], name: str) -> float | None:
    try:
        return rowrules.score_of(cells.get(name))
    except UnusableError as error:
        raise UnusableError(f"{name}: {error}") from None


def _final(cells: Mapping[str, str]) -> float | None:
    """Return the final score. Without an adjudication it may be the mean of several auditors' scores."""
    return _number(cells, "final_score", 0, 1)


def _number(cells: Mapping[str, str], name: str, low: float, high: float) -> float | None:
    text = cells.get(name, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (low <= value <= high and math.isfinite(value)):
        raise UnusableError(
            f"{name} {quote(text)} is not a number{'' if high == math.inf else ' from 0 to 1'}"
        )
    return value


def _truth(text: str) -> bool | None:
    try:
        return _TRUTH[text.strip().lower()]  # spreadsheets write TRUE
    except KeyError:
        raise UnusableError(f"blind {quote(text)} is neither true nor false") from None


def _time(text: str) -> str:
    bare = text.strip()
    try:
        if bare:
            moment = datetime.fromisoformat(bare)
            # Leave a day on both sides: converting to UTC can change the day, and a later verdict needs a later time.
            _ = moment - _DAY, moment + _DAY
    except (ValueError, OverflowError):
        raise UnusableError(
            f"reviewed_at {quote(bare)} is not a date and time such as 2026-01-31T09:30:00Z"
        ) from None
    return bare
