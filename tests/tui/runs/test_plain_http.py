"""The question before a key goes over plain http, and the address in a run's details."""

from __future__ import annotations

import pytest

from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.runs.model_run_screen import ModelRunScreen
from airbench_tui.tui.runs.plain_http_dialog import PlainHttpDialog
from airbench_tui.tui.runs.run_details_dialog import RunDetailsDialog
from airbench_tui.tui.shared.text_pane import TextPane
from tests.models.stub import Stub
from tests.tui.conftest import drawn, settle, until
from tests.tui.runs.conftest import SIZE, open_runs, until_it_ended, waiting_run

KEY = "srv-Ky2jD8hVt5Sb"


async def test_a_key_goes_over_plain_http_only_after_a_yes(
    app: AuditApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRBENCH_API_KEY", KEY)
    with Stub() as server:
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            waiting_run(app, server.url.replace("127.0.0.1", "0.0.0.0"))
            await open_runs(pilot)
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, PlainHttpDialog))
            assert "The key in AIRBENCH_API_KEY would go unencrypted to http://0.0.0.0:" in drawn(app)
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, ModelRunScreen))
            await settle(pilot)
            assert app.current_run.runner is None and server.stats()["requests"] == 0
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, PlainHttpDialog))
            await pilot.press("x")
            await until_it_ended(pilot)
            assert set(server.stats()["authorizations"]) == {f"Bearer {KEY}"}
            await pilot.press("d")
            await until(pilot, lambda: isinstance(app.screen, RunDetailsDialog))
            await settle(pilot)
            words = "\n".join(text for _, text in app.screen.query_one(TextPane).sections)
            assert f"model at        http://0.0.0.0:{server.port}/v1" in words
