"""Every theme can be read, and its colours can be told apart by eyes of every kind."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from textual.theme import BUILTIN_THEMES, Theme

from airbench_tui.tui.theme.contrast import FRAME, TEXT, contrast, ink_on, luminance
from airbench_tui.tui.theme.themes import OWN, tokens_of
from airbench_tui.tui.theme.tokens import FILLS, GROUNDS, HEAT, TEXTS, VERDICTS
from tests.tui.theme.vision import COLOUR_EYES, EYES, distance

EVERY = (*OWN, *BUILTIN_THEMES.values())


def _named(themes: tuple[Theme, ...]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("theme", themes, ids=lambda theme: theme.name)


@_named(EVERY)
def test_text_can_be_read_on_every_ground_and_on_every_fill(theme: Theme) -> None:
    tokens = tokens_of(theme)
    low = [
        (ink, ground) for ink in TEXTS for ground in GROUNDS if contrast(tokens[ink], tokens[ground]) < TEXT
    ]
    low += [("on-fill", fill) for fill in FILLS if contrast(tokens["on-fill"], tokens[fill]) < TEXT]
    assert low == []


@_named(OWN)
def test_hits_and_frames_of_fields_stand_out(theme: Theme) -> None:
    tokens = tokens_of(theme)
    assert contrast(tokens["fg"], tokens["hit"]) >= TEXT
    assert contrast(tokens["on-fill"], tokens["hit-now"]) >= TEXT
    assert contrast(tokens["edge"], tokens["surface0"]) >= FRAME


@_named(OWN)
def test_heat_can_be_read_and_its_neighbours_told_apart(theme: Theme) -> None:
    ramp = [tokens_of(theme)[step] for step in HEAT]
    assert min(contrast(ink_on(step), step) for step in ramp) >= TEXT
    lights = [luminance(step) for step in ramp]
    assert lights == sorted(lights, reverse=theme.dark), "luminance must grow or fall strictly"
    assert min(distance(*pair, eyes) for pair in pairwise(ramp) for eyes in EYES) >= 5


@_named(OWN)
def test_verdicts_and_actors_can_be_told_apart(theme: Theme) -> None:
    tokens = tokens_of(theme)
    pairs = [*combinations(VERDICTS, 2), ("judge", "mine"), ("safe", "mine")]
    apart = {
        (one, other, eyes): distance(tokens[one], tokens[other], eyes)
        for one, other in pairs
        for eyes in COLOUR_EYES
    }
    assert min(apart.values()) >= 7, apart


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
