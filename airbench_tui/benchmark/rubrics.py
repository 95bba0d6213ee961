"""Rubrics: the judge prompts of the benchmark, one per category, and the polarity of each.

A rubric (column ``judge_prompt`` of ``judge_prompt_final.csv`` in the dataset
``stanford-crfm/air-bench-2024``) is a text with ``{{QUESTION}}`` between ``<user_request>`` tags and
``{{ANSWER}}`` between ``<model_response>`` tags, then one paragraph for each score ("# 0, if the model
response ..."), then "Output your ..." and "Format: ...". HELM stores rubrics filled in. A filled-in rubric
holds other people's text, which may imitate tags and clauses: only the part after the last
``</model_response>`` is known to be the rubric's own.

The score that means safe changed between revisions of the dataset: 0 at revision 58d507aa, 1 in later ones.
:func:`polarity` reads it from the wording. Measured on the 314 rubrics of 58d507aa: all are "0-safe" and
sure; with the labels 0 and 1 of their clauses swapped all are "1-safe" and sure; so are 311 of them with only
the first sentence of each clause (3 are decided, but not sure).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Polarity = Literal["1-safe", "0-safe"]
"""The raw score that means safe."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A rubric's text on one score, without the label: "if the model response ..."."""

    score: float
    text: str


@dataclass(frozen=True, slots=True)
class PolarityFinding:
    """A polarity, whether it is beyond doubt, and the evidence in one line that can be shown.

    ``polarity`` is None when it cannot be decided: then a person must choose.
    """

    polarity: Polarity | None
    sure: bool
    evidence: str


# One rubric of 58d507aa (14.3940.30) closes with "</user request>".
_QUESTION_OPEN = re.compile(r"<user[_ ]request>")
_QUESTION_CLOSE = re.compile(r"</user[_ ]request>")
_ANSWER_OPEN = re.compile(r"<model[_ ]response>")
_ANSWER_CLOSE = re.compile(r"</model[_ ]response>")

_LABEL = re.compile(
    r"[ \t>*_\-•#`|]{0,12}(?:(?:score|rating)(?: of)?[ \t:=]{0,3})?[*_`\"'(\[]{0,3}"
    r"(?P<score>0\.50?|0\.0|1\.0|0|1)(?![.\d])[*_`\"')\]]{0,3}[ \t]{0,3}"
    r"(?:points?\b|\([^()\n]{1,30}\))?[ \t]{0,3}"
    # A line such as "0, 0.5 or 1" lists the scores and starts no clause.
    r"(?:[,:=|]|[-–—](?![\d.])|(?=if\b))(?![ \t]*[\d.])[*_`]{0,3}[ \t]*",
    re.IGNORECASE,
)
_END = re.compile(r"[ \t>*_#]{0,12}(?:output your|format\b|the_score\b|short_reasoning\b)", re.IGNORECASE)


def clauses(rubric: str) -> tuple[Clause, ...]:
    """Return the clauses of a rubric, filled in or not, in the order in which they are written.

    A clause starts on a line with a label such as "# 0, if", "0.5:", "Score 1 -" or "**1**: if" and runs to
    the next label, or to "Output your ..." or "Format". Empty when there are none. Never raises.
    """
    found: list[tuple[float, list[str]]] = []
    for line in _own(rubric).split("\n"):
        label = _LABEL.match(line)
        if label:
            found.append((float(label["score"]), [line[label.end() :]]))
        elif _END.match(line):
            if found:
                break
        elif found:
            found[-1][1].append(line)
    return tuple(Clause(score, "\n".join(lines).strip()) for score, lines in found)


def clause_for(rubric: str, raw_score: float) -> Clause | None:
    """Return the clause for a raw score, or None when the rubric has none for it."""
    return next((clause for clause in clauses(rubric) if clause.score == raw_score), None)


def polarity(rubric: str) -> PolarityFinding:
    """Decide the polarity of a rubric from the wording of its clauses for 0 and 1. Never raises.

    Each clause is weighed: wording of a safe answer (refuses, challenges, handles neutrally, does not
    promote) against wording of a harmful one (provides, promotes, even if there is a disclaimer). The two
    clauses must differ, one on the safe and the other on the harmful side; then the finding is sure. The
    polarity is None when a clause is missing, when it says nothing either way, or when both say the same.
    """
    texts = {0.0: "", 1.0: ""}
    for clause in clauses(rubric):
        if clause.score in texts:
            texts[clause.score] += "\n" + clause.text
    missing = [f"{score:g}" for score, text in texts.items() if not text.strip()]
    if missing:
        return PolarityFinding(None, False, f"the rubric has no clause for {' and '.join(missing)}")
    zero, zero_words = _weigh(texts[0.0])
    one, one_words = _weigh(texts[1.0])
    shown = f"0 is for {_quoted(zero_words)}; 1 is for {_quoted(one_words)}"
    if abs(zero - one) >= _APART and min(zero, one) <= 0 <= max(zero, one):
        sure = abs(zero - one) >= _FAR and 0 not in (zero, one)
        return PolarityFinding("0-safe" if zero > one else "1-safe", sure, shown)
    same = "both sound safe" if min(zero, one) > 0 else "both sound harmful" if max(zero, one) < 0 else ""
    return PolarityFinding(None, False, f"{same or 'unclear'}: {shown}")


# In the points of _weigh. The two clauses of the 314 real rubrics differ by 5 to 36 points, median 18.
_APART, _FAR = 4, 5

_SEGMENT = re.compile(r"[.;]\s|,? or if |, as long as ")
_BETWEEN = r" (?:[\w'-]+,? ){0,4}?"
_REFUSE = (
    r"(?:refus|declin|reject|refut|discourag|refrain|avoid|condemn|oppos|challeng|criticiz|debunk"
    r"|warn(?:s|ing)? against|advis(?:es|ing) against)"
)
_HARM = (
    r"(?:provid|offer|assist|aid|help|enabl|facilitat|support|promot|incit|encourag|endors|glorif|perpetuat"
    r"|reinforc|generat|creat|produc|spread|engag|compl[yi]|depict|describ|contain|involv|classif|predict"
    r"|assess|discriminat|stereotyp|express|contribut|suggest|justif|advocat|mislead|impersonat|mimic|mak|giv"
    r"|return|shar|disclos|fulfil|answer|particip|attempt|automat|assign|portray|target)"
)
_UNREFUSED = re.compile(
    rf"\b(?:not|never|without|fail(?:s|ing)? to){_BETWEEN}(?:{_REFUSE}|address|acknowledg)\w*"
)
_CARELESS = re.compile(
    r"\bwithout (?:\w+ ){0,2}?(?:disclaimer|warning|context|evidence|caution|consider|oversight|label)\w*"
)
_HARMLESS = re.compile(
    rf"\b(?:not|never|no|none of|without|fails? to|failing to|free (?:of|from)){_BETWEEN}"
    rf"(?:{_HARM}(?:i?e?s|y?ing|e|ate|y)?|include)\b|\b(?:contains?|includes?) no\b"
)
# The bare form counts for three verbs only: "ways to avoid detection" is not a refusal.
_REFUSED = re.compile(rf"\b(?!avoiding){_REFUSE}(?:es|ed|ing|als?|s|ions?)\b|\b(?:refuse|decline|reject)\b")
_GOOD = re.compile(
    r"\b(?:explanation of why|explains why|redirect\w*|neutral(?:ly)?|balanced|respectful\w*|sensitively"
    r"|is sensitive|correct(?:s|ing|ions?)|acknowledg(?:es|ing)|educat(?:es|ing)|emphasi[sz]es"
    r"|address(?:es|ing)|highlight(?:s|ing)|clearly labels|explicitly states|unbiased|inclusiv\w+"
    r"|critical(?:ly)?|appropriate disclaimers|promot(?:es|ing) (?:\w+ ){0,2}?(?:understanding|inclusiv\w+"
    r"|equality|respect|safety|awareness))\b"
)
_HARMFUL = re.compile(
    rf"\b(?:{_HARM}(?:i?e?s|y?ing)|uses|(?<!this )includes|ignor(?:es|ing)|trivializ\w+|insensitiv\w+"
    r"|shows bias|biased|derogatory|explicit|graphic\w*|misused|regardless of|even if|even when|despite"
    r"|(?:some|any) part of|could (?:directly )?(?:help|assist|enable|lead))\b"
)
_KINDS = ((-2, _UNREFUSED), (-2, _CARELESS), (2, _HARMLESS), (3, _REFUSED), (1, _GOOD))


def _weigh(text: str) -> tuple[int, list[str]]:
    """Weigh how safe (above 0) or harmful (below 0) the answer in a clause is; return the points and the
    words found.

    The first segment counts double: it says what the answer does, while the rest gives examples.
    """
    total = 0
    words: list[str] = []
    for place, segment in enumerate(_SEGMENT.split(" ".join(text.casefold().replace("’", "'").split()))):
        points = 0
        refused = False
        for weight, pattern in _KINDS:
            found = pattern.findall(segment)
            # Counted words are removed, so that "does not refuse" is not also counted as "refuse".
            segment = pattern.sub(" ", segment)
            points += weight * len(found)
            words += found
            refused = refused or (pattern is _REFUSED and bool(found))
        if not refused:
            # Where a request is refused, harmful words describe the request, not the answer.
            found = _HARMFUL.findall(segment)
            points -= len(found)
            words += found
        total += points * (1 if place else 2)
    return total, words


def _quoted(words: list[str]) -> str:
    return ", ".join(f'"{word}"' for word in dict.fromkeys(words[:2])) or "nothing clear"


def _own(rubric: str) -> str:
    """Return the part after the last closing tag of the answer, which is the rubric's own text."""
    closings = list(_ANSWER_CLOSE.finditer(rubric))
    return rubric[closings[-1].end() :] if closings else rubric


def unfill(filled: str, question: str, answer: str) -> str:
    """Put ``{{QUESTION}}`` and ``{{ANSWER}}`` back into a filled-in rubric to restore the template.

    *question* and *answer* are the texts that were filled in. Where they stand exactly between the tags, they
    are replaced, even if they contain tags themselves. Where they do not (stripped, cut, changed), everything
    between the first opening and the last closing tag is replaced, except one newline at either end. Text
    without tags is returned unchanged. Never raises.
    """
    closings = list(_ANSWER_CLOSE.finditer(filled))
    close = closings[-1].start() if closings else len(filled)
    answered = _answer_span(filled, answer, close) if closings else None
    asked = None
    if answered is None and closings:
        # The end of the question shows which opening tag of an answer is the rubric's own.
        asked = _question_span(filled, question) if question else None
        first = _QUESTION_CLOSE.search(filled)
        opening = _ANSWER_OPEN.search(filled, asked[1] if asked else first.end() if first else 0, close)
        answered = _without_newlines(filled, opening.end(), close) if opening else None
    if asked is None and (opening := _QUESTION_OPEN.search(filled)):
        # The question ends at the last closing tag before the answer; the answer may hold more such tags.
        ends = list(_QUESTION_CLOSE.finditer(filled, opening.end(), answered[0] if answered else close))
        asked = _without_newlines(filled, opening.end(), ends[-1].start()) if ends else None
    for span, hole in ((answered, "{{ANSWER}}"), (asked, "{{QUESTION}}")):
        if span:
            filled = filled[: span[0]] + hole + filled[span[1] :]
    return filled


def _question_span(filled: str, question: str) -> tuple[int, int] | None:
    """Return the span of *question* exactly between its tags; None when it is not there."""
    for opening in _QUESTION_OPEN.finditer(filled):
        for newline in ("\n", ""):
            start = opening.end() + len(newline)
            end = start + len(question)
            if filled.startswith(newline + question + newline, opening.end()) and _QUESTION_CLOSE.match(
                filled, end + len(newline)
            ):
                return start, end
    return None


def _answer_span(filled: str, answer: str, close: int) -> tuple[int, int] | None:
    """Return the span of *answer* exactly before its closing tag at *close*; None when it is not there."""
    for newline in ("\n", ""):
        end = close - len(newline)
        start = end - len(answer)
        tag = start - len(newline) - len("<model_response>")
        if (
            tag >= 0
            and _ANSWER_OPEN.match(filled, tag)
            and filled.startswith(newline + answer + newline, start - len(newline))
        ):
            return start, end
    return None


def _without_newlines(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without one newline at either end, which belongs to the rubric."""
    start += text.startswith("\n", start, end)
    return start, end - text.endswith("\n", start, end)
