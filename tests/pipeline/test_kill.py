"""kill -9 at random moments of a run with judging: no saved result is asked for twice."""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter
from pathlib import Path

import pytest

from airbench_tui.benchmark import files
from airbench_tui.models.judging import judge_request
from tests.effort import times
from tests.models.stub_plan import Plan, digest
from tests.pipeline.conftest import JUDGE, TARGET, Desk
from tests.pipeline.content import items, rows, states, table
from tests.store.helpers import beside
from tests.waiting import until

pytestmark = pytest.mark.xdist_group("processes")

ROUNDS = times(8, 20)
RUN = ("run", "--model", TARGET, "--judge", JUDGE, "--per", "l3", "-n", "5", "--json")
FEW = ("--concurrency", "4")


def test_killed_at_random_moments(desk: Desk, tmp_path: Path) -> None:
    chance = random.Random(7)
    undisturbed = desk.copy("undisturbed")
    number = undisturbed(*RUN).json["items"]
    assert number >= 150
    desk.stub.replan(Plan(latency=0.02))
    rubrics = files.rubrics(desk.folder / "data" / "synthetic")
    asked_by_round: list[Counter[str]] = []
    saved_by_round: list[set[str]] = []

    for number_of_round in range(ROUNDS):
        known = desk.stub.state.requests
        process = desk.start(*RUN, *FEW) if number_of_round == 0 else desk.start("resume", *FEW)
        # From the first question of this process on; sometimes before it.
        early = number_of_round % 5 == 4
        if not early:
            enough = known + chance.randint(1, 24)
            until(lambda: desk.stub.state.requests >= enough or process.poll() is not None)  # noqa: B023
        time.sleep(chance.uniform(0.0, 0.05))
        assert process.poll() is None, "it ended before it was killed"
        process.kill()
        process.communicate()
        assert process.returncode == -9
        until(lambda: not desk.stub.state.in_flight)
        copy = _copied(desk.database, tmp_path / "copy")
        assert rows(copy, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]
        saved = set()
        for row in items(copy):
            if row["state"] == "answered":
                saved.add(digest(row["prompt"]))
            if row["judge_state"] == "judged":
                rubric = rubrics[row["category"]].text
                saved.add(digest(judge_request(rubric, row["prompt"], row["answer"]).prompt))
        assert not saved_by_round or saved >= saved_by_round[-1]
        saved_by_round.append(saved)
        asked_by_round.append(Counter(desk.stub.state.asked))

    assert ROUNDS < len(saved_by_round[-1]) < 2 * number
    done = desk("resume", "--json", "--concurrency", 16).json
    assert done["left"] == 0 and done["failed"] == []
    assert states(desk.database) == {("answered", "judged"): number}
    assert rows(desk.database, "SELECT count(*) AS n FROM runs") == [{"n": 1}]
    final = desk.stub.state.asked
    for saved, asked in zip(saved_by_round, asked_by_round, strict=True):
        for name in saved:
            assert final[name] == asked[name], "asked again though it was saved"
    # Requests in flight may be asked again: at most as many as each killed process had in flight.
    assert final.total() <= 2 * number + 4 * ROUNDS
    assert len(final) == 2 * number
    assert table(desk.database) == table(undisturbed.database)
    assert [_without_times(row) for row in items(desk.database)] == [
        _without_times(row) for row in items(undisturbed.database)
    ]
    assert beside(desk.database) == {"audit.db"}


def _without_times(row: dict[str, object]) -> dict[str, object]:
    details = row["details"]
    assert isinstance(details, dict)
    return {**row, "details": {name: value for name, value in details.items() if "seconds" not in name}}


def _copied(database: Path, folder: Path) -> Path:
    """Copy the killed program's database; opening the original would repair it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in (database.name, f"{database.name}-wal"):
        if (database.parent / name).exists():
            shutil.copy(database.parent / name, folder / name)
    return folder / database.name
