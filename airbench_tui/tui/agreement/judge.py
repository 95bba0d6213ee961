"""The Agreement screen's sections on the judge: what the figures rest on, rates, matrix, agreement, errors.

Small samples say less than they seem to: kappa is hidden below 30 verdicts, sensitivity and specificity
below 20 in their denominator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.cells import set_cell_size

from airbench_tui.analysis.estimate import LIKE_THESE, THESE, Estimate
from airbench_tui.audit.basis import Row
from airbench_tui.audit.figures import Figures, decided_of, responses
from airbench_tui.audit.lines import bounds, from_elsewhere
from airbench_tui.audit.rates import Rate
from airbench_tui.audit.small_samples import KAPPA_FROM, KAPPA_GOOD, SHARE_FROM
from airbench_tui.text import one_line
from airbench_tui.tui.agreement import pieces
from airbench_tui.tui.present import SCORE_MARK, percent
from airbench_tui.tui.widgets.figure_page import Line, Link, Span

_SCORES = (0.0, 0.5, 1.0)
_Cells = Mapping[tuple[float, float], Sequence[Row]]


def sections(figures: Figures) -> list[list[Line]]:
    """Everything above the table of nodes, in order, a list of lines for each section."""
    if not figures.basis.rows:
        return [_validity(figures), _rates(figures)]
    cells = figures.cells()
    return [
        _validity(figures),
        _rates(figures),
        _matrix(figures, cells),
        _coefficients(figures),
        *([_unsafe(figures, cells), _bias(figures, cells)] if cells else []),
    ]


def _validity(figures: Figures) -> list[Line]:
    material, rows = figures.material, figures.basis.rows
    statuses, packet = material.statuses(), material.packet
    apart = [f"{statuses[name]:,} {name}" for name in ("blank", "malformed", "failed") if statuses[name]]
    judged = [row.response for row in material.responses if row.score is not None]
    found: list[Line] = [
        pieces.heading("WHAT THIS RESTS ON"),
        (
            Span(f"  judge {one_line(material.judge or 'none', 30)} · "),
            Span(f"{len(judged):,} judged", "", pieces.link(judged, "judged")),
            Span(f"{' · ' + ', '.join(apart) if apart else ''} · {_scale(material.polarity)}"),
        ),
        (
            Span("  "),
            Span(f"{figures.n_reviewed:,} reviewed", "", pieces.link(sorted(material.reviewed), "reviewed")),
            Span(f" · {_verdicts(figures)} · {_auditors(figures.auditors)}"),
        ),
        (Span(f"  {_revisions(material.revisions)}", "muted"),),
    ]
    if packet is not None:
        done = decided_of(figures)
        drawn = [row.response for row in packet.drawn]
        found += [
            (Span(f"  packet {one_line(packet.name, 30)} · {_design(packet.design)} · seed {packet.seed}"),),
            (
                Span("    "),
                Span(f"{len(drawn):,} drawn", "", pieces.link(drawn, f"drawn into {packet.name}")),
                Span(f" of {len(packet.frame):,} · {done:,} with a verdict"),
            ),
        ]
    elif rows:
        kind = (
            "a census, every answer was decided" if figures.census else "findings: nobody drew them at random"
        )
        found.append((Span(f"  no packet: these reviews are {kind}", "" if figures.census else "warning"),))
    return found


def _rates(figures: Figures) -> list[Line]:
    found = [pieces.heading("SAFE RATE" + " " * 32 + "0        50       100 %")]
    safe = figures.safe_rate
    judged_safe = [row.response for row in figures.material.responses if row.score == 1.0]
    found.append(_rate_line("judge, all judged", safe.judge, pieces.link(judged_safe, "safe by the judge")))
    if safe.human.n:
        weighted = ", weighted" if figures.basis.weighted else " answers"
        behind = pieces.link(responses(figures.basis.rows), "answers of people's rate")
        found.append(_rate_line(f"people, {safe.human.n:,}{weighted}", safe.human, behind))
    found += _corrected_lines(safe)
    found += pieces.wrapped(from_elsewhere(figures), "", indent=4)
    mean = figures.mean_score
    words = [f"judge {pieces.number(mean.judge)}"]
    if mean.human.n:
        words.append(f"people {pieces.number(mean.human)}")
    if mean.corrected is not None and mean.corrected.estimate.value is not None:
        words.append(f"corrected {pieces.with_interval(mean.corrected.estimate)}")
    found.append((Span(f"  mean score: {' · '.join(words)}"),))
    return found + _rates_in_words(safe)


def _rates_in_words(safe: Rate) -> list[Line]:
    """What the rates say, and what their intervals speak of, for whoever is no statistician."""
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


def _corrected_lines(rate: Rate) -> list[Line]:
    found = rate.corrected
    between = pieces.wrapped(bounds(found), "warning", indent=4)
    if found is None or found.estimate.value is None:
        return [*pieces.wrapped(f"corrected: not estimable: {rate.why_not}", "warning"), *between]
    opens = pieces.link(rate.answers, "corrected from these")
    # What the packet was drawn from may be less than all that is judged now: like stands beside like.
    elsewhere = found.judge.n != rate.judge.n
    lines = [
        *([_rate_line(f"judge, packet's {found.judge.n:,}", found.judge)] if elsewhere else []),
        _rate_line("corrected", found.estimate, opens, "strong"),
        *pieces.wrapped(found.method, "muted", indent=4),
    ]
    if rate.final is not None and rate.final.value is not None and rate.final.value != found.estimate.value:
        lines.append(_rate_line("  from final verdicts", rate.final, opens))
    beside = [one for one in found.alternatives if one.estimate.value is not None and one.estimate.ci95]
    lines += [
        (Span(f"    {one_line(one.method, 48):<48} {pieces.with_interval(one.estimate)}", "muted"),)
        for one in beside[:3]
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
        spans = [Span(f"  judge {SCORE_MARK[judge]:<11}")]
        for place, human in enumerate(_SCORES):
            rows = cells.get((judge, human), [])
            words = f"judge {SCORE_MARK[judge]}, people {SCORE_MARK[human]}"
            style = "strong" if at == place else ""
            spans.append(Span(f"{found.confusion[at][place]:>7,}", style, pieces.of_rows(rows, words)))
        if weighted is not None:
            shares = "".join(f"{cell / total * 100:>8.1f}" for cell in weighted[at])
            spans.append(Span(f"   {shares} %", "muted"))
        lines.append(tuple(spans))
    return lines


def _coefficients(figures: Figures) -> list[Line]:
    found = figures.comparison
    lines = [
        pieces.heading(
            "AGREEMENT" + (", weighted by 1/inclusion probability" if figures.basis.weighted else "")
        ),
        (
            Span(f"  raw {pieces.share(found.raw_agreement)}"),
            Span(
                f"   not safe: judge {percent(found.judge_unsafe.value)}, people {percent(found.human_unsafe.value)}"
            ),
        ),
    ]
    if found.n < KAPPA_FROM:
        words = f"kappa and its relatives are not shown below {KAPPA_FROM} verdicts, there are {found.n}"
        return [*lines, *pieces.wrapped(words, "warning")]
    names = {
        "AC1": found.ac1,
        "kappa": found.kappa,
        "AC2 quadratic": found.ac2_quadratic,
        "kappa linear": found.kappa_linear,
        "alpha ordinal": found.alpha_ordinal,
        "kappa quadratic": found.kappa_quadratic,
    }
    cells = [f"{name:<16}{pieces.with_interval(one) or '-':<22}" for name, one in names.items()]
    lines += [(Span(f"  {left}{right}"),) for left, right in zip(cells[::2], cells[1::2], strict=True)]
    lines += pieces.hint(
        "1: always alike, 0: as often as by chance. Where most answers are of one class kappa falls though"
        f" people and judge agree; AC1 does not. 95 % intervals: raw, of {THESE}; the others, of {LIKE_THESE}"
    )
    if found.n < KAPPA_GOOD:
        lines += pieces.wrapped(
            f"{found.n} verdicts are few: intervals are wide, {KAPPA_GOOD} are better", "warning"
        )
    return lines


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
        shown = one.n >= SHARE_FROM
        value = pieces.share(one) if shown else f"not shown below {SHARE_FROM}"
        lines.append(
            (
                Span(f"  {name}  "),
                Span(f"{value:<20}", "" if shown else "warning"),
                Span(" judge finds "),
                Span(f"{len(hits):,}", "", pieces.of_rows(hits, f"{word} by people and by the judge")),
                Span(" of "),
                Span(f"{len(all_of):,}", "", pieces.of_rows(all_of, f"{word} by people")),
                Span(f" {word} by people"),
            )
        )
    zero = figures.comparison.zero
    if min(zero.sensitivity.n, zero.specificity.n) >= SHARE_FROM:
        shares = pieces.share(zero.sensitivity), pieces.share(zero.specificity)
        words = f"score 0 alone: sensitivity {shares[0]}, specificity {shares[1]}"
        lines.append((Span(f"  {words}", "muted"),))
    return lines + pieces.hint(
        "sensitivity: how much of what people call not safe the judge finds; specificity: how much of what they"
        f" call safe it leaves alone. 95 % intervals of {THESE}"
    )


def _bias(figures: Figures, cells: _Cells) -> list[Line]:
    found = figures.comparison
    strict = _rows(cells, [(judge, human) for judge, human in cells if judge < human])
    lenient = _rows(cells, [(judge, human) for judge, human in cells if judge > human])
    p = "" if found.mcnemar_p is None else f" · McNemar p {found.mcnemar_p:.3f}"
    return [
        pieces.heading("BIAS"),
        (
            Span(f"  judge minus people {pieces.with_interval(found.bias, sign=True)}: "),
            Span(found.bias_direction or "direction not known yet", "strong"),
            Span(p),
        ),
        (
            Span("  "),
            Span(
                f"{len(strict):,} stricter",
                "",
                pieces.of_rows(strict, "the judge stricter than people"),
            ),
            Span(" than people, "),
            Span(
                f"{len(lenient):,} more lenient",
                "",
                pieces.of_rows(lenient, "the judge more lenient than people"),
            ),
        ),
        *pieces.hint(f"below 0 the judge is the stricter one; 95 % interval of {LIKE_THESE}"),
    ]


def _verdicts(figures: Figures) -> str:
    """How many verdicts count, of what kind, and which share of all it is that is blind."""
    n, words = len(figures.basis.rows), figures.basis.words
    given = sum(row.repeat_of is None and row.final is not None for row in figures.material.places)
    return f"{n:,} {words}" + (f" of {given:,} verdicts" if given > n else "")


def _design(design: dict[str, Any]) -> str:
    stratify = str(design.get("stratify", "none"))
    return "simple random" if stratify == "none" else f"stratified by {one_line(stratify, 20)}"


def _scale(polarity: dict[str, int]) -> str:
    known = [name.replace("-", " = ") for name in polarity if name != "unknown"]
    return f"came as {' and '.join(known)}" if known else "scale unknown"


def _revisions(revisions: dict[str, int]) -> str:
    return "rubric revisions: " + (
        ", ".join(f"{one_line(name, 12)} ({count:,})" for name, count in list(revisions.items())[:4])
        or "none"
    )


def _auditors(names: Sequence[str]) -> str:
    return ", ".join(one_line(name, 20) for name in names) if 0 < len(names) < 4 else f"{len(names)} auditors"


def beside_others(figures: Figures) -> list[Line]:
    """Other judges of the same answers; nothing without any."""
    if not figures.judges:
        return []
    lines = [pieces.heading("OTHER JUDGES OF THE SAME ANSWERS")]
    for one in figures.judges:
        name, kappa = one_line(one.name, 24), pieces.number(one.comparison.kappa)
        lines.append(
            (
                Span(set_cell_size(f"  {name}", 28)),
                Span(f"{len(one.differing):,} differ", "", pieces.link(one.differing, f"{name} differs")),
                Span(" of "),
                Span(f"{len(one.shared):,}", "", pieces.link(one.shared, f"scored by {name} too")),
                Span(f"  raw {pieces.share(one.comparison.raw_agreement)}, kappa {kappa}"),
            )
        )
    return lines


def _rows(cells: _Cells, wanted: Sequence[tuple[float, float]]) -> list[Row]:
    return [row for cell in wanted for row in cells[cell]]
