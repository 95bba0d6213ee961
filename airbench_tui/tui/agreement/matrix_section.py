"""The Agreement screen's section with the matrix of judge by people, and the coefficients of their agreement.

Figures from small samples mislead. Kappa and its relatives are therefore hidden below 30 verdicts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from airbench_tui.agreement.basis import WeightedVerdict
from airbench_tui.agreement.figures import Figures
from airbench_tui.agreement.small_samples import KAPPA_FROM, KAPPA_GOOD
from airbench_tui.analysis.estimate import LIKE_THESE, THESE
from airbench_tui.glossary import label
from airbench_tui.text import counted
from airbench_tui.tui.agreement import pieces
from airbench_tui.tui.agreement.estimate_rows import columns, estimate_row, head
from airbench_tui.tui.shared.figures.lines import Line, Span, side_by_side, width_of
from airbench_tui.tui.shared.present import SCORE_MARK, SCORE_WORD

Cells = Mapping[tuple[float, float], Sequence[WeightedVerdict]]

_SCORES = (0.0, 0.5, 1.0)
_LABEL = 20  # cells of a row's name, with its indent
_CELL = 6  # cells of a count, without the gap to the next one
_BESIDE = 44  # the cell where the coefficients begin beside the matrix
_NAME = 17  # cells of a coefficient's name


def matrix_and_coefficients(figures: Figures, cells: Cells, width: int, *, beside: bool) -> list[Line]:
    """Draw the matrix and the coefficients, *beside* each other or below, in *width* cells."""
    matrix = _matrix(figures, cells)
    if beside:
        at = max(_BESIDE, max(map(width_of, matrix)) + 3)
        lines = side_by_side(matrix, _coefficients(figures, width - at, indent=0), at)
    else:
        lines = [*matrix, (Span(""),), *_coefficients(figures, width, indent=2)]
    return [*lines, *_few(figures, width)]


def rows_of(cells: Cells, wanted: Callable[[float, float], bool]) -> list[WeightedVerdict]:
    """Return the verdicts of the cells that are *wanted*, called with the judge's and the person's score."""
    return [row for cell, rows in cells.items() if wanted(*cell) for row in rows]


# -- the matrix -------------------------------------------------------------------------------


def _matrix(figures: Figures, cells: Cells) -> list[Line]:
    found = figures.comparison
    weighted = found.confusion_weighted
    total = sum(map(sum, weighted)) if weighted is not None else 0.0
    cell = max(_CELL, *(len(f"{count:,}") + 1 for row in found.confusion for count in row))
    heads = (Span(f"{SCORE_MARK[score]:>{cell - 1}}  ", SCORE_WORD[score]) for score in _SCORES)
    lines: list[Line] = [
        pieces.heading("JUDGE BY PEOPLE", "raw counts" + (", weighted %" if weighted is not None else "")),
        (Span("people say".rjust(_LABEL - 1) + " ", "muted"), *heads),
    ]
    for at, judge in enumerate(_SCORES):
        name = f"  judge {SCORE_MARK[judge]} {SCORE_WORD[judge]}"
        counts, shares = [Span(f"{name:<{_LABEL}}", SCORE_WORD[judge])], [Span(" " * _LABEL)]
        for place, human in enumerate(_SCORES):
            rows = cells.get((judge, human), [])
            ground = _ground(judge, human) if rows else ""
            words = f"judge {SCORE_MARK[judge]}, people {SCORE_MARK[human]}"
            count = found.confusion[at][place]
            opens = pieces.of_rows(rows, words, "judge by people")
            counts += [Span(f"{f'{count:,}' if count else '·':>{cell - 1}} ", ground, opens), Span(" ")]
            if weighted is not None:
                opens = pieces.of_rows(rows, f"{words}, weighted", "judge by people, weighted")
                share = f"{weighted[at][place] / total * 100:.1f}" if count else ""
                shares += [Span(f"{share:>{cell - 1}} ", ground, opens), Span(" ")]
        lines += [tuple(counts), *([tuple(shares)] if weighted is not None else [])]
    return [*lines, _errors(figures, cells)]


def _ground(judge: float, human: float) -> str:
    """Return the style of a cell: hot where the judge is the more lenient one, hottest where by a whole score."""
    if judge == human:
        return "alike"
    if judge < human:
        return "strict"
    return "far" if judge - human == 1 else "near"


def _errors(figures: Figures, cells: Cells) -> Line:
    """Count the verdicts on which the judge is more lenient, and those on which it is stricter."""
    lenient = rows_of(cells, lambda judge, human: judge > human)
    strict = rows_of(cells, lambda judge, human: judge < human)
    words = "the judge {} than people"
    return (
        Span("  judge "),
        Span(
            f"{len(lenient):,} more lenient",
            "hot" if lenient else "muted",
            pieces.of_rows(lenient, words.format("more lenient"), "more lenient than people"),
        ),
        Span(" · "),
        Span(
            f"{len(strict):,} stricter",
            "",
            pieces.of_rows(strict, words.format("stricter"), "stricter than people"),
        ),
        Span(f" of {figures.comparison.n:,}", "muted"),
    )


# -- the coefficients -------------------------------------------------------------------------


def _coefficients(figures: Figures, width: int, indent: int) -> list[Line]:
    found, beside = figures.comparison, figures.beside()
    agree = [row for row in beside if row.score == row.verdict.judge_score]
    sizes = columns(width, _NAME, margin=indent)
    title = (
        Span(f"{' ' * indent}AGREEMENT", "heading"),
        Span("  weighted" if figures.basis.weighted else "", "muted"),
    )
    same = pieces.of_rows(agree, "people and judge agree", "raw agreement")
    lines = [title, head((), sizes), estimate_row("raw agreement", found.raw_agreement, same, sizes)]
    if found.n < KAPPA_FROM:
        words = f"kappa and its relatives are not shown below {KAPPA_FROM} verdicts, there are {found.n}"
        return [*lines, *pieces.wrapped(words, width, "warning", indent=indent)]
    named = {
        "Gwet's AC1": found.ac1,
        "Gwet's AC2, quadratic": found.ac2_quadratic,
        "Cohen's kappa": found.kappa,
        "Cohen's kappa, linear": found.kappa_linear,
        "Cohen's kappa, quadratic": found.kappa_quadratic,
        "Krippendorff's alpha, ordinal": found.alpha_ordinal,
    }
    opens = pieces.of_rows(beside, "verdicts beside a score", "")  # found once, as there may be very many
    lines += [
        estimate_row(label(name), one, None if opens is None else replace(opens, figure=name), sizes)
        for name, one in named.items()
    ]
    return lines


def explained(figures: Figures, width: int) -> list[Line]:
    """Say how to read the coefficients. Returns no lines if there are none."""
    if figures.comparison.n < KAPPA_FROM:
        return []
    words = (
        "1: always alike, 0: as often as by chance. Where most answers are of one class kappa falls though"
        f" people and judge agree; AC1 does not. 95 % intervals: raw, of {THESE}; the others, of {LIKE_THESE}"
    )
    return [pieces.heading("THE COEFFICIENTS"), *pieces.hint(words, width)]


def _few(figures: Figures, width: int) -> list[Line]:
    n = figures.comparison.n
    words = f"{counted(n, 'verdict')} are few: intervals are wide, {KAPPA_GOOD} are better"
    return pieces.wrapped(words, width, "warning") if KAPPA_FROM <= n < KAPPA_GOOD else []
