"""Which verdicts enter the figures, and with which weight. Pure.

Blind first verdicts where there are any, else standing ones: who has seen the judge's score first
follows it. One verdict for each auditor and response: which, the views of ``store.rules`` say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from airbench_tui.store.reading.figure_rows import PlaceVerdict

BLIND, STANDING = "blind first verdicts", "standing verdicts"


class WeightedVerdict(NamedTuple):
    """A verdict that counts, with the score that it counts as and its weight (1 / inclusion probability)."""

    verdict: PlaceVerdict
    score: float
    weight: float


@dataclass(frozen=True, slots=True)
class Basis:
    """The verdicts that count. ``packet``: the only packet they are of, None when they are of more or of none.

    ``weighted``: they had unequal chances of being drawn.
    """

    words: str
    rows: tuple[WeightedVerdict, ...]
    packet: str | None
    weighted: bool
    warnings: tuple[str, ...]


def choose(places: Iterable[PlaceVerdict], packet: str | None = None) -> Basis:
    """The verdicts of *places* that count; with *packet* only those given in it.

    Verdicts of unequal probability can only be weighted within the packet that they were drawn in: then
    the packet with most answers speaks, and the others are named and left out.
    """
    here = list(places)
    first, standing = voices(here, packet)
    warnings = []
    blind = bool(first)
    if not blind and standing:
        warnings.append(
            "no verdict is blind: people saw the judge's score before they gave theirs, which draws the two together"
        )
    elif blind:
        open_ones = len(
            {(row.response, row.auditor) for row in standing} - {(row.response, row.auditor) for row in first}
        )
        if open_ones:
            warnings.append(
                f"{open_ones:,} of {len(first) + open_ones:,} verdicts are not blind and left out of agreement"
            )
    counting = first or standing
    if _unequal(counting):
        speaks = _largest_packet(counting)
        outside = sum(row.packet != speaks for row in counting)
        if outside:
            counting = voices(here, speaks)[not blind]
            warnings.append(
                f"{outside:,} verdicts were given outside packet {speaks}, on answers chosen with other chances or"
                " unknown ones: left out of agreement"
            )
    chosen = sum(row.packet is None for row in counting)
    if 0 < chosen < len(counting):
        warnings.append(
            f"{chosen:,} of {len(counting):,} verdicts that count for agreement were given outside packets, on answers"
            " that somebody chose; one packet alone speaks for what it was drawn from"
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
    """The first verdicts and the standing ones, of each kind one for each auditor and answer.

    With *packet* those given in it: there an auditor has one place for an answer, hidden repeats left out.
    """
    here = list(places)
    return first_ones(here, packet), standing_ones(here, packet)


def first_ones(places: Iterable[PlaceVerdict], packet: str | None = None) -> list[PlaceVerdict]:
    """The first verdicts of :func:`voices`."""
    if packet is None:
        return [row for row in places if row.is_first and row.blind]
    return [
        row
        for row in places
        if row.packet == packet and row.repeat_of is None and row.blind and row.first is not None
    ]


def standing_ones(places: Iterable[PlaceVerdict], packet: str | None = None) -> list[PlaceVerdict]:
    """The standing verdicts of :func:`voices`."""
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
    """The packet with most answers; of several the last by name."""
    answers: dict[str, set[int]] = {}
    for row in rows:
        if row.packet is not None:
            answers.setdefault(row.packet, set()).add(row.response)
    return max(answers, key=lambda name: (len(answers[name]), name))
