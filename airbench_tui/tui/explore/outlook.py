"""The state of Explore, kept while the user is on other screens."""

from __future__ import annotations

from dataclasses import dataclass

from airbench_tui.store.reading.explore import Order


@dataclass(slots=True)
class Outlook:
    """The filter, dimension and measure of Explore, its arrangement, and its cursor.

    ``level``, ``opened``, ``by`` and ``order`` are arguments of ``store.reading.explore.arrange``. ``row`` is the
    id of the row under the cursor and ``model`` the model, None for all models.
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
