"""The strata of a packet's design: how large each is, and how many of its responses were drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Stratum(NamedTuple):
    """A stratum of a design: how many responses are in it, and how many of them were drawn."""

    size: int
    take: int

    @property
    def probability(self) -> float | None:
        """Return the probability with which its responses were drawn, None where there can be none."""
        return self.take / self.size if 0 < self.take <= self.size else None


EMPTY = Stratum(0, 0)
"""What a design says of a stratum that it does not have."""


def strata(design: Mapping[str, Any]) -> Mapping[str, Stratum] | None:
    """Return the strata of a design by name, None for a design without strata.

    Raises ValueError, with the number of the stratum, for strata that are not whole numbers.
    """
    if "strata" not in design:
        return None
    found: dict[str, Stratum] = {}
    rows = design["strata"]
    for number, row in enumerate(rows if isinstance(rows, list) else [rows]):
        one = row if isinstance(row, dict) else {}
        name, size, take = one.get("stratum"), one.get("size"), one.get("take")
        # bool is a kind of int in Python
        if not isinstance(name, str) or type(size) is not int or type(take) is not int or name in found:
            raise ValueError(f"design.strata[{number}] has no stratum of its own, size and take")
        found[name] = Stratum(size, take)
    return found
