"""What Explore showed when it was left, so that coming back finds it again."""

from __future__ import annotations

from dataclasses import dataclass

from airbench_tui.store.reading.explore import Order


@dataclass(slots=True)
class Outlook:
    """The filter, what rows and cells are, how they are arranged (as ``store.explore.arrange`` takes it),
    and the row's id and the model under the cursor.
    """

    expression: str = ""
    dimension: str = "category"
    measure: str = "safe"
    level: int = 2
    opened: frozenset[str] = frozenset()
    by: str | None = None
    order: Order = "worst"
    row: str | None = None
    model: str | None = None
