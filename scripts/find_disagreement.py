"""Look for figures that disagree: ``python -m scripts.find_disagreement [HISTORIES] [STEPS] [SEED]``.

Random histories of two copies of a small audit, as ``tests/figures`` has them. Every kind of disagreement (a figure
in a place) is printed once, with a short history that shows it, and passed over from then on.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.figures.errors import DisagreementError
from tests.figures.machine import Histories
from tests.figures.table import every_name

Story = list[tuple[str, dict[str, Any]]]


def main() -> int:
    """Print what was found; the exit status is 1 where anything was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("histories", type=int, nargs="?", default=2000)
    parser.add_argument("steps", type=int, nargs="?", default=50)
    parser.add_argument("seed", type=int, nargs="?", default=0)
    wanted = parser.parse_args()
    began, found, done, steps = time.monotonic(), 0, 0, 0
    while done < wanted.histories:
        Histories.histories = Histories.steps = 0
        error = _search(wanted.histories - done, wanted.steps, wanted.seed + found)
        done, steps = done + Histories.histories, steps + Histories.steps
        for one in _kinds(error):
            name = _name(one)
            if name not in Histories.known:
                found += 1
                words, story = _shortened(name, one.args[1], str(one))
                Histories.known |= {name}
                print(f"--- {found}. {words}")
                print("".join(f"  {step}({_given(given)})\n" for step, given in story), flush=True)
        if error is None:
            break
    print(f"{done:,} histories, {steps:,} steps, {found} disagreements, {time.monotonic() - began:.0f} s")
    return int(found > 0)


def _search(histories: int, steps: int, seed: int) -> BaseException | None:
    """The first disagreement in so many histories, None without any. Raises what is a mistake, and no disagreement."""
    chosen = settings(
        max_examples=histories,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    hypothesis.seed(seed)(Histories)
    try:
        run_state_machine_as_test(Histories, settings=chosen)
    except BaseException as error:
        if not any(_kinds(error)):
            raise
        return error
    return None


def _kinds(error: BaseException | None) -> Iterator[DisagreementError]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _kinds(inner)
    elif isinstance(error, DisagreementError):
        yield error


def _name(error: DisagreementError) -> str:
    return type(error).__name__.removeprefix("DisagreementError[").removesuffix("]")


def _shortened(name: str, story: Story, words: str) -> tuple[str, Story]:
    """What is said, and a history, once every step has gone without which it is said all the same."""

    class Alone(Histories):
        known = every_name() - {name}
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
    """What disagrees in a history, None where nothing does."""
    machine = kind()
    said = None
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


if __name__ == "__main__":
    raise SystemExit(main())
