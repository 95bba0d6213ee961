"""The texts of the help: definitions of figures, marks, blindness, the figures of Explore, the filter's fields."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from airbench_tui import glossary
from airbench_tui.store.reading.explore import MEASURES
from airbench_tui.store.reading.filters.registry import FIELDS

MARKS = """\
1  → 1   you confirmed the judge's score
0  ≠ 1   you overrode it: the judge said 0, you say 1
1  •     reviewed by others
1  ↻     decided while another polarity was on screen: decide again
?  + 1   you decided where the judge has no score
0 ½ 1    unsafe, ambiguous, safe: always 1 = safe, whichever way the file counted
?        scale unknown    !  reply could not be read    ∅  blank    ×  failed    -  not judged
▒        a category you marked as hard to read"""

BLIND = """\
Blind hides the judge's score and reason. The first 0, 5 or 1 is saved, shows the judge and stays:
Enter keeps it, another 0, 5 or 1 becomes the final verdict, and both move on. v ends the blindness
of the response on screen. A verdict on a score that you had seen before is stored as not blind."""

_HEAT = """\
72       a figure; the worse it is, the hotter its ground: the last line says from where on
╱ 67 ╱   of few responses (under 20): hatched, and after the others in an order by figures
▐ 41 ▌   the cell in hand: below the map in words, with its interval and the first answers behind it
Decisions made in bulk and those given on the wrong scale are in no figure."""


HEAT = "\n".join([_HEAT, *(f"{one.title:<17}  {one.meaning}" for one in MEASURES.values())])


def definitions(figures: Iterable[str]) -> list[tuple[str, str]]:
    """Return the names and definitions of *figures*, which are names in the glossary."""
    found = [glossary.figure(name) for name in figures]
    return [(one.name, f"{one.definition}\nOf: {one.denominator}.") for one in found]


def sections(places: Sequence[str]) -> list[tuple[str, str]]:
    """Return the headings and texts that explain what the screens of *places* show."""
    found = []
    if "review" in places:
        found.append(("Blind", BLIND))
    if "explore" in places:
        found.append(("Figures", HEAT))
    found.append(("Marks", MARKS))
    if "browse" in places or "explore" in places:
        width = max(len(name) for name in FIELDS)
        found.append(
            (
                "Filter",
                'Terms side by side must all hold; - before one turns it round; words and "phrases" are searched.\n'
                'A word also finds what begins with it, "a phr*" what ends so; model="x" means exactly that name.\n'
                + "\n".join(
                    f"{field.name:<{width}}  {field.meaning}: {field.values}" for field in FIELDS.values()
                ),
            )
        )
    return found
