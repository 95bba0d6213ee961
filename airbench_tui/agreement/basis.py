"""The choice of verdicts that enter the figures, and their weights. Pure.

Blind first verdicts are used if there are any, else standing verdicts, because people who have seen the
judge's score tend to follow it. Each auditor has one verdict per response, chosen by the views of
``store.rules``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from airbench_tui.store.reading.figure_rows import PlaceVerdict

BLIND, STANDING = "blind first verdicts", "standing verdicts"


class WeightedVerdict(NamedTuple):
    """A verdict that counts, the score it counts with and its weight (1 / inclusion probability)."""

    verdict: PlaceVerdict
    score: float
    weight: float


@dataclass(frozen=True, slots=True)
class Basis:
    """The verdicts that count. ``packet`` is their only packet; None when they belong to several or none.

    ``weighted``: the answers had unequal chances of being drawn.
    """

    words: str
    rows: tuple[WeightedVerdict, ...]
    packet: str | None
    weighted: bool
    warnings: tuple[str, ...]


def choose(places: Iterable[PlaceVerdict], packet: str | None = None) -> Basis:
    """Choose the verdicts of *places* that count; with *packet* only those given in that packet.

    Verdicts of unequal probability can only be weighted within the packet that they were drawn in. In that
    case only the packet with the most answers is used; the other verdicts are mentioned in a warning and left
    out.
    """
    here = list(places)
    first, standing = voices(here, packet)
    warnings = []
    blind = bool(first)
    if not blind and standing:
        warnings.append(
            "no verdict is blind: people saw the judge's score before giving their own,"
            " which pulls the two together"
        )
    elif blind:
        open_ones = len(
            {(row.response, row.auditor) for row in standing} - {(row.response, row.auditor) for row in first}
        )
        if open_ones:
            warnings.append(
                f"{open_ones:,} of {len(first) + open_ones:,} verdicts are not blind and are left out of agreement"
            )
    counting = first or standing
    if _unequal(counting):
        largest = _largest_packet(counting)
        outside = sum(row.packet != largest for row in counting)
        if outside:
            counting = voices(here, largest)[not blind]
            warnings.append(
                f"{outside:,} verdicts were given outside packet {largest}, on answers whose chances of being chosen"
                " differ or are unknown: they are left out of agreement"
            )
    chosen = sum(row.packet is None for row in counting)
    if 0 < chosen < len(counting):
        warnings.append(
            f"{chosen:,} of {len(counting):,} verdicts that count for agreement were given outside packets,"
            " on hand-picked answers; choose one packet for figures about the answers that it was drawn from"
        )
    weighted = _unequal(counting)
    names = {row.packet for row in counting}
    rows = tuple(
        WeightedVerdict(
            row,
            _score(row, blind=blind),
            1 / row.probability if weighted and row.probability else 1.0,
        )
        for row in counting
    )
    return Basis(
        BLIND if blind else STANDING,
        rows,
        next(iter(names)) if len(names) == 1 else None,
        weighted,
        tuple(warnings),
    )


def voices(
    places: Iterable[PlaceVerdict], packet: str | None = None
) -> tuple[list[PlaceVerdict], list[PlaceVerdict]]:
    """Return the first and the standing verdicts, at most one of each per auditor and answer.

    With *packet*, only verdicts given in it count: there an auditor has one place per answer, hidden repeats
    left out.
    """
    here = list(places)
    return first_ones(here, packet), standing_ones(here, packet)


def first_ones(places: Iterable[PlaceVerdict], packet: str | None = None) -> list[PlaceVerdict]:
    """Return the first verdicts of :func:`voices`."""
    if packet is None:
        return [row for row in places if row.is_first and row.blind]
    return [
        row
        for row in places
        if row.packet == packet and row.repeat_of is None and row.blind and row.first is not None
    ]


def standing_ones(places: Iterable[PlaceVerdict], packet: str | None = None) -> list[PlaceVerdict]:
    """Return the standing verdicts of :func:`voices`."""
    if packet is None:
        return [row for row in places if row.is_standing]
    return [row for row in places if row.packet == packet and row.repeat_of is None and row.final is not None]


def _score(row: PlaceVerdict, *, blind: bool) -> float:
    score = row.first if blind else row.final
    assert score is not None  # only places with a verdict are chosen
    return score


def _unequal(rows: list[PlaceVerdict]) -> bool:
    return len({row.probability for row in rows if row.probability is not None}) > 1


def _largest_packet(rows: list[PlaceVerdict]) -> str:
    """Return the packet with the most answers; the last one by name if several have as many."""
    answers: dict[str, set[int]] = {}
    for row in rows:
        if row.packet is not None:
            answers.setdefault(row.packet, set()).add(row.response)
    return max(answers, key=lambda name: (len(answers[name]), name))
