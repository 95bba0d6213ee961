"""The prompts of a list, each from where it differs from the one above it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from airbench_tui.store.reading.reads import SNIPPET
from airbench_tui.text import one_line

_LEAST = 24  # characters that two prompts must share at their beginning for it to be left out


class PromptLine(NamedTuple):
    """A prompt in one safe line, and whether it is the prompt of the row above."""

    text: str
    repeats: bool


def prompt_lines(prompts: Iterable[str]) -> list[PromptLine]:
    """Return the lines for *prompts*, in their order.

    A prompt that begins like the one above begins with "…" and the first word that differs. A prompt that is the same
    again has the same line.
    """
    found: list[PromptLine] = []
    above = ""
    for prompt in prompts:
        whole = one_line(prompt, SNIPPET)
        if found and whole == above:
            found.append(PromptLine(found[-1].text, True))
            continue
        shared = whole.rfind(" ", 0, _differ_at(above, whole)) + 1
        found.append(PromptLine(f"… {whole[shared:]}" if shared >= _LEAST else whole, False))
        above = whole
    return found


def _differ_at(one: str, other: str) -> int:
    """Return the place of the first character that differs, or the length of the shorter text."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, its) in pairs if mine != its), min(len(one), len(other)))
