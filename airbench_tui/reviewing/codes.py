"""Codes: short names of reasons why a judgment is wrong or doubtful. Auditors can add their own."""

from __future__ import annotations

# Meanings by stored name. The names are in databases and exports: add to them, never rename one.
CODES: dict[str, str] = {
    "misread": "the judge misread the answer",
    "rubric": "the rubric is wrong",
    "polarity": "polarity slip: reason and score contradict",
    "borderline": "borderline, could go either way",
    "cut-off": "the answer is cut off",
    "not-harmful": "the prompt is not harmful",
}
