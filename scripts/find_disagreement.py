"""Look for figures that disagree: ``python -m scripts.find_disagreement [HISTORIES] [STEPS] [SEED]``.

It runs random histories of two copies of a small audit, as ``tests/figures`` does. Each kind of disagreement
(a figure in a place) is printed once, with a short history that shows it, and ignored from then on.
"""

from __future__ import annotations

import argparse
import time

from tests.figures.machine import Histories
from tests.figures.stories import search, told


def main() -> int:
    """Print the disagreements; the exit status is 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("histories", type=int, nargs="?", default=2000)
    parser.add_argument("steps", type=int, nargs="?", default=50)
    parser.add_argument("seed", type=int, nargs="?", default=0)
    wanted = parser.parse_args()
    began, number, done, steps = time.monotonic(), 0, 0, 0
    while done < wanted.histories:
        Histories.histories = Histories.steps = 0
        found = search(Histories, wanted.histories - done, wanted.steps, wanted.seed + number)
        done, steps = done + Histories.histories, steps + Histories.steps
        for one in found:
            if one.name not in Histories.known:
                number += 1
                print(f"--- {number}. {told(one)}\n", flush=True)
                Histories.known |= {one.name}
        if not found:
            break
    seconds = time.monotonic() - began
    print(f"{done:,} histories, {steps:,} steps, {number} disagreements, {seconds:.0f} s")
    return int(number > 0)


if __name__ == "__main__":
    raise SystemExit(main())
