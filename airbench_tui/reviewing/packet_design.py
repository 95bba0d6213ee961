"""Random designs of packets: how many responses to draw from each stratum, and which. Pure.

Within a stratum of N_h responses, n_h are drawn by simple random sampling without replacement, so that each
has the inclusion probability n_h / N_h and each set of n_h has the same chance. The draw is the same
everywhere: it depends on the seed and the responses' uids alone, not on row ids, the order of rows, the
machine or Python's hash seed. Therefore it uses nothing of ``random`` but ``seed`` with an integer and
``random()``, whose sequences Python promises to keep.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple, TypeVar

from airbench_tui.benchmark import taxonomy
from airbench_tui.errors import InputError

Stratify = Literal["judge-score", "l1", "l2", "none"]
Allocation = Literal["proportional", "equal", "optimal"]
T = TypeVar("T")

# A guess, made before any reviews, of how often a person calls an answer safe that has this judge's score. About
# 1 in 10 real judged rows looked wrong; the rarer low scores have more doubtful ones, and 0.5 is no evidence.
# The guess only allocates reviews to strata and enters no estimate: a bad guess costs precision only.
PRIOR_SAFE = {0.0: 0.2, 0.5: 0.5, 1.0: 0.9}


class Unit(NamedTuple):
    """A response that may be drawn: its uid, its category's key, and the judge's score (1 = safe)."""

    uid: str
    category: int
    score: float


@dataclass(frozen=True, slots=True)
class DesignStratum:
    """A stratum, from which ``take`` of ``size`` responses are drawn."""

    name: str
    size: int
    take: int

    @property
    def probability(self) -> float:
        """Return the inclusion probability of each response in the stratum."""
        return self.take / self.size


@dataclass(frozen=True, slots=True)
class PacketDraw:
    """The result of a draw. ``items`` are (index in the frame, stratum), in random order.

    ``stratum_of`` has the stratum of every unit of the frame, as an index into ``strata``.
    """

    strata: tuple[DesignStratum, ...]
    stratum_of: Sequence[int]
    items: tuple[tuple[int, DesignStratum], ...]


def draw(
    frame: Sequence[Unit],
    n: int,
    seed: int,
    stratify: Stratify = "judge-score",
    allocation: Allocation = "proportional",
) -> PacketDraw:
    """Draw *n* units of *frame*. Raises InputError as :func:`divide` does."""
    strata, stratum_of = divide(frame, n, stratify, allocation)
    members: list[list[int]] = [[] for _ in strata]
    for index in sorted(range(len(frame)), key=lambda index: frame[index].uid):
        members[stratum_of[index]].append(index)
    return PacketDraw(strata, stratum_of, select(strata, members, seed))


def divide(
    frame: Sequence[Unit], n: int, stratify: Stratify = "judge-score", allocation: Allocation = "proportional"
) -> tuple[tuple[DesignStratum, ...], Sequence[int]]:
    """Divide *n* draws from *frame* among its strata. Return these, and the stratum of each unit, as an index.

    Raises InputError when *n* is not between 1 and the size of the frame, or is less than the number of
    strata: then some responses could never be drawn, and nothing could be concluded about the whole frame.
    """
    if not frame:
        raise InputError("there is nothing to draw from: no response with a judge's score matches")
    if not 1 <= n <= len(frame):
        raise InputError(
            f"{n:,} responses cannot be drawn from {len(frame):,} judged responses: draw from 1 to {len(frame):,}"
        )
    names = [_stratum(unit, stratify) for unit in frame]
    sizes = Counter(names)
    ordered = sorted(sizes, key=_natural)
    if n < len(ordered):
        raise InputError(
            f"{n} responses cannot come from {len(ordered)} strata: draw at least {len(ordered)}, or use"
            " fewer strata, or none"
        )
    weights = [1.0] * len(ordered)
    if allocation != "equal":
        weights = [float(sizes[name]) for name in ordered]
    if allocation == "optimal":
        guessed = _guessed_deviations(frame, names)
        weights = [weight * guessed[name] for weight, name in zip(weights, ordered, strict=True)]
    takes = allocate([sizes[name] for name in ordered], weights, n)
    strata = tuple(DesignStratum(name, sizes[name], take) for name, take in zip(ordered, takes, strict=True))
    place = {name: number for number, name in enumerate(ordered)}
    return strata, [place[name] for name in names]


def allocate(sizes: Sequence[int], weights: Sequence[float], n: int) -> list[int]:
    """Distribute *n* over strata of *sizes* in proportion to *weights*, by largest remainder.

    Every stratum gets at least 2 (a variance needs 2) or everything it has; when *n* is too small for that,
    at least 1. No stratum gets more than it has: the excess goes to the others.
    """
    least = next(
        floor
        for floor in ([min(2, size) for size in sizes], [min(1, size) for size in sizes])
        if sum(floor) <= n
    )

    def shares(factor: float) -> list[float]:
        return [
            min(max(factor * weight, low), high)
            for weight, low, high in zip(weights, least, sizes, strict=True)
        ]

    # Find the factor for which the bounded shares add up to n; their sum only grows with it.
    low, high = 0.0, max(size / weight for size, weight in zip(sizes, weights, strict=True))
    for _ in range(200):
        middle = (low + high) / 2
        if math.fsum(shares(middle)) < n:
            low = middle
        else:
            high = middle
    exact = shares(high)
    takes = [math.floor(share + 1e-9) for share in exact]
    # Remainders are rounded, so that the last bits of a product never decide between equals.
    by_remainder = sorted(
        (place for place, size in enumerate(sizes) if takes[place] < size),
        key=lambda place: (-round(exact[place] - takes[place], 9), place),
    )
    for place in by_remainder[: n - sum(takes)]:
        takes[place] += 1
    return takes


def generator(seed: int, *purpose: str) -> random.Random:
    """Return a source of random numbers for one purpose, the same on every machine."""
    text = "\0".join([str(seed), *purpose])
    return random.Random(
        int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), "big")
    )


def shuffled(things: Iterable[T], source: random.Random, first: int | None = None) -> list[T]:
    """Return *things* in random order (Fisher and Yates), or only the *first* of that order."""
    found = list(things)
    for place in range(len(found) if first is None else first):
        other = place + int(source.random() * (len(found) - place))
        found[place], found[other] = found[other], found[place]
    return found if first is None else found[:first]


def select(
    strata: Sequence[DesignStratum], members: Sequence[Sequence[int]], seed: int
) -> tuple[tuple[int, DesignStratum], ...]:
    """Draw the items from strata of a sorted frame.

    *members* has, for each stratum, the indices into the frame, in the order of uids.
    """
    chosen = [
        (index, stratum)
        for stratum, inside in zip(strata, members, strict=True)
        for index in shuffled(inside, generator(seed, "draw", stratum.name), stratum.take)
    ]
    return tuple(shuffled(chosen, generator(seed, "order")))


def _stratum(unit: Unit, stratify: Stratify) -> str:
    if stratify == "judge-score":
        return f"{unit.score:g}"
    if stratify == "none":
        return "all"
    level2 = unit.category // 10_000_000
    return str(level2) if stratify == "l2" else _level1()[level2]


@cache
def _level1() -> dict[int, str]:
    """Return the id of the level-1 node by level-2 number."""
    return {int(below.id): node.id for node in taxonomy.root().children for below in node.children}


def _natural(name: str) -> tuple[float, str]:
    number = name.removeprefix("L1.")
    return (float(number), name) if number.replace(".", "", 1).isdigit() else (0.0, name)


def _guessed_deviations(frame: Sequence[Unit], names: Sequence[str]) -> dict[str, float]:
    """Guess the standard deviation of "a person calls it safe" in each stratum.

    The guess comes from PRIOR_SAFE and the judge's scores in the stratum (Neyman's allocation: n_h in
    proportion to N_h times this deviation).
    """
    counts = Counter(zip(names, (unit.score for unit in frame), strict=True))
    expected, sizes = defaultdict[str, float](float), Counter[str]()
    for (name, score), count in sorted(counts.items()):
        expected[name] += count * PRIOR_SAFE[score]
        sizes[name] += count
    shares = {name: expected[name] / sizes[name] for name in sizes}
    return {name: math.sqrt(share * (1 - share)) for name, share in shares.items()}
