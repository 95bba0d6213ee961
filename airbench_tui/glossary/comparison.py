"""Figures of the judge compared with people, and with other judges."""

from __future__ import annotations

from airbench_tui.glossary.entry import GlossaryEntry

_OF = "airbench_tui.analysis.comparison.Comparison"
_UNSAFE = "airbench_tui.analysis.comparison.Unsafe"
_VERDICTS = "verdicts that count beside a score of the judge, each weighted by 1 / inclusion probability"


def _json(*keys: str) -> tuple[str, ...]:
    """Return the paths of figures in ``judge_vs_human`` and in ``judge_vs_judge``."""
    return tuple(
        f"agreement --json: {block}.{key}" for key in keys for block in ("judge_vs_human", "judge_vs_judge[]")
    )


def _unsafe(key: str) -> tuple[str, ...]:
    """Return the paths in ``unsafe`` and in ``unsafe_is_score_0``, where only score 0 is unsafe."""
    return _json(f"unsafe.{key}", f"unsafe_is_score_0.{key}")


FIGURES: tuple[GlossaryEntry, ...] = (
    GlossaryEntry(
        "verdicts that count",
        "Blind first verdicts if there are any, else standing verdicts; never bulk decisions, stale verdicts or hidden"
        " repeats.",
        "one verdict per auditor and answer; the line mentions those left out",
        ("Agreement: WHAT THIS RESTS ON", "report: Verdicts that count"),
        "airbench_tui.agreement.basis.Basis.rows",
    ),
    GlossaryEntry(
        "verdicts given",
        "Standing verdicts in all places, without bulk decisions, hidden repeats and stale verdicts.",
        "each auditor's places, in packets and outside",
        ("Agreement: of N verdicts",),
        "airbench_tui.agreement.evidence.Material.places",
    ),
    GlossaryEntry(
        "first verdicts",
        "Each auditor's earliest blind verdict on each answer, as it was before the judge was shown; a verdict in a"
        " packet comes before any other.",
        "one per auditor and answer, without hidden repeats",
        ("Agreement: blind first verdicts", "agreement: blind first verdicts", "report: Basis"),
        "airbench_tui.agreement.basis.voices",
    ),
    GlossaryEntry(
        "standing verdicts",
        "Each auditor's latest verdict on each answer: in a packet, else by hand, else by import, else in bulk.",
        "one per auditor and answer, without hidden repeats and stale verdicts",
        ("Agreement: standing verdicts", "agreement: standing verdicts"),
        "airbench_tui.agreement.basis.voices",
    ),
    GlossaryEntry(
        "answers with a verdict that counts",
        "Answers with at least one verdict that counts.",
        "the answers of the selection",
        (
            "Agreement: people, N answers",
            "agreement: people … on N answers",
            "report: Verdicts that count, answers",
        ),
        "airbench_tui.agreement.figures.responses",
    ),
    GlossaryEntry(
        "verdicts beside a score",
        "Verdicts that count, on answers with a score of the judge: the sum of the matrix.",
        "verdicts that count",
        ("agreement: n", "report: verdicts", "agreement --json: judge_vs_human.n"),
        f"{_OF}.n",
    ),
    GlossaryEntry(
        "judge by people",
        "Verdicts by the judge's score (rows) and the person's score (columns), in the order 0 0.5 1.",
        "verdicts that count beside a score of the judge",
        (
            "Agreement: JUDGE BY PEOPLE",
            "agreement: judge by people",
            "report: judge \\ people",
            *_json("confusion"),
            "seen: people 0",
            "seen: people 0.5",
            "seen: people 1",
        ),
        f"{_OF}.confusion",
    ),
    GlossaryEntry(
        "judge by people, weighted",
        "The same matrix, in which each verdict counts 1 / inclusion probability, if chances differ.",
        "verdicts that count beside a score of the judge",
        (
            "Agreement: weighted shares beside",
            "report: Weighted by 1/inclusion probability",
            *_json("confusion_weighted"),
            "seen: people 0, weighted",
            "seen: people 0.5, weighted",
            "seen: people 1, weighted",
        ),
        f"{_OF}.confusion_weighted",
    ),
    GlossaryEntry(
        "raw agreement",
        "The share of verdicts with the judge's score.",
        _VERDICTS,
        (
            "Agreement: raw",
            "Agreement: agree",
            "Agreement: OVER TIME",
            "agreement: raw agreement",
            "report: raw agreement",
            *_json("raw_agreement"),
            "seen: raw agreement",
        ),
        f"{_OF}.raw_agreement",
        short="agree",
    ),
    GlossaryEntry(
        "differ from the judge",
        "Verdicts with another score than the judge's.",
        "verdicts that count beside a score of the judge",
        ("agreement: differ from the judge", "report: differ from the judge"),
        "airbench_tui.agreement.lines.in_short",
    ),
    GlossaryEntry(
        "Cohen's kappa",
        "Agreement beyond chance, with all disagreements equally bad: 1 is perfect, 0 is agreement by chance.",
        _VERDICTS,
        ("Agreement: kappa", "agreement: kappa", "report: Cohen's kappa", *_json("kappa")),
        f"{_OF}.kappa",
        short="kappa",
    ),
    GlossaryEntry(
        "Cohen's kappa, linear",
        "Cohen's kappa with a disagreement of half a step counted half.",
        _VERDICTS,
        ("Agreement: kappa linear", "report: Cohen's kappa, linear", *_json("kappa_linear")),
        f"{_OF}.kappa_linear",
        short="kappa linear",
    ),
    GlossaryEntry(
        "Cohen's kappa, quadratic",
        "Cohen's kappa with disagreements counted by the square of their distance.",
        _VERDICTS,
        ("Agreement: kappa quadratic", "report: Cohen's kappa, quadratic", *_json("kappa_quadratic")),
        f"{_OF}.kappa_quadratic",
        short="kappa quadratic",
    ),
    GlossaryEntry(
        "Gwet's AC1",
        "Agreement beyond chance that does not drop when most answers are of one class.",
        _VERDICTS,
        ("Agreement: AC1", "agreement: AC1", "report: Gwet's AC1", *_json("ac1")),
        f"{_OF}.ac1",
        short="AC1",
    ),
    GlossaryEntry(
        "Gwet's AC2, quadratic",
        "Gwet's AC1 with disagreements counted by the square of their distance.",
        _VERDICTS,
        ("Agreement: AC2 quadratic", "report: Gwet's AC2, quadratic", *_json("ac2_quadratic")),
        f"{_OF}.ac2_quadratic",
        short="AC2 quadratic",
    ),
    GlossaryEntry(
        "Krippendorff's alpha, ordinal",
        "One minus the observed disagreement divided by that expected by chance, for ordered scores.",
        _VERDICTS,
        (
            "Agreement: alpha ordinal",
            "Agreement: judge against people: alpha",
            "report: Krippendorff's alpha, ordinal",
            *_json("alpha_ordinal"),
        ),
        f"{_OF}.alpha_ordinal",
        short="alpha ordinal",
    ),
    GlossaryEntry(
        "share not safe, judge",
        "The share of verdicts beside a judge's score below 1: the prevalence by the judge.",
        _VERDICTS,
        ("Agreement: not safe, judge", "report: share not safe, judge", *_json("prevalence.judge")),
        f"{_OF}.judge_unsafe",
    ),
    GlossaryEntry(
        "share not safe, people",
        "The share of verdicts below 1: the prevalence by people.",
        _VERDICTS,
        ("Agreement: not safe, people", "report: share not safe, people", *_json("prevalence.human")),
        f"{_OF}.human_unsafe",
    ),
    GlossaryEntry(
        "not safe by both",
        "Verdicts below 1 beside a score of the judge below 1 (tp). With unsafe as score 0: both are 0.",
        "verdicts that count beside a score of the judge",
        ("Agreement: judge finds N of M not safe", "report: tp", *_unsafe("tp")),
        f"{_UNSAFE}.tp",
    ),
    GlossaryEntry(
        "not safe by the judge alone",
        "Verdicts of 1 beside a score of the judge below 1 (fp). With unsafe as score 0: only the judge's is 0.",
        "verdicts that count beside a score of the judge",
        ("report: fp", *_unsafe("fp")),
        f"{_UNSAFE}.fp",
    ),
    GlossaryEntry(
        "not safe by people alone",
        "Verdicts below 1 beside the judge's 1 (fn). With unsafe as score 0: only the person's is 0.",
        "verdicts that count beside a score of the judge",
        ("report: fn", *_unsafe("fn")),
        f"{_UNSAFE}.fn",
    ),
    GlossaryEntry(
        "not safe by people",
        "Verdicts below 1.",
        "verdicts that count beside a score of the judge",
        ("Agreement: N not safe by people",),
        "airbench_tui.agreement.figures.Figures.cells",
    ),
    GlossaryEntry(
        "safe by people",
        "Verdicts of 1.",
        "verdicts that count beside a score of the judge",
        ("Agreement: N safe by people",),
        "airbench_tui.agreement.figures.Figures.cells",
    ),
    GlossaryEntry(
        "safe by both",
        "Verdicts of 1 beside the judge's 1 (tn). With unsafe as score 0: neither is 0.",
        "verdicts that count beside a score of the judge",
        ("Agreement: judge finds N of M safe", "report: tn", *_unsafe("tn")),
        f"{_UNSAFE}.tn",
    ),
    GlossaryEntry(
        "sensitivity",
        "The share that the judge calls not safe among what people call not safe.",
        "verdicts below 1, weighted by 1 / inclusion probability",
        ("Agreement: sensitivity", "agreement: sensitivity", "report: sensitivity", *_unsafe("sensitivity")),
        f"{_UNSAFE}.sensitivity",
    ),
    GlossaryEntry(
        "specificity",
        "The share that the judge calls safe among what people call safe.",
        "verdicts of 1, weighted by 1 / inclusion probability",
        ("Agreement: specificity", "agreement: specificity", "report: specificity", *_unsafe("specificity")),
        f"{_UNSAFE}.specificity",
    ),
    GlossaryEntry(
        "positive predictive value",
        "The share that people call not safe among what the judge calls not safe.",
        "verdicts beside a score of the judge below 1, not weighted",
        ("report: ppv", *_unsafe("ppv")),
        f"{_UNSAFE}.ppv",
    ),
    GlossaryEntry(
        "negative predictive value",
        "The share that people call safe among what the judge calls safe.",
        "verdicts beside the judge's 1, not weighted",
        ("report: npv", *_unsafe("npv")),
        f"{_UNSAFE}.npv",
    ),
    GlossaryEntry(
        "bias",
        "The mean of the judge's score minus the person's; below 0 the judge is strict. The direction is named only"
        " if the interval excludes 0.",
        _VERDICTS,
        (
            "Agreement: judge minus people",
            "agreement: bias",
            "report: bias, judge minus people",
            *_json("bias"),
        ),
        f"{_OF}.bias",
    ),
    GlossaryEntry(
        "stricter than people",
        "Verdicts above the judge's score.",
        "verdicts that count beside a score of the judge",
        ("Agreement: stricter",),
        "airbench_tui.agreement.figures.Figures.cells",
    ),
    GlossaryEntry(
        "more lenient than people",
        "Verdicts below the judge's score.",
        "verdicts that count beside a score of the judge",
        ("Agreement: more lenient",),
        "airbench_tui.agreement.figures.Figures.cells",
    ),
    GlossaryEntry(
        "McNemar p",
        "The p for judge and people calling equally many not safe: exact, or by chi-square for weighted verdicts.",
        "verdicts on which judge and person disagree about not safe",
        ("Agreement: McNemar p", "agreement: McNemar p", "report: McNemar p", *_json("mcnemar_p")),
        f"{_OF}.mcnemar_p",
    ),
    GlossaryEntry(
        "Stuart-Maxwell p",
        "The p for judge and people giving each of the three scores equally often.",
        _VERDICTS,
        ("report: Stuart-Maxwell p", *_json("stuart_maxwell_p")),
        f"{_OF}.stuart_maxwell_p",
        no_answers="only the report shows it",
    ),
    GlossaryEntry(
        "answers of both judges",
        "Answers that this judge and another one both scored.",
        "judged responses",
        ("Agreement: OTHER JUDGES", "report: answers of both", "agreement --json: judge_vs_judge[].n"),
        "airbench_tui.agreement.figures.OtherJudge.shared",
    ),
    GlossaryEntry(
        "judges differ",
        "Answers that the two judges scored differently.",
        "answers of both judges",
        ("Agreement: OTHER JUDGES, differ",),
        "airbench_tui.agreement.figures.OtherJudge.differing",
    ),
    GlossaryEntry(
        "raw agreement of two judges",
        "The share of answers that two judges scored alike.",
        "answers of both judges",
        ("Agreement: OTHER JUDGES, raw", "report: Judges among themselves, raw agreement"),
        f"{_OF}.raw_agreement",
    ),
    GlossaryEntry(
        "kappa of two judges",
        "Cohen's kappa of two judges.",
        "answers of both judges",
        ("Agreement: OTHER JUDGES, kappa", "report: Judges among themselves, kappa"),
        f"{_OF}.kappa",
    ),
    GlossaryEntry(
        "verdicts with a code",
        "Verdicts that count and have this code, which gives the reason.",
        "verdicts that count",
        ("Agreement: CODES",),
        "airbench_tui.store.reading.figure_rows.PlaceVerdict.codes",
    ),
    GlossaryEntry(
        "verdicts over time",
        "Verdicts beside a score of the judge, in equal parts, the oldest first.",
        "verdicts that count beside a score of the judge",
        ("Agreement: OVER TIME, verdicts",),
        "airbench_tui.agreement.figures.over_time",
    ),
    GlossaryEntry(
        "blind verdicts",
        "Verdicts that count and were given before the judgment had ever been on the auditor's screen.",
        "verdicts that count",
        (
            "Agreement: blind verdicts",
            "report: Verdicts that count, blind",
            "agreement --json: changed_after_reveal.blind",
        ),
        "airbench_tui.store.reading.figure_rows.PlaceVerdict.blind",
    ),
    GlossaryEntry(
        "changed after the reveal",
        "Blind verdicts whose score was changed after the judge was shown.",
        "blind verdicts",
        (
            "Agreement: CHANGED ONCE THE JUDGE WAS SHOWN",
            "report: Changed once the judge was shown",
            "agreement --json: changed_after_reveal.changed",
        ),
        "airbench_tui.agreement.figures.changed",
    ),
    GlossaryEntry(
        "toward the judge",
        "Changed verdicts that moved nearer to the judge's score.",
        "verdicts changed after the reveal",
        (
            "Agreement: toward the judge",
            "report: toward the judge",
            "agreement --json: changed_after_reveal.toward_judge",
        ),
        "airbench_tui.agreement.figures.toward_judge",
    ),
)
