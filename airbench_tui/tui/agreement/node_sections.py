"""The Agreement screen's tables: a line for each node or model, drawn as an interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rich.cells import set_cell_size

from airbench_tui.agreement import tables
from airbench_tui.text import one_line
from airbench_tui.tui.agreement import pieces
from airbench_tui.tui.shared.figure_page import Line, Span
from airbench_tui.tui.shared.present import percent

_WIDTHS = (8, 7, 6, 6, 6, 6)
_HEADS = ("judged", "safe, judge", "corrected", "reviewed", "overridden", "agree")
_SHORT = {"safe, judge": "safe", "corrected": "corr.", "reviewed": "rev.", "overridden": "over."}
_LEAST = 12  # cells that an interval needs to be drawn
_NAME = 22


def table(
    lines: Sequence[tables.GroupRow],
    title: str,
    column: str,
    descending: bool,
    *,
    width: int,
    claims: bool = True,
) -> list[Line]:
    """Draw a table of nodes or models, one line each, in *width* cells. Without *claims* only counts are shown."""
    bar = min(pieces.BAR, width - _NAME - sum(_WIDTHS) - 2) if claims else 0
    bar = bar if bar >= _LEAST else 0
    name = max(_NAME, min(width - sum(_WIDTHS) - (bar + 2 if bar else 0), 60 if not claims else 28))

    def head(words: str) -> str:
        mark = ("▼" if descending else "▲") if words == column else ""
        return f"{_SHORT.get(words, words)}{mark}"

    first = f"{'name' + ('▼' if descending else '▲') if column == 'name' else ''}"
    found = [
        (*pieces.heading(title), *((Span("   ○ judge ├●┤ corrected", "muted"),) if bar else ())),
        (
            Span(set_cell_size(f"  {first}", name), "muted"),
            *(Span(head(words).rjust(cells), "muted") for words, cells in zip(_HEADS, _WIDTHS, strict=True)),
            Span(f"  0{'100 %':>{bar - 1}}" if bar else "", "muted"),
        ),
    ]
    found += [_table_line(line, name, bar, claims) for line in lines]
    if claims and any(line.unseen for line in lines):
        words = "- without ●: one of the judge's scores there has no verdict, so that only bounds are known"
        found += pieces.wrapped(words, "muted", width=width)
    return found


def _table_line(line: tables.GroupRow, width: int, bar: int, claims: bool) -> Line:
    words = line.name if line.key == line.name else f"{line.key.removeprefix('L1.')} {line.name}"
    name = one_line(words, width - 3)
    where = one_line(words, 40)
    behind = pieces.link(line.behind, f"{where}: corrected from these", "safe rate, corrected")
    cells = (
        pieces.count(line.judged, _WIDTHS[0], f"{where}: judged", "judged"),
        Span(
            percent(line.safe_rate).rjust(_WIDTHS[1]),
            "",
            pieces.link(line.safe, f"{where}: safe by the judge", "safe rate, judge"),
        )
        if claims
        else Span("".rjust(_WIDTHS[1])),
        Span(
            (percent(line.corrected_rate) if claims else "-").rjust(_WIDTHS[2]),
            "",
            behind if claims and line.corrected_rate is not None else None,
        ),
        pieces.count(line.reviewed, _WIDTHS[3], f"{where}: reviewed", "reviewed"),
        pieces.count(line.overridden, _WIDTHS[4], f"{where}: overridden", "overridden"),
        Span(
            percent(line.agreement).rjust(_WIDTHS[5]),
            "",
            pieces.link(line.agreeing, f"{where}: people and judge agree", "raw agreement"),
        )
        if claims
        else Span("".rjust(_WIDTHS[5])),
    )
    corrected = line.corrected.estimate if line.corrected else None
    if corrected is not None and line.unseen:
        corrected = replace(corrected, value=None)
    drawn = pieces.interval(corrected, line.safe_rate, bar) if bar else ""
    # Without a corrected rate only the judge's mark is drawn: the bar then opens all answers that it judged.
    opens = behind if corrected is not None and corrected.ci95 is not None else None
    judged = pieces.link(line.judged, f"{where}: judged", "judged")
    bars = (Span("  "), Span(drawn, "muted", opens or judged, drawn=True)) if drawn else ()
    return (Span(set_cell_size(f"  {name}", width)), *cells, *bars)
