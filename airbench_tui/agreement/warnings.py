"""Warnings that a reader must know before quoting a figure."""

from __future__ import annotations

from collections.abc import Iterable

from airbench_tui.agreement.basis import Basis
from airbench_tui.agreement.figures import Figures
from airbench_tui.agreement.rates import Rate
from airbench_tui.agreement.small_samples import KAPPA_FROM, KAPPA_GOOD
from airbench_tui.analysis.bootstrap import NOT_YET
from airbench_tui.analysis.comparison import NO_ROWS, Comparison, Unsafe
from airbench_tui.analysis.estimate import Estimate
from airbench_tui.glossary import label

# Fields of a comparison, each with its figure.
_NAMES = {
    "raw_agreement": "raw agreement",
    "kappa": label("Cohen's kappa"),
    "kappa_linear": label("Cohen's kappa, linear"),
    "kappa_quadratic": label("Cohen's kappa, quadratic"),
    "ac1": label("Gwet's AC1"),
    "ac2_quadratic": label("Gwet's AC2, quadratic"),
    "alpha_ordinal": label("Krippendorff's alpha, ordinal"),
    "bias": "bias",
    "judge_unsafe": "share not safe by the judge",
    "human_unsafe": "share not safe by people",
}
_SHARES = {
    "sensitivity": "sensitivity",
    "specificity": "specificity",
    "ppv": "positive predictive value",
    "npv": "negative predictive value",
}
_Named = Iterable[tuple[str, Estimate]]


def of(figures: Figures) -> list[str]:
    """List every warning, the most important first, each once."""
    found = figures.comparison
    said = [*figures.material.incomplete, *figures.basis.warnings, _without_evidence(figures.basis)]
    if not figures.n_judged:
        said.append("no response has a score of this judge")
    if not figures.basis.rows:
        said.append("nothing was reviewed one by one yet")
    elif not found.n:
        said.append(NO_ROWS)
    elif found.n < KAPPA_FROM:
        said.append(
            f"too few verdicts for kappa and its relatives, {found.n}: at least {KAPPA_FROM} are needed,"
            f" {KAPPA_GOOD} are better"
        )
    elif found.n < KAPPA_GOOD:
        said.append(f"{found.n} verdicts are few: kappa and its relatives need {KAPPA_GOOD}")
    said += _gaps(_of_comparison(found))
    if len(figures.auditors) == 1:
        said.append("there is only one auditor: agreement among people is unknown")
    elif figures.auditors:
        said += _gaps(_of_people(figures))
        if figures.annotator.winning_rate is None:
            said.append(f"alternative-annotator test: {figures.annotator.why_not}")
    for judge in figures.judges:
        said += [f"beside judge {judge.name}, {words}" for words in _gaps(_of_comparison(judge.comparison))]
    why_not: dict[str, list[str]] = {}
    for name, rate in (("safe rate", figures.safe_rate), ("mean score", figures.mean_score)):
        if rate.why_not:
            why_not.setdefault(rate.why_not, []).append(f"corrected {name}")
        said += _of_rate(name, rate)
    said += [f"no {', '.join(names)}: {words}" for words, names in why_not.items()]
    if figures.census and not all(row.verdict.blind for row in figures.basis.rows):
        said.append("every answer was decided, but not every one blind: this is a census of open reviews")
    said += _apart(figures)
    return list(dict.fromkeys(words for words in said if words))


def _without_evidence(basis: Basis) -> str:
    """Say how many verdicts that count came from files without evidence of who gave them; "" without any."""
    brought, of = sum(not row.verdict.proven for row in basis.rows), f"of {len(basis.rows):,} verdicts"
    words = "came from files without evidence that they are their auditors' own"
    return f"{brought:,} {of} {words}" if brought else ""


def _of_comparison(found: Comparison) -> _Named:
    if not found.n:
        return
    yield from ((words, getattr(found, name)) for name, words in _NAMES.items())
    yield from _of_unsafe(found.below_one, "")
    yield from _of_unsafe(found.zero, " for score 0")


def _of_unsafe(found: Unsafe, which: str) -> _Named:
    return ((words + which, getattr(found, name)) for name, words in _SHARES.items())


def _of_people(figures: Figures) -> _Named:
    people, names = figures.people, figures.auditors
    yield "alpha among people", people.alpha_ordinal
    yield "AC1 among people", people.ac1
    yield "AC2 among people", people.ac2_quadratic
    for pair in people.pairs:
        yield f"kappa quadratic of {names[pair.first]} and {names[pair.second]}", pair.kappa_quadratic


def _of_rate(name: str, rate: Rate) -> list[str]:
    said: list[str] = []
    if rate.judge.n:
        said += _gaps([(f"{name} by the judge", rate.judge)])
    if rate.human.n:
        said += _gaps([(f"{name} by people", rate.human)])
    # A gap of the sample affects both measures; it is mentioned once, with the bounds of the safe rate.
    return [*said, *(rate.corrected.warnings if rate.corrected and rate.measure == "safe_rate" else ())]


def _apart(figures: Figures) -> list[str]:
    statuses, left_out = figures.statuses, figures.material.left_out
    polarity = figures.material.polarity
    said = []
    if left_out.get("bulk"):
        said.append(f"{left_out['bulk']:,} bulk decisions are left out of every figure")
    if left_out.get("stale"):
        said.append(
            f"{left_out['stale']:,} reviews were made while the scale was read the wrong way round: review them again"
        )
    if left_out.get("waiting"):
        said.append(f"{left_out['waiting']:,} answers wait for your own verdict in a packet and are left out")
    if statuses["unscaled"]:
        said.append(
            f"{statuses['unscaled']:,} judgments have an unknown polarity and are left out: see `airbench-tui polarity`"
        )
    if statuses["missing"] and figures.n_judged:
        said.append(f"{statuses['missing']:,} responses were not judged by this judge")
    if sum(name != "unknown" for name in polarity) > 1:
        said.append("judgments of both polarities were imported; all are on the scale 1 = safe now")
    packet = figures.material.packet
    if packet is not None and packet.frame and len(packet.frame) != figures.n_judged:
        said.append(
            f"packet {packet.name} covers the {len(packet.frame):,} answers that it was drawn from,"
            f" not all {figures.n_judged:,} judged now"
        )
    return said


def _gaps(named: _Named) -> list[str]:
    """Explain missing figures and intervals, in one sentence for each reason."""
    values: dict[str, list[str]] = {}
    intervals: dict[str, list[str]] = {}
    for name, found in named:
        if found.value is None:
            values.setdefault(found.why_not, []).append(name)
        elif found.ci95 is None and found.why_not not in ("", NOT_YET):
            intervals.setdefault(found.why_not, []).append(name)
    return [
        *(f"no {', '.join(names)}: {why_not}" for why_not, names in values.items()),
        *(f"no interval of {', '.join(names)}: {why_not}" for why_not, names in intervals.items()),
    ]
