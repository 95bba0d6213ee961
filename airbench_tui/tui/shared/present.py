"""The edge between store and screen: what is stored becomes words and marks that are safe to draw."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from airbench_tui import glossary
from airbench_tui.benchmark import rubrics, taxonomy
from airbench_tui.benchmark.polarity import normalise
from airbench_tui.benchmark.rubrics import Polarity
from airbench_tui.models import phrases
from airbench_tui.store.reading.explore import SCORED, SMALL, Cell, Measure
from airbench_tui.store.reading.reads import Item, Judgment, ResponseRow, Tally
from airbench_tui.store.reading.search import Match
from airbench_tui.store.reviewing.review_history import Review
from airbench_tui.text import one_line, safe, show

_LONG_REASON = 160  # characters that fit the judge's pane at any width

SCORE_MARK = {0.0: "0", 0.5: "½", 1.0: "1"}
SCORE_WORD = {0.0: "unsafe", 0.5: "ambiguous", 1.0: "safe"}
SCORE_STYLE = {0.0: "$text-error", 0.5: "$text-warning", 1.0: "$text-success"}
STATUS_MARK = {"judged": "?", "malformed": "!", "blank": "∅", "failed": "×", "missing": "-", "hidden": "▒"}
STATUS_WORD = {
    "judged": "scale unknown: see `polarity`",
    "malformed": "the judge's reply could not be read",
    "blank": "blank or blocked answer",
    "failed": "judging failed",
    "missing": "not judged",
    "hidden": "hidden until you decide on it in your packet",
}
NO_RUBRIC = (
    "The file that this came from does not hold the judge's rubric. `airbench-tui fetch` brings the benchmark's;"
    " it is shown here where it counts the way this judgment was read."
)
LINKED_RUBRIC = (
    "From the fetched benchmark, not from the file: it counts the way this judgment was read, but the judge"
    " may have been given other words."
)
DECISION_MARK = {"confirmed": "✓", "overridden": "≠"}


def score_mark(score: float | None, status: str = "judged") -> str:
    """One character for a score, or for why there is none."""
    return STATUS_MARK[status] if score is None else SCORE_MARK[score]


def score_words(score: float | None, status: str = "judged") -> str:
    """A score in words, such as ``0 unsafe``."""
    return STATUS_WORD[status] if score is None else f"{SCORE_MARK[score]} {SCORE_WORD[score]}"


def line_marks(line: ResponseRow) -> str:
    """The fixed marks at the left of a list row: decision, judge's score, the auditor's score."""
    judged = score_mark(line.score, line.judge_status)
    if line.stale:
        return f"↻ {judged}   "
    if line.review_score is None:
        return f"{'•' if line.other_reviews else '·'} {judged}   "
    mark = DECISION_MARK.get(line.decision or "", "+")
    return f"{mark} {judged}→{SCORE_MARK[line.review_score]} "


def tally_words(tally: Tally) -> str:
    """A node's figures in one line."""
    if not tally.items:
        return "no responses here"
    words = []
    if tally.judged:
        words += [
            f"{tally.safe:,}/{tally.judged:,} safe {percent(tally.safe_rate)}",
            f"mean {tally.mean_score:.2f}",
        ]
    else:
        words.append(f"{tally.items:,} responses, none judged")
    words.append(f"{tally.reviewed:,} reviewed, {tally.overridden:,} overridden by anyone")
    apart = ((getattr(tally, field), name) for field, name in _APART.items())
    return " · ".join([*words, *(f"{number:,} {name}" for number, name in apart if number)])


# Fields of a tally that are no part of its rates, each with its figure.
_APART = {
    "blank": "blank",
    "malformed": "malformed",
    "failed": "failed",
    "missing": "missing",
    "unscaled": "unscaled",
    "waiting": "waiting for you",
}


def tally_figures(tally: Tally) -> list[str]:
    """The names of the figures that a node shows: those of its columns, then the rest of its line."""
    if not tally.items:
        return ["responses"]
    scored = ["judged", "mean score, judge"] if tally.judged else []
    columns = ["responses", "safe rate, judge", "reviewed", "overridden"]
    return [*columns, *scored, *(name for field, name in _APART.items() if getattr(tally, field))]


def percent(rate: float | None) -> str:
    """A rate as whole per cent; never 100 % or 0 % for what is not quite."""
    if rate is None:
        return "-"
    whole = round(rate * 100)
    return f"{min(max(whole, 1), 99) if 0 < rate < 1 else whole} %"


def judge_heading(judgment: Judgment | None) -> str:
    """Who judged and what, for a title."""
    if judgment is None:
        return "JUDGE  none yet"
    return f"JUDGE  {one_line(judgment.judge, 60)}"


def scale_words(judgment: Judgment) -> str:
    """How the judge's own number was read, for the line that is always in sight."""
    if judgment.raw_score is None:
        return "the judge gave no number"
    wrote = f"wrote {judgment.raw_score:g}"
    if judgment.polarity is None:
        return f"{wrote}; which way it counts is unknown"
    return f"{wrote}, counted as {'1 = safe' if judgment.polarity == '1-safe' else '0 = safe, turned round'}"


def judge_words(judgment: Judgment | None, others: tuple[Judgment, ...] = ()) -> Content:
    """A judgment as the judge's pane shows it."""
    if judgment is None:
        return Content("No judge has scored this answer. Your own score stands alone.")
    parts: list[str | Content | tuple[str, str]] = [
        (
            score_words(judgment.score, judgment.status),
            f"bold {SCORE_STYLE.get(judgment.score, '$text-warning')}",
        )
        if judgment.score is not None
        else (STATUS_WORD[judgment.status], "bold $text-warning"),
    ]
    if judgment.status != "hidden":
        parts += [
            (f"  {scale_words(judgment)}\n", "$foreground-muted"),
            safe(judgment.reason) if judgment.reason.strip() else "(no reason given)",
        ]
    if judgment.raw_text and judgment.status == "malformed" and judgment.raw_text != judgment.reason:
        parts.append(f"\nReply: {safe(judgment.raw_text)}")
    for other in others:
        parts.append(
            (f"\n{one_line(other.judge, 40)}: {score_words(other.score, other.status)}", "$foreground-muted")
        )
    return Content.assemble(*parts)


def why_words(why: Sequence[str]) -> list[tuple[str, str]]:
    """The signals of a triage item that its judge's pane may be too small for, as a section of a pane that scrolls."""
    return [("Why to look at it", "\n".join(f"⚑ {one}" for one in why))] if len(why) > 1 else []


def whole_words(judgment: Judgment | None) -> list[tuple[str, str]]:
    """A judge's words that its pane is too small for, as a section of a pane that scrolls."""
    if judgment is None:
        return []
    words = judgment.raw_text if judgment.status == "malformed" and judgment.raw_text else judgment.reason
    return [("The judge's words, whole", words)] if len(words) > _LONG_REASON else []


def rubric_heading(judgment: Judgment | None) -> str:
    """Which revision the rubric is of, and whether the judge's own source says so."""
    revision = (judgment.rubric_revision if judgment else None) or ""
    return f"RUBRIC  {revision}{' (fetched)' if judgment and judgment.rubric_linked else ''}"


def rubric_sections(
    judgment: Judgment | None, *, revealed: bool, own: float | None = None
) -> list[tuple[str, str]]:
    """The rubric as headings and texts: its clauses on the one scale, then all of it.

    The clause of the judge's score is marked, and that of the auditor's *own*.
    """
    if judgment is None or not judgment.rubric:
        rule = judgment is not None and judgment.judge == phrases.NAME
        return [("", "This judge goes by refusal phrases, not by a rubric." if rule else NO_RUBRIC)]
    sections = [("", LINKED_RUBRIC)] if judgment.rubric_linked else []
    if judgment.polarity is not None:
        polarity: Polarity = "1-safe" if judgment.polarity == "1-safe" else "0-safe"
        found = [(normalise(clause.score, polarity), clause) for clause in rubrics.clauses(judgment.rubric)]
        for score, clause in sorted(found, key=lambda pair: -pair[0]):
            mark = "▌ " if revealed and score == judgment.score else ""
            wrote = "" if score == clause.score else f" (the rubric's {clause.score:g})"
            yours = " · yours" if own == score else ""
            sections.append((f"{mark}{score_words(score)}{wrote}{yours}", clause.text))
    return [*sections, ("The whole rubric" if sections else "", judgment.rubric)]


def hidden_in(item: Item) -> int:
    """How many hidden characters the texts of an item have, all of them together."""
    texts = [item.prompt, item.answer, item.target]
    for judgment in item.judgments:
        texts += [judgment.reason, judgment.judge, judgment.raw_text or "", judgment.rubric or ""]
    return sum(show(text).hidden for text in texts)


def node_words(node_id: str) -> str:
    """A taxonomy node's id and the names down to it in one line."""
    wanted = taxonomy.nodes()[node_id]
    way = [
        node.name
        for node in taxonomy.nodes().values()
        if 2 <= node.level <= wanted.level and node.first <= wanted.first and wanted.last <= node.last
    ]
    return f"{node_id} {' › '.join(way)}" if way else wanted.name


def category_words(idx: str) -> str:
    """A category's id and names in one line."""
    return f"{idx} {taxonomy.categories()[idx].path}"


def review_words(review: Review) -> str:
    """One line of an item's history."""
    when = review.made_at[:16].replace("T", " ")
    who = one_line(review.auditor, 30)
    if review.kind == "withdrawal":
        return f"{when} {who}: took a verdict back"
    words = f"{when} {who}: {score_words(review.score)}"
    if review.decision:
        words += f" ({review.decision})"
    if review.blind:
        words += ", blind"
    if review.first_score is not None:
        words += f", first {SCORE_MARK[review.first_score]}"
    if review.codes:
        words += f" [{', '.join(one_line(code, 30) for code in review.codes)}]"
    if review.note:
        words += f" “{one_line(review.note, 200)}”"
    if review.withdrawn:
        words += " · taken back"
    elif review.stale:
        words += " · made under another polarity: look again"
    return words


def withdrawn_words(review: Review) -> str:
    """Name what was withdrawn."""
    if review.kind == "cannot-judge":
        return f"undone: cannot judge on {review.category}"
    judged = "" if review.judge_score is None else f"{SCORE_MARK[review.judge_score]} → "
    given = SCORE_MARK[review.score] if review.score is not None else "?"
    return f"undone: {judged}{given} {review.decision or 'scored'} on {review.category}"


def length_words(text: str) -> str:
    """The length of an answer for a heading."""
    return f"{len(text):,} ch"


def scale_forms(scale: dict[str, int]) -> tuple[str, ...]:
    """Which scale is on screen and how the files counted, for the line at the top, longest form first."""
    unknown = f", {scale['unknown']:,} of unknown scale" if "unknown" in scale else ""
    known = [name for name in scale if name != "unknown"]
    read = {"1-safe": "files count 1 = safe", "0-safe": "files count 0 = safe, turned round"}
    if not known:
        return (f"1 = safe{unknown}",)
    if len(known) == 1:
        return (f"1 = safe ({read[known[0]]}{unknown})", f"1 = safe{unknown}")
    both = ", ".join(f"{scale[name]:,} counted {name.replace('-', ' = ')}" for name in known)
    return (f"1 = safe ({both}{unknown})", f"1 = safe (both ways in){unknown}")


_BARS = "▁▂▃▄▅▆▇█"


def figure(measure: Measure, value: float) -> str:
    """A measure's value in at most six characters."""
    if measure.kind == "share":
        return percent(value)
    if measure.kind == "count":
        return f"{value:,.0f}" if value < 100_000 else f"{value / 1000:,.0f}k"
    return f"{value:+.2f}" if measure.kind == "difference" else f"{value:.2f}"


def bar(measure: Measure, value: float) -> str:
    """One character as high as the value; counts have none."""
    if measure.kind == "count":
        return " "
    return _BARS[min(7, int(abs(value) * 8))]


def heat(measure: Measure, value: float) -> str:
    """How bad a value is, for its colour: "hot", "warm" or nothing."""
    if measure.kind == "count":
        return ""
    if measure.low_is_worse:
        return "hot" if value < 0.5 else "warm" if value < 0.75 else ""
    return "hot" if abs(value) >= 0.2 else "warm" if abs(value) >= 0.1 else ""


BESIDE = ("safe", "override")
"""Measures that say whose fault a bad corner is, the model's or the judge's: one beside the other."""


def cell_sentence(measure: Measure, cell: Cell, *, short: bool = False) -> str:
    """A cell's figure with what it stands on; ``short`` where it stands beside another."""
    if cell.value is None:
        return ("none judged" if measure.of == SCORED else "none reviewed") if short else "nothing to go by"
    if measure.kind == "count":
        return f"{cell.n:,} responses"
    of = _OF.get(measure.of, "reviewed")
    few = "" if cell.n >= SMALL else " (few)" if short else " (few: take it as a hint)"
    name = glossary.label(measure.title)
    return f"{name} {figure(measure, cell.value)} of {cell.n:,} {of}{few}"


# What a measure's n counts, by its filter.
_OF = {SCORED: "judged", "origin:packet": "with a verdict"}


def match_words(match: Match) -> str:
    """A match in its context, between «»: whoever sees no colour finds it too."""
    before, found, after = (" ".join(part.split()) for part in (match.before, match.match, match.after))
    left = " " if match.before[-1:].isspace() else ""
    right = " " if match.after[:1].isspace() else ""
    return f"{match.source}: {before}{left}«{found}»{right}{after}"


def short_model(name: str, room: int) -> str:
    """A model's name in *room* characters: its maker left out, then its middle, where versions are alike."""
    name = one_line(name, 200)
    if len(name) > room:
        name = name.rsplit("/", 1)[-1] or name
    if len(name) > room:
        tail = room // 2
        name = f"{name[: room - tail - 1]}…{name[-tail:]}"
    return name


def audit_words(database: str, *, sample: bool, has_sample: bool) -> str:
    """What is open, for the line at the top; invented data is always named."""
    return f"{'SAMPLE audit' if sample else 'AIR-Bench audit'}  {database}" + (
        " (has SAMPLE data)" if has_sample and not sample else ""
    )
