"""Rows that cannot be used."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that cannot be used. ``number`` counts from 1; ``why`` is safe to show."""

    number: int
    why: str
