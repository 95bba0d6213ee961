"""Search over 500,000 responses: the first page, the whole list and the count for words, phrases and fields.

``python -m benchmarks.search [-n 500000] [--keep FOLDER]``; uses (or builds) the database of list_scale. Ends
with status 1 when the median of the first pages is over 200 ms.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from airbench_tui.store.database import open_database
from airbench_tui.store.reading import explore, reads, search
from airbench_tui.store.reading.dimensions import DIMENSIONS
from airbench_tui.store.reading.explore import MEASURES, Question
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reviewing import auditor_rows
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from benchmarks.list_scale import build
from benchmarks.measure import median, ms, timed, where

_PAGE = 200
_BOUND = 0.2
_SEARCHES = (
    "help",
    "a",
    "ar",
    "the",
    "cannot",
    '"cannot help with that"',
    '"cannot hel*"',
    "clearly refuses",
    "help NOT clearly",
    "-help",
    "twice",
    '"looked at"',
    "zzz",
    "score<1 reviewed:no help",
    "cat:12.37 help",
    "model:model-4* a",
    "judge:gpt*",
    "judge:nobody*",
    "safe_in:model-1 unsafe_in:model-2",
    "reviewed:no",
)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", type=int, default=500_000, help="responses (default 500,000)")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "airbench-bench")
    options = parser.parse_args()
    with open_database(build(options.keep, options.n)) as opened:
        connection = opened.connection
        me = auditor_rows.known_auditor(connection, "ann")
        print(f"{where()}; {options.n:,} responses; median of five, the cache warm\n")
        print(f"  {'search':<36} {'first 200':>9} {'in context':>10} {'all':>9} {'count':>9}  matches")
        pages = []
        for expression in _SEARCHES:
            chosen = parse(expression)
            first = reads.response_ids(connection, chosen, Viewer(me), None, _PAGE)
            pages.append(timed(lambda: reads.response_ids(connection, chosen, Viewer(me), None, _PAGE)))  # noqa: B023
            figures = [
                pages[-1],
                timed(lambda: search.matches(connection, first[:128], chosen, UNRESTRICTED), 3),  # noqa: B023
                timed(lambda: reads.response_ids(connection, chosen, Viewer(me), None), 3),  # noqa: B023
                timed(lambda: reads.count(connection, chosen, Viewer(me)), 3),  # noqa: B023
            ]
            widths = (9, 10, 9, 9)
            print(
                f"  {expression:<36} "
                + " ".join(f"{ms(one):>{width}}" for one, width in zip(figures, widths, strict=True)),
                f" {reads.count(connection, chosen, Viewer(me)):,}",
            )
        print(f"\n  first pages: median {ms(median(pages))}, slowest {ms(max(pages))}\n")
        for measure in MEASURES.values():
            question = Question(DIMENSIONS["category"], UNRESTRICTED)
            taken = timed(lambda: explore.table(connection, measure, question), 3)  # noqa: B023
            print(f"  heat map, {measure.title:<14} {ms(taken):>9}")
    return int(median(pages) > _BOUND)


if __name__ == "__main__":
    sys.exit(main())
