"""The Agreement screen's sections on the judge: rates, matrix, agreement, errors.

Figures from small samples mislead. Kappa is therefore hidden below 30 verdicts, and sensitivity and specificity
below 20 in their denominator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from rich.cells import set_cell_size

from airbench_tui.agreement.basis import WeightedVerdict
from airbench_tui.agreement.figures import Figures, responses
from airbench_tui.agreement.lines import bounds, from_elsewhere
from airbench_tui.agreement.rates import Rate
from airbench_tui.agreement.small_samples import KAPPA_FROM, KAPPA_GOOD, SHARE_FROM
from airbench_tui.analysis.estimate import LIKE_THESE, THESE, Estimate
from airbench_tui.glossary import label
from airbench_tui.text import counted, one_line
from airbench_tui.tui.agreement import pieces, validity_section
from airbench_tui.tui.shared.figure_page import Line, Link, Span
from airbench_tui.tui.shared.present import SCORE_MARK, percent

_SCORES = (0.0, 0.5, 1.0)
_PEOPLE = "answers of people's rate"
_MADE_OF = "corrected from these"
_Cells = Mapping[tuple[float, float], Sequence[WeightedVerdict]]


def sections(figures: Figures) -> list[list[Line]]:
    """Compose the sections above the table of nodes, in order: a list of lines for each."""
    if not figures.basis.rows:
        return [validity_section.rests_on(figures), _rates(figures)]
    cells = figures.cells()
    return [
        validity_section.rests_on(figures),
        _rates(figures),
        _matrix(figures, cells),
        _coefficients(figures),
        *([_unsafe(figures, cells), _bias(figures, cells)] if cells else []),
    ]


def _rates(figures: Figures) -> list[Line]:
    found = [pieces.heading("SAFE RATE" + " " * 32 + "0        50       100 %")]
    safe = figures.safe_rate
    judged_safe = [row.response for row in figures.material.responses if row.score == 1.0]
    opens = pieces.link(judged_safe, "safe by the judge", "safe rate, judge")
    found.append(_rate_line("judge, all judged", safe.judge, opens))
    if safe.human.n:
        many = counted(safe.human.n, "answer")
        name = f"people, {safe.human.n:,}, weighted" if figures.basis.weighted else f"people, {many}"
        behind = pieces.link(responses(figures.basis.rows), _PEOPLE, "safe rate, people")
        found.append(_rate_line(name, safe.human, behind))
    found += _corrected_lines(figures)
    found += pieces.wrapped(from_elsewhere(figures), "", indent=4)
    return [*found, _mean_scores(figures), *_rates_in_words(safe)]


def _mean_scores(figures: Figures) -> Line:
    mean = figures.mean_score
    judged = [row.response for row in figures.material.responses if row.score is not None]
    opens = pieces.link(judged, "judged", "mean score, judge")
    spans = [Span("  mean score: judge "), Span(pieces.number(mean.judge), "", opens)]
    if mean.human.n:
        opens = pieces.link(responses(figures.basis.rows), _PEOPLE, "mean score, people")
        spans += [Span(" · people "), Span(pieces.number(mean.human), "", opens)]
    if mean.corrected is not None and mean.corrected.estimate.value is not None:
        opens = pieces.link(mean.answers, "corrected from these", "mean score, corrected")
        spans += [Span(" · corrected "), Span(pieces.with_interval(mean.corrected.estimate), "", opens)]
    return tuple(spans)


def _rates_in_words(safe: Rate) -> list[Line]:
    """Explain the rates, and what their intervals describe, to readers who are not statisticians."""
    found, said = safe.corrected, []
    if found is not None and found.estimate.value is not None and found.judge.value is not None:
        within = "" if found.estimate.ci95 is None else f", somewhere from {_ends(found.estimate)} %"
        said += pieces.wrapped(
            f"in words: of the {found.n_population:,} answers that this is about the judge calls"
            f" {percent(found.judge.value)} safe; by what people say of {found.estimate.n:,} of them it is"
            f" {percent(found.estimate.value)}{within}"
        )
    if safe.judge.ci95 is None:
        return said
    whose = "judge and people" if safe.human.n else "judge"
    speaks = f"95 % intervals: {whose}, of {LIKE_THESE} (categories resampled)"
    if found is not None and found.estimate.ci95 is not None:
        speaks += f"; corrected, of {THESE}, which the reviews sample"
    return said + pieces.hint(speaks)


def _ends(found: Estimate) -> str:
    return "" if found.ci95 is None else f"{found.ci95[0] * 100:.0f} to {found.ci95[1] * 100:.0f}"


def _rate_line(name: str, found: Estimate, opens: Link | None = None, style: str = "") -> Line:
    value = percent(found.value) if found.value is not None else "-"
    return (
        Span(f"  {name:<22}", style),
        Span(f"{value:>6}", style, opens),
        Span(f"  {_ends(found):<10}", style),
        Span(pieces.interval(found), "muted", opens, drawn=True),
    )


def _corrected_lines(figures: Figures) -> list[Line]:
    rate = figures.safe_rate
    found, packet = rate.corrected, figures.material.packet
    between = pieces.wrapped(bounds(found), "warning", indent=4)
    if found is None or found.estimate.value is None:
        return [*pieces.wrapped(f"corrected: not estimable: {rate.why_not}", "warning"), *between]
    opens = pieces.link(rate.answers, _MADE_OF, "safe rate, corrected")
    final = pieces.link(rate.answers, _MADE_OF, "corrected, final verdicts")
    others = pieces.link(rate.answers, _MADE_OF, "corrected, other methods")
    frame = [row.response for row in packet.frame] if packet else []
    on_frame = pieces.link(frame, f"frame of {packet.name}" if packet else "", "judge on the frame")
    # The packet's frame may be smaller than all that is judged now. The corrected rate describes the frame,
    # so the judge's rate on the same frame is shown beside it.
    elsewhere = found.judge.n != rate.judge.n
    lines = [
        *([_rate_line(f"judge, packet's {found.judge.n:,}", found.judge, on_frame)] if elsewhere else []),
        _rate_line("corrected", found.estimate, opens, "strong"),
        *pieces.wrapped(found.method, "muted", indent=4),
    ]
    if rate.final is not None and rate.final.value is not None and rate.final.value != found.estimate.value:
        lines.append(_rate_line("  from final verdicts", rate.final, final))
    beside = [
        other for other in found.alternatives if other.estimate.value is not None and other.estimate.ci95
    ]
    lines += [
        (
            Span(f"    {one_line(other.method, 48):<48} ", "muted"),
            Span(pieces.with_interval(other.estimate), "muted", others),
        )
        for other in beside[:3]
    ]
    return lines + between


def _matrix(figures: Figures, cells: _Cells) -> list[Line]:
    found = figures.comparison
    weighted = found.confusion_weighted
    lines = [
        pieces.heading(
            "JUDGE BY PEOPLE" + ("" if weighted is None else "   raw counts, weighted shares beside")
        ),
        (Span(f"  {'':<12}people {'0':>5}{'½':>7}{'1':>7}", "muted"),),
    ]
    total = sum(map(sum, weighted)) if weighted is not None else 0.0
    for at, judge in enumerate(_SCORES):
        spans, shares = [Span(f"  judge {SCORE_MARK[judge]:<11}")], []
        for place, human in enumerate(_SCORES):
            rows = cells.get((judge, human), [])
            words = f"judge {SCORE_MARK[judge]}, people {SCORE_MARK[human]}"
            style = "strong" if at == place else ""
            opens = pieces.of_rows(rows, words, "judge by people")
            spans.append(Span(f"{found.confusion[at][place]:>7,}", style, opens))
            if weighted is not None:
                opens = pieces.of_rows(rows, f"{words}, weighted", "judge by people, weighted")
                shares.append(Span(f"{weighted[at][place] / total * 100:>8.1f}", "muted", opens))
        if shares:
            spans += [Span("   "), *shares, Span(" %", "muted")]
        lines.append(tuple(spans))
    return lines


def _coefficients(figures: Figures) -> list[Line]:
    found, beside = figures.comparison, figures.beside()

    def rows(words: str, name: str, counts: Callable[[float, float], bool]) -> Link | None:
        """Link to the answers whose verdicts satisfy *counts*, called with the judge's and the person's score."""
        those = [row for row in beside if counts(row.verdict.judge_score or 0.0, row.score)]
        return pieces.of_rows(those, words, name)

    raw = rows("people and judge agree", "raw agreement", lambda judge, human: judge == human)
    by_judge = rows("not safe by the judge", "share not safe, judge", lambda judge, human: judge < 1)
    by_people = rows("not safe by people", "share not safe, people", lambda judge, human: human < 1)
    lines = [
        pieces.heading(
            "AGREEMENT" + (", weighted by 1/inclusion probability" if figures.basis.weighted else "")
        ),
        (
            Span("  raw "),
            Span(pieces.share(found.raw_agreement), "", raw),
            Span("   not safe: judge "),
            Span(percent(found.judge_unsafe.value), "", by_judge),
            Span(", people "),
            Span(percent(found.human_unsafe.value), "", by_people),
        ),
    ]
    if found.n < KAPPA_FROM:
        words = f"kappa and its relatives are not shown below {KAPPA_FROM} verdicts, there are {found.n}"
        return [*lines, *pieces.wrapped(words, "warning")]
    names = {
        "Gwet's AC1": found.ac1,
        "Cohen's kappa": found.kappa,
        "Gwet's AC2, quadratic": found.ac2_quadratic,
        "Cohen's kappa, linear": found.kappa_linear,
        "Krippendorff's alpha, ordinal": found.alpha_ordinal,
        "Cohen's kappa, quadratic": found.kappa_quadratic,
    }
    cells = [_coefficient(name, one, beside) for name, one in names.items()]
    lines += [(Span("  "), *left, *right) for left, right in zip(cells[::2], cells[1::2], strict=True)]
    lines += pieces.hint(
        "1: always alike, 0: as often as by chance. Where most answers are of one class kappa falls though"
        f" people and judge agree; AC1 does not. 95 % intervals: raw, of {THESE}; the others, of {LIKE_THESE}"
    )
    if found.n < KAPPA_GOOD:
        lines += pieces.wrapped(
            f"{found.n} verdicts are few: intervals are wide, {KAPPA_GOOD} are better", "warning"
        )
    return lines


def _coefficient(name: str, found: Estimate, beside: Sequence[WeightedVerdict]) -> tuple[Span, ...]:
    value = pieces.with_interval(found) or "-"
    opens = pieces.of_rows(beside, "verdicts beside a score", name) if found.value is not None else None
    return Span(f"{label(name):<16}"), Span(value, "", opens), Span(" " * (22 - len(value)))


def _unsafe(figures: Figures, cells: _Cells) -> list[Line]:
    found = figures.comparison.below_one
    weighted = "   raw counts, weighted shares" if figures.basis.weighted else ""
    lines = [pieces.heading(f"NOT SAFE (score below 1): WHAT THE JUDGE FINDS{weighted}")]
    for name, one, word, unsafe in (
        ("sensitivity", found.sensitivity, "not safe", True),
        ("specificity", found.specificity, "safe", False),
    ):
        whole = [cell for cell in cells if (cell[1] < 1) == unsafe]
        all_of = _rows(cells, whole)
        hits = _rows(cells, [cell for cell in whole if (cell[0] < 1) == unsafe])
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
        found_0 = _rows(cells, [(judge, human) for judge, human in cells if judge == human == 0])
        left_0 = _rows(cells, [(judge, human) for judge, human in cells if judge > 0 < human])
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
        f" call safe it leaves alone. 95 % intervals of {THESE}"
    )


def _bias(figures: Figures, cells: _Cells) -> list[Line]:
    found = figures.comparison
    strict = _rows(cells, [(judge, human) for judge, human in cells if judge < human])
    lenient = _rows(cells, [(judge, human) for judge, human in cells if judge > human])
    split = _rows(cells, [(judge, human) for judge, human in cells if (judge < 1) != (human < 1)])
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
        (
            Span("  "),
            Span(
                f"{len(strict):,} stricter",
                "",
                pieces.of_rows(strict, "the judge stricter than people", "stricter than people"),
            ),
            Span(" than people, "),
            Span(
                f"{len(lenient):,} more lenient",
                "",
                pieces.of_rows(lenient, "the judge more lenient than people", "more lenient than people"),
            ),
        ),
        *pieces.hint(f"below 0 the judge is the stricter one; 95 % interval of {LIKE_THESE}"),
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


def _rows(cells: _Cells, wanted: Sequence[tuple[float, float]]) -> list[WeightedVerdict]:
    return [row for cell in wanted for row in cells[cell]]
