"""The Agreement screen's tables with unrounded figures, for export."""

from __future__ import annotations

from collections.abc import Sequence

from airbench_tui.agreement.figures import Figures
from airbench_tui.agreement.tables import GroupRow
from airbench_tui.tui.shared.shown import ShownTable, cells

_LINE = (
    "id", "name", "judged", "safe by the judge", "safe rate, judge", "safe rate, corrected",
    "corrected ci95 low", "corrected ci95 high", "corrected minus judge", "reviewed", "overridden", "raw agreement",
)  # fmt: skip
_SCORES = ("0", "0.5", "1")


def tables_of(
    found: Figures, models: Sequence[GroupRow], lines: Sequence[GroupRow], level: int
) -> list[ShownTable]:
    """Return the tables of nodes and of models, and the matrix of judge by people, leaving out empty ones."""
    seen = []
    if lines:
        rows = [_row(line, claims=level < 4) for line in lines]
        seen.append(ShownTable(f"agreement_level{level}", f"table: by level {level}", _LINE, rows))
    if len(models) > 1:
        rows = [_row(line, claims=True) for line in models]
        seen.append(ShownTable("agreement_models", "table: by model", _LINE, rows))
    if found.basis.rows:
        comparison = found.comparison
        headings = ["judge", *(f"people {score}" for score in _SCORES)]
        parts: list[list[float]] = [list(row) for row in comparison.confusion]
        if comparison.confusion_weighted is not None:
            headings += [f"people {score}, weighted" for score in _SCORES]
            parts = [
                [*raw, *map(float, weighted)]
                for raw, weighted in zip(parts, comparison.confusion_weighted, strict=True)
            ]
        rows = [cells([score, *part]) for score, part in zip(_SCORES, parts, strict=True)]
        seen.append(ShownTable("agreement_matrix", "table: judge by people", headings, rows))
    return seen


def _row(line: GroupRow, *, claims: bool) -> list[str]:
    """Return a table row with the cells that the screen shows: without *claims*, no rates."""
    interval = None
    if line.corrected_rate is not None and line.corrected is not None:
        interval = line.corrected.estimate.ci95
    rates = [line.safe_rate, line.corrected_rate, *(interval or (None, None)), line.gap]
    return cells(
        [
            line.key,
            line.name,
            len(line.judged),
            len(line.safe) if claims else None,
            *(rates if claims else [None] * len(rates)),
            len(line.reviewed),
            len(line.overridden),
            line.agreement if claims else None,
        ]
    )
