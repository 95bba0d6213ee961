"""`run --batch`: each request is submitted once, and whichever program comes next collects its answer."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from airbench_tui.pipeline import session
from airbench_tui.pipeline.batch import Polling
from airbench_tui.pipeline.drive import drive
from airbench_tui.pipeline.live import LiveRun, Parameters
from airbench_tui.store.database import open_database
from airbench_tui.workspace import Workspace
from tests.effort import cases, times
from tests.models.stub_plan import Plan
from tests.pipeline.conftest import JUDGE, KEY, TARGET, Desk
from tests.pipeline.content import items, rows, states, table
from tests.processes import Forked
from tests.waiting import until, until_async

pytestmark = pytest.mark.xdist_group("processes")

FEW = ("--category", "8", "--json")
RUN = ("run", "--model", TARGET, "--batch", *FEW)
HAND_IN, ASK = "POST /v1/batches", "POST /v1/chat/completions"


def batches(desk: Desk) -> list[dict[str, object]]:
    return rows(desk.database, "SELECT * FROM batches ORDER BY id")


def until_there(process: Forked, there: Callable[[], bool]) -> None:
    """Wait until *there* holds, which comes before the process ends."""
    until(lambda: there() or process.poll() is not None)
    assert there()


def remembered(desk: Desk, number: int) -> Callable[[], bool]:
    """Tell whether the database knows this many batches by the provider's name."""

    def there() -> bool:
        if not desk.stub.state.paths[HAND_IN]:
            return False
        found = rows(desk.database, "SELECT count(*) AS n FROM batches WHERE provider_id IS NOT NULL")
        return bool(found[0]["n"] >= number)

    return there


@pytest.mark.parametrize("provider", cases(["openai", "together"], 1))
def test_killed_while_waiting_and_collected_by_the_next(desk: Desk, provider: str) -> None:
    desk.stub.replan(Plan(batch_seconds=2.0))
    run = ("run", "--model", f"{provider}:target-1", "--judge", f"{provider}:judge-1", "--batch", *FEW)
    paths = desk.stub.state.paths
    process = desk.start(*run)
    until_there(process, remembered(desk, 1))
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    (batch,) = batches(desk)
    assert (batch["kind"], batch["ended_at"]) == ("ask", None) and batch["file_id"]
    assert paths[HAND_IN] == 1

    process = desk.start("resume", "--json")  # collects the answers, submits the verdicts
    until_there(process, remembered(desk, 2))
    process.kill()
    process.communicate()
    number = states(desk.database)[("answered", "planned")]
    assert number > 3 and paths[HAND_IN] == 2

    done = desk("resume", "--json").json
    assert done["left"] == 0 and done["failed"] == []
    assert states(desk.database) == {("answered", "judged"): number}
    assert paths[HAND_IN] == 2 and not paths[ASK]
    assert set(desk.stub.state.asked.values()) == {1} and len(desk.stub.state.asked) == 2 * number
    found = [(batch["kind"], batch["status"], bool(batch["ended_at"])) for batch in batches(desk)]
    assert found == [("ask", "completed", True), ("judge", "completed", True)]
    details = items(desk.database)[0]["details"]
    assert details["batch"] == "batch-1" and "seconds" not in details and details["snapshot"]


def test_the_same_as_asking_one_by_one(desk: Desk) -> None:
    alone = desk.copy("alone")
    desk(*RUN, "--judge", JUDGE)
    alone("run", "--model", TARGET, "--judge", JUDGE, *FEW)
    assert table(desk.database) == table(alone.database)


def test_killed_before_the_batch_s_name_was_known(desk: Desk) -> None:
    """Find the batch by its recorded file instead of submitting it again."""
    desk.stub.replan(Plan(batch_seconds=1.0))
    process = desk.start(*RUN)
    until_there(process, remembered(desk, 1))
    process.kill()
    process.communicate()
    forget(desk)
    assert desk("resume", "--json").json["left"] == 0
    assert desk.stub.state.paths[HAND_IN] == 1
    assert [batch["provider_id"] for batch in batches(desk)] == ["batch-1"]


def forget(desk: Desk) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(desk.database)) as connection, connection:
        connection.execute("UPDATE batches SET provider_id = NULL, status = 'uploaded'")


@pytest.mark.parametrize("provider", ["openai", "together"])
def test_a_failed_batch_says_why_and_leaves_its_items(desk: Desk, provider: str) -> None:
    desk.stub.replan(Plan(batch_failure=f"enqueued token limit reached for {KEY}"))
    done = desk("run", "--model", f"{provider}:target-1", "--batch", *FEW, status=2)
    assert "batch batch-1 failed: enqueued token limit reached" in done.err and KEY not in done.err
    (batch,) = batches(desk)
    assert batch["status"] == "failed" and batch["ended_at"]
    assert "enqueued token limit" in str(batch["details"]) and KEY not in str(batch["details"])
    assert set(states(desk.database)) == {("planned", "none")}
    desk.stub.replan(Plan())
    assert desk("resume", "--json").json["left"] == 0
    assert set(states(desk.database)) == {("answered", "none")}


def test_requests_that_failed_inside_a_batch_are_submitted_again(desk: Desk) -> None:
    desk.stub.replan(Plan(server_error=0.3, blank=0.1, seed=3))
    first = desk(*RUN, "--judge", JUDGE, status=1).json
    assert first["failed"] and all("500" in failure["why"] for failure in first["failed"])
    desk.stub.replan(Plan())
    done = desk("resume", "--json").json
    assert done["left"] == 0 and done["failed"] == []
    assert {state for state, _ in states(desk.database)} <= {"answered", "blank"}


def test_an_unreadable_verdict_is_asked_for_once_more(desk: Desk) -> None:
    desk.stub.replan(Plan(unreadable=1.0))
    done = desk(*RUN, "--judge", JUDGE).json
    number = done["items"]
    assert done["judge_states"] == {"malformed": number}
    assert desk.stub.state.paths[ASK] == number  # the reminders are sent at once


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_judge_without_batches_judges_at_once(desk: Desk, elsewhere: bool) -> None:
    judge = f"{desk.stub.url}#judge" if elsewhere else "phrases"
    done = desk(*RUN, "--judge", judge).json
    assert done["judge_states"] == {"judged": done["items"]}
    assert desk.stub.state.paths[HAND_IN] == 1
    assert desk.stub.state.paths[ASK] == (done["items"] if elsewhere else 0)


def test_a_model_without_batches_is_asked_at_once_and_judged_by_batch(desk: Desk) -> None:
    """Combine the user's own server with a paid judge at half the price."""
    desk.stub.replan(Plan(blank=0.1, seed=3))
    run = ("run", "--model", f"{desk.stub.url}#mine", "--judge", JUDGE, "--batch", *FEW)
    done = desk(*run).json
    asked, judged = states(desk.database), done["judge_states"]["judged"]
    assert (
        set(asked) == {("answered", "judged"), ("blank", "blank")} and judged == asked["answered", "judged"]
    )
    assert desk.stub.state.paths[ASK] == done["items"] and desk.stub.state.paths[HAND_IN] == 1
    assert [(batch["kind"], batch["status"]) for batch in batches(desk)] == [("judge", "completed")]


def test_a_model_at_once_stopped_and_taken_up_again(desk: Desk) -> None:
    desk.stub.replan(Plan(latency=0.4))
    run = ("run", "--model", f"{desk.stub.url}#mine", "--judge", JUDGE, "--batch", "--concurrency", 1, *FEW)
    process = desk.start(*run)
    until_there(process, lambda: desk.stub.state.chats > 2)
    process.send_signal(signal.SIGINT)
    assert desk.end(process).status == 1
    assert not batches(desk) and set(states(desk.database)) == {
        ("answered", "planned"),
        ("planned", "planned"),
    }
    desk.stub.replan(Plan())
    assert desk("resume", "--json").json["left"] == 0
    assert set(states(desk.database)) == {("answered", "judged")} and desk.stub.state.paths[HAND_IN] == 1


def test_stored_answers_are_judged_by_batch(desk: Desk) -> None:
    number = desk("run", "--model", TARGET, *FEW).json["items"]
    desk.stub.replan(Plan())
    done = desk("judge", "--judge", JUDGE, "--batch", "--json").json
    assert done["judge_states"] == {"judged": number} and done["left"] == 0
    assert desk.stub.state.paths[HAND_IN] == 1 and not desk.stub.state.paths[ASK]
    assert "no batch API" in desk("judge", "--judge", "phrases", "--batch", status=2).line


async def test_nothing_is_submitted_while_paused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", desk.stub.url)
    desk.stub.replan(Plan(batch_seconds=0.3))
    workspace = Workspace(desk.folder, desk.database, "ann")
    with open_database(desk.database) as database:
        asked = Parameters(TARGET, JUDGE, categories=("8",), batch=True)
        run = session.create(database.connection, asked, session.draw(workspace, asked), None)
        seen: list[tuple[LiveRun, Any]] = []

        def watch(live: LiveRun, engine: Any) -> None:
            engine.pause()
            seen.append((live, engine))

        going = asyncio.create_task(drive(workspace, database, run, polling=Polling(0.05), watch=watch))
        await until_async(lambda: bool(seen))
        await asyncio.sleep(0.3)
        (live, engine), paths = seen[0], desk.stub.state.paths
        assert not paths[HAND_IN] and not paths["POST /v1/files"]
        engine.unpause()
        await until_async(lambda: live.waiting is not None)
        waiting = live.waiting
        assert waiting is not None and (waiting.kind, waiting.batch) == ("ask", "batch-1")
        assert waiting.submitted_at == batches(desk)[0]["submitted_at"]
        engine.pause()  # the batch is collected all the same, but the verdicts are not submitted
        await until_async(lambda: engine.progress.asked == len(live.items))
        await asyncio.sleep(0.3)
        assert paths[HAND_IN] == 1 and engine.progress.to_judge == len(live.items)
        engine.unpause()
        ended = await going
    assert ended.stopped_by is None and live.waiting is None and paths[HAND_IN] == 2
    progress = ended.progress
    assert progress.asked == progress.judged == progress.to_judge == progress.total


def test_ctrl_c_leaves_the_batch_running(desk: Desk) -> None:
    desk.stub.replan(Plan(batch_seconds=1.5))
    process = desk.start(*RUN)
    until_there(process, remembered(desk, 1))
    process.send_signal(signal.SIGINT)
    done = desk.end(process)
    assert done.status == 1 and "still running at the provider: batch-1" in done.err
    assert desk("resume", "--json").json["left"] == 0
    assert desk.stub.state.paths[HAND_IN] == 1


@pytest.mark.parametrize("model", ["http://127.0.0.1:9/v1#m", "sample:Quill-2", "gguf:/no.gguf"])
def test_only_where_there_is_a_batch_api(desk: Desk, model: str) -> None:
    done = desk("run", "--model", model, "--batch", status=2)
    assert "has no batch API" in done.line
    done = desk("run", "--model", model, "--judge", "phrases", "--batch", status=2)
    assert f"neither '{model}' nor 'phrases' has a batch API" in done.line


def test_nothing_is_submitted_with_a_refused_key(desk: Desk) -> None:
    desk.stub.replan(Plan(keys=("another",)))
    done = desk(*RUN, status=2)
    assert "OPENAI_API_KEY" in done.err and KEY not in done.err
    desk.stub.replan(Plan())
    assert desk("resume", "--json").json["left"] == 0
    assert [batch["status"] for batch in batches(desk)] == ["failed", "completed"]


def test_killed_at_random_moments(desk: Desk) -> None:
    """Submit each answer and each verdict once, wherever the program is killed."""
    desk.stub.replan(Plan(batch_seconds=0.5))
    chance = random.Random(5)
    paths = desk.stub.state.paths
    for number in range(times(4, 6)):
        known = desk.stub.state.requests
        process = desk.start(*RUN, "--judge", JUDGE) if number == 0 else desk.start("resume")
        until(lambda: process.poll() is not None or desk.stub.state.requests > known)  # noqa: B023
        time.sleep(chance.choice([0.0, 0.005, 0.01, 0.02, 0.1, 0.6]))
        process.kill()
        process.communicate()
    desk("resume", "--json", status=None)  # the run may have finished by then
    number = len(items(desk.database))
    assert states(desk.database) == {("answered", "judged"): number}
    assert paths[HAND_IN] == 2 and len(desk.stub.state.asked) == 2 * number
    assert set(desk.stub.state.asked.values()) == {1}
