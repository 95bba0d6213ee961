"""The glossary of figures: the name, meaning, denominator, places and computation of each.

Every figure that a screen, a command, an export, a report or a notebook's frame shows has one entry, whose
name is used everywhere. The glossary is plain text and computes nothing; ``docs/FIGURES.md`` is generated
from it.
"""

from __future__ import annotations

from airbench_tui.glossary import answers, comparison, others, packets, people, rates, reviews, runs
from airbench_tui.glossary.entry import PLACES, GlossaryEntry

__all__ = ["FIGURES", "PLACES", "ROOMS", "GlossaryEntry", "figure", "label", "shown_in"]

ROOMS: dict[str, tuple[GlossaryEntry, ...]] = {
    "What the judge says of answers": answers.FIGURES,
    "What people say of answers": reviews.FIGURES,
    "Rates": rates.FIGURES,
    "Judge and people": comparison.FIGURES,
    "People among themselves": people.FIGURES,
    "Packets": packets.FIGURES,
    "Signals, flips, bulk decisions": others.FIGURES,
    "Runs and files": runs.FIGURES,
}

FIGURES: dict[str, GlossaryEntry] = {one.name: one for room in ROOMS.values() for one in room}
"""All figures by name."""


def figure(name: str) -> GlossaryEntry:
    """Return the entry with this name. Raises KeyError when there is none."""
    return FIGURES[name]


def label(name: str) -> str:
    """Return the short form of a figure's name, for narrow places."""
    return FIGURES[name].label


def shown_in(place: str) -> dict[str, GlossaryEntry]:
    """Return the figures that a place shows, by the words or the key that each has there."""
    found = {}
    for one in FIGURES.values():
        for where in one.shown:
            here, _, words = where.partition(": ")
            if here == place:
                found[words] = one
    return found
