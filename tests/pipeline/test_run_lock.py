"""Two programs on one run: the second names the first and asks nothing; a killed program holds no lock."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest

from airbench_tui.errors import StoreError
from airbench_tui.store.incoming.run_lock import hold
from tests.models.stub_plan import Plan
from tests.pipeline.conftest import JUDGE, TARGET, Desk
from tests.pipeline.content import rows, states
from tests.processes import Forked
from tests.store.helpers import beside
from tests.waiting import until

pytestmark = pytest.mark.xdist_group("processes")

RUN = ("run", "--model", TARGET, "--judge", JUDGE, "--per", "l3", "-n", "1", "--concurrency", "4", "--json")
RESUME = ("resume", "--concurrency", "4", "--json")


def until_asked(desk: Desk, process: Forked, number: int) -> None:
    """Wait until the stub was asked *number* times, which comes before the process ends."""
    until(lambda: desk.stub.state.chats >= number or process.poll() is not None)
    assert desk.stub.state.chats >= number


def test_the_second_is_told_and_asks_nothing(desk: Desk) -> None:
    desk.stub.replan(
        Plan(latency=0.3)
    )  # so that it continues when the second has started, on a busy machine too
    first = desk.start(*RUN)
    until_asked(desk, first, 8)
    second = desk(*RESUME, status=2)
    assert f"is already running in process {first.pid} since " in second.line and second.out == ""
    assert re.search(r"since \d\d:\d\d UTC", second.line)
    assert first.poll() is None
    done = desk.end(first)
    assert (done.status, done.err) == (0, "")
    assert states(desk.database) == {("answered", "judged"): done.json["items"]}
    assert set(desk.stub.state.asked.values()) == {1}
    assert beside(desk.database) == {"audit.db"}


def test_a_killed_program_holds_nothing(desk: Desk) -> None:
    desk.stub.replan(Plan(latency=0.05))
    first = desk.start(*RUN)
    until_asked(desk, first, 8)
    first.kill()
    first.communicate()
    assert first.returncode == -signal.SIGKILL
    assert any(name.endswith(".lock") for name in beside(desk.database))
    assert desk(*RESUME).json["left"] == 0
    assert beside(desk.database) == {"audit.db"}


def test_of_several_programs_after_a_kill_one_continues(desk: Desk) -> None:
    desk.stub.replan(Plan(latency=0.05))
    first = desk.start(*RUN)
    until_asked(desk, first, 8)
    first.kill()
    first.communicate()
    until(lambda: not desk.stub.state.in_flight)
    asked = desk.stub.state.asked.total()
    answered = rows(desk.database, "SELECT count(*) AS n FROM run_items WHERE state = 'answered'")[0]["n"]
    several = [desk.start(*RESUME) for _ in range(4)]
    ended = [desk.end(process) for process in several]
    assert sorted(done.status for done in ended) == [0, 2, 2, 2]
    assert all(
        "already running" in done.line or "no unfinished" in done.line for done in ended if done.status
    )
    (number,) = states(desk.database).values()
    judged = number  # each verdict was still to come, or was asked for before the kill and not kept
    assert desk.stub.state.asked.total() - asked <= number - answered + judged
    assert max(desk.stub.state.asked.values()) <= 2  # requests in flight at the kill
    assert beside(desk.database) == {"audit.db"}


def test_within_one_program_and_by_another_path(tmp_path: Path) -> None:
    database = tmp_path / "audit.db"
    database.touch()
    (tmp_path / "link.db").symlink_to(database)
    with hold(database, "abc", "june"):
        with hold(database, "def", "july"):  # another run
            pass
        for path in (database, tmp_path / "link.db"):
            said = f"'june' is already running in process {os.getpid()}"
            with pytest.raises(StoreError, match=said), hold(path, "abc", "june"):
                pass
    with hold(database, "abc", "june"):
        pass
    with pytest.raises(ZeroDivisionError), hold(database, "abc", "june"):
        raise ZeroDivisionError
    assert sorted(file.name for file in tmp_path.iterdir()) == ["audit.db", "link.db"]


@pytest.mark.parametrize("left", [b"", b"nonsense", b'{"process": "\x1b]0;x"}', b"[1]"])
def test_the_content_of_an_abandoned_lock_does_not_matter(tmp_path: Path, left: bytes) -> None:
    lock = tmp_path / "audit.db.run-abc.lock"
    lock.write_bytes(left)
    with hold(tmp_path / "audit.db", "abc", "june"):
        lock.write_bytes(left)
        said = "'june' is already running: stop it there first"
        with pytest.raises(StoreError, match=said), hold(tmp_path / "audit.db", "abc", "june"):
            pass
    assert not lock.exists()
