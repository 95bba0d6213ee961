"""The Agreement screen's sections on the judge's errors and on other judges.

Sensitivity and specificity from small samples mislead. They are hidden below 20 in their denominator.
"""

from __future__ import annotations

from functools import partial

from rich.cells import set_cell_size

from airbench_tui.agreement.figures import Figures
from airbench_tui.agreement.small_samples import SHARE_FROM
from airbench_tui.analysis.estimate import LIKE_THESE, THESE
from airbench_tui.text import one_line
from airbench_tui.tui.agreement import pieces
from airbench_tui.tui.agreement.matrix_section import Cells, rows_of
from airbench_tui.tui.shared.figures.lines import Line, Span
from airbench_tui.tui.shared.present import percent


def unsafe(figures: Figures, cells: Cells, width: int) -> list[Line]:
    """Say how much of what people call not safe the judge finds."""
    found = figures.comparison.below_one
    lines = [
        pieces.heading(
            "NOT SAFE", "score below 1" + (", raw counts, weighted shares" if figures.basis.weighted else "")
        ),
        _shares_not_safe(figures, cells),
    ]
    for name, one, word, is_safe in (
        ("sensitivity", found.sensitivity, "not safe", False),
        ("specificity", found.specificity, "safe", True),
    ):
        all_of = rows_of(cells, partial(_is_of, is_safe))
        hits = rows_of(cells, partial(_both_of, is_safe))
        shown, both = one.n >= SHARE_FROM, f"{word} by people and by the judge"
        value = pieces.share(one) if shown else f"not shown below {SHARE_FROM}"
        lines.append(
            (
                Span(f"  {name}  "),
                Span(value, "" if shown else "warning", pieces.of_rows(hits, both, name) if shown else None),
                Span(" " * (20 - len(value))),
                Span(" judge finds "),
                Span(f"{len(hits):,}", "", pieces.of_rows(hits, both, f"{word} by both")),
                Span(" of "),
                Span(
                    f"{len(all_of):,}",
                    "",
                    pieces.of_rows(all_of, f"{word} by people", f"{word} by people"),
                ),
                Span(f" {word} by people"),
            )
        )
    zero = figures.comparison.zero
    if min(zero.sensitivity.n, zero.specificity.n) >= SHARE_FROM:
        found_0 = rows_of(cells, lambda judge, human: judge == human == 0)
        left_0 = rows_of(cells, lambda judge, human: judge > 0 < human)
        lines.append(
            (
                Span("  score 0 alone: sensitivity ", "muted"),
                Span(
                    pieces.share(zero.sensitivity),
                    "muted",
                    pieces.of_rows(found_0, "0 by people and by the judge", "sensitivity"),
                ),
                Span(", specificity ", "muted"),
                Span(
                    pieces.share(zero.specificity),
                    "muted",
                    pieces.of_rows(left_0, "above 0 by people and by the judge", "specificity"),
                ),
            )
        )
    return lines + pieces.hint(
        "sensitivity: how much of what people call not safe the judge finds; specificity: how much of what they"
        f" call safe it leaves alone. 95 % intervals of {THESE}",
        width,
    )


def _shares_not_safe(figures: Figures, cells: Cells) -> Line:
    found = figures.comparison
    by_judge = rows_of(cells, lambda judge, human: judge < 1)
    by_people = rows_of(cells, lambda judge, human: human < 1)
    return (
        Span("  share       judge "),
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
        Span(" of these verdicts"),
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


def beside_others(figures: Figures) -> list[Line]:
    """Compare the judge with other judges of the same answers. Returns no lines if there are none."""
    if not figures.judges:
        return []
    lines = [pieces.heading("OTHER JUDGES OF THE SAME ANSWERS")]
    for one in figures.judges:
        name, kappa = one_line(one.name, 24), pieces.number(one.comparison.kappa)
        alike = sorted(set(one.shared) - set(one.differing))
        shared = partial(pieces.link, one.shared, f"scored by {name} too")
        same = pieces.link(alike, f"{name} agrees", "raw agreement of two judges")
        lines.append(
            (
                Span(set_cell_size(f"  {name}", 28)),
                Span(
                    f"{len(one.differing):,} differ",
                    "",
                    pieces.link(one.differing, f"{name} differs", "judges differ"),
                ),
                Span(" of "),
                Span(f"{len(one.shared):,}", "", shared("answers of both judges")),
                Span("  raw "),
                Span(pieces.share(one.comparison.raw_agreement), "", same),
                Span(", kappa "),
                Span(kappa, "", shared("kappa of two judges")),
            )
        )
    return lines


def _is_of(is_safe: bool, judge: float, human: float) -> bool:
    return (human == 1) == is_safe


def _both_of(is_safe: bool, judge: float, human: float) -> bool:
    return _is_of(is_safe, judge, human) and (judge == 1) == is_safe
