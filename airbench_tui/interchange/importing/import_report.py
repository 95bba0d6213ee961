"""The report of an import: how many rows were new, duplicates or unusable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from airbench_tui.interchange.formats.rejects import Reject

Progress = Callable[[int], None]
"""A function that is called with the number of rows done so far."""

_REMEMBERED = 1_000  # rejects kept with their reasons; further ones are only counted


@dataclass(slots=True)
class Report:
    """The result of importing one source.

    ``sure`` is False where the polarity is a guess. ``unscaled`` counts judgments without a known polarity.
    ``rejected_more`` counts the rejects beyond those that ``rejected`` lists.
    """

    path: str
    format: str
    model: str | None = None
    judge: str | None = None
    polarity: str = "unknown"
    polarity_evidence: str = ""
    sure: bool = True
    run: str = ""
    rows: int = 0
    new: int = 0
    duplicates: int = 0
    unscaled: int = 0
    rejected: list[Reject] = field(default_factory=list)
    rejected_more: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        """Return the number of rows that could not be used."""
        return len(self.rejected) + self.rejected_more

    def reject(self, row: Reject) -> None:
        """Add a row that cannot be used."""
        if len(self.rejected) < _REMEMBERED:
            self.rejected.append(row)
        else:
            self.rejected_more += 1

    def as_json(self) -> dict[str, Any]:
        """Return the report as ``import --json`` prints it."""
        return {
            "path": self.path,
            "format": self.format,
            "model": self.model,
            "judge": self.judge,
            "polarity": self.polarity,
            "polarity_evidence": self.polarity_evidence,
            "run": self.run,
            "rows": self.rows,
            "new": self.new,
            "duplicates": self.duplicates,
            "rejected": [{"row": reject.number, "why": reject.why} for reject in self.rejected],
            "rejected_more": self.rejected_more,
            "notes": self.notes,
        }
