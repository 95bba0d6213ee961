"""Filters as SQL over ``responses r``.

The matches of a filter reveal the property that it asks for. For an auditor, a condition on what the judge or other
auditors said matches no response whose judge is hidden from that auditor (``rules.blindness``), negated or not.
"""

from __future__ import annotations

from typing import Any

from airbench_tui.store.reading.filters.registry import CONDITIONS
from airbench_tui.store.reading.filters.terms import Filter, Term
from airbench_tui.store.rules import blindness
from airbench_tui.store.rules.viewer import Viewer

_SHOWN = f"r.id NOT IN ({blindness.RESPONSES})"


def where(
    chosen: Filter,
    viewer: Viewer,
    span: tuple[int, int] | None = None,
    *,
    revealing: bool = False,
) -> tuple[str, list[Any]]:
    """Return a condition on ``r`` and its parameters. "Me" is *viewer*; *span* is a range of category keys.

    With *revealing*, the use of the matches reveals what the judge or other auditors said of them, so responses whose
    judge is hidden from *viewer* are left out.
    """
    parts, values = ["1"], list[Any]()
    if revealing and viewer.blind_auditor is not None:
        parts.append(_SHOWN)
        values.append(viewer.blind_auditor)
    if span:
        parts.append("r.category BETWEEN ? AND ?")
        values += span
    for term in chosen.terms:
        sql, parameters = _condition(term, viewer)
        parts.append(f"NOT coalesce(({sql}), 0)" if term.negated else f"({sql})")
        values += parameters
        if CONDITIONS[term.field].reveals and viewer.blind_auditor is not None:
            parts.append(_SHOWN)
            values.append(viewer.blind_auditor)
    return " AND ".join(parts), values


def _condition(term: Term, viewer: Viewer) -> tuple[str, list[Any]]:
    field = CONDITIONS[term.field]
    made = [field.sql(term.op, value, viewer) for value in term.values]
    return " OR ".join(sql for sql, _ in made), [value for _, values in made for value in values]
