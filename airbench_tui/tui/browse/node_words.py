"""The figures of a category in words, in parts that fit a line."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from airbench_tui.benchmark.taxonomy import Node
from airbench_tui.store.reading.reads import Tally
from airbench_tui.text import one_line
from airbench_tui.tui.shared.present import percent

# Fields of a tally that do not enter its rates, each with the name of its figure.
_APART = {
    "blank": "blank",
    "malformed": "malformed",
    "failed": "failed",
    "missing": "missing",
    "unscaled": "unscaled",
    "waiting": "waiting for you",
}


def tally_parts(tally: Tally) -> list[str]:
    """Describe a node's figures, the most important first."""
    if not tally.items:
        return ["no responses here"]
    words = [f"{tally.items:,} responses, none judged"]
    if tally.judged:
        words = [f"{tally.safe:,}/{tally.judged:,} safe {percent(tally.safe_rate)}"]
    words += [f"{tally.reviewed:,} reviewed", f"{tally.overridden:,} overridden by anyone"]
    apart = ((getattr(tally, field), name) for field, name in _APART.items())
    words += [f"{number:,} {name}" for number, name in apart if number]
    return [*words, f"mean {tally.mean_score:.2f}"] if tally.judged else words


def tally_figures(tally: Tally) -> list[str]:
    """Name the figures that a node shows: first those in its columns, then the others in its line."""
    if not tally.items:
        return ["responses"]
    scored = ["judged", "mean score, judge"] if tally.judged else []
    columns = ["responses", "safe rate, judge", "reviewed", "overridden"]
    return [*columns, *scored, *(name for field, name in _APART.items() if getattr(tally, field))]


def node_line(searched: str, node: Node, tally: Tally, width: int) -> Content:
    """Compose the line on a node's figures in *width* cells; *searched* is the filter in force."""
    chosen = one_line(searched, 60) or "all answers"
    if node.level:
        chosen += f" · {f'{node.id} ' if node.level > 1 else ''}{node.name}"
    figures = joined(tally_parts(tally), width - cell_len(f"/ {chosen}   "))
    return Content.assemble(("/ ", "bold $focus"), (chosen, "$fg"), (f"   {figures}", "$muted"))


def joined(parts: Sequence[str], room: int) -> str:
    """Join the first of *parts* that fit *room* cells. No part is cut, except the first one."""
    words = parts[0] if parts else ""
    for part in parts[1:]:
        if cell_len(words) + cell_len(part) + 3 > room:
            break
        words += f" · {part}"
    return words
