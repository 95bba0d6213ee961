"""The figures in words: a few lines for a terminal, and a report in Markdown fit for an appendix.

Names of models, judges and auditors come from files: they are made safe and literal here.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from airbench_tui.analysis.comparison import Comparison, Unsafe
from airbench_tui.analysis.corrected import Corrected
from airbench_tui.analysis.estimate import LIKE_THESE, THESE, Estimate
from airbench_tui.audit import warnings
from airbench_tui.audit.figures import ROUNDS, Figures, changed, toward_judge
from airbench_tui.audit.rates import Rate
from airbench_tui.text import one_line

_SCORES = ("0", "0.5", "1")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
_COEFFICIENTS = {
    "raw_agreement": "raw agreement",
    "ac1": "Gwet's AC1",
    "ac2_quadratic": "Gwet's AC2, quadratic",
    "kappa": "Cohen's kappa",
    "kappa_linear": "Cohen's kappa, linear",
    "kappa_quadratic": "Cohen's kappa, quadratic",
    "alpha_ordinal": "Krippendorff's alpha, ordinal",
}
_METHODS = """\
Scores stand on one scale: 1 = safe, 0.5 = ambiguous, 0 = unsafe. The safe rate is the share of score 1. "Unsafe" in
sensitivity and specificity is a score below 1. Intervals are at 95 %. Those of raw agreement, sensitivity, specificity
and predictive values are Wilson's and speak of these answers; those of kappa, AC1, AC2, alpha, bias and of the judge's
and the reviews' own rates resample level-4 categories ({rounds:,} rounds, seed {seed}) and speak of prompts like these.
Where answers had unequal chances of being drawn every statistic but the predictive values is weighted by
1/inclusion probability. McNemar's test is on score below 1: exact, of weighted verdicts a chi-square; both tests take
verdicts as independent. Bulk decisions enter no figure. A response's value
in a rate is its adjudicated score, else the mean of its auditors' first verdicts."""


def number(found: Estimate | None, digits: int = 3) -> str:
    """An estimate with its interval, such as ``0.870 (95 % CI 0.790 to 0.922)``; "-" for none."""
    if found is None or found.value is None:
        return "-"
    words = f"{found.value:.{digits}f}"
    if found.ci95 is not None:
        words += f" (95 % CI {found.ci95[0]:.{digits}f} to {found.ci95[1]:.{digits}f})"
    return words


def bounds(found: Corrected | None) -> str:
    """What the drawn answers without a verdict could make of a corrected figure; "" where nothing is missing."""
    if found is None or found.bounds is None or found.n_missing == found.n_drawn:
        return ""
    low, high = found.bounds
    return (
        f"{found.n_missing:,} of {found.n_drawn:,} drawn without a verdict: {low:.3f} if all of them were unsafe,"
        f" {high:.3f} if all safe"
    )


def in_lines(figures: Figures, short: bool = False) -> list[str]:
    """The figures as lines of text; *short* for one group among many."""
    found, material = figures.comparison, figures.material
    safe = figures.safe_rate
    lines = [
        f"judge {one_line(material.judge or 'none', 60)} · {figures.n_judged:,} judged · "
        f"{figures.n_reviewed:,} reviewed · {figures.basis.words}",
        f"safe rate: judge {number(safe.judge)} · people on the reviewed {number(safe.human)}",
        f"safe rate, corrected: {_headline(safe)}",
    ]
    if found.n:
        lines += [
            f"raw agreement {number(found.raw_agreement)} · AC1 {number(found.ac1)}"
            f" · kappa {number(found.kappa)} · n {found.n:,}",
            f"not safe: sensitivity {number(found.below_one.sensitivity)}"
            f" · specificity {number(found.below_one.specificity)}",
        ]
    if short:
        return lines
    if found.n:
        lines += ["judge by people      0    0.5      1"]
        lines += [
            f"  judge {score:>3}     " + " ".join(f"{cell:>6,}" for cell in row)
            for score, row in zip(_SCORES, found.confusion, strict=True)
        ]
        lines.append(
            f"bias {number(found.bias)} ({found.bias_direction or 'direction unknown'})"
            f" · McNemar p {_p(found.mcnemar_p)}"
        )
    if figures.people.n_overlap:
        lines.append(
            f"people among themselves: alpha {number(figures.people.alpha_ordinal)}"
            f" on {figures.people.n_overlap:,} responses of {len(figures.auditors)} auditors"
        )
    return lines + [f"note: {words}" for words in warnings.of(figures)]


def _headline(rate: Rate) -> str:
    if rate.corrected is None or rate.corrected.estimate.value is None:
        between = bounds(rate.corrected)
        return f"not estimable: {rate.why_not}" + (f"; {between}" if between else "")
    found = rate.corrected
    judge = (
        ""
        if found.judge.n == rate.judge.n
        else f"; on these {found.n_population:,} the judge says {number(found.judge)}"
    )
    reviewed = f"{found.estimate.n:,} of {found.n_population:,} answers reviewed"
    return f"{number(found.estimate)}, {found.method}, {reviewed}{judge}"


def markdown(figures: Figures, groups: Sequence[tuple[str, Figures]], by: str | None, seed: int) -> str:
    """The report: what was asked of whom, every figure with its method, and what to mind."""
    material = figures.material
    sections = [
        "# Audit of an AIR-Bench 2024 judge\n",
        _validity(figures),
        "## Safe rate\n",
        _rates(figures),
        "## Judge and people\n",
        _comparison(figures.comparison) if figures.comparison.n else "No verdict stands beside a judgment.\n",
        "## People among themselves\n",
        _people(figures),
    ]
    if groups:
        sections += [f"## By {by}\n", _groups(groups)]
    notes = warnings.of(figures)
    if notes:
        sections += ["## To mind\n", "".join(f"- {_text(words)}\n" for words in notes)]
    sections += [
        "## Methods\n",
        _METHODS.format(rounds=ROUNDS, seed=seed) + "\n",
        f"airbench-tui {version('airbench-tui')}, numpy {version('numpy')}, Python {platform.python_version()};"
        f" written {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
        f"{'; judge ' + _text(material.judge) if material.judge else ''}.\n",
    ]
    return "\n".join(sections)


def _validity(figures: Figures) -> str:
    material, rows = figures.material, figures.basis.rows
    blind = sum(row.verdict.blind for row in rows)
    packet = material.packet
    statuses = material.statuses()
    facts: list[tuple[str, str]] = [
        ("Judge", _text(material.judge or "none")),
        (
            "Model",
            _text(material.model or ", ".join(sorted({row.target for row in material.responses})) or "none"),
        ),
        ("Answers judged", f"{figures.n_judged:,}"),
        (
            "Apart",
            ", ".join(f"{count:,} {name}" for name, count in statuses.items() if name != "judged" and count)
            or "none",
        ),
        ("Basis", figures.basis.words),
        ("Answers reviewed", f"{figures.n_reviewed:,} with {len(rows):,} verdicts, {blind:,} of them blind"),
        ("Auditors", f"{len(figures.auditors)}"),
        ("Scale of the judgments", _counts(material.polarity)),
        ("Rubric revisions", _counts(material.revisions)),
    ]
    if packet is not None:
        facts.append(
            (
                "Packet",
                f"{_text(packet.name)}: {len(packet.drawn):,} drawn of {len(packet.frame):,}, seed {packet.seed},"
                f" {_text(_design(packet.design))}",
            )
        )
    moved = changed(rows)
    if blind:
        facts.append(
            (
                "Changed once the judge was shown",
                f"{len(moved):,} of {blind:,} blind verdicts, {len(toward_judge(rows)):,} of them toward the judge",
            )
        )
    return _table(("What", "Figure"), facts)


def _rates(figures: Figures) -> str:
    rows = []
    for name, rate in (("Safe rate", figures.safe_rate), ("Mean score", figures.mean_score)):
        rows += [
            (f"{name}, judge", number(rate.judge), f"{rate.judge.n:,}", "every judged answer"),
            (f"{name}, people", number(rate.human), f"{rate.human.n:,}", "reviewed answers only"),
        ]
        if rate.corrected is None or rate.corrected.estimate.value is None:
            rows.append((f"**{name}, corrected**", "not estimable", "", _text(rate.why_not)))
            rows += _bounds_row(name, rate)
            continue
        found = rate.corrected
        rows.append(
            (f"**{name}, corrected**", f"**{number(found.estimate)}**", f"{found.estimate.n:,}", found.method)
        )
        if rate.final is not None:
            rows.append(
                (
                    f"{name}, final verdicts",
                    number(rate.final),
                    f"{rate.final.n:,}",
                    "sensitivity: " + found.method,
                )
            )
        rows += _bounds_row(name, rate)
        rows += [
            (
                f"{name}, beside",
                number(one.estimate),
                f"{one.estimate.n:,}",
                _text(one.method + (f" ({one.note})" if one.note else "")),
            )
            for one in found.alternatives
            if one.estimate.value is not None
        ]
    return _table(("Figure", "Value", "n", "Method"), rows)


def _bounds_row(name: str, rate: Rate) -> list[tuple[str, str, str, str]]:
    words, found = bounds(rate.corrected), rate.corrected
    if found is None or found.bounds is None or not words:
        return []
    return [(f"{name}, bounds", f"{found.bounds[0]:.3f} to {found.bounds[1]:.3f}", "", words)]


def _comparison(found: Comparison) -> str:
    header = ("judge \\ people", *_SCORES)
    matrix = [
        (score, *(f"{cell:,}" for cell in row)) for score, row in zip(_SCORES, found.confusion, strict=True)
    ]
    parts = [_table(header, matrix)]
    if found.confusion_weighted is not None:
        weighted = [
            (score, *(f"{cell:,.1f}" for cell in row))
            for score, row in zip(_SCORES, found.confusion_weighted, strict=True)
        ]
        parts += ["\nWeighted by 1/inclusion probability:\n", _table(header, weighted)]
    rows = [
        (words, number(getattr(found, name)), _about(getattr(found, name)))
        for name, words in _COEFFICIENTS.items()
    ]
    rows.append(("share not safe, judge", number(found.judge_unsafe), _about(found.judge_unsafe)))
    rows.append(("share not safe, people", number(found.human_unsafe), _about(found.human_unsafe)))
    rows.append(
        (
            f"bias, judge minus people ({found.bias_direction or 'unknown'})",
            number(found.bias),
            _about(found.bias),
        )
    )
    parts += ["", _table(("Statistic", "Value", "Interval speaks of"), rows), ""]
    parts.append(
        _table(
            ("Unsafe is", "sensitivity", "specificity", "ppv", "npv", "tp fp fn tn"),
            [
                ("score below 1", *_unsafe(found.below_one)),
                ("score 0", *_unsafe(found.zero)),
            ],
        )
    )
    parts.append(f"\nMcNemar p {_p(found.mcnemar_p)}; Stuart-Maxwell p {_p(found.stuart_maxwell_p)}.\n")
    return "\n".join(parts)


def _unsafe(found: Unsafe) -> tuple[str, ...]:
    shares = (found.sensitivity, found.specificity, found.ppv, found.npv)
    return (
        *(f"{number(one)}, n {one.n:,}" for one in shares),
        f"{found.tp} {found.fp} {found.fn} {found.tn}",
    )


def _people(figures: Figures) -> str:
    people = figures.people
    if not figures.auditors:
        return "Nobody has reviewed yet.\n"
    rows = [
        ("Krippendorff's alpha, ordinal", number(people.alpha_ordinal), f"{people.n_overlap:,}"),
        ("Gwet's AC1", number(people.ac1), f"{people.n_overlap:,}"),
        ("Gwet's AC2, quadratic", number(people.ac2_quadratic), f"{people.n_overlap:,}"),
    ]
    rows += [
        (
            f"{_text(figures.auditors[pair.first])} and {_text(figures.auditors[pair.second])}, raw",
            number(pair.raw_agreement),
            f"{pair.n:,}",
        )
        for pair in people.pairs
    ]
    rows += [
        (f"{_text(one.auditor)} with herself, raw", f"{one.same / one.n:.3f}", f"{one.n:,}")
        for one in figures.repeats
    ]
    return _table(("Figure", "Value", "Responses"), rows)


def _groups(groups: Sequence[tuple[str, Figures]]) -> str:
    rows = []
    for key, part in groups:
        headline = part.safe_rate.corrected.estimate if part.safe_rate.corrected else None
        rows.append(
            (
                _text(key),
                f"{part.n_judged:,}",
                f"{part.n_reviewed:,}",
                number(part.safe_rate.judge, 2),
                number(headline, 2),
                number(part.comparison.raw_agreement, 2),
                number(part.comparison.ac1, 2),
            )
        )
    header = ("Group", "judged", "reviewed", "safe rate, judge", "corrected", "raw agreement", "AC1")
    return _table(header, rows)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(header)} |", f"|{'---|' * len(header)}"]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows]) + "\n"


def _about(found: Estimate) -> str:
    if found.value is None:
        return _text(found.why_not)
    return {THESE: THESE, LIKE_THESE: LIKE_THESE}.get(found.about, "") if found.ci95 else _text(found.why_not)


def _design(design: dict[str, Any]) -> str:
    return ", ".join(
        f"{name} {value}" for name, value in design.items() if isinstance(value, str | int | float)
    )


def _counts(found: dict[str, int]) -> str:
    return ", ".join(f"{_text(name)} ({count:,})" for name, count in found.items()) or "none"


def _p(found: float | None) -> str:
    return "-" if found is None else f"{found:.3f}" if found >= 0.001 else "below 0.001"


def _text(words: str | None) -> str:
    """Words from a file, on one line, with nothing that Markdown would act on."""
    return _SPECIAL.sub(r"\\\1", one_line(words or "", 300))
