"""Help for the current screen: the figure under the cursor, keys of screen and focused pane, marks, filters."""

from __future__ import annotations

from collections.abc import Sequence

from airbench_tui import glossary
from airbench_tui.glossary import GlossaryEntry
from airbench_tui.store.reading.explore import MEASURES
from airbench_tui.store.reading.filters.registry import FIELDS
from airbench_tui.tui.actions import ACTIONS, PLACES, bindings, shown_keys
from airbench_tui.tui.keymap import Actions
from airbench_tui.tui.keys.action import Action
from airbench_tui.tui.program import program_of
from airbench_tui.tui.shared.dialogs.text_dialog import TextDialog

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


def sections(
    places: Sequence[str], figures: Sequence[str] = (), actions: Actions = ACTIONS
) -> list[tuple[str, str]]:
    """Return headings and texts of the help for *places*, nearest first, with the keys of *actions*.

    The definitions of *figures*, names in the glossary, come before them.
    """
    found = [_defined(glossary.figure(name)) for name in figures]
    found += [(PLACES[place], _keys(actions[place])) for place in places]
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


def _defined(figure: GlossaryEntry) -> tuple[str, str]:
    return figure.name, f"{figure.definition}\nOf: {figure.denominator}."


def _keys(actions: Sequence[Action]) -> str:
    return "\n".join(f"{shown_keys(action) or 'Ctrl+P':<12} {action.help}" for action in actions)


class HelpDialog(TextDialog):
    """The help for *places*, with the figures under the cursor first. q and ? close it, too."""

    BINDINGS = bindings("help")
    HEADING = "Help"
    FRAME = "help"

    def __init__(self, places: Sequence[str], figures: Sequence[str] = ()) -> None:
        super().__init__()
        self._places = places
        self._figures = figures

    def text_sections(self) -> list[tuple[str, str]]:
        return sections(self._places, self._figures, program_of(self).actions)
