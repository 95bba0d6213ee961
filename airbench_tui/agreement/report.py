"""The figures as a report in Markdown, suitable for an appendix.

Names of models, judges and auditors come from files, so each goes through ``escaped``.
"""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from airbench_tui.agreement import report_heads, warnings
from airbench_tui.agreement.figures import ROUNDS, Figures, changed, responses, toward_judge
from airbench_tui.agreement.lines import SCORES, bounds, from_elsewhere, number, p_value, share
from airbench_tui.agreement.markdown_text import escaped
from airbench_tui.agreement.rates import Rate
from airbench_tui.agreement.small_samples import KAPPA_FROM, SHARE_FROM
from airbench_tui.analysis.comparison import NO_ROWS, Comparison, Unsafe
from airbench_tui.analysis.corrected import Corrected
from airbench_tui.analysis.estimate import Estimate
from airbench_tui.glossary import label
from airbench_tui.store.incoming.asked_addresses import AskedAddress
from airbench_tui.store.trail_heads import TrailHead

# Fields of a comparison, each with its figure.
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
Scores are on one scale: 1 = safe, 0.5 = ambiguous, 0 = unsafe. The safe rate is the share of score 1. "Unsafe" in
sensitivity and specificity is a score below 1. Intervals are at 95 %. The intervals of raw agreement, sensitivity,
specificity and predictive values are Wilson's and concern these answers. The intervals of kappa, AC1, AC2, alpha, bias
and of the judge's and the reviews' own rates come from resampling level-4 categories ({rounds:,} rounds, seed {seed})
and concern prompts like these. If answers had unequal chances of being drawn, every statistic except the predictive
values is weighted by 1/inclusion probability, including the statistics of people among themselves. McNemar's test is
on score below 1; it is exact, or a chi-square for weighted verdicts. Both tests treat verdicts as independent. Bulk
decisions are in no figure. A response's value in a rate is its adjudicated score, else the mean of its auditors' first
verdicts (for "final verdicts", of their final ones).

The corrected figure uses only the verdicts of one random packet, or of a set in which every answer was decided. It is
the sum, over the judge's scores, of the share of the answers with that score times the mean of people's scores of the
drawn ones, weighted by 1/inclusion probability if chances differ within a score (Cochran, Sampling Techniques, 1977,
chapter 5; the difference estimator of Särndal, Swensson and Wretman, 1992). Its interval is Agresti and Caffo's (2000),
extended to strata of a finite population, and concerns the answers that the packet was drawn from. Figures "beside" it
use the same verdicts in other ways, so they do not confirm it. If more than 5 % of the drawn answers have no verdict,
there are only bounds and no corrected figure.

Kappa and its relatives are left out below {kappa} verdicts, sensitivity and specificity below {share} in their
denominator; for a single level-4 category only counts are given."""


def markdown(
    figures: Figures,
    groups: Sequence[tuple[str, Figures]],
    by: str | None,
    seed: int,
    heads: Sequence[TrailHead] = (),
    asked: Sequence[AskedAddress] = (),
) -> str:
    """Write the report: what was asked of whom, every figure with its method, the warnings, the trail's *heads*.

    *asked* are the addresses that the runs of the database were asked at.
    """
    material = figures.material
    sections = [
        "# Audit of an AIR-Bench 2024 judge\n",
        _validity(figures),
        "## Safe rate\n",
        _rates(figures),
        "## Judge and people\n",
        _comparison(figures.comparison) if figures.comparison.n else f"{NO_ROWS.capitalize()}.\n",
        "## People among themselves\n",
        _people(figures),
    ]
    if figures.judges:
        sections += ["## Judges among themselves\n", _judges(figures)]
    if groups:
        sections += [f"## By {by}\n", _counts_of(groups) if by == "l4" else _groups(groups)]
    notes = warnings.of(figures)
    if notes:
        sections += ["## To mind\n", "".join(f"- {escaped(words)}\n" for words in notes)]
    if heads:
        sections += ["## Heads of the trail\n", report_heads.section(heads)]
    if asked:
        rows = [(escaped(one.run), one.part, escaped(one.address)) for one in asked]
        sections += ["## Servers asked\n", _table(("Run", "Part", "Address"), rows)]
    sections += [
        "## Methods\n",
        _METHODS.format(rounds=ROUNDS, seed=seed, kappa=KAPPA_FROM, share=SHARE_FROM) + "\n",
        f"airbench-tui {version('airbench-tui')}, numpy {version('numpy')}, Python {platform.python_version()};"
        f" written {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
        f"{'; judge ' + escaped(material.judge) if material.judge else ''}.\n",
    ]
    return "\n".join(sections)


def _validity(figures: Figures) -> str:
    material, rows = figures.material, figures.basis.rows
    blind = sum(row.verdict.blind for row in rows)
    packet = material.packet
    facts: list[tuple[str, str]] = [
        ("Judge", escaped(material.judge or "none")),
        (
            "Model",
            escaped(
                material.model or ", ".join(sorted({row.target for row in material.responses})) or "none"
            ),
        ),
        ("Answers judged", f"{figures.n_judged:,}"),
        (
            "Apart",
            ", ".join(
                f"{count:,} {name}" for name, count in figures.statuses.items() if name != "judged" and count
            )
            or "none",
        ),
        ("Basis", figures.basis.words),
        ("Answers reviewed", f"{figures.n_reviewed:,}"),
        (
            "Verdicts that count",
            f"{len(rows):,} on {len(responses(rows)):,} answers, {blind:,} of them blind",
        ),
        ("Auditors", f"{len(figures.auditors)}"),
        *([("Verdicts given", _when([row.verdict.made_at for row in rows]))] if rows else []),
        ("Scale of the judgments", _counts(material.polarity)),
        ("Rubric revisions", _counts(material.revisions)),
    ]
    if packet is not None:
        facts.append(
            (
                "Packet",
                f"{escaped(packet.name)}: {len(packet.drawn):,} drawn of {len(packet.frame):,}, seed {packet.seed},"
                f" {escaped(_design(packet.design))}",
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


def _when(times: Sequence[str]) -> str:
    first, last = min(times)[:10], max(times)[:10]
    return escaped(first if first == last else f"{first} to {last}")


def _rates(figures: Figures) -> str:
    rows = []
    weighted = ", weighted by 1/inclusion probability" if figures.basis.weighted else ""
    for name, rate in (("Safe rate", figures.safe_rate), ("Mean score", figures.mean_score)):
        rows += [
            (f"{name}, judge", number(rate.judge), f"{rate.judge.n:,}", "every judged answer"),
            (
                f"{name}, people",
                number(rate.human),
                f"{rate.human.n:,}",
                f"those with a verdict that counts{weighted}",
            ),
        ]
        if rate.corrected is None or rate.corrected.estimate.value is None:
            rows.append((f"**{name}, corrected**", "not estimable", "", escaped(rate.why_not)))
            rows += _bounds_row(name, rate)
            if rate.elsewhere is not None:
                words = escaped(from_elsewhere(figures))
                rows.append((f"{name}, from elsewhere", number(rate.elsewhere.estimate), "", words))
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
                escaped(one.method + (f" ({one.note})" if one.note else "")),
            )
            for one in found.alternatives
            if one.estimate.value is not None
        ]
    parts = [_table(("Figure", "Value", "n", "Method"), rows)]
    corrected = figures.safe_rate.corrected
    if corrected is not None and corrected.estimate.value is not None:
        strata = [
            (
                "none" if each.judge is None else f"{each.judge:g}",
                *(f"{count:,}" for count in (each.size, each.drawn, each.reviewed)),
                f"{each.mean:.3f}" if each.reviewed else "no verdict",
            )
            for each in corrected.strata
        ]
        header = ("Judge's score", "answers", "drawn", "with a verdict", "safe by people, weighted")
        parts += ["What the corrected safe rate is made of:\n", _table(header, strata)]
    return "\n".join(parts)


def _bounds_row(name: str, rate: Rate) -> list[tuple[str, str, str, str]]:
    words, found = bounds(rate.corrected), rate.corrected
    if found is None or found.bounds is None or not words:
        return []
    return [(f"{name}, bounds", f"{found.bounds[0]:.3f} to {found.bounds[1]:.3f}", "", words)]


def _comparison(found: Comparison) -> str:
    header = ("judge \\ people", *SCORES)
    matrix = [
        (score, *(f"{cell:,}" for cell in row)) for score, row in zip(SCORES, found.confusion, strict=True)
    ]
    parts = [_table(header, matrix)]
    if found.confusion_weighted is not None:
        weighted = [
            (score, *(f"{cell:,.1f}" for cell in row))
            for score, row in zip(SCORES, found.confusion_weighted, strict=True)
        ]
        parts += ["\nWeighted by 1/inclusion probability:\n", _table(header, weighted)]
    few = f"not shown below {KAPPA_FROM} verdicts" if found.n < KAPPA_FROM else ""
    rows = [
        (words, few, "") if few and name != "raw_agreement" else _statistic(words, getattr(found, name))
        for name, words in _COEFFICIENTS.items()
    ]
    rows += [
        _statistic("share not safe, judge", found.judge_unsafe),
        _statistic("share not safe, people", found.human_unsafe),
        _statistic(f"bias, judge minus people ({found.bias_direction or 'unknown'})", found.bias),
    ]
    parts += ["", _table(("Statistic", "Value", "Interval concerns"), rows), ""]
    parts.append(
        _table(
            ("Unsafe is", "sensitivity", "specificity", "ppv", "npv", "tp fp fn tn"),
            [
                ("score below 1", *_unsafe(found.below_one)),
                ("score 0", *_unsafe(found.zero)),
            ],
        )
    )
    parts.append(
        f"\nMcNemar p {p_value(found.mcnemar_p)}; Stuart-Maxwell p {p_value(found.stuart_maxwell_p)}.\n"
    )
    return "\n".join(parts)


def _statistic(words: str, found: Estimate) -> tuple[str, str, str]:
    return words, number(found), _about(found)


def _unsafe(found: Unsafe) -> tuple[str, ...]:
    return (
        *(f"{share(one)}, n {one.n:,}" for one in (found.sensitivity, found.specificity)),
        *(f"{number(one)}, n {one.n:,}" for one in (found.ppv, found.npv)),
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
            f"{escaped(figures.auditors[pair.first])} and {escaped(figures.auditors[pair.second])}, raw",
            number(pair.raw_agreement),
            f"{pair.n:,}",
        )
        for pair in people.pairs
    ]
    rows += [
        (f"{escaped(one.auditor)} with themselves, raw", f"{one.same / one.n:.3f}", f"{one.n:,}")
        for one in figures.repeats
    ]
    test = figures.annotator
    if test.winning_rate is not None:
        rows += [
            (
                f"alternative-annotator test, epsilon {epsilon:.2f}",
                f"the judge is preferred to {rate:.2f} of the auditors",
                f"{sum(one.n for one in test.auditors):,}",
            )
            for epsilon, rate in zip(test.epsilons, test.winning_rate, strict=True)
        ]
    return _table(("Figure", "Value", "Responses"), rows)


def _judges(figures: Figures) -> str:
    rows = [
        (
            f"beside judge {escaped(one.name)}",
            f"{one.comparison.n:,}",
            *(
                number(each)
                for each in (one.comparison.raw_agreement, one.comparison.ac1, one.comparison.kappa)
            ),
        )
        for one in figures.judges
    ]
    return _table(("Judge", "answers of both", "raw agreement", "AC1", "kappa"), rows)


def _counts_of(groups: Sequence[tuple[str, Figures]]) -> str:
    """Return a table of counts of level-4 categories, each of which is too small for any claim."""
    rows = [
        (
            escaped(key),
            f"{part.n_judged:,}",
            f"{part.n_reviewed:,}",
            f"{part.comparison.n:,}",
            f"{part.comparison.n - sum(row[at] for at, row in enumerate(part.comparison.confusion)):,}",
        )
        for key, part in groups
    ]
    return _table(("Group", "judged", "reviewed", "verdicts", "differ from the judge"), rows)


def _groups(groups: Sequence[tuple[str, Figures]]) -> str:
    rows = []
    for key, part in groups:
        rows.append(
            (
                escaped(key),
                f"{part.n_judged:,}",
                f"{part.n_reviewed:,}",
                number(part.safe_rate.judge, 2),
                _corrected(part.safe_rate.corrected),
                f"{part.comparison.n:,}",
                number(part.comparison.raw_agreement, 2),
                number(part.comparison.ac1, 2) if part.comparison.n >= KAPPA_FROM else "few",
            )
        )
    header = (
        "Group",
        "judged",
        "reviewed",
        "safe rate, judge",
        label("safe rate, corrected"),
        "verdicts",
        "raw agreement",
        "AC1",
    )
    return _table(header, rows)


def _corrected(found: Corrected | None) -> str:
    """Format a part's corrected safe rate; only its interval if one of the judge's scores has no verdict."""
    if found is None or found.estimate.ci95 is None or not found.guessed:
        return number(found.estimate if found else None, 2)
    return f"between {found.estimate.ci95[0]:.2f} and {found.estimate.ci95[1]:.2f}"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(header)} |", f"|{'---|' * len(header)}"]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows]) + "\n"


def _about(found: Estimate) -> str:
    """Return what the interval of an estimate concerns, or the reason why it has none."""
    return found.about if found.value is not None and found.ci95 else escaped(found.why_not)


def _design(design: dict[str, Any]) -> str:
    shown = {name: value for name, value in design.items() if name not in ("n", "frame")}
    return ", ".join(
        f"{name} {value}"
        for name, value in shown.items()
        if isinstance(value, str | int | float) and value != ""
    )


def _counts(found: dict[str, int]) -> str:
    return ", ".join(f"{escaped(name)} ({count:,})" for name, count in found.items()) or "none"
