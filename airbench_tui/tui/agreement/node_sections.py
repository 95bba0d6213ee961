"""The Agreement screen's tables: a line for each node or model, drawn as an interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rich.cells import set_cell_size

from airbench_tui.agreement.small_samples import POINT_FROM
from airbench_tui.agreement.tables import GroupRow
from airbench_tui.text import one_line
from airbench_tui.tui.agreement import pieces
from airbench_tui.tui.agreement.estimate_rows import LEAST_BAR
from airbench_tui.tui.shared.figures import plots
from airbench_tui.tui.shared.figures.lines import Line, Span, width_of
from airbench_tui.tui.shared.interval_bar import FEW, POINT
from airbench_tui.tui.shared.present import percent

# The columns by name, each with its heading, its width in cells and its style.
_COLUMNS = {
    "judged": ("judged", 7, "muted"),
    "safe, judge": ("judge", 7, "judge"),
    "corrected": ("corr.", 6, "mine"),
    "±": ("±", 5, "muted"),
    "reviewed": ("rev.", 6, "muted"),
    "overridden": ("over.", 6, "muted"),
    "agree": ("agree", 6, "muted"),
}
_COUNTS = {name: _COLUMNS[name] for name in ("judged", "reviewed", "overridden")}
_LAST_RATE = "±"
_NAME, _LONGEST_NAME = 22, 48  # cells of a name with its indent


def table(
    lines: Sequence[GroupRow], title: str, column: str, descending: bool, *, width: int, claims: bool = True
) -> list[Line]:
    """Draw a table of nodes or models, one line each, in *width* cells. Without *claims* only counts are shown."""
    columns = _COLUMNS if claims else _COUNTS
    room = width - sum(size for _, size, _ in columns.values())
    drawn = claims and room - 2 - _NAME >= LEAST_BAR
    name = max(_NAME, min((room - 2) // 2 if drawn else room, _LONGEST_NAME))
    bar = room - 2 - name if drawn else 0

    def mark(words: str) -> str:
        return ("▼" if descending else "▲") if words == column else ""

    head = [
        Span(f"  {title}{mark('name')}", "heading"),
        Span("  in %" if claims else "  counts only", "muted"),
    ]
    head.append(Span(" " * max(0, name - width_of(tuple(head)))))
    for words, (short, size, style) in columns.items():
        head.append(Span(f"{short}{mark(words)}".rjust(size), style))
        if words == _LAST_RATE and bar:
            head.append(Span("  " + plots.scale(bar, ("0", "50", "100")), "muted"))
    found: list[Line] = [tuple(head), *(_row(line, name, bar, claims) for line in lines)]
    if claims and any(line.unseen for line in lines):
        words = "no point: one of the judge's scores there has no verdict, so that only bounds are known"
        found += pieces.hint(words, width)
    if claims and any(_is_few(line) for line in lines):
        found += pieces.hint(f"{FEW} and grey: fewer than {POINT_FROM} answers with a verdict", width)
    return found


def _is_few(line: GroupRow) -> bool:
    return 0 < len(line.behind) < POINT_FROM


def _shown_name(line: GroupRow, claims: bool) -> str:
    """Return the line's name; without *claims*, where there is room, with its id."""
    return line.name if claims else _full_name(line)


def _full_name(line: GroupRow) -> str:
    return line.name if line.key == line.name else f"{line.key.removeprefix('L1.')} {line.name}"


def _row(line: GroupRow, width: int, bar: int, claims: bool) -> Line:
    where, style = one_line(_full_name(line), 40), "muted" if claims and _is_few(line) else ""
    name = Span(set_cell_size(f"  {one_line(_shown_name(line, claims), width - 2)}", width), style)
    counts = {
        "judged": (line.judged, "judged"),
        "reviewed": (line.reviewed, "reviewed"),
        "overridden": (line.overridden, "overridden"),
    }
    cells = {
        column: pieces.count(found, _COLUMNS[column][1], f"{where}: {words}", words, style)
        for column, (found, words) in counts.items()
    }
    if not claims:
        return (name, *(cells[column] for column in _COUNTS))
    behind = pieces.link(line.behind, f"{where}: corrected from these", "safe rate, corrected")
    gap = pieces.link(line.behind, f"{where}: corrected from these", "corrected minus judge")
    safe = pieces.link(line.safe, f"{where}: safe by the judge", "safe rate, judge")
    agreeing = pieces.link(line.agreeing, f"{where}: people and judge agree", "raw agreement")
    sized = {
        "safe, judge": (_bare(line.safe_rate), style or "judge", safe),
        "corrected": (
            _bare(line.corrected_rate),
            style or "strong",
            behind if line.corrected_rate is not None else None,
        ),
        "±": (
            _points(line),
            style or ("hot" if line.told_apart else ""),
            gap if line.gap is not None else None,
        ),
        "agree": (_bare(line.agreement), style, agreeing),
    }
    for column, (words, ink, opens) in sized.items():
        cells[column] = Span(words.rjust(_COLUMNS[column][1]), ink, opens)
    drawn = _interval(line, where, bar) if bar else ()
    found = [name]
    for column in _COLUMNS:
        found += [cells[column], *(drawn if column == _LAST_RATE else ())]
    return tuple(found)


def _interval(line: GroupRow, where: str, bar: int) -> Line:
    few = _is_few(line)
    corrected = line.corrected.estimate if line.corrected else None
    if corrected is not None and line.unseen:
        corrected = replace(corrected, value=None)
    # Without a corrected rate only the judge's mark is drawn: the drawing then opens all answers that it judged.
    judged = pieces.link(line.judged, f"{where}: judged", "judged")
    behind = pieces.link(line.behind, f"{where}: corrected from these", "safe rate, corrected")
    opens = behind if corrected is not None and corrected.ci95 is not None else None
    drawn = plots.interval(corrected, line.safe_rate, bar, point=FEW if few else POINT)
    return Span("  "), Span(drawn, "muted" if few else "mine", opens or judged, drawn=True)


def _bare(rate: float | None) -> str:
    return percent(rate).removesuffix(" %")


def _points(line: GroupRow) -> str:
    """Return the difference of the two shown rates in points; "·" for none."""
    if line.gap is None:
        return "-"
    points = round(line.gap * 100)
    return f"{points:+d}" if points else "·"
