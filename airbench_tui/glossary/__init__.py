"""The glossary of figures: what each is called, means, is a share of, where it stands, and what works it out.

Every figure that a screen, a command, an export, a report or a notebook's frame shows has one entry, and its name
is the word for it everywhere. Plain words, no figure is worked out here; ``docs/FIGURES.md`` is written from it.
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
"""Every figure by its name."""


def figure(name: str) -> GlossaryEntry:
    """The entry of this name. Raises KeyError where there is none."""
    return FIGURES[name]


def label(name: str) -> str:
    """What the figure of this name is called where there is little room."""
    return FIGURES[name].label


def shown_in(place: str) -> dict[str, GlossaryEntry]:
    """The figures that a place shows, by the words or the key that each has there."""
    found = {}
    for one in FIGURES.values():
        for where in one.shown:
            here, _, words = where.partition(": ")
            if here == place:
                found[words] = one
    return found
