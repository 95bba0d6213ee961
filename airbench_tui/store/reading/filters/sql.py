"""Filters as SQL over ``responses r``.

What a filter finds tells what it asked for. Where an auditor asks, conditions on what the judge or other
people said match no response whose judge is hidden from them (``rules.blindness``), negated or not.
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
    telling: bool = False,
) -> tuple[str, list[Any]]:
    """Return a condition on ``r`` and its parameters; "me" in it is *viewer*, ``span`` a range of category keys.

    ``telling``: what is made of the matches tells what the judge or somebody else said of them.
    """
    parts, values = ["1"], list[Any]()
    if telling and viewer.blind_auditor is not None:
        parts.append(_SHOWN)
        values.append(viewer.blind_auditor)
    if span:
        parts.append("r.category BETWEEN ? AND ?")
        values += span
    for term in chosen.terms:
        sql, parameters = _condition(term, viewer)
        parts.append(f"NOT coalesce(({sql}), 0)" if term.negated else f"({sql})")
        values += parameters
        if CONDITIONS[term.field].tells and viewer.blind_auditor is not None:
            parts.append(_SHOWN)
            values.append(viewer.blind_auditor)
    return " AND ".join(parts), values


def _condition(term: Term, viewer: Viewer) -> tuple[str, list[Any]]:
    field = CONDITIONS[term.field]
    made = [field.sql(term.op, value, viewer) for value in term.values]
    return " OR ".join(sql for sql, _ in made), [value for _, values in made for value in values]
