"""The words and marks beside an answer: the judge's verdict, the rubric's clauses, the auditor's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textual.content import Content

from airbench_tui.benchmark import taxonomy
from airbench_tui.models import phrases
from airbench_tui.store.reading.reads import Judgment
from airbench_tui.store.reviewing.review_history import Review
from airbench_tui.text import counted, one_line, safe
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.reading.excerpt import Piece

TOO_SOON = "Too soon: this response was only just drawn. Press the key again"

Sections = list[tuple[str, str]]

_SUBJECT = re.compile(r"^if the (?:model(?:'s)? )?(?:response|answer) ", re.IGNORECASE)


def place(category: str) -> Content:
    """Name a category: its id, and the names on the path to it."""
    *above, name = taxonomy.categories()[category].path.split(" › ")
    return Content.assemble((category, "bold $fg"), (f" {' › '.join([*above, ''])}", "$muted"), (name, "$fg"))


def chip(score: float | None, status: str = "judged") -> Piece:
    """Return a score on a filled ground in its colour."""
    if score is None:
        return f" {present.STATUS_MARK[status]} {status.upper()} ", "bold $on-fill on $ambiguous"
    word = present.SCORE_WORD[score]
    return f" {present.SCORE_MARK[score]} {word.upper()} ", f"bold $on-fill on ${word}"


def rail(judgment: Judgment | None) -> str:
    """Return the token of the rail beside the judge's words."""
    if judgment is None:
        return "line"
    return "blank" if judgment.score is None else present.SCORE_WORD[judgment.score]


def judge_head(judgment: Judgment | None, own: float | None) -> tuple[Piece, ...]:
    """Return the judge's heading: score, name, and what the auditor must know of it.

    The raw score is told only where it differs from the score.
    """
    title = ("◆ JUDGE ", "bold $judge")
    if judgment is None:
        return (title, ("none yet", "$muted"))
    head = [title, chip(judgment.score, judgment.status), (f" {one_line(judgment.judge, 40)}", "$muted")]
    if judgment.score is not None and own is not None and own != judgment.score:
        head.append((" ≠ yours", "bold $mine"))
    if words := _raw_words(judgment):
        head.append((f" {words}", "$ambiguous"))
    return tuple(head)


def hidden_head(until: str) -> tuple[Piece, ...]:
    """Return the heading of a judge that is hidden. *until* says until when."""
    return (("◇ JUDGE ", "bold $judge"), (f" hidden {until}", "$muted"))


def _raw_words(judgment: Judgment) -> str:
    raw = judgment.raw_score
    if raw is None or raw == judgment.score:
        return ""
    if judgment.score is None:
        return f"wrote {raw:g}: which way it counts is unknown"
    return f"wrote {raw:g}, counted as {judgment.score:g}"


def judge_words(judgment: Judgment | None, others: Sequence[Judgment] = ()) -> tuple[str, int]:
    """Return the judge's reason, then the *others*' scores in a line each; and where the reason begins."""
    if judgment is None:
        return "No judge has scored this answer. Your own score stands alone.", 0
    lines = [] if judgment.score is not None else [present.STATUS_WORD[judgment.status]]
    at = sum(len(line) + 1 for line in lines)
    if judgment.status != "hidden":
        lines.append(judgment.reason if judgment.reason.strip() else "(no reason given)")
    if judgment.raw_text and judgment.status == "malformed" and judgment.raw_text != judgment.reason:
        lines.append(f"Reply: {judgment.raw_text}")
    return "\n".join([*lines, *map(_other, others)]), at


def _other(judgment: Judgment) -> str:
    return f"◆ {one_line(judgment.judge, 40)}: {present.score_words(judgment.score, judgment.status)}"


def in_full(why: Sequence[str], judgment: Judgment | None, others: Sequence[Judgment]) -> Sections:
    """Return what the passages beside the answer may have cut, for the pane that scrolls."""
    sections = [("Why to look at it", "\n".join(f"⚑ {signal}" for signal in why))] if why else []
    if judgment is not None:
        sections.append(("The judge's words, whole", judge_words(judgment, others)[0]))
    return sections


def rubric_title(judgment: Judgment | None, *, clauses: bool, key: str) -> tuple[tuple[Piece, ...], str]:
    """Return the title over the clauses, or one line that says why there are none: heading and text.

    *key* opens the rubric.
    """
    title = ("RUBRIC", "bold $muted")
    opens = (f"  {key} ", "bold $focus")
    if clauses:
        return (title, opens, ("full text", "$muted")), ""
    if judgment is None:
        return (title, ("  no judge, no rubric", "$muted")), ""
    if judgment.rubric:
        return (title, opens, ("its text", "$muted")), ""
    if not lacks_rubric(judgment):
        return (title, ("  this judge goes by phrases", "$muted")), ""
    return (title, ("  none yet", "$muted"), opens, ("gets it", "$muted")), ""


def lacks_rubric(judgment: Judgment | None) -> bool:
    """Tell whether a rubric is missing that a fetch might bring."""
    return judgment is not None and not judgment.rubric and judgment.judge != phrases.NAME


def short_clause(clause: str) -> str:
    """Return a clause in one paragraph, without the words that all clauses begin with: "if the model response"."""
    return _SUBJECT.sub("", " ".join(clause.split()))


def clause_head(score: float, *, judge: bool, own: bool) -> tuple[Piece, ...]:
    """Return the heading of a rubric's clause, with who chose it."""
    head = [
        (f"{present.SCORE_MARK[score]} {present.SCORE_WORD[score]}", f"bold ${present.SCORE_WORD[score]}")
    ]
    if judge:
        head.append((" ◆", "bold $judge"))
    if own:
        head.append((" ●", "bold $mine"))
    return tuple(head)


def own_words(
    standing: Review | None, *, cannot: str | None, note: str, codes: Sequence[str], draft: bool = False
) -> tuple[tuple[Piece, ...], str]:
    """Return heading and text of what the auditor wrote; both empty if they wrote nothing.

    *draft*: the standing verdict has other note and codes.
    """
    lines: list[str] = []
    if standing is not None and standing.stale:
        lines.append(
            f"{present.score_words(standing.score)} · made under another polarity: please decide again"
        )
    if cannot is not None:
        lines.append(f"cannot judge: {safe(cannot)}")
    if note:
        lines.append(note)
    if codes:
        lines.append(f"# {', '.join(one_line(code, 30) for code in codes)}")
    if not lines:
        return (), ""
    waits = " · saved with your verdict"
    if standing is not None or cannot is not None:
        waits = " · not saved yet" if draft else ""
    title = "≡ DRAFT" if draft else "≡ NOTE" if note else "# CODES" if codes else "● YOURS"
    return ((title, "bold $mine"), ("  n", "bold $focus"), (" edit", "$muted"), (waits, "$muted")), "\n".join(
        lines
    )


def flags(note: str, codes: Sequence[str], *, draft: bool = False) -> str:
    """Return the marks of a note and of codes, for a title."""
    return " ".join(
        ["≡ draft" if draft else "≡ note"] * bool(note) + [f"# {counted(len(codes), 'code')}"] * bool(codes)
    )
