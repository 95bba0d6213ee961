"""The chosen category on a card below the tree: its safe rate with its interval, and the figures of each model."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from textual.content import Content
from textual.widgets import Static

from airbench_tui.benchmark.taxonomy import Node
from airbench_tui.store.reading import explore
from airbench_tui.store.reading.explore import MEASURES, Cell
from airbench_tui.store.reading.filters.terms import Filter, Term
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.tui.shared import heat, present
from airbench_tui.tui.shared.interval_bar import interval_bar
from airbench_tui.tui.theme.tokens import HEAT

_MODELS = 8  # models at most; the worst come first
_NAME, _BAR, _INTERVAL = 15, 10, 20  # terminal columns
_NO_CELL = Cell(None, 0)


@dataclass(frozen=True, slots=True)
class NodeByModel:
    """The safe rate by the judge and the override rate of a node, by model; None is all models.

    ``interval`` is that of the safe rate of all models, from 0 to 1; None without any score.
    """

    safe: dict[str | None, Cell]
    override: dict[str | None, Cell]
    interval: tuple[float, float] | None


def read_by_model(connection: sqlite3.Connection, node: Node, chosen: Filter, viewer: Viewer) -> NodeByModel:
    """Return the figures of the responses in *node* that *chosen* matches."""
    inside = chosen.also(Term("cat", ":", (node.id,))) if node.level else chosen
    safe, override = (
        explore.totals(connection, MEASURES[name], inside, viewer) for name in ("safe", "override")
    )
    # Statistics are slow to import, so they are imported on first use.
    from airbench_tui.analysis.intervals import wilson

    whole = safe.get(None, _NO_CELL)
    ends = None if whole.value is None else wilson(whole.value, whole.n)
    return NodeByModel(safe, override, ends)


class CategoryCard(Static):
    """A rail in the heat of the safe rate, beside its interval and a line for each model."""

    DEFAULT_CSS = (
        """
    CategoryCard {
        display: none; height: auto; margin: 1 1 0 1; padding: 0 1; border-left: outer $line;
        text-wrap: nowrap; text-overflow: ellipsis;
    """
        + "\n".join(f"&.-{token} {{ border-left: outer ${token}; }}" for token in HEAT)
        + "\n}"
    )

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)

    def show(self, node: Node, found: NodeByModel) -> None:
        """Show the figures of *node*."""
        whole = found.safe.get(None, _NO_CELL)
        step = None if whole.value is None else heat.step(MEASURES["safe"], whole.value)
        for number, token in enumerate(HEAT, 1):
            self.set_class(number == step, f"-{token}")
        lines = [_head(node, whole, found.interval), Content("")]
        models = sorted(
            (model for model in found.safe if model is not None),
            key=lambda model: (found.safe[model].value is None, found.safe[model].value, model),
        )
        lines += [
            _line(model, found.safe[model], found.override.get(model, _NO_CELL)) for model in models[:_MODELS]
        ]
        if len(models) > _MODELS:
            lines.append(Content(f"… {len(models) - _MODELS} more models in Explore").stylize("$muted"))
        self.update(Content("\n").join(lines))


def _head(node: Node, whole: Cell, ends: tuple[float, float] | None) -> Content:
    name = f"{node.id} {node.name}" if node.level > 1 else node.name
    if whole.value is None or ends is None:
        return Content.assemble((name, "bold $fg"), ("  none judged", "$muted"))
    low, high = ends
    bar = interval_bar(low, whole.value, high, width=_INTERVAL)
    return Content.assemble(
        (present.shortened(name, 24), "bold $fg"),
        f"  {present.percent(whole.value)} safe  ",
        *((text, f"${token}") for text, token in bar),
        (f" {low * 100:.0f} to {high * 100:.0f}", "$muted"),
    )


def _line(model: str, safe: Cell, override: Cell) -> Content:
    overridden = round((override.value or 0) * override.n)
    bar = heat.bar(MEASURES["safe"], safe.value, _BAR)
    return Content.assemble(
        (f"{present.short_model(model, _NAME):<{_NAME + 1}}", "$muted"),
        *((text, f"${token}") for text, token in bar),
        (f"{'-' if safe.value is None else present.percent(safe.value):>6}", "bold $fg"),
        (f" of {safe.n:<6,}", "$muted"),
        (f"{overridden or '·':>6}", "bold $mine" if overridden else "$muted"),
        (f" of {override.n:,} ovr", "$muted"),
    )
