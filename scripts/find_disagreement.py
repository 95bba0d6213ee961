"""Look for figures that disagree: ``python -m scripts.find_disagreement [HISTORIES] [STEPS] [SEED]``.

Random histories of two copies of a small audit, as ``tests/figures`` has them. Every kind of disagreement (a figure
in a place) is printed once, with the shortest history that shows it, and passed over from then on.
"""

from __future__ import annotations

import argparse
import time
import traceback
from collections.abc import Iterator

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.figures.machine import DisagreementError, Histories


def main() -> int:
    """Print what was found; the exit status is 1 where anything was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("histories", type=int, nargs="?", default=2000)
    parser.add_argument("steps", type=int, nargs="?", default=50)
    parser.add_argument("seed", type=int, nargs="?", default=0)
    parser.add_argument("--quick", action="store_true", help="Do not shorten the histories.")
    wanted = parser.parse_args()
    began, found = time.monotonic(), 0
    while Histories.histories < wanted.histories:
        try:
            _search(wanted.histories - Histories.histories, wanted.steps, wanted.seed + found, wanted.quick)
            break
        except BaseException as error:
            known = Histories.known
            for one in _kinds(error):
                name = type(one).__name__.removeprefix("DisagreementError[").removesuffix("]")
                if name in Histories.known:
                    continue
                found += 1
                Histories.known |= {name}
                print(f"--- {found}. {name}\n{one}\n" + "\n".join(getattr(one, "__notes__", ())), flush=True)
            if Histories.known == known:  # no disagreement, but a mistake
                traceback.print_exception(error)
                return 2
    seconds = time.monotonic() - began
    print(
        f"{Histories.histories:,} histories, {Histories.steps:,} steps, {found} disagreements, {seconds:.0f} s"
    )
    return int(found > 0)


def _search(histories: int, steps: int, seed: int, quick: bool) -> None:
    phases = [Phase.generate] if quick else [Phase.generate, Phase.shrink]
    found = settings(
        max_examples=histories,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    hypothesis.seed(seed)(Histories)
    run_state_machine_as_test(Histories, settings=found)


def _kinds(error: BaseException) -> Iterator[DisagreementError]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _kinds(inner)
    elif isinstance(error, DisagreementError):
        yield error


if __name__ == "__main__":
    raise SystemExit(main())
