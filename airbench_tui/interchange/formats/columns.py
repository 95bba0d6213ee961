"""The columns of the CSV files that this program reads and writes, in order.

Users rely on the names and their order. Readers and writers both take them from here. The readers look
columns up by name, so a file with columns in another order, or with further columns, can be read too.
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
    "brought_by",
    "brought_from",
    "trail",
)

# Values in ``signals``.
STALE = "made under another polarity"  # the verdict was given under a wrong polarity, so it does not count
REPEAT = "hidden repeat"  # the verdict belongs to a packet's hidden repeat
CANNOT_JUDGE = "cannot judge"  # the row is the answer "cannot judge", with its reason as note

# Separates several values in one cell (``codes``, ``signals``). The comma is a spreadsheet's own separator.
_SEPARATOR = ";"


def join_values(values: Iterable[str]) -> str:
    """Join several values into one cell. No value may hold a semicolon, or white space at its ends."""
    return _SEPARATOR.join(values)


def split_values(cell: str) -> tuple[str, ...]:
    """Split what :func:`join_values` joined. Spaces that people typed around the semicolons are dropped."""
    return tuple(value for part in cell.split(_SEPARATOR) if (value := part.strip()))
