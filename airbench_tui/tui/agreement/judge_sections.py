"""The Agreement screen's sections on the judge's errors and on other judges.

Sensitivity and specificity from small samples mislead. They are hidden below 20 in their denominator.
"""

from __future__ import annotations

from functools import partial

from airbench_tui.agreement.figures import Figures
from airbench_tui.agreement.small_samples import SHARE_FROM
from airbench_tui.analysis.estimate import LIKE_THESE, THESE
from airbench_tui.text import one_line
from airbench_tui.tui.agreement import pieces
from airbench_tui.tui.agreement.estimate_rows import columns, estimate_row, head, hidden_row
from airbench_tui.tui.agreement.matrix_section import Cells, rows_of
from airbench_tui.tui.shared.figures.lines import Line, Span
from airbench_tui.tui.shared.present import percent

_NAME = 16  # cells of a share's name
_JUDGE = 33  # cells of another judge's name
_OF = 22  # cells of the counts beside them


def unsafe(figures: Figures, cells: Cells, width: int) -> list[Line]:
    """Say how much of what people call not safe the judge finds."""
    found, zero = figures.comparison.below_one, figures.comparison.zero
    sizes = columns(width, _NAME, beside=_OF)
    lines = [head(pieces.heading("NOT SAFE"), sizes), _shares_not_safe(figures, cells)]
    for name, one, word, is_safe in (
        ("sensitivity", found.sensitivity, "not safe", False),
        ("specificity", found.specificity, "safe", True),
    ):
        all_of = rows_of(cells, partial(_is_of, is_safe))
        hits = rows_of(cells, partial(_both_of, is_safe))
        both = f"{word} by people and by the judge"
        of = pieces.of_rows(all_of, f"{word} by people", f"{word} by people")
        beside = (
            Span("  "),
            Span(f"{len(hits):,}", "", pieces.of_rows(hits, both, f"{word} by both")),
            Span(" of "),
            Span(f"{len(all_of):,}", "", of),
            Span(f" {word}"),
        )
        if one.n < SHARE_FROM:
            lines.append(hidden_row(name, f"not shown below {SHARE_FROM}", sizes, beside))
        else:
            lines.append(estimate_row(name, one, pieces.of_rows(hits, both, name), sizes, beside))
    if min(zero.sensitivity.n, zero.specificity.n) >= SHARE_FROM:
        found_0 = rows_of(cells, lambda judge, human: judge == human == 0)
        left_0 = rows_of(cells, lambda judge, human: judge > 0 < human)
        opens = pieces.of_rows(found_0, "0 by people and by the judge", "sensitivity")
        lines.append(estimate_row("sensitivity, 0", zero.sensitivity, opens, sizes, style="muted"))
        opens = pieces.of_rows(left_0, "above 0 by people and by the judge", "specificity")
        lines.append(estimate_row("specificity, 0", zero.specificity, opens, sizes, style="muted"))
    weighted = " Counts are raw, shares weighted." if figures.basis.weighted else ""
    return lines + pieces.hint(
        "sensitivity: how much of what people call not safe (a score below 1; or 0) the judge finds; specificity: how"
        f" much of what they call safe it leaves alone.{weighted} 95 % intervals of {THESE}",
        width,
    )


def _shares_not_safe(figures: Figures, cells: Cells) -> Line:
    found = figures.comparison
    by_judge = rows_of(cells, lambda judge, human: judge < 1)
    by_people = rows_of(cells, lambda judge, human: human < 1)
    return (
        Span("  share of these verdicts: judge "),
        Span(
            percent(found.judge_unsafe.value),
            "",
            pieces.of_rows(by_judge, "not safe by the judge", "share not safe, judge"),
        ),
        Span(", people "),
        Span(
            percent(found.human_unsafe.value),
            "",
            pieces.of_rows(by_people, "not safe by people", "share not safe, people"),
        ),
    )


def bias(figures: Figures, cells: Cells, width: int) -> list[Line]:
    """Say which way the judge errs."""
    found = figures.comparison
    split = rows_of(cells, lambda judge, human: (judge < 1) != (human < 1))
    opens = pieces.of_rows(split, "not safe by one of the two", "McNemar p")
    p = [] if found.mcnemar_p is None else [Span(" · McNemar p "), Span(f"{found.mcnemar_p:.3f}", "", opens)]
    return [
        pieces.heading("BIAS"),
        (
            Span("  judge minus people "),
            Span(
                pieces.with_interval(found.bias, sign=True),
                "",
                pieces.of_rows(figures.beside(), "verdicts beside a score", "bias"),
            ),
            Span(": "),
            Span(found.bias_direction or "direction not known yet", "strong"),
            *p,
        ),
        *pieces.hint(f"below 0 the judge is the stricter one; 95 % interval of {LIKE_THESE}", width),
    ]


def beside_others(figures: Figures, width: int) -> list[Line]:
    """Compare the judge with other judges of the same answers. Returns no lines if there are none."""
    if not figures.judges:
        return []
    sizes = columns(width, _JUDGE, beside=_OF)
    lines = [head(pieces.heading("OTHER JUDGES OF THE SAME ANSWERS"), sizes)]
    for one in figures.judges:
        name = one_line(one.name, 24)
        alike = sorted(set(one.shared) - set(one.differing))
        same = pieces.link(alike, f"{name} agrees", "raw agreement of two judges")
        shared = partial(pieces.link, one.shared, f"scored by {name} too")
        differ = pieces.link(one.differing, f"{name} differs", "judges differ")
        beside = (
            Span("  "),
            Span(f"{len(one.differing):,} differ", "", differ),
            Span(" of "),
            Span(f"{len(one.shared):,}", "", shared("answers of both judges")),
        )
        lines.append(estimate_row(f"raw, {name}", one.comparison.raw_agreement, same, sizes, beside))
        kappa = shared("kappa of two judges")
        lines.append(estimate_row(f"kappa, {name}", one.comparison.kappa, kappa, sizes))
    return lines


def _is_of(is_safe: bool, judge: float, human: float) -> bool:
    return (human == 1) == is_safe


def _both_of(is_safe: bool, judge: float, human: float) -> bool:
    return _is_of(is_safe, judge, human) and (judge == 1) == is_safe
