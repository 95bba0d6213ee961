"""Figures of agreement among people, and of the judge in an auditor's place."""

from __future__ import annotations

from airbench_tui.glossary.entry import GlossaryEntry

_AMONG = "airbench_tui.analysis.humans.Agreement"
_PAIR = "airbench_tui.analysis.humans.PairAgreement"
_TEST = "airbench_tui.analysis.annotator_test.AnnotatorTest"
_LEFT_OUT = "airbench_tui.analysis.annotator_test.LeftOut"
_OVERLAP = "answers with verdicts of two auditors or more, weighted by 1 / inclusion probability"
_A_TEST = "it is a test over auditors, each left out in turn"

FIGURES: tuple[GlossaryEntry, ...] = (
    GlossaryEntry(
        "auditors",
        "People whose verdicts count.",
        "verdicts that count",
        (
            "Agreement: auditors",
            "report: Auditors",
            "agreement --json: human_vs_human.auditors",
            "doctor --json: auditors",
        ),
        "airbench_tui.agreement.figures.Figures.auditors",
        no_answers="it counts people",
    ),
    GlossaryEntry(
        "overlap",
        "Answers with verdicts of two auditors or more.",
        "answers with a verdict that counts",
        (
            "Agreement: answers of two auditors or more",
            "agreement: responses of N auditors",
            "agreement --json: human_vs_human.n_overlap",
        ),
        f"{_AMONG}.n_overlap",
    ),
    GlossaryEntry(
        "alpha among people",
        "Krippendorff's ordinal alpha among people: 1 is perfect agreement, 0 is agreement by chance.",
        _OVERLAP,
        (
            "Agreement: PEOPLE AMONG THEMSELVES, alpha",
            "agreement: people among themselves, alpha",
            "report: People among themselves, Krippendorff's alpha",
            "agreement --json: human_vs_human.alpha_ordinal",
        ),
        f"{_AMONG}.alpha_ordinal",
    ),
    GlossaryEntry(
        "AC1 among people",
        "Gwet's AC1 among people.",
        _OVERLAP,
        ("report: People among themselves, Gwet's AC1", "agreement --json: human_vs_human.ac1"),
        f"{_AMONG}.ac1",
    ),
    GlossaryEntry(
        "AC2 among people",
        "Gwet's AC2, quadratic, among people.",
        _OVERLAP,
        ("report: People among themselves, Gwet's AC2", "agreement --json: human_vs_human.ac2_quadratic"),
        f"{_AMONG}.ac2_quadratic",
    ),
    GlossaryEntry(
        "answers of a pair",
        "Answers on which both auditors of a pair have a verdict.",
        "verdicts that count; in Disagreements, standing verdicts without bulk decisions",
        (
            "Agreement: a pair, of N",
            "Disagreements: both",
            "report: Responses",
            "agreement --json: human_vs_human.pairs[].n",
            "auditor disagreements --json: both",
        ),
        f"{_PAIR}.n",
    ),
    GlossaryEntry(
        "a pair differs",
        "Answers of a pair to which the two gave different scores.",
        "answers of the pair",
        ("Agreement: a pair, differ", "Disagreements: differing", "auditor disagreements --json: differing"),
        "airbench_tui.store.reviewing.disagreements.DifferingPair.differing",
    ),
    GlossaryEntry(
        "raw agreement of a pair",
        "The share of a pair's answers to which both gave the same score.",
        "answers of the pair, weighted by 1 / inclusion probability",
        (
            "Agreement: a pair, raw",
            "report: A and B, raw",
            "agreement --json: human_vs_human.pairs[].raw_agreement",
        ),
        f"{_PAIR}.raw_agreement",
    ),
    GlossaryEntry(
        "kappa of a pair",
        "Cohen's kappa, quadratic, of two auditors.",
        "answers of the pair, weighted by 1 / inclusion probability",
        ("agreement --json: human_vs_human.pairs[].kappa_quadratic",),
        f"{_PAIR}.kappa_quadratic",
    ),
    GlossaryEntry(
        "hidden repeats",
        "Items that came again, unmarked, and that the auditor decided both times. No other figure counts them.",
        "one auditor's places in packets",
        (
            "Agreement: of N repeats",
            "report: with themselves, Responses",
            "agreement --json: human_vs_human.repeats[].n",
        ),
        "airbench_tui.agreement.figures.Repeats.n",
    ),
    GlossaryEntry(
        "repeats the same",
        "Hidden repeats to which the auditor gave the same first verdict again.",
        "the auditor's hidden repeats decided both times",
        (
            "Agreement: repeats the same",
            "report: with themselves, raw",
            "agreement --json: human_vs_human.repeats[].same",
        ),
        "airbench_tui.agreement.figures.Repeats.same",
    ),
    GlossaryEntry(
        "winning rate",
        "The share of auditors to whom the judge is preferred, at each epsilon. From 0.5 on the judge may stand in for"
        " a person (alternative-annotator test).",
        "auditors with 30 answers or more that another auditor reviewed too",
        (
            "Agreement: may the judge stand in for a person?",
            "report: alternative-annotator test",
            "agreement --json: alternative_annotator.winning_rate",
        ),
        f"{_TEST}.winning_rate",
        no_answers=_A_TEST,
    ),
    GlossaryEntry(
        "epsilon",
        "The cost of asking a person: the judge may fall behind an auditor by this much and is still preferred.",
        "the alternative-annotator test",
        ("Agreement: epsilon", "report: epsilon", "agreement --json: alternative_annotator.epsilons"),
        f"{_TEST}.epsilons",
        no_answers=_A_TEST,
    ),
    GlossaryEntry(
        "advantage probability",
        "The mean over auditors of the share of answers on which the judge is at least as close to the others.",
        "auditors of the alternative-annotator test",
        ("agreement --json: alternative_annotator.advantage_probability",),
        f"{_TEST}.advantage_probability",
        no_answers=_A_TEST,
    ),
    GlossaryEntry(
        "answers against an auditor",
        "Answers of an auditor on which another auditor has a verdict too.",
        "one auditor of the alternative-annotator test",
        ("agreement --json: alternative_annotator.auditors[].n",),
        f"{_LEFT_OUT}.n",
        no_answers=_A_TEST,
    ),
    GlossaryEntry(
        "judge wins",
        "The share of answers on which the judge is at least as close to the others as the auditor.",
        "answers against an auditor",
        ("agreement --json: alternative_annotator.auditors[].judge_wins",),
        f"{_LEFT_OUT}.judge_wins",
        no_answers=_A_TEST,
    ),
    GlossaryEntry(
        "auditor wins",
        "The share of answers on which the auditor is at least as close to the others as the judge.",
        "answers against an auditor",
        ("agreement --json: alternative_annotator.auditors[].auditor_wins",),
        f"{_LEFT_OUT}.auditor_wins",
        no_answers=_A_TEST,
    ),
    GlossaryEntry(
        "p against an auditor",
        "The p, at each epsilon, for the judge being no better than the auditor minus epsilon.",
        "answers against an auditor",
        ("agreement --json: alternative_annotator.auditors[].p",),
        f"{_LEFT_OUT}.p",
        no_answers=_A_TEST,
    ),
)
