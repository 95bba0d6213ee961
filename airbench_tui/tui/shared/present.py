"""The boundary between store and screen: stored values as words and marks that are safe to draw."""

from __future__ import annotations

from textwrap import indent

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from airbench_tui import glossary
from airbench_tui.benchmark import rubrics, taxonomy
from airbench_tui.benchmark.polarity import normalise
from airbench_tui.benchmark.rubrics import Polarity
from airbench_tui.models import phrases
from airbench_tui.reviewing.finding import REASON
from airbench_tui.reviewing.hits import NO_HITS, Hits
from airbench_tui.store.reading.explore import SCORED, Cell, Measure, is_few
from airbench_tui.store.reading.reads import Item, Judgment, ResponseRow
from airbench_tui.store.reading.search import Match
from airbench_tui.store.reviewing.review_history import Review
from airbench_tui.text import one_line, safe, show
from airbench_tui.tui.shared.marks import marked

_LONG_NOTE = 200  # characters of a note in the line of its review

SCORE_MARK = {0.0: "0", 0.5: "½", 1.0: "1"}
SCORE_WORD = {0.0: "unsafe", 0.5: "ambiguous", 1.0: "safe"}
SCORE_STYLE = {0.0: "$unsafe", 0.5: "$ambiguous", 1.0: "$safe"}
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
DECISION_MARK = {"confirmed": "→", "overridden": "≠"}
VEILED = "(veiled: hard to read)"


def score_mark(score: float | None, status: str = "judged") -> str:
    """Return one character for a score, or for the reason that there is none."""
    return STATUS_MARK[status] if score is None else SCORE_MARK[score]


def score_words(score: float | None, status: str = "judged") -> str:
    """Describe a score, such as ``0 unsafe``, or the reason that there is none."""
    return STATUS_WORD[status] if score is None else f"{SCORE_MARK[score]} {SCORE_WORD[score]}"


def line_marks(line: ResponseRow) -> list[tuple[str, str]]:
    """Return the marks at the left of a row of a list, with the colour token of each; together they take 8 cells.

    They are the judge's score, the decision, and the auditor's score: ``1  ≠ ½``.
    """
    judged = (score_mark(line.score, line.judge_status), score_token(line.score))
    if line.stale:
        return [judged, ("  ↻    ", "ambiguous")]
    if line.review_score is None:
        return [judged, (f"  {'•' if line.other_reviews else ' '}    ", "muted")]
    mark = DECISION_MARK.get(line.decision or "", "+")
    return [
        judged,
        (f"  {mark} ", "muted" if line.decision == "confirmed" else "mine"),
        (SCORE_MARK[line.review_score], score_token(line.review_score)),
        ("  ", "muted"),
    ]


def score_token(score: float | None) -> str:
    """Return the colour token of a score, or of the lack of one."""
    return "blank" if score is None else SCORE_WORD[score]


def score_chip(score: float | None, status: str = "judged", *, worded: bool = False) -> tuple[str, str]:
    """Return a score on a ground of its colour, with its style; without a score the reason. *worded* adds the word."""
    if score is None:
        return f" {STATUS_WORD[status] if worded else score_mark(score, status)} ", "bold $fg on $surface2"
    words = score_words(score).upper() if worded else SCORE_MARK[score]
    return f" {words} ", f"bold $on-fill on ${score_token(score)}"


def styled_marks(line: ResponseRow) -> list[tuple[str, str]]:
    """Return the marks of a row with their styles in Textual's markup. Scores that are not safe are bold."""
    heavy = ("unsafe", "ambiguous", "mine")
    return [(text, f"{'bold ' if token in heavy else ''}${token}") for text, token in line_marks(line)]


def percent(rate: float | None) -> str:
    """Format a rate as a whole percentage. Only a rate of exactly 0 or 1 is shown as 0 % or 100 %."""
    if rate is None:
        return "-"
    whole = round(rate * 100)
    return f"{min(max(whole, 1), 99) if 0 < rate < 1 else whole} %"


def judge_heading(judgment: Judgment | None) -> str:
    """Return the title of the judge's pane, with the judge's name."""
    if judgment is None:
        return "JUDGE  none yet"
    return f"JUDGE  {one_line(judgment.judge, 60)}"


def scale_words(judgment: Judgment) -> str:
    """Describe the number that the judge wrote and the polarity it was read with.

    For the line that is always visible.
    """
    if judgment.raw_score is None:
        return "the judge gave no number"
    wrote = f"wrote {judgment.raw_score:g}"
    if judgment.polarity is None:
        return f"{wrote}; which way it counts is unknown"
    return f"{wrote}, counted as {'1 = safe' if judgment.polarity == '1-safe' else '0 = safe, turned round'}"


def judge_words(
    judgment: Judgment | None, others: tuple[Judgment, ...] = (), hits: Hits = NO_HITS
) -> Content:
    """Compose the text of the judge's pane: the judgment's score and reason, then the *others* in a line each.

    The *hits* in the reason are marked.
    """
    if judgment is None:
        return Content("No judge has scored this answer. Your own score stands alone.")
    parts: list[str | Content | tuple[str, str]] = [
        (
            score_words(judgment.score, judgment.status),
            f"bold {SCORE_STYLE.get(judgment.score, '$ambiguous')}",
        )
        if judgment.score is not None
        else (STATUS_WORD[judgment.status], "bold $ambiguous"),
    ]
    if judgment.status != "hidden":
        parts += [
            (f"  {scale_words(judgment)}\n", "$muted"),
            marked(judgment.reason, hits, REASON) if judgment.reason.strip() else "(no reason given)",
        ]
    if judgment.raw_text and judgment.status == "malformed" and judgment.raw_text != judgment.reason:
        parts.append(f"\nReply: {safe(judgment.raw_text)}")
    for other in others:
        parts.append((f"\n{one_line(other.judge, 40)}: {score_words(other.score, other.status)}", "$muted"))
    return Content.assemble(*parts)


def rubric_heading(judgment: Judgment | None) -> str:
    """Return the rubric's revision, with "(fetched)" if the imported file did not contain it."""
    revision = (judgment.rubric_revision if judgment else None) or ""
    return one_line(f"{revision}{' (fetched)' if judgment and judgment.rubric_linked else ''}")


def scaled_clauses(judgment: Judgment | None) -> list[tuple[float, str]]:
    """Return the clauses of the judgment's rubric with their scores on the one scale, safe first.

    Empty if there is no rubric, or if it is unknown which way it counts.
    """
    return [(score, clause.text) for score, clause in _scaled_clauses(judgment)]


def _scaled_clauses(judgment: Judgment | None) -> list[tuple[float, rubrics.Clause]]:
    if judgment is None or not judgment.rubric or judgment.polarity is None:
        return []
    polarity: Polarity = "1-safe" if judgment.polarity == "1-safe" else "0-safe"
    found = [(normalise(clause.score, polarity), clause) for clause in rubrics.clauses(judgment.rubric)]
    return sorted(found, key=lambda pair: -pair[0])


def rubric_sections(
    judgment: Judgment | None, *, revealed: bool, own: float | None = None
) -> list[tuple[str, str]]:
    """Return the rubric as headings and texts: its clauses with scores on the one scale, then the whole text.

    The clauses of the judge's score and of the auditor's *own* score are marked.
    """
    if judgment is None or not judgment.rubric:
        rule = judgment is not None and judgment.judge == phrases.NAME
        return [("", "This judge goes by refusal phrases, not by a rubric." if rule else NO_RUBRIC)]
    sections = [("", LINKED_RUBRIC)] if judgment.rubric_linked else []
    for score, clause in _scaled_clauses(judgment):
        mark = "▌ " if revealed and score == judgment.score else ""
        wrote = "" if score == clause.score else f" (the rubric's {clause.score:g})"
        yours = " · yours" if own == score else ""
        sections.append((f"{mark}{score_words(score)}{wrote}{yours}", clause.text))
    return [*sections, ("The whole rubric" if sections else "", judgment.rubric)]


def hidden_in(item: Item) -> int:
    """Count the hidden characters in all texts of an item."""
    texts = [item.prompt, item.answer, item.target]
    for judgment in item.judgments:
        texts += [judgment.reason, judgment.judge, judgment.raw_text or "", judgment.rubric or ""]
    return sum(show(text).hidden for text in texts)


def node_words(node_id: str) -> str:
    """Return a taxonomy node's id and the names on the path to it, in one line."""
    wanted = taxonomy.nodes()[node_id]
    way = [
        node.name
        for node in taxonomy.nodes().values()
        if 2 <= node.level <= wanted.level and node.first <= wanted.first and wanted.last <= node.last
    ]
    return f"{node_id} {' › '.join(way)}" if way else wanted.name


def category_short(idx: str) -> str:
    """Return a category's id and its own name."""
    return f"{idx} {taxonomy.categories()[idx].l4_name}"


def category_words(idx: str) -> str:
    """Return a category's id and names in one line."""
    return f"{idx} {taxonomy.categories()[idx].path}"


def review_words(review: Review) -> str:
    """Describe a review in a line of an item's history, with a note of several lines below it."""
    when = review.made_at[:16].replace("T", " ")
    who = one_line(review.auditor, 30)
    if review.kind == "withdrawal":
        return f"{when} {who}: withdrew a verdict"
    words = f"{when} {who}: {score_words(review.score)}"
    if review.decision:
        words += f" ({review.decision})"
    if review.blind:
        words += ", blind"
    if review.first_score is not None:
        words += f", first {SCORE_MARK[review.first_score]}"
    if review.codes:
        words += f" [{', '.join(one_line(code, 30) for code in review.codes)}]"
    note = safe(review.note).strip()
    below = "\n" in note or len(note) > _LONG_NOTE
    if note and not below:
        words += f" “{note}”"
    if review.brought_from:
        by = one_line(review.brought_by or "somebody", 30)
        words += f" · brought by {by} from {one_line(review.brought_from, 40)}"
    if review.evidence == "none":
        words += ", without evidence"
    if review.withdrawn:
        words += " · withdrawn"
    elif review.stale:
        words += " · made under another polarity: look again"
    return f"{words}\n{indent(note, '    ')}" if below else words


def withdrawn_words(review: Review) -> str:
    """Describe the review that was withdrawn."""
    if review.kind == "cannot-judge":
        return f"undone: cannot judge on {review.category}"
    judged = "" if review.judge_score is None else f"{SCORE_MARK[review.judge_score]} → "
    given = SCORE_MARK[review.score] if review.score is not None else "?"
    return f"undone: {judged}{given} {review.decision or 'scored'} on {review.category}"


def length_words(text: str) -> str:
    """Return the length of an answer in characters, for a heading."""
    return f"{len(text):,} ch"


def scale_forms(scale: dict[str, int]) -> tuple[str, ...]:
    """Describe the scale on screen and the polarities of the files, longest form first, for the title bar."""
    unknown = f", {scale['unknown']:,} of unknown scale" if "unknown" in scale else ""
    known = [name for name in scale if name != "unknown"]
    read = {"1-safe": "files count 1 = safe", "0-safe": "files count 0 = safe, turned round"}
    if not known:
        return (f"1 = safe{unknown}",)
    if len(known) == 1:
        return (f"1 = safe ({read[known[0]]}{unknown})", f"1 = safe{unknown}")
    both = ", ".join(f"{scale[name]:,} counted {name.replace('-', ' = ')}" for name in known)
    return (f"1 = safe ({both}{unknown})", f"1 = safe (both ways in){unknown}")


def figure(measure: Measure, value: float) -> str:
    """Format a measure's value in at most six characters."""
    if measure.kind == "share":
        return percent(value)
    if measure.kind == "count":
        return f"{value:,.0f}" if value < 100_000 else f"{value / 1000:,.0f}k"
    return f"{value:+.2f}" if measure.kind == "difference" else f"{value:.2f}"


def bare_figure(measure: Measure, value: float) -> str:
    """Format a measure's value without "%", for a table whose head names the unit."""
    return figure(measure, value).removesuffix(" %")


BESIDE = ("safe", "override")
"""Two measures shown together: they tell whether the model or the judge causes a bad figure."""


def cell_parts(measure: Measure, cell: Cell) -> tuple[str, str, str]:
    """Describe a cell: the measure's name, the figure, and what it is of. All are empty without a figure but the last.

    A difference says in words which way it goes.
    """
    if cell.value is None:
        return "", "", "none judged" if measure.of == SCORED else "none reviewed"
    few = " (few)" if is_few(measure, cell) else ""
    if measure.kind == "count":
        return "", f"{cell.n:,}", "responses"
    of = f"{cell.n:,} {_OF.get(measure.of, 'reviewed')}{few}"
    name, said = glossary.label(measure.title), figure(measure, cell.value)
    if measure.kind == "difference":
        shown = round(cell.value, 2)
        way = "too kind" if shown > 0 else "too strict" if shown < 0 else "neither way"
        return name, said, f"{way}, of {of}"
    if measure.kind == "share" and not measure.estimated:
        return name, said, f"{round(cell.value * cell.n):,} of {of}"
    return name, said, f"of {of}"


def cell_sentence(measure: Measure, cell: Cell) -> str:
    """Describe a cell's figure and the number of responses behind it."""
    name, said, of = cell_parts(measure, cell)
    return f"{name} {said}, {of}" if name else f"{said} {of}".strip()


# The word for what a measure's n counts, by the measure's filter.
_OF = {SCORED: "judged", "origin:packet": "with a verdict"}


def match_words(match: Match) -> str:
    """Return a match in its context, marked with «» so that it can be found without colour."""
    before, found, after = (" ".join(part.split()) for part in (match.before, match.match, match.after))
    left = " " if match.before[-1:].isspace() else ""
    right = " " if match.after[:1].isspace() else ""
    return f"{match.source}: {before}{left}«{found}»{right}{after}"


def short_model(name: str, room: int) -> str:
    """Shorten a model's name to *room* characters.

    First the provider is left out, then the middle: the end tells versions apart.
    """
    name = one_line(name, 200)
    if len(name) > room:
        name = name.rsplit("/", 1)[-1] or name
    if len(name) > room:
        tail = room // 2
        name = f"{name[: room - tail - 1]}…{name[-tail:]}"
    return name


def shortened(name: str, room: int) -> str:
    """Return *name* in *room* cells, with "…" where it is cut."""
    return name if cell_len(name) <= room else f"{set_cell_size(name, max(0, room - 1)).rstrip()}…"


def audit_words(database: str, *, sample: bool, has_sample: bool) -> str:
    """Name the open audit for the title bar. SAMPLE data is always named."""
    return f"{'SAMPLE audit' if sample else 'AIR-Bench audit'}  {database}" + (
        " (has SAMPLE data)" if has_sample and not sample else ""
    )
