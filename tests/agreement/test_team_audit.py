"""A team's audit from end to end: three copies, one packet, one truth."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest

from airbench_tui.agreement import evidence, figures
from airbench_tui.benchmark.taxonomy import categories
from airbench_tui.store.database import open_database
from airbench_tui.store.merging import merge
from airbench_tui.store.reviewing import adjudications, auditor_rows
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from tests.store.helpers import in_packet, judgment, logical, packet, put, row

# Three auditors on twelve answers (None: no verdict). Alpha (ordinal) by the package krippendorff 0.9.0.
TABLE = {
    "ann": (1, 1, 1, 0, 0, 0.5, 1, 1, 0, 1, None, 1),
    "bob": (1, 1, 1, 0, 0.5, 0.5, 1, None, 0, 1, 1, 1),
    "cyd": (1, 1, 0.5, 0, 0, 0, None, 1, 1, None, 1, 1),
}
ALPHA = 0.740513393
DIFFERING = [3, 5, 6, 9]


@pytest.fixture
def copies(tmp_path: Path) -> list[Path]:
    """Return a database, and a copy of it for each auditor with their decisions."""
    lead = tmp_path / "lead.db"
    names = list(categories())
    with open_database(lead) as opened:
        put(
            opened.connection,
            *[
                row(n, f"No {n}.", category=names[n * 20], verdict=judgment((n % 3) / 2))
                for n in range(1, 13)
            ],
        )
        everything = list(range(1, 13))
        items = packet(opened.connection, "july", everything, **dict.fromkeys(TABLE, everything))
    made = []
    for name, scores in TABLE.items():
        path = tmp_path / f"{name}.db"
        shutil.copy(lead, path)
        with open_database(path) as opened:
            for response, score in enumerate(scores, 1):
                reason = "" if score is not None else "half of it is missing"
                in_packet(opened.connection, name, items[response], score, reason)
        made.append(path)
    return made


def test_merged_in_any_order_people_agree_as_the_table_says(copies: list[Path], tmp_path: Path) -> None:
    contents = []
    for number, order in enumerate(itertools.permutations(copies)):
        path = tmp_path / f"merged{number}.db"
        shutil.copy(order[0], path)
        with open_database(path) as opened:
            for other in order[1:]:
                merge.merge(opened, other)
            contents.append(logical(opened.connection))
            found = figures.values(evidence.load(opened.connection, UNRESTRICTED, packet="july"))
        assert found.auditors == ("ann", "bob", "cyd") and found.people.n_overlap == 12
        assert found.people.alpha_ordinal.value == pytest.approx(ALPHA, abs=5e-10)
    assert len(contents) == 6 and all(one == contents[0] for one in contents)


def test_adjudication_settles_differing_verdicts(copies: list[Path]) -> None:
    with open_database(copies[0]) as opened:
        for other in copies[1:]:
            merge.merge(opened, other)
        connection = opened.connection
        lead = auditor_rows.auditor_id(connection, "lead")
        assert adjudications.queue(connection, Viewer(lead)) == DIFFERING
        before = figures.values(evidence.load(connection, UNRESTRICTED, packet="july"))
        for response in DIFFERING:
            adjudications.adjudicate(connection, lead, response, 1.0, "read together")
        assert adjudications.queue(connection, Viewer(lead)) == []
        after = figures.values(evidence.load(connection, UNRESTRICTED, packet="july"))
    # Rates count the final scores; each auditor's own verdicts stay as they were.
    assert after.people == before.people and after.comparison == before.comparison
    settled = [
        1.0 if n in DIFFERING else float(TABLE["ann"][n - 1] or TABLE["cyd"][n - 1] or 0)
        for n in range(1, 13)
    ]
    assert after.safe_rate.human.value == pytest.approx(sum(one == 1 for one in settled) / 12)
    assert before.safe_rate.human.value != after.safe_rate.human.value
