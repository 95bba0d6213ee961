"""The figures as a few lines of text for a terminal. Small samples are not shown: see ``small_samples``."""

from __future__ import annotations

from airbench_tui.agreement import warnings
from airbench_tui.agreement.figures import Figures
from airbench_tui.agreement.rates import Rate
from airbench_tui.agreement.small_samples import KAPPA_FROM, SHARE_FROM
from airbench_tui.analysis.corrected import Corrected
from airbench_tui.analysis.estimate import Estimate
from airbench_tui.text import one_line

SCORES = ("0", "0.5", "1")


def number(found: Estimate | None, digits: int = 3) -> str:
    """Format an estimate with its interval, such as ``0.870 (95 % CI 0.790 to 0.922)``; "-" for none."""
    if found is None or found.value is None:
        return "-"
    words = f"{found.value:.{digits}f}"
    if found.ci95 is not None:
        words += f" (95 % CI {found.ci95[0]:.{digits}f} to {found.ci95[1]:.{digits}f})"
    return words


def bounds(found: Corrected | None) -> str:
    """Describe the range that drawn answers without a verdict leave open; "" when none is missing."""
    if found is None or found.bounds is None or found.n_missing == found.n_drawn:
        return ""
    low, high = found.bounds
    return (
        f"{found.n_missing:,} of {found.n_drawn:,} drawn without a verdict: {low:.3f} if all of them were unsafe,"
        f" {high:.3f} if all safe"
    )


def share(found: Estimate) -> str:
    """Format sensitivity or specificity if its denominator is large enough."""
    return number(found) if found.n >= SHARE_FROM else f"not shown below {SHARE_FROM}"


def from_elsewhere(figures: Figures) -> str:
    """Describe the safe rate corrected by the judge's errors on other models; "" without one."""
    found, source = figures.safe_rate.elsewhere, figures.material.elsewhere
    if found is None or source is None:
        return ""
    models = ", ".join(one_line(name, 40) for name in source.models[:3])
    if found.estimate.value is None:
        return f"none from packet {one_line(source.packet, 40)} of {models} either: {found.estimate.why_not}"
    return (
        f"{number(found.estimate)} if the judge errs here as in packet {one_line(source.packet, 40)} of {models}"
        " (Rogan-Gladen), which cannot be checked here"
    )


def in_lines(figures: Figures) -> list[str]:
    """Return the figures as lines of text."""
    found = figures.comparison
    lines = [*in_short(figures)]
    if found.n:
        lines += ["judge by people      0    0.5      1"]
        lines += [
            f"  judge {score:>3}     " + " ".join(f"{cell:>6,}" for cell in row)
            for score, row in zip(SCORES, found.confusion, strict=True)
        ]
        lines.append(
            f"bias {number(found.bias)} ({found.bias_direction or 'direction unknown'})"
            f" · McNemar p {p_value(found.mcnemar_p)}"
        )
    if figures.people.n_overlap:
        lines.append(
            f"people among themselves: alpha {number(figures.people.alpha_ordinal)}"
            f" on {figures.people.n_overlap:,} responses of {len(figures.auditors)} auditors"
        )
    return lines + [f"note: {words}" for words in warnings.of(figures)]


def in_short(figures: Figures, claims: bool = True) -> list[str]:
    """Return a few lines, for one group among many.

    *claims* False gives counts only, as for a level-4 category, which proves nothing.
    """
    found, material = figures.comparison, figures.material
    safe = figures.safe_rate
    counts = (
        f"judge {one_line(material.judge or 'none', 60)} · {figures.n_judged:,} judged · "
        f"{figures.n_reviewed:,} reviewed · {figures.basis.words}"
    )
    if not claims:
        differ = found.n - sum(found.confusion[at][at] for at in range(len(SCORES)))
        return [counts, *([f"{differ:,} of {found.n:,} verdicts differ from the judge"] if found.n else [])]
    lines = [
        counts,
        f"safe rate: judge {number(safe.judge)} · people {number(safe.human)} on {safe.human.n:,} answers",
        f"safe rate, corrected: {_headline(safe)}",
    ]
    if elsewhere := from_elsewhere(figures):
        lines.append(f"safe rate, from elsewhere: {elsewhere}")
    if found.n:
        few = f"AC1 and kappa not shown below {KAPPA_FROM} verdicts"
        chance = f"AC1 {number(found.ac1)} · kappa {number(found.kappa)}"
        lines += [
            f"raw agreement {number(found.raw_agreement)} · {chance if found.n >= KAPPA_FROM else few}"
            f" · n {found.n:,}",
            f"not safe: sensitivity {share(found.below_one.sensitivity)}"
            f" · specificity {share(found.below_one.specificity)}",
        ]
    return lines


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
    made_of = f"made of people's scores of {found.estimate.n:,} of {found.n_population:,} answers"
    if found.guessed:
        made_of += (
            ", no verdict for one of the judge's scores: its answers count half, the interval allows for all"
        )
    return f"{number(found.estimate)}, {found.method}, {made_of}{judge}"


def p_value(found: float | None) -> str:
    """Format a p with three digits; "-" for none."""
    return "-" if found is None else f"{found:.3f}" if found >= 0.001 else "below 0.001"
