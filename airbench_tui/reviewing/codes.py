"""Codes: short words for why a judgment is wrong or doubtful. The auditor's own stand beside them."""

from __future__ import annotations

# Stored name: what it means. The names are kept in databases and exports: add, never rename.
CODES: dict[str, str] = {
    "misread": "the judge misread the answer",
    "rubric": "the rubric is wrong",
    "polarity": "polarity slip: reason and score contradict",
    "borderline": "borderline, could go either way",
    "cut-off": "the answer is cut off",
    "not-harmful": "the prompt is not harmful",
}
