"""The places that show each figure, and the comparison of each place with the recount.

A new place is one line here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.figures import expected, expected_more, places, places_commands, places_more
from tests.figures.expected import PEOPLE, Figure
from tests.figures.places import Audit, Values
from tests.figures.recount import Recount

EXPRESSIONS = (
    *(f"reviewed:{word}" for word in ("yes", "no", "me", "bulk", "stale")),
    *(f"decision:{word}" for word in ("overridden", "confirmed")),
    *(f"origin:{word}" for word in ("packet", "browse", "triage", "import", "bulk")),
    *(f"auditor:{name}" for name in PEOPLE),
    *(f"score:{score}" for score in ("0", "0.5", "1")),
    "code:rubric",
    "status:malformed",
)

Place = Callable[[Audit], Values]
# By figure: how it is recounted, and the places that show it by what they are called.
Shown = dict[str, tuple[Callable[[Recount], Figure], dict[str, Place]]]

FIGURES: Shown = {
    "judgment shown": (
        expected.shown,
        {"headline": places.shown_column, "item": places.shown_item},
    ),
    "rows of lists": (expected.lines, {"list": places.list_lines}),
    "without a score": (expected.without_score, {"Browse": places.browse_without_score}),
    "judged": (
        expected.judged,
        {
            "Browse": partial(places.browse, name="judged"),
            "table": partial(places.table_lines, name="judged"),
            "agreement": places.agreement_judged,
            "list score>=0": partial(places.listed, expression="score>=0"),
        },
    ),
    "safe": (
        expected.safe,
        {
            "Browse": partial(places.browse, name="safe"),
            "table": partial(places.table_lines, name="safe"),
            "list score:1": partial(places.listed, expression="score:1"),
        },
    ),
    "reviewed": (
        expected.reviewed,
        {
            "Browse": partial(places.browse, name="reviewed"),
            "foot of the screen": partial(places.own_tally, name="reviewed"),
            "team": places.team,
            "list reviewed:yes": partial(places.listed, expression="reviewed:yes"),
            "list reviewed:me": partial(places.listed_own, expression="reviewed:me"),
            "export": places_more.exported_reviewed,
            "agreement": places.agreement_reviewed,
            "table": partial(places.table_lines, name="reviewed", of_judge=False),
        },
    ),
    "overridden": (
        expected.overridden,
        {
            "Browse": partial(places.browse, name="overridden"),
            "foot of the screen": partial(places.own_tally, name="overridden"),
            "table": partial(places.table_lines, name="overridden"),
        },
    ),
    "filters": (
        expected.filters,
        {
            "list": partial(places.filtered, expressions=EXPRESSIONS),
            "count": partial(places.counted, expressions=EXPRESSIONS),
        },
    ),
    "agreement": (expected.agreement, {"agreement": places.agreement}),
    "Explore": (expected_more.explore, {"cells": places_more.explored}),
    "answers behind Explore": (expected_more.traced, {"lists": partial(places_more.explored, trace=True)}),
    "in triage": (expected_more.in_triage, {"queue": places_more.triage}),
    "disagreements": (expected_more.pairs, {"pairs": places_more.pairs}),
    "disputes": (expected_more.disputes, {"adjudicate list": places_more.disputes}),
    "sides": (expected_more.sides, {"adjudicate list": places_more.sides}),
    "packets": (
        expected_more.packets,
        {"packet status": places_more.packet_status, "packet list": places_more.packet_list},
    ),
    "hidden": (expected_more.hidden, {"hidden": places_more.hidden}),
    "final score": (expected_more.finals, {"export": places_more.finals}),
    "exported": (
        expected_more.exported,
        {rows: partial(places_more.exported, which=(rows,)) for rows in ("all", "overridden", "disagreed")},
    ),
    "reviews exported": (expected_more.review_rows, {"export": places_more.review_rows}),
    "standing": (
        expected_more.standing,
        {"history": places_more.history, "notebook": places_more.frames},
    ),
    "flips": (expected_more.flips, {"flips": places_more.flips}),
}
# The same figures, by the commands.
BY_COMMAND: Shown = {
    "filters": (expected.filters, {"list": partial(places_commands.filtered, expressions=EXPRESSIONS)}),
    "rows of lists": (expected.lines, {"list": places_commands.lines}),
    "agreement": (expected.agreement, {"agreement": places_commands.agreement}),
    "reviewed": (expected.reviewed, {"agreement": places_commands.agreement_reviewed}),
    "exported": (expected_more.exported, {"export": places_commands.exported}),
    "final score": (expected_more.finals, {"export": places_commands.finals}),
    "disputes": (expected_more.disputes, {"adjudicate list": places_commands.disputes}),
    "sides": (expected_more.sides, {"adjudicate list": places_commands.sides}),
    "packets": (expected_more.packets, {"packet list, packet status": places_commands.packets}),
}
# Too dear for every step: compared at the end of a history. The others take turns, a few in each step; those that
# read the same figures of Agreement come together.
AT_THE_END = {"notebook"}
TOGETHER = {"agreement", "table"}
TURNS = 5
MERGED = ", merged the other way round"


def every_name() -> frozenset[str]:
    """Return the names of all kinds of disagreement."""
    names = [f"{figure} / {place}" for figure, (_, shown_in) in FIGURES.items() for place in shown_in]
    return frozenset([*names, *(name + MERGED for name in names)])


@dataclass(frozen=True, slots=True)
class Difference:
    """A place that shows another value than the recount, or than the same place elsewhere."""

    figure: str
    place: str
    group: str
    found: Any
    wanted: Any

    @property
    def of(self) -> str:
        """Return figure and place, without the values."""
        return f"{self.figure} / {self.place}"

    def __str__(self) -> str:
        return f"{self.of} / {self.group}\n    it shows {self.found!r}\n    it must be {self.wanted!r}"


def differences(
    audit: Audit, known: frozenset[str] = frozenset(), shown: Shown = FIGURES
) -> list[Difference]:
    """List every value in every place that differs from the recount, without *known* ones."""
    told, found = Recount(audit.connection), []
    wanted: dict[str, Figure] = {}
    for figure, place, function in _asked(audit, known, shown):
        if figure not in wanted:
            wanted[figure] = shown[figure][0](told)
        for group, value in function(audit):
            must_be = wanted[figure].get(group)
            if not same(value, () if must_be is None else must_be):
                found.append(Difference(figure, place, group, _plain(value), _plain(must_be)))
    return found


def all_values(audit: Audit, known: frozenset[str] = frozenset()) -> dict[tuple[str, str], dict[str, Any]]:
    """Return every value of every figure by place and group, for comparison with another database."""
    known = frozenset(name.removesuffix(MERGED) for name in known if name.endswith(MERGED))
    return {(figure, place): dict(function(audit)) for figure, place, function in _asked(audit, known)}


def _asked(audit: Audit, known: frozenset[str], shown: Shown = FIGURES) -> Iterator[tuple[str, str, Place]]:
    """Yield the figures and places whose turn it is."""
    every = [(figure, *place) for figure, (_, shown_in) in shown.items() for place in shown_in.items()]
    for number, (figure, place, function) in enumerate(every):
        turn = 0 if place in TOGETHER else number % (TURNS - 1) + 1
        mine = audit.turn is None or (audit.turn % TURNS == turn and place not in AT_THE_END)
        if mine and f"{figure} / {place}" not in known:
            yield figure, place, function


def between(
    one: dict[tuple[str, str], dict[str, Any]],
    other: dict[tuple[str, str], dict[str, Any]],
) -> list[Difference]:
    """List the places in which two databases with the same contents show different values."""
    return [
        Difference(
            figure, place + MERGED, group, _plain(values.get(group)), _plain(other[figure, place].get(group))
        )
        for (figure, place), values in one.items()
        for group in values.keys() | other[figure, place].keys()
        if not same(values.get(group), other[figure, place].get(group))
    ]


def same(found: Any, wanted: Any) -> bool:
    """Return whether two values are equal: a set equals its size, and floats may differ in their last bits."""
    if isinstance(found, int) and isinstance(wanted, set | tuple) and not isinstance(found, bool):
        return found == len(wanted)
    if isinstance(found, dict) and isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(same(found[key], wanted[key]) for key in found)
    if isinstance(found, list | tuple) and isinstance(wanted, list | tuple):
        return len(found) == len(wanted) and all(map(same, found, wanted))
    if isinstance(found, float) and isinstance(wanted, float | int):
        return math.isclose(found, wanted, abs_tol=1e-9)
    if not found and wanted == ():  # nothing, of a group that the recount does not know
        return True
    return bool(found == wanted)


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, set | frozenset) else value
