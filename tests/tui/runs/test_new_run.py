"""The dialog that plans a run: its completions, its estimate and its messages."""

from __future__ import annotations

import asyncio

import pytest
from textual.widgets import Input

from airbench_tui.store.incoming import runs
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.runs.model_run_screen import ModelRunScreen
from airbench_tui.tui.runs.new_run_dialog import NewRunDialog
from airbench_tui.workspace import Workspace
from tests.models.stub import MODELS, Stub
from tests.models.stub_plan import Plan
from tests.tui.conftest import settle, shown, until
from tests.tui.runs.conftest import SIZE, open_runs


def offered(field: Input) -> str:
    """Return the text of a field with its suggested completion."""
    return field.render_line(0).text.strip()


async def test_the_dialog_says_why_a_run_cannot_start(app: AuditApp, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_KEY"):
        monkeypatch.delenv(name, raising=False)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await open_runs(pilot)
        await pilot.press("plus")
        await settle(pilot)
        app.screen.query_one("#run-model", Input).value = "openai:gpt-4o"
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, NewRunDialog)
        said = shown(app, "#estimate")
        assert "airbench-tui fetch" in said and "OPENAI_API_KEY" in said
        app.screen.query_one("#run-model", Input).value = "nonsense"
        await pilot.press("enter")
        await settle(pilot)
        assert "names no model" in shown(app, "#estimate")
        app.screen.query_one("#run-model", Input).value = ""
        app.screen.query_one("#run-seed", Input).value = "-"
        await pilot.press("enter")
        await settle(pilot)
        assert shown(app, "#estimate").startswith("choose a model: openai:MODEL")
        assert [run.kind for run in runs.summaries(app.desk.database.connection)] == ["import"]


async def test_models_of_a_server_are_offered_during_typing(app: AuditApp) -> None:
    with Stub(Plan()) as server:
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await open_runs(pilot)
            await pilot.press("plus")
            await settle(pilot)
            field = app.screen.query_one("#run-model", Input)
            field.value = server.url
            await pilot.press("end", "#", "g")  # faster than the server can answer
            await until(pilot, lambda: offered(field) == f"{server.url}#gpt-4o")
            await settle(pilot)
            said = shown(app, "#explained")
            assert said == "Model  models there (→ completes): gpt-4o · gpt-4o-mini"
            await pilot.press("x")
            await settle(pilot)
            assert shown(app, "#explained").startswith("Model  no 'gx' among the models there: gpt-4o · ")
            await pilot.press("backspace", "p")
            await until(pilot, lambda: offered(field) == f"{server.url}#gpt-4o")
            await pilot.press("right")
            await settle(pilot)
            assert field.value == f"{server.url}#gpt-4o"
            assert shown(app, "#explained").startswith("Model  openai:M")
        assert server.stats()["paths"] == {"GET /v1/models": 1}


@pytest.mark.parametrize("key", ["", "tgp-test-123456"])
async def test_models_of_a_provider_are_offered_if_there_is_a_key(
    app: AuditApp, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Stub(Plan()) as server:
        monkeypatch.setenv("TOGETHER_BASE_URL", server.url.removesuffix("/v1"))
        monkeypatch.setenv("TOGETHERAI_KEY", "")
        monkeypatch.setenv("TOGETHER_API_KEY", key)
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            await open_runs(pilot)
            await pilot.press("plus")
            await settle(pilot)
            field = app.screen.query_one("#run-model", Input)
            await pilot.press("ctrl+u", *"together:m")
            await until(pilot, lambda: offered(field) == "together:meta-llama/")
            await pilot.press(*"eta-llama/L")
            await settle(pilot)
            assert offered(field) == (f"together:{MODELS[2]}" if key else "together:meta-llama/L")
        assert server.stats()["paths"] == ({"GET /v1/models": 1} if key else {})


async def test_the_judge_is_gpt_4o_where_there_is_a_key(
    empty_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, judge in (("sk-test-123456", "openai:gpt-4o"), ("", "phrases")):
        monkeypatch.setenv("OPENAI_API_KEY", key)
        monkeypatch.setenv("OPENAI_KEY", "")
        monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
        app = AuditApp(empty_workspace)
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            await settle(pilot)
            await pilot.press("escape")
            await open_runs(pilot)
            await pilot.press("plus")
            await settle(pilot)
            assert app.screen.query_one("#run-judge", Input).value == judge
        app.shut_down()


async def test_an_estimate_that_comes_when_the_dialog_has_gone_draws_nothing(app: AuditApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await open_runs(pilot)
        await pilot.press("plus")
        await settle(pilot)
        dialog = app.screen
        assert isinstance(dialog, NewRunDialog)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, ModelRunScreen)
        with pytest.raises(asyncio.CancelledError):  # ends as a cancelled worker does
            await NewRunDialog._estimate.__wrapped__(dialog)  # type: ignore[attr-defined]
