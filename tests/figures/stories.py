"""The search for disagreements in random histories, each reduced to the fewest steps that cause it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.figures.errors import DisagreementError
from tests.figures.machine import Histories
from tests.figures.table import every_name

Story = list[tuple[str, dict[str, Any]]]


def search(kind: type[Histories], histories: int, steps: int, seed: int) -> list[DisagreementError]:
    """Return the disagreements of the first history that has any. Other errors are raised."""
    chosen = settings(
        max_examples=histories,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # Hypothesis would take minutes to shorten a history: see shortened
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    try:
        run_state_machine_as_test(hypothesis.seed(seed)(kind), settings=chosen)
    except BaseException as error:
        found = list(_disagreements(error))
        if not found:
            raise
        return found
    return []


def told(error: DisagreementError) -> str:
    """Return a disagreement and the steps that lead to it, in words."""
    words, story = _shortened(error)
    steps = (f"  {step}({_given(given)})" for step, given in story)
    return "\n".join([words, *steps])


def _disagreements(error: BaseException) -> Iterator[DisagreementError]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _disagreements(inner)
    elif isinstance(error, DisagreementError):
        yield error


def _shortened(error: DisagreementError) -> tuple[str, Story]:
    """Return the message and the history without the steps that the disagreement does not need."""
    words, story = str(error), list(error.story)

    class Alone(Histories):
        known = every_name() - {error.name}
        thorough = True

    size = max(1, len(story) // 2)
    while True:
        at = 0
        while at < len(story):
            less = story[:at] + story[at + size :]
            said = _taken_again(Alone, less)
            if said is None:
                at += size
            else:
                words, story = said, less
        if size == 1:
            return words, story
        size //= 2


def _taken_again(kind: type[Histories], story: Story) -> str | None:
    """Return the disagreement that a history causes, or None."""
    machine, said = kind(), None
    try:
        for step, given in story:
            getattr(machine, step)(**given)
            machine.agree()
    except DisagreementError as error:
        said = str(error)
    try:
        machine.teardown()
    except DisagreementError as error:
        said = said or str(error)
    return said


def _given(given: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in given.items())
