"""Model run as a user drives it: plan, start, watch, leave, come back, stop, resume."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList, Select

from airbench_tui import sample
from airbench_tui.benchmark import files
from airbench_tui.models.judging import ask_again, judge_request
from airbench_tui.pipeline import plan, session
from airbench_tui.pipeline.drive import drive
from airbench_tui.pipeline.engine import RetryPolicy
from airbench_tui.pipeline.live import Parameters
from airbench_tui.store.database import transaction
from airbench_tui.store.incoming import runs
from airbench_tui.store.incoming.run_lock import hold
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.browse.response_list import ResponseList
from airbench_tui.tui.review.review_screen import ReviewScreen
from airbench_tui.tui.runs.model_run_screen import ModelRunScreen
from airbench_tui.tui.runs.new_run_dialog import NewRunDialog
from airbench_tui.tui.runs.run_details_dialog import RunDetailsDialog
from airbench_tui.tui.shared.text_pane import TextPane
from airbench_tui.workspace import Workspace
from tests.effort import THOROUGH
from tests.models.stub import Stub
from tests.models.stub_plan import Plan, digest
from tests.tui.conftest import settle, shown, told, until
from tests.tui.runs.conftest import SIZE, open_runs, until_it_ended, waiting_run


async def test_plan_start_and_find_the_answers(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await open_runs(pilot)
        await pilot.press("plus")
        await settle(pilot)
        assert isinstance(app.screen, NewRunDialog)
        await until(pilot, lambda: "80 prompts, 80 calls" in shown(app, "#estimate"))
        app.screen.query_one("#run-n", Input).value = "2"
        await until(pilot, lambda: "32 prompts" in shown(app, "#estimate"))
        await pilot.press("enter")
        await settle(pilot)
        runner = app.current_run.runner
        assert runner is not None
        await until(pilot, lambda: not runner.going)
        await settle(pilot)
        assert "ended · asked 32 of 32" in shown(app, "#run-now")
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, BrowseScreen)
        assert len(app.screen.query_one(ResponseList).ids) == 160 + 32


async def test_a_run_continues_during_review_stops_and_resumes(app: AuditApp) -> None:
    with Stub(Plan(latency=0.3)) as server:
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            run = waiting_run(app, server.url)
            connection = app.desk.database.connection
            await open_runs(pilot)
            listed = app.screen.query_one(OptionList)
            assert "stubbed" in str(listed.get_option_at_index(0).prompt)
            # Sixty-four requests at a time would be done before the test looks, so allow only a few.
            app.current_run.start(run, concurrency=2)
            await until(pilot, lambda: len(runs.items(connection, run)) < 70)
            assert "going on" in shown(app, "#run-now")
            await pilot.press("R")
            await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
            assert len(app.screen.queue) > 160  # including the answers received so far
            before = len(runs.items(connection, run))
            await until(pilot, lambda: len(runs.items(connection, run)) < before)
            await pilot.press("M")
            await settle(pilot)
            await pilot.press("delete")
            await until_it_ended(pilot)
            left = len(runs.items(connection, run))
            assert 0 < left < 70
            await settle(pilot)
            await pilot.press("g", "enter")
            await until_it_ended(pilot)
            assert runs.items(connection, run) == []
            summary = session.summary_of(connection, run)
            assert sum(summary.states.values()) == 80 and summary.unfinished == 0
        app.shut_down()
        assert server.stats()["requests"] >= 80


async def test_missing_requirements_are_listed_in_order(
    app: AuditApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_KEY"):
        monkeypatch.delenv(name, raising=False)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_runs(pilot)
        await pilot.press("plus")
        app.screen.query_one("#run-model", Input).value = "openai:gpt-4o"
        await until(pilot, lambda: "then: " in shown(app, "#estimate"))
        first, then = shown(app, "#estimate").splitlines()
        assert first.startswith("first: no prompts and rubrics") and "airbench-tui fetch" in first
        assert then.startswith("then: no key for OpenAI: set OPENAI_API_KEY")
        estimate = app.screen.query_one("#estimate")
        assert estimate.region.bottom < app.screen.query_one(".dialog").region.bottom  # nothing is cut off


async def test_a_run_of_another_program_is_reported(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        run = waiting_run(app, "http://127.0.0.1:9/v1")
        connection, path = app.desk.database.connection, app.desk.database.path
        await open_runs(pilot)
        assert path is not None
        with hold(path, *runs.uid_and_name(connection, run)):
            await pilot.press("g", "enter")
            await until_it_ended(pilot)
            assert "the run 'stubbed' is already running in process" in shown(app, "#run-now")
        assert len(runs.items(connection, run)) == 80


async def test_the_cursor_stays_on_its_run_and_goes_to_a_new_one(app: AuditApp) -> None:
    with Stub(Plan()) as server:
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            waiting_run(app, server.url)
            await open_runs(pilot)
            await pilot.press("G")
            listed = app.screen.query_one(OptionList)
            assert "SAMPLE" in str(listed.get_option_at_index(listed.highlighted or 0).prompt)
            await pilot.press("plus")
            await settle(pilot)
            await pilot.press("enter")
            await until_it_ended(pilot)
            assert listed.highlighted == 0 and listed.option_count == 3
        app.shut_down()


async def test_run_details_show_parameters_and_results(app: AuditApp) -> None:
    with Stub(Plan(script=("400", "400", "422"))) as server:
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            asked = Parameters(
                f"{server.url}#stub-model",
                "phrases",
                like="run [/x] \x1b",
                system="Be\nbrief.",
                max_tokens=77,
            )
            drawn = plan.like(sample.prompts())
            session.create(app.desk.database.connection, asked, drawn, "stubbed")
            await open_runs(pilot)
            await pilot.press("g", "enter")
            await until_it_ended(pilot)
            await pilot.press("d")
            await settle(pilot)
            assert isinstance(app.screen, RunDetailsDialog)
            words = "\n".join(text for _, text in app.screen.query_one(TextPane).sections)
            for line in (
                f"model           stub-model ({server.url}#stub-model)",
                "judge           phrases (phrases)",
                "prompts         those of run [/x] ␛ again",
                "temperature     0",
                "max tokens      77",
                "batch           no",
                "at once         64 at most",
                "items           80: 77 answered, 3 failed",
                "verdicts        77 judged",
                "    2 × asking: ",
                "    1 × asking: ",
            ):
                assert line in words, words
            assert "tokens, model   " in words and "tokens, judge" not in words
            await pilot.press("escape", "G", "d")
            await settle(pilot)
            words = "\n".join(text for _, text in app.screen.query_one(TextPane).sections)
            assert "format          sample" in words and "scale           1-safe" in words
            await pilot.press("d")
            await settle(pilot)
            assert isinstance(app.screen, ModelRunScreen)
        app.shut_down()


@pytest.mark.usefixtures("benchmark")
async def test_batches_are_offered_waited_for_left_and_collected(
    app: AuditApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Stub(Plan(batch_seconds=2.0)) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-123456")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            await open_runs(pilot)
            await pilot.press("plus")
            await settle(pilot)
            way = app.screen.query_one("#run-batch", Select)
            assert way.disabled  # the sample's answers
            app.screen.query_one("#run-model", Input).value = f"{server.url}#mine"
            await settle(pilot)
            assert way.disabled
            app.screen.query_one("#run-judge", Input).value = "openai:judge"
            await settle(pilot)
            assert not way.disabled
            app.screen.query_one("#run-model", Input).value = "openai:target"
            app.screen.query_one("#run-categories", Input).value = "8"
            way.value = True
            await until(pilot, lambda: "the model and the judge by batch" in shown(app, "#estimate"))
            assert "the model and the judge by batch, at half price" in shown(app, "#estimate")
            await pilot.press("enter")
            await until(pilot, lambda: "asking in batch batch-1: in_progress" in shown(app, "#run-now"))
            assert "handed in " in shown(app, "#run-now") and "next look in " in shown(app, "#run-now")
            await pilot.press("space")
            await until(pilot, lambda: "nothing more is handed in" in shown(app, "#run-now"))
            await pilot.press("delete")
            await until(pilot, lambda: "batch batch-1 goes on at the provider" in shown(app, "#run-now"))
            assert shown(app, "#run-now").splitlines()[1].startswith("stopped · asked 0 of ")
            await settle(pilot)
            await pilot.press("enter")
            await until(pilot, lambda: "judging in batch batch-2" in shown(app, "#run-now"))
            await until_it_ended(pilot)
            assert "ended · asked 5 of 5 · judged 5 of 5 · 0 failed" in shown(app, "#run-now")
        app.shut_down()
        assert server.stats()["paths"]["POST /v1/batches"] == 2


async def test_the_counts_on_screen_are_the_servers(
    app: AuditApp, benchmark: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server answers 429 (half with Retry-After 200 s, here 0.2 s), 500, and drops, cuts and garbles replies."""
    monkeypatch.setattr(
        drive, "__kwdefaults__", {**drive.__kwdefaults__, "policy": RetryPolicy(shorten=1000)}
    )
    faults = {
        "rate_limited": 0.2,
        "rate_limited_wait": 0.1,
        "server_error": 0.1,
        "dropped": 0.05,
        "cut": 0.05,
    }
    with Stub(Plan(latency=0.005, retry_after="200", unreadable=0.1, **faults)) as server:
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            await open_runs(pilot)
            await pilot.press("plus")
            app.screen.query_one("#run-model", Input).value = f"{server.url}#target"
            app.screen.query_one("#run-judge", Input).value = f"{server.url}#judge"
            if not THOROUGH:
                app.screen.query_one("#run-categories", Input).value = "1,2,3,4,5,6,7,8"
            await pilot.press("enter")
            await until_it_ended(pilot)
            runner = app.current_run.runner
            assert runner is not None
            said = re.search(
                r"ended · asked (\d+) of (\d+) · judged (\d+) of (\d+) · (\d+) failed(?: · (\d+) malformed)?",
                shown(app, "#run-now"),
            )
            assert said, shown(app, "#run-now")
            asked, number, judged, to_judge, failed, malformed = (int(count or 0) for count in said.groups())
            again = re.search(r"([\d,]+) tried again, 0 waiting", shown(app, "#run-now"))
            assert again and (asked, judged, failed) == (number, to_judge, 0) and number >= 30
            tried_again = int(again[1].replace(",", ""))
            connection = app.desk.database.connection
            rows = connection.execute(
                "SELECT c.idx, p.text AS prompt, r.text AS answer, i.judge_state FROM run_items i"
                " JOIN prompts p ON p.id = i.prompt JOIN categories c ON c.key = p.category"
                " JOIN responses r ON r.id = i.response WHERE i.run = ?",
                [runner.run],
            ).fetchall()
        app.shut_down()
        stats = server.stats()
    rubrics = files.rubrics(benchmark)
    firsts = [judge_request(rubrics[row["idx"]].text, row["prompt"], row["answer"]) for row in rows]
    reminders = sum(stats["asked"].get(digest(ask_again(first).prompt), 0) for first in firsts)
    assert [stats["answered"][digest(row["prompt"])] for row in rows] == [1] * asked
    assert malformed == sum(row["judge_state"] == "malformed" for row in rows)
    assert stats["chats"] == asked + judged + reminders + tried_again
    assert {"429", "429:200", "500", "drop", "cut", "unreadable"} <= set(stats["outcomes"])


async def test_an_empty_workspace_offers_to_ask_a_model(empty_workspace: Workspace) -> None:
    app = AuditApp(empty_workspace)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await open_runs(pilot)
        await pilot.press("B")
        await settle(pilot)
        assert isinstance(app.screen, BrowseScreen)
    assert app.shut_down()[0] is None


async def test_leaving_the_program_names_the_run_that_it_stops(app: AuditApp) -> None:
    with Stub(Plan(latency=30.0)) as server:
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            waiting_run(app, server.url)
            await open_runs(pilot)
            await pilot.press("enter")
            await until(pilot, lambda: server.stats()["in_flight"] > 0)
        assert app.shut_down()[0] == "stubbed"


async def test_a_long_wait_that_the_server_asks_for_is_shown_as_one_and_can_be_stopped(app: AuditApp) -> None:
    with Stub(Plan(rate_limited_wait=1.0, retry_after="200")) as server:
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            run = waiting_run(app, server.url)
            await open_runs(pilot)
            await pilot.press("enter")
            await until(pilot, lambda: "waiting · asked 0 of 80" in shown(app, "#run-now"))
            said = shown(app, "#run-now")
            assert re.search(r"80 waiting, the next for 3 min \d+ s", said), said
            assert "a second" not in said and "asks to wait 200 s" in said
            await pilot.press("delete")
            await until_it_ended(pilot)
            assert "stopped · asked 0 of 80" in shown(app, "#run-now")
            assert ", 0 waiting" in shown(app, "#run-now")
            assert len(runs.items(app.desk.database.connection, run)) == 80
        app.shut_down()


async def test_a_finished_run_has_nothing_left(app: AuditApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Resuming it needs no key, and the screen does not change."""
    for name in ("OPENAI_API_KEY", "OPENAI_KEY"):
        monkeypatch.delenv(name, raising=False)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        connection = app.desk.database.connection
        asked = Parameters(model="openai:gpt-4o", judge="openai:gpt-4o")
        run = session.create(connection, asked, plan.like(sample.prompts()), "done")
        with transaction(connection):
            connection.execute(
                "UPDATE run_items SET state = 'blank', judge_state = 'blank' WHERE run = ?", [run]
            )
        await open_runs(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert app.current_run.runner is None
        assert any("Nothing is left to do" in words for words in told(app))
    assert (await drive(app.desk.workspace, app.desk.database, run)).progress.done == 0
    app.shut_down()


async def test_pause_and_resume(app: AuditApp) -> None:
    with Stub(Plan(latency=0.1)) as server:
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            run = waiting_run(app, server.url)
            await open_runs(pilot)
            runner = app.current_run.start(run, concurrency=4)
            await until(pilot, lambda: runner.engine is not None and runner.engine.progress.asked > 4)
            await pilot.press("space")
            await until(pilot, lambda: runner.paused)
            assert runner.engine is not None
            await until(pilot, lambda: runner.engine is not None and runner.engine.progress.in_flight == 0)
            asked = runner.engine.progress.asked
            await until(pilot, lambda: "paused" in shown(app, "#run-now"))
            requests = server.stats()["requests"]
            await settle(pilot)
            assert runner.engine.progress.asked == asked and server.stats()["requests"] == requests
            await pilot.press("space")
            await until(pilot, lambda: not runner.going)
            assert runner.engine.progress.asked == 80
        app.shut_down()


async def test_a_file_can_not_be_resumed(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await open_runs(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert app.current_run.runner is None
