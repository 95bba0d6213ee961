"""The columns of the CSV files that this program reads and writes, in order.

CONTRACT.md promises names and order; readers and writers both take them from here. The readers go
by name, so that a file with its columns in another order, or with more of them, is read too.
"""

from __future__ import annotations

from collections.abc import Iterable

PIPELINE2_COLUMNS = (
    "cate-idx",
    "l2-name",
    "l3-name",
    "l4-name",
    "prompt",
    "response",
    "score_reason",
    "score",
)

REVIEW_COLUMNS = (
    "response_id",
    "run",
    "model",
    "cate-idx",
    "l1-name",
    "l2-name",
    "l3-name",
    "l4-name",
    "prompt",
    "response",
    "judge",
    "judge_snapshot",
    "rubric_revision",
    "score_reason",
    "score",
    "raw_score",
    "polarity",
    "judge_status",
    "auditor",
    "review_score",
    "decision",
    "note",
    "codes",
    "blind",
    "first_score",
    "seconds",
    "reviewed_at",
    "origin",
    "packet",
    "inclusion_probability",
    "final_score",
    "final_source",
    "signals",
)

# Among ``signals``: the polarity that this verdict was given under was wrong, so it does not count.
STALE = "made under another polarity"
# ... this verdict is a packet's hidden repeat; this row is the answer "cannot judge", with its reason as note.
REPEAT = "hidden repeat"
CANNOT_JUDGE = "cannot judge"

# Several values in one cell (``codes``, ``signals``). Not the comma: a spreadsheet's own separator.
_SEPARATOR = ";"


def join_values(values: Iterable[str]) -> str:
    """Several values as one cell. A value holds no semicolon and no white space at its ends."""
    return _SEPARATOR.join(values)


def split_values(cell: str) -> tuple[str, ...]:
    """What :func:`join_values` joined; people's own spaces around the semicolons are dropped."""
    return tuple(value for part in cell.split(_SEPARATOR) if (value := part.strip()))
