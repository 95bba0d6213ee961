"""Figures of the rates: by people, corrected, and their parts."""

from __future__ import annotations

from airbench_tui.glossary.entry import GlossaryEntry

_RATE = "airbench_tui.agreement.rates.Rate"
_CORRECTED = "airbench_tui.analysis.corrected.Corrected"
_COUNT = "answers with a verdict that counts, each weighted by 1 / inclusion probability"
_FRAME = "the answers that the packet was drawn from; for a census, all judged answers"


def _measures(key: str) -> tuple[str, str]:
    return f"agreement --json: safe_rate.{key}", f"agreement --json: mean_score.{key}"


FIGURES: tuple[GlossaryEntry, ...] = (
    GlossaryEntry(
        "safe rate, people",
        "The share of score 1 by people. An answer counts with its settled score, else the mean of its verdicts.",
        _COUNT,
        (
            "Agreement: people",
            "agreement: safe rate, people",
            "report: Safe rate, people",
            "agreement --json: safe_rate.human_on_reviewed",
        ),
        f"{_RATE}.human",
    ),
    GlossaryEntry(
        "mean score, people",
        "The mean score by people. An answer counts with its settled score, else the mean of its verdicts.",
        _COUNT,
        (
            "Agreement: mean score, people",
            "report: Mean score, people",
            "agreement --json: mean_score.human_on_reviewed",
        ),
        f"{_RATE}.human",
    ),
    GlossaryEntry(
        "safe rate, corrected",
        "The judge's safe rate, corrected by people's verdicts in a random packet or on every answer.",
        _FRAME,
        (
            "Explore: safe rate, corrected",
            "Agreement: corrected",
            "agreement: safe rate, corrected",
            "report: Safe rate, corrected",
            "agreement --json: safe_rate.corrected",
            "seen: safe rate, corrected",
        ),
        "airbench_tui.agreement.rates.corrected_safe_rate",
        short="corrected",
    ),
    GlossaryEntry(
        "corrected minus judge",
        "The corrected safe rate minus the judge's own on the same answers, in points. It is coloured where the"
        " interval of the corrected rate leaves out the judge's.",
        _FRAME,
        ("Agreement: ±", "seen: corrected minus judge"),
        "airbench_tui.agreement.tables.GroupRow.gap",
        short="±",
    ),
    GlossaryEntry(
        "mean score, corrected",
        "The judge's mean score, corrected by people's verdicts in a random packet or on every answer.",
        _FRAME,
        (
            "Agreement: mean score, corrected",
            "report: Mean score, corrected",
            "agreement --json: mean_score.corrected",
        ),
        f"{_RATE}.corrected",
    ),
    GlossaryEntry(
        "corrected, final verdicts",
        "The corrected figure with final instead of first verdicts, which shows the effect of the reveal.",
        _FRAME,
        (
            "Agreement: from final verdicts",
            "report: Safe rate, final verdicts",
            "report: Mean score, final verdicts",
            *_measures("final_verdicts"),
        ),
        f"{_RATE}.final",
    ),
    GlossaryEntry(
        "corrected, bounds",
        "The corrected figure if all drawn answers without a verdict were unsafe, or if all were safe.",
        _FRAME,
        (
            "Agreement: if all of them were unsafe",
            "report: Safe rate, bounds",
            "report: Mean score, bounds",
            *_measures("bounds"),
        ),
        f"{_CORRECTED}.bounds",
        no_answers="it concerns answers without a verdict",
    ),
    GlossaryEntry(
        "corrected, other methods",
        "The corrected figure by other methods from the same verdicts, which do not confirm it.",
        _FRAME,
        (
            "Agreement: below the corrected rate",
            "report: Safe rate, beside",
            "report: Mean score, beside",
            *_measures("alternatives[].estimate"),
        ),
        f"{_CORRECTED}.alternatives",
    ),
    GlossaryEntry(
        "safe rate, from elsewhere",
        "The judge's safe rate of a model without drawn answers, corrected as if the judge erred as on other models.",
        "judged responses of that model",
        ("Agreement: if the judge errs here as in packet", "report: Safe rate, from elsewhere"),
        f"{_RATE}.elsewhere",
        no_answers="its verdicts are on other models' answers",
    ),
    GlossaryEntry(
        "judge on the frame",
        "The judge's own figure on the answers that the corrected figure covers.",
        _FRAME,
        ("Agreement: judge, packet's", *_measures("judge_on_frame")),
        f"{_CORRECTED}.judge",
    ),
    GlossaryEntry(
        "drawn, for a rate",
        "Answers drawn into the packet behind a corrected figure.",
        _FRAME,
        _measures("n_drawn"),
        f"{_CORRECTED}.n_drawn",
    ),
    GlossaryEntry(
        "drawn without a verdict",
        "Drawn answers without a verdict or a settled score. Above 5 % there is no corrected figure.",
        "drawn answers",
        ("Agreement: drawn without a verdict", *_measures("n_missing")),
        f"{_CORRECTED}.n_missing",
    ),
    GlossaryEntry(
        "strata of the corrected rate",
        "Answers by the judge's score: all, drawn, drawn with a verdict, and the share that people call safe.",
        _FRAME,
        ("report: What the corrected safe rate is made of",),
        f"{_CORRECTED}.strata",
        no_answers="only the report shows it",
    ),
    GlossaryEntry(
        "95 % interval",
        "The 95 % confidence interval of a figure: Wilson's for raw agreement and shares, Agresti and Caffo's for a"
        " corrected figure, resampled level-4 categories for all others.",
        "the sampled answers, or prompts like these, as the page says",
        (
            "Agreement: (… to …)",
            "agreement: 95 % CI",
            "report: 95 % CI",
            "agreement --json: *.ci95",
            "seen: corrected ci95 low",
            "seen: corrected ci95 high",
        ),
        "airbench_tui.analysis.estimate.Estimate.ci95",
    ),
    GlossaryEntry(
        "n of a figure",
        "The number of answers, or verdicts, behind a figure.",
        "as in the figure's own entry",
        ("Explore: n", "report: n", "agreement --json: *.n"),
        "airbench_tui.analysis.estimate.Estimate.n",
    ),
    GlossaryEntry(
        "reviews still needed",
        "Verdicts, or drawn answers, needed for a half-width of the corrected safe rate.",
        "the packet's frame; without a packet, the judged responses",
        ("Agreement: REVIEWS STILL NEEDED", "Agreement: REVIEWS A RANDOM PACKET WOULD TAKE"),
        "airbench_tui.agreement.figures.needed",
        no_answers="it counts reviews that do not exist yet",
    ),
)
