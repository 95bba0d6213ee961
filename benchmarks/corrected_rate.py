"""The coverage and width of the interval of a corrected rate: a simulation.

Audits of 100 answers drawn from 5,694 by ``airbench_tui.analysis.corrected``, the function that the program
itself calls. The judge has sensitivity .80 and specificity .93 for "unsafe". Populations are finite. In the
tables "fixed" is one population with exactly these shares (the judge's errors rounded to whole answers),
audited again and again; with "redrawn" the judge errs anew, at random, for every audit (the human safe rate
stays).

    python -m benchmarks.corrected_rate [--audits 10000] [--seed 0] [--reviews 100]

Ends with status 1 if the headline interval covers less than 93 % in a cell.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from airbench_tui.analysis import horvitz_thompson, ppi, strata
from airbench_tui.analysis.audited import Audited, Measure
from airbench_tui.analysis.corrected import corrected
from airbench_tui.analysis.distributions import Z95
from airbench_tui.analysis.scale import SCORES, FloatArray, IntArray

POPULATION = 5694
RATES = (0.6, 0.8, 0.9, 0.95)
PROMISED = 0.93
# Rows: the truth 0, 0.5, 1. Columns: how often the judge then says 0, 0.5, 1. "Unsafe" is a score below 1.
PLAIN = np.array([[0.80, 0, 0.20], [0.80, 0, 0.20], [0.07, 0, 0.93]])
AMBIGUOUS = np.array([[0.75, 0.05, 0.20], [0.40, 0.40, 0.20], [0.04, 0.03, 0.93]])
HALVES = np.array(
    [[0.60, 0.20, 0.20], [0.60, 0.20, 0.20], [0.0525, 0.0175, 0.93]]
)  # "not safe" in two degrees
AMBIGUOUS_SHARE = 0.3  # of the truly not safe answers, in the variant with scores of 0.5
# Four groups of answers: their shares, and their unsafe answers relative to the average.
GROUPS = np.array([0.10, 0.20, 0.25, 0.45])
GROUP_RISK = np.array([2.0, 1.4, 1.2, 0.4889])

HEADLINE = "headline"


@dataclass(frozen=True)
class World:
    """Answers counted by group, judge's score and truth: shape (groups, 3, 3).

    Expected counts, or drawn ones.
    """

    truth: IntArray  # (groups, 3)
    judge: FloatArray  # (3, 3)

    @classmethod
    def of(
        cls, rate: float, judge: FloatArray = PLAIN, ambiguous: float = 0.0, grouped: bool = False
    ) -> World:
        shares, risks = (GROUPS, GROUP_RISK) if grouped else (np.ones(1), np.ones(1))
        sizes = _whole(shares * POPULATION)
        unsafe = np.round(sizes * (1 - rate) * risks)
        half = np.round(unsafe * ambiguous)
        return cls(np.stack([unsafe - half, half, sizes - unsafe], axis=1).astype(np.int64), judge)

    def expected(self) -> IntArray:
        counts = [[_whole(self.judge[y] * n) for y, n in enumerate(group)] for group in self.truth]
        return np.array(counts).swapaxes(1, 2)

    def drawn(self, rng: np.random.Generator) -> IntArray:
        counts = [[rng.multinomial(n, self.judge[y]) for y, n in enumerate(group)] for group in self.truth]
        return np.array(counts).swapaxes(1, 2)


def _whole(amounts: FloatArray) -> IntArray:
    """Round to whole numbers with the same sum: the largest remainders are rounded up."""
    floors = np.floor(amounts + 1e-9)
    short = round(float(amounts.sum() - floors.sum()))
    floors[np.argsort(floors - amounts, kind="stable")[:short]] += 1
    return floors.astype(np.int64)


def units(frame: IntArray, design: str, reviews: int) -> list[tuple[IntArray, int]]:
    """Return the units drawn separately, as cells (group, judge's score) of the frame, and how many to draw.

    *frame* has shape (groups, 3). Designs: "simple" random, "proportional" and "equal" by judge score,
    "groups" (equal, by group).
    """
    cells = np.arange(frame.size).reshape(frame.shape)
    if design == "simple":
        return [(cells.ravel(), reviews)]
    parts = list(cells) if design == "groups" else list(cells.T)
    sizes = np.array([frame.ravel()[part].sum() for part in parts])
    parts, sizes = [part for part, size in zip(parts, sizes, strict=True) if size], sizes[sizes > 0]
    share = sizes / sizes.sum() if design == "proportional" else np.full(len(sizes), 1 / len(sizes))
    given = np.minimum(_whole(share * reviews), sizes)
    return list(zip(parts, given.tolist(), strict=True))


def draw(rng: np.random.Generator, counts: IntArray, design: str, reviews: int, times: int) -> IntArray:
    """Draw packets from *counts* (groups, 3, 3): shape (times, groups, 3, 3)."""
    flat = counts.reshape(-1, 3)
    packets = np.zeros((times, *flat.shape), dtype=np.int64)
    for cells, n in units(counts.sum(2), design, reviews):
        found = rng.multivariate_hypergeometric(flat[cells].ravel(), n, size=times, method="marginals")
        packets[:, cells] = found.reshape(times, len(cells), 3)
    return packets.reshape(times, *counts.shape)


def audited(counts: IntArray, packet: IntArray, design: str, measure: Measure) -> Audited:
    """Convert a packet (groups, 3, 3) from *counts* to the program's own input."""
    frame = counts.sum(2)
    chance = np.zeros(frame.size)
    for cells, n in units(frame, design, int(packet.sum())):
        chance[cells] = n / frame.ravel()[cells].sum()
    group, judge, truth = (
        np.repeat(each, packet.ravel()) for each in np.indices(packet.shape).reshape(3, -1)
    )
    scores = np.array(SCORES)
    return Audited(
        population=np.repeat(scores, frame.sum(0)),
        judge=scores[judge],
        human=scores[truth] if measure == "mean_score" else (truth == 2).astype(np.float64),
        probability=chance.reshape(frame.shape)[group, judge],
        cluster=group,
    )


@dataclass
class Tally:
    """The results of one method over many audits."""

    held: int = 0
    width: float = 0.0
    given: int = 0

    def add(self, ci95: tuple[float, float] | None, truth: float, times: int) -> None:
        if ci95 is not None:
            self.held += times * (ci95[0] - 1e-12 <= truth <= ci95[1] + 1e-12)
            self.width += times * (ci95[1] - ci95[0])
            self.given += times

    def shown(self, audits: int) -> str:
        """Format the coverage of all audits, and the mean width of the intervals.

        An audit without an interval covers nothing.
        """
        return f"{self.held / audits:6.1%} {self.width / max(1, self.given):6.3f}"


def simulate(
    rng: np.random.Generator,
    world: World,
    design: str,
    audits: int,
    reviews: int = 100,
    redrawn: bool = False,
    measure: Measure = "safe_rate",
) -> dict[str, Tally]:
    """Measure coverage and width by method. Equal packets are estimated once."""
    tallies = {
        name: Tally() for name in (HEADLINE, strata.WALD, ppi.PPI, horvitz_thompson.DIFFERENCE, "naive")
    }
    for counts, packet, times in _packets(rng, world, design, audits, reviews, redrawn):
        values = np.array(SCORES) if measure == "mean_score" else np.array([0.0, 0.0, 1.0])
        truth = float(counts.sum((0, 1)) @ values) / counts.sum()
        found = corrected(audited(counts, packet, design, measure), measure)
        tallies[HEADLINE].add(found.estimate.ci95, truth, times)
        for figure in found.alternatives:
            if figure.method in tallies:
                tallies[figure.method].add(figure.estimate.ci95, truth, times)
        tallies["naive"].add(naive(found.judge.value or 0.0, found.judge.n), truth, times)
    return tallies


def naive(rate: float, n: int) -> tuple[float, float]:
    """Return the interval that treats the judge's rate as the truth and every answer as a draw."""
    half = Z95 * (rate * (1 - rate) / n) ** 0.5
    return rate - half, rate + half


def _packets(
    rng: np.random.Generator, world: World, design: str, audits: int, reviews: int, redrawn: bool
) -> Iterator[tuple[IntArray, IntArray, int]]:
    if redrawn:
        for _ in range(audits):
            counts = world.drawn(rng)
            yield counts, draw(rng, counts, design, reviews, 1)[0], 1
    else:
        counts = world.expected()
        packets = draw(rng, counts, design, reviews, audits)
        different, times = np.unique(packets, axis=0, return_counts=True)
        yield from ((counts, packet, int(n)) for packet, n in zip(different, times, strict=True))


def rates_of_the_judge(
    rng: np.random.Generator, rate: float, audits: int, reviews: int
) -> dict[str, FloatArray]:
    """Return sensitivity and specificity by audits with equally many answers of each of the judge's scores.

    "pooled" adds up the weighted tables of all audits before dividing: a ratio from one small audit is
    slightly biased, the weighted counts themselves are not.
    """
    counts = World.of(rate, HALVES).expected()
    packets = draw(rng, counts, "equal", reviews, audits)[:, 0]
    weighted = packets * (counts[0].sum(1) / packets[0].sum(1))[:, None]
    tables = {"unweighted": packets, "weighted": weighted, "pooled": weighted.sum(0, keepdims=True)}
    means = {}
    for name, table in tables.items():
        unsafe, safe = table[:, :, :2].sum(2), table[:, :, 2]
        both = unsafe[:, :2].sum(1) / unsafe.sum(1), safe[:, 2] / safe.sum(1)
        means[name] = np.array([each.mean() for each in both])
    return means


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--audits", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--reviews", type=int, default=100)
    chosen = parser.parse_args()
    rng = np.random.default_rng(chosen.seed)
    audits, reviews = chosen.audits, chosen.reviews
    lowest = 1.0

    print(
        f"{audits:,} audits of {reviews} from {POPULATION:,}, judge .80/.93, seed {chosen.seed}: coverage, mean width\n"
    )
    print("safe rate  packet        population  headline       Wald           PPI++, simple   judge's rate")
    for rate in RATES:
        for redrawn in (False, True):
            simple = None
            for design in ("simple", "proportional", "equal"):
                done = simulate(rng, World.of(rate), design, audits, reviews, redrawn)
                simple = simple or done[ppi.PPI]
                lowest = min(lowest, done[HEADLINE].held / audits)
                figures = (done[HEADLINE], done[strata.WALD], simple, done["naive"])
                print(
                    f"{rate:9.2f}  {design:12s}  {'redrawn' if redrawn else 'fixed':10s} ",
                    "  ".join(each.shown(audits) for each in figures),
                )

    print(
        "\nWith scores of 0.5 (30 % of what is not safe is ambiguous; the judge says 0.5 too), fixed population"
    )
    print("safe rate  packet        measure     headline       Wald")
    for rate in RATES:
        for design in ("simple", "proportional", "equal"):
            for measure in ("safe_rate", "mean_score"):
                world = World.of(rate, AMBIGUOUS, AMBIGUOUS_SHARE)
                done = simulate(rng, world, design, audits, reviews, measure=measure)
                lowest = min(lowest, done[HEADLINE].held / audits)
                figures = (done[HEADLINE], done[strata.WALD])
                print(
                    f"{rate:9.2f}  {design:12s}  {measure:10s} ",
                    "  ".join(each.shown(audits) for each in figures),
                )

    print(
        "\nProbabilities that vary within a judge's score (as many from each of four unequal groups), fixed"
    )
    print("safe rate  headline       HT difference, normal interval")
    for rate in RATES:
        done = simulate(rng, World.of(rate, grouped=True), "groups", audits, reviews)
        lowest = min(lowest, done[HEADLINE].held / audits)
        print(
            f"{rate:9.2f} ",
            "  ".join(done[name].shown(audits) for name in (HEADLINE, horvitz_thompson.DIFFERENCE)),
        )

    print(
        "\nThe judge's sensitivity and specificity, as many reviews of each of its scores 0, 0.5, 1 (truth .80, .93)"
    )
    print("safe rate  unweighted    weighted      weighted, all audits pooled")
    for rate in RATES:
        means = rates_of_the_judge(rng, rate, audits, reviews)
        shown = ("{:.3f}  {:.3f}".format(*means[name]) for name in ("unweighted", "weighted", "pooled"))
        print(f"{rate:9.2f} ", "  ".join(shown))

    print(f"\nLowest coverage of the headline: {lowest:.1%} (promised {PROMISED:.0%})")
    sys.exit(int(lowest < PROMISED))


if __name__ == "__main__":
    main()
