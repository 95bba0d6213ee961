"""The legend of the heat map: from which value on each step of heat holds, and what the hatch means."""

from __future__ import annotations

from rich.style import Style
from textual.content import Content
from textual.style import Style as TextualStyle

from airbench_tui.store.reading.explore import SMALL, Measure
from airbench_tui.tui.explore.heat_cells import HATCH, HeatStyles
from airbench_tui.tui.shared import heat

_FEW = (f" under {SMALL} answers: a hint", f" under {SMALL}: a hint")
_SAMPLE = 3  # the step whose ground shows the hatch


def legend(measure: Measure, styles: HeatStyles, end: str, width: int) -> Content:
    """Compose the legend in *width* cells, with *end* at its right end. It is empty for a measure without heat."""
    least = heat.bounds(measure)
    if not least:
        return Content(f"{end:>{width}}").stylize("$muted")
    unit = "% from" if measure.kind == "share" else "from"
    sign = "" if measure.kind != "difference" else "± "
    parts: list[Content] = [Content(f"{sign}{unit} ").stylize("$muted")]
    for number, bound in enumerate(least, 1):
        words = (
            f"{bound}"
            if measure.kind == "share"
            else f"{bound / 100:.2f}".replace("0.", ".").replace(".00", "0")
        )
        parts.append(_drawn(f" {words:<3}", styles.step(number).figure))
    parts += [Content("  "), _drawn(HATCH * 3, styles.step(_SAMPLE).hatch)]
    room = width - sum(part.cell_length for part in parts)
    words = next((words for words in _FEW if len(words) + len(end) + 2 <= room), _FEW[-1])
    return Content("").join([*parts, Content(f"{words}{end:>{max(0, room - len(words))}}").stylize("$muted")])


def _drawn(words: str, style: Style) -> Content:
    return Content(words).stylize(TextualStyle.from_rich_style(style))
