"""Heat: how bad a figure is, in seven steps, and the inks that read on their grounds.

Step 1 is the worst. The tokens ``h1`` to ``h7`` are its grounds.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

from airbench_tui.store.reading.explore import Measure
from airbench_tui.tui.theme.contrast import ink_on, mixed

_SAFE = (0, 20, 40, 55, 70, 80, 90)
# Few judges are overridden in more than a third of their answers, so that these bounds lie closer.
_BAD = (45, 30, 20, 15, 10, 5, 0)
_HATCH = 0.3  # share of the ink in the hatch: the cell keeps its hue
_DRAWN = 5  # the last step in whose colour a bar is drawn
BOLD = 3
"""The last step whose figures are bold."""


def bounds(measure: Measure) -> tuple[int, ...]:
    """Return the least value of each step in hundredths, from step 1 on; empty for a measure without heat.

    Of a signed measure it is the least distance from zero.
    """
    if measure.kind == "count":
        return ()
    return _SAFE if measure.low_is_worse else _BAD


def step(measure: Measure, value: float) -> int | None:
    """Return the step of a value, 1 (worst) to 7; None for a measure without heat.

    It goes by the value in whole hundredths, which is what screens show.
    """
    least, whole = bounds(measure), round(abs(value) * 100)
    if not least:
        return None
    if measure.low_is_worse:
        return bisect_right(least, whole)
    return next(number for number, one in enumerate(least, 1) if whole >= one)


@cache
def inks(ground: str, *, few_colours: bool = False) -> tuple[str, str]:
    """Return the ink of the figure on *ground* (``#RRGGBB``), and the ink of its hatch.

    In a terminal of *few_colours* a mixed ink would often become the ground, so there the hatch has the ink of the
    figure.
    """
    ink = ink_on(ground)
    return ink, ink if few_colours else mixed(ground, ink, _HATCH)


def bar(measure: Measure, value: float | None, width: int) -> list[tuple[str, str]]:
    """Draw a value from 0 to 1 as a bar of *width* cells, in parts with their colour tokens.

    It has the colour of its heat, but good values are muted, because their heat is like the page.
    """
    halves = round(min(max(value or 0.0, 0.0), 1.0) * width * 2)
    done = "━" * (halves // 2) + "╸" * (halves % 2)
    grade = None if value is None else step(measure, value)
    token = "muted" if grade is None or grade > _DRAWN else f"h{grade}"
    return [(done, token), ("─" * (width - len(done)), "line")]
