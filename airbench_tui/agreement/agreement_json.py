"""The JSON of ``agreement --json``. An undefined figure is null, and ``warnings`` gives the reason."""

from __future__ import annotations

from typing import Any

from airbench_tui.agreement import warnings
from airbench_tui.agreement.figures import Figures, changed, toward_judge
from airbench_tui.agreement.rates import Rate
from airbench_tui.analysis.comparison import Comparison, Unsafe
from airbench_tui.analysis.estimate import LIKE_THESE, THESE, Estimate

_STATISTICS = (
    "raw_agreement",
    "kappa",
    "kappa_linear",
    "kappa_quadratic",
    "ac1",
    "ac2_quadratic",
    "alpha_ordinal",
)
_SHARES = ("sensitivity", "specificity", "ppv", "npv")
_OF_PEOPLE = ("alpha_ordinal", "ac1", "ac2_quadratic")


def as_json(figures: Figures, key: str | None = None) -> dict[str, Any]:
    """Return the figures as a JSON document; *key* names the group that they belong to."""
    material, statuses = figures.material, figures.statuses
    document: dict[str, Any] = {} if key is None else {"key": key}
    document |= {
        "judge": material.judge,
        "model": material.model,
        "basis": figures.basis.words,
        "n_judged": figures.n_judged,
        "n_reviewed": figures.n_reviewed,
        "judge_vs_human": _comparison(figures.comparison),
        "human_vs_human": {
            "auditors": list(figures.auditors),
            "n_overlap": figures.people.n_overlap,
            **{name: estimate(getattr(figures.people, name)) for name in _OF_PEOPLE},
            "pairs": [
                {
                    "auditors": [figures.auditors[pair.first], figures.auditors[pair.second]],
                    "n": pair.n,
                    "raw_agreement": estimate(pair.raw_agreement),
                    "kappa_quadratic": estimate(pair.kappa_quadratic),
                }
                for pair in figures.people.pairs
            ],
            "repeats": [{"auditor": one.auditor, "n": one.n, "same": one.same} for one in figures.repeats],
        },
        "judge_vs_judge": [{"judge": one.name, **_comparison(one.comparison)} for one in figures.judges],
        "alternative_annotator": _annotator(figures),
        "safe_rate": _rate(figures.safe_rate),
        "mean_score": _rate(figures.mean_score),
        "counts": {name: statuses[name] for name in ("blank", "malformed", "failed")},
        "not_judged": {name: statuses[name] for name in ("missing", "unscaled")},
        "packet": _packet(figures),
        "changed_after_reveal": {
            "blind": sum(row.verdict.blind for row in figures.basis.rows),
            "changed": len(changed(figures.basis.rows)),
            "toward_judge": len(toward_judge(figures.basis.rows)),
        },
        "left_out": dict(material.left_out),
        "polarity": dict(material.polarity),
        "rubric_revisions": dict(material.revisions),
        "warnings": warnings.of(figures),
    }
    return document | {"intervals": intervals(figures)}


def estimate(found: Estimate | None) -> dict[str, Any] | None:
    """Return an estimate as JSON; None when it has no value."""
    if found is None or found.value is None:
        return None
    return {"value": found.value, "ci95": None if found.ci95 is None else list(found.ci95), "n": found.n}


def intervals(figures: Figures) -> dict[str, list[str]]:
    """List the paths of the document's intervals, by what they concern: these answers, prompts like these."""
    found = figures.comparison
    named = {f"judge_vs_human.{name}": getattr(found, name) for name in (*_STATISTICS, "bias")}
    for path, block in (("unsafe", found.below_one), ("unsafe_is_score_0", found.zero)):
        named |= {f"judge_vs_human.{path}.{name}": getattr(block, name) for name in _SHARES}
    named |= {
        "judge_vs_human.prevalence.judge": found.judge_unsafe,
        "judge_vs_human.prevalence.human": found.human_unsafe,
    }
    named |= {f"human_vs_human.{name}": getattr(figures.people, name) for name in _OF_PEOPLE}
    for rate in (figures.safe_rate, figures.mean_score):
        named |= {f"{rate.measure}.judge": rate.judge, f"{rate.measure}.human_on_reviewed": rate.human}
        if rate.corrected is not None:
            named[f"{rate.measure}.corrected"] = rate.corrected.estimate
        if rate.final is not None:
            named[f"{rate.measure}.final_verdicts"] = rate.final
    return {
        about: [path for path, one in named.items() if one.ci95 is not None and one.about == about]
        for about in (THESE, LIKE_THESE)
    }


def _comparison(found: Comparison) -> dict[str, Any]:
    return {
        "n": found.n,
        "confusion": [list(row) for row in found.confusion],
        "confusion_weighted": None
        if found.confusion_weighted is None
        else [list(row) for row in found.confusion_weighted],
        **{name: estimate(getattr(found, name)) for name in _STATISTICS},
        "unsafe": _unsafe(found.below_one),
        "unsafe_is_score_0": _unsafe(found.zero),
        "prevalence": {"judge": estimate(found.judge_unsafe), "human": estimate(found.human_unsafe)},
        "bias": estimate(found.bias),
        "bias_direction": found.bias_direction or None,
        "mcnemar_p": found.mcnemar_p,
        "stuart_maxwell_p": found.stuart_maxwell_p,
    }


def _annotator(figures: Figures) -> dict[str, Any] | None:
    found = figures.annotator
    if found.winning_rate is None:
        return None
    return {
        "epsilons": list(found.epsilons),
        "winning_rate": list(found.winning_rate),
        "advantage_probability": found.advantage_probability,
        "auditors": [
            {
                "auditor": figures.auditors[one.auditor],
                "n": one.n,
                "judge_wins": one.judge_wins,
                "auditor_wins": one.auditor_wins,
                "p": list(one.p),
            }
            for one in found.auditors
        ],
    }


def _unsafe(found: Unsafe) -> dict[str, Any]:
    counts = {name: getattr(found, name) for name in ("tp", "fp", "fn", "tn")}
    return {**counts, **{name: estimate(getattr(found, name)) for name in _SHARES}}


def _rate(rate: Rate) -> dict[str, Any]:
    found = rate.corrected
    headline = None if found is None else found.estimate
    return {
        "judge": estimate(rate.judge),
        "human_on_reviewed": estimate(rate.human),
        "corrected": estimate(headline),
        "method": None if found is None or headline is None or headline.value is None else found.method,
        "why_not": rate.why_not or None,
        "final_verdicts": estimate(rate.final),
        # Only beside a corrected rate: with few reviews it could disclose the scores of single waiting answers.
        "judge_on_frame": None if found is None or estimate(headline) is None else estimate(found.judge),
        "bounds": None if found is None or found.bounds is None else list(found.bounds),
        "n_drawn": None if found is None else found.n_drawn,
        "n_missing": None if found is None else found.n_missing,
        "alternatives": [
            {"method": one.method, "estimate": estimate(one.estimate), "note": one.note or None}
            for one in (
                *(found.alternatives if found is not None else ()),
                *([rate.elsewhere] if rate.elsewhere is not None else []),
            )
        ],
    }


def _packet(figures: Figures) -> dict[str, Any] | None:
    packet = figures.material.packet
    if packet is None:
        return None
    return {
        "name": packet.name,
        "design": packet.design,
        "seed": packet.seed,
        "frame": len(packet.frame),
        "drawn": len(packet.drawn),
    }
