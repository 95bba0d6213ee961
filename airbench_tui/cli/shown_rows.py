"""Rows of responses as commands print them, and the record that an auditor has seen their scores."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

from airbench_tui.cli.output import Context
from airbench_tui.store.reading import reads
from airbench_tui.store.reviewing import exposures


def as_row(line: reads.ResponseRow) -> dict[str, Any]:
    """Convert a row of a list to the form that ``--json`` prints."""
    row = dataclasses.asdict(line)
    del row["id"], row["judgment"]
    return {"response_id": row.pop("uid"), "cate-idx": row.pop("category"), "model": row.pop("target"), **row}


def note_shown(context: Context, judgments: Iterable[int | None], place: str) -> None:
    """Record that this auditor sees the scores of *judgments* (None for a row without a judgment)."""
    seen = [judgment for judgment in judgments if judgment is not None]
    if seen:
        context.seen(lambda connection, auditor: exposures.expose(connection, auditor, seen, place))
