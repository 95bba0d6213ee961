"""Rows that cannot be used."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that cannot be used, and why, in words fit to be shown."""

    number: int
    why: str
