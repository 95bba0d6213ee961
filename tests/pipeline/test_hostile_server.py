"""A server that refuses, breaks, drops, cuts and garbles: the run ends, and both sides' counts agree."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from airbench_tui.benchmark import files
from airbench_tui.models.judging import ask_again, judge_request
from airbench_tui.pipeline import session
from airbench_tui.pipeline.drive import Ended, Watch, drive
from airbench_tui.pipeline.engine import RetryPolicy
from airbench_tui.pipeline.live import Parameters
from airbench_tui.store.database import open_database
from airbench_tui.workspace import Workspace
from tests.effort import cases
from tests.models.stub_plan import Plan, digest
from tests.pipeline.conftest import KEY, Desk
from tests.pipeline.content import items, rows

# 200 s become 0.2 s. Waits that the server asks for stay in proportion.
SHORT = RetryPolicy(shorten=1000)
PLAN = Plan(
    latency=0.005,
    rate_limited=0.2,
    rate_limited_wait=0.1,
    retry_after="200",
    server_error=0.1,
    dropped=0.05,
    cut=0.05,
    unreadable=0.1,
)


def driven(
    desk: Desk, asked: Parameters, policy: RetryPolicy, watch: Watch = lambda live, engine: None
) -> Ended:
    workspace = Workspace(desk.folder, desk.database, "ann")
    with open_database(desk.database) as database:
        run = session.create(database.connection, asked, session.draw(workspace, asked), "run")
        return asyncio.run(drive(workspace, database, run, policy=policy, watch=watch))


@pytest.mark.parametrize("attempts", cases([2, 8], 1))
def test_every_item_ends_and_the_counts_are_the_servers(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, attempts: int
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", desk.stub.url)
    desk.stub.replan(PLAN)
    ended = driven(
        desk,
        Parameters("openai:target-1", "openai:judge-1", per="l2", n=7),
        RetryPolicy(shorten=1000, attempts=attempts),
    )
    assert ended.stopped_by is None
    progress, live, stats = ended.progress, ended.live, desk.stub.stats()
    found = items(desk.database)
    asked = Counter(row["state"] for row in found)
    judged = Counter(row["judge_state"] for row in found if row["state"] == "answered")
    assert len(found) == progress.total >= 100

    # The counts on disk and on screen.
    assert set(asked) <= {"answered", "failed"} and set(judged) <= {"judged", "malformed", "failed"}
    assert (asked["answered"], asked["failed"]) == (progress.asked, progress.asking_failed)
    assert judged["judged"] + judged["malformed"] == progress.judged
    assert judged["failed"] == progress.judging_failed
    assert (judged["malformed"], live.blank) == (live.malformed, 0)
    failed = [row for row in found if "failed" in (row["state"], row["judge_state"])]
    assert all(row["details"].get("error") or row["details"].get("judge_error") for row in failed)
    if attempts == 2:
        assert asked["failed"] and judged["failed"]

    # The counts on the server: by prompt, answers that arrived, and every single request.
    rubrics = files.rubrics(desk.folder / "data" / "synthetic")
    reminders = 0
    for row in found:
        assert stats["answered"].get(digest(row["prompt"]), 0) == (row["state"] == "answered")
        if row["state"] != "answered":
            continue
        first = judge_request(rubrics[row["category"]].text, row["prompt"], row["answer"])
        again = digest(ask_again(first).prompt)
        reminders += stats["asked"].get(again, 0)
        replies = stats["answered"].get(digest(first.prompt), 0) + stats["answered"].get(again, 0)
        if row["judge_state"] in ("judged", "malformed"):
            assert replies >= row["details"]["judge_asked"]
    assert stats["chats"] == progress.done + progress.retries + reminders
    assert stats["statuses"]["target"]["200"] >= asked["answered"]
    assert {"429", "500", "dropped"} <= set(stats["statuses"]["target"])
    assert stats["outcomes"]["429:200"] and stats["outcomes"]["cut"] and stats["outcomes"]["unreadable"]
    assert rows(desk.database, "SELECT count(*) AS n FROM judgments") == [{"n": progress.judged}]


def test_a_server_that_pushes_back_gets_fewer_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.stub.replan(Plan(latency=0.01, busy_over=8))
    asked = Parameters(f"{desk.stub.url}#t", f"{desk.stub.url}#j", per="l2")
    limits = {}
    ended = driven(
        desk,
        asked,
        RetryPolicy(first=0.02, longest=0.1),
        lambda live, engine: limits.update(engine.limits),
    )
    assert limits["ask"] is limits["judge"] and limits["ask"].limit < 40
    stats = desk.stub.stats()
    assert ended.progress.judged == 80 and not ended.progress.judging_failed
    assert stats["outcomes"]["ok"] == 160 and stats["outcomes"]["429"] == ended.progress.retries
