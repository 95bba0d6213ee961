"""Packets and bulk decisions at two sizes: does four times as much take four times as long?

``python -m benchmarks.packets [-n 12000]``: a packet of a sixth is drawn from *n* judged responses, and from
a quarter of them, written to a file and read into a new database. Then everything is decided in bulk and
withdrawn. Ends with status 1 when a step takes more than twice its share at the larger size.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from airbench_tui.interchange.importing import importer
from airbench_tui.interchange.importing.importer import Options
from airbench_tui.interchange.packet_files.reading import import_packet
from airbench_tui.interchange.packet_files.writing import export_packet
from airbench_tui.reviewing.packet_draw import PacketPlan, new_packet
from airbench_tui.store.database import open_database
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reviewing import auditor_rows, bulk, packet_places
from airbench_tui.store.rules.viewer import Viewer
from benchmarks.import_speed import rows
from benchmarks.measure import ms, where
from tests.builders import pipeline1_file

_TIMES = 4  # how much larger the larger size is
_BOUND = 2.0  # the largest time allowed, relative to its share


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", type=int, default=12_000, help="responses at the larger size (default 12,000)")
    responses = parser.parse_args().n
    print(f"{where()}; {responses // _TIMES:,} and {responses:,} responses\n")
    with tempfile.TemporaryDirectory(prefix="airbench-bench-") as temporary:
        folder = Path(temporary)
        small, large = _steps(folder / "small", responses // _TIMES), _steps(folder / "large", responses)
    growths = {step: large[step] / small[step] / _TIMES for step in large}
    for step, growth in growths.items():
        print(f"{step:<34}{ms(small[step]):>10}{ms(large[step]):>10}   {growth:.2f}× its share")
    return int(max(growths.values()) > _BOUND)


def _steps(folder: Path, responses: int) -> dict[str, float]:
    """Return the seconds of each step on a new database of this many judged responses."""
    folder.mkdir()
    taken: dict[str, float] = {}

    @contextmanager
    def step(name: str) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        taken[name] = time.perf_counter() - begun

    file, options = pipeline1_file(folder / "result.json", rows(responses)), Options(model="m")
    with open_database(folder / "audit.db") as opened:
        connection = opened.connection
        for source in importer.sources(str(file), options):
            importer.import_source(connection, source, options)
        me = auditor_rows.auditor_id(connection, "ann")
        with step("draw"):
            plan = PacketPlan("june", responses // 6, seed=0, auditors=("ann", "bob", "cleo"))
            packet = new_packet(connection, plan, "ann").packet
        with step("queue, status, a page of lines"):
            packet_places.queue(connection, packet, me)
            packet_places.status(connection, packet)
            reads.lines(
                connection, reads.response_ids(connection, parse("score<1"), Viewer(me))[:128], Viewer(me)
            )
        with step("write the packet as a file"):
            export_packet(connection, packet, str(folder / "june.json"))
        with open_database(folder / "elsewhere.db") as other, step("read it into a new database"):
            import_packet(other.connection, str(folder / "june.json"))
        with step("decide on everything in bulk"):
            decided = bulk.apply(connection, me, "reviewed:no", 1.0, "benchmark").id
        with step("withdraw that"):
            bulk.withdraw(connection, me, decided)
    return taken


if __name__ == "__main__":
    sys.exit(main())
