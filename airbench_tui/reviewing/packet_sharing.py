"""The assignment of a packet's items to auditors, and their order. Pure; random but repeatable.

A share of the items (the overlap) goes to two auditors each, with the pairs taking turns, so that every pair
shares some items and all auditors can be compared at the least cost. The rest goes to one auditor each,
evenly. Every auditor has an order of their own. A few of an auditor's own items come back late in that order,
unmarked, to measure how far the auditor agrees with themself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from airbench_tui.benchmark import taxonomy
from airbench_tui.reviewing.packet_design import generator, shuffled

_FIRST = 0.5  # repeated items come from this first part of an auditor's order
_LAST = 0.25  # and come back in this last part: with 100 items, at least 25 others lie in between


@dataclass(frozen=True, slots=True)
class AssignedItem:
    """A place in an auditor's order: the index of the drawn item, and whether it is a repeat."""

    item: int
    repeat: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """Each auditor's places in order, and the items that nobody gets."""

    places: Mapping[str, Sequence[AssignedItem]]
    unassigned: tuple[int, ...]


def share(
    categories: Sequence[int],
    auditors: Mapping[str, Sequence[str]],
    seed: int,
    overlap: float = 0.2,
    repeat: float = 0.05,
) -> Shared:
    """Assign the drawn items, whose category keys are *categories*, to *auditors*.

    *auditors* maps each name to the ids of the taxonomy nodes that the auditor has opted out of; such items
    go to the others. *overlap* is the share of the items that two auditors get. *repeat* is the share of each
    auditor's items that come again, at most half. The order of the auditors' names does not matter.
    """
    names = sorted(auditors)
    takers = [[name for name in names if not _is_in(category, auditors[name])] for category in categories]
    drawn = shuffled(range(len(categories)), generator(seed, "share"))
    several = [item for item in drawn if len(takers[item]) > 1]
    double = several[: _rounded(overlap * len(drawn))]
    owned: dict[str, list[int]] = {name: [] for name in names}
    turns = dict.fromkeys(combinations(names, 2), 0)
    for item in double:
        pair = min(combinations(takers[item], 2), key=lambda pair: (turns[pair], pair))
        turns[pair] += 1
        for name in pair:
            owned[name].append(item)
    single = set(drawn).difference(double)
    # Items with fewer possible auditors go first, so that the others can balance the load.
    for item in sorted((item for item in drawn if item in single), key=lambda item: len(takers[item])):
        if takers[item]:
            owned[min(takers[item], key=lambda name: (len(owned[name]), name))].append(item)
    given = {item for own in owned.values() for item in own}
    return Shared(
        {name: _ordered(own, repeat, seed, name) for name, own in owned.items()},
        tuple(item for item in range(len(categories)) if item not in given),
    )


def _ordered(own: Sequence[int], repeat: float, seed: int, name: str) -> list[AssignedItem]:
    source = generator(seed, "order of", name)
    order = [AssignedItem(item) for item in shuffled(sorted(own), source)]
    early = order[: int(len(order) * _FIRST)]
    again = shuffled(early, source, min(len(early), _rounded(repeat * len(order))))
    late = len(order) - max(1, int(len(order) * _LAST))
    return order[:late] + shuffled(
        [*order[late:], *(AssignedItem(place.item, True) for place in again)], source
    )


def _is_in(category: int, ids: Sequence[str]) -> bool:
    known = (taxonomy.nodes()[one] for one in ids if one in taxonomy.nodes())
    return any(node.first <= category <= node.last for node in known)


def _rounded(number: float) -> int:
    return int(number + 0.5 + 1e-9)  # rounds halves up and ignores the last bits of a product
