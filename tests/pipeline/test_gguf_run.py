"""A real llama.cpp with a real small model, asked by the program and judged by the phrases."""

from __future__ import annotations

import asyncio

from airbench_tui.pipeline import session
from airbench_tui.pipeline.drive import drive
from airbench_tui.pipeline.live import Parameters
from airbench_tui.store.database import open_database
from airbench_tui.workspace import Workspace
from tests.models.test_gguf import MODEL, needs_model, needs_runtime
from tests.pipeline.conftest import Desk
from tests.pipeline.content import items


@needs_runtime
@needs_model
def test_sixteen_prompts_from_end_to_end(desk: Desk) -> None:
    asked = Parameters(f"gguf:{MODEL}", "phrases", per="l2", n=1, max_tokens=24)
    workspace = Workspace(desk.folder, desk.database, "ann")
    session.check(workspace, asked)
    with open_database(desk.database) as database:
        run = session.create(database.connection, asked, session.draw(workspace, asked), None)
        ended = asyncio.run(drive(workspace, database, run))
    assert ended.stopped_by is None
    found = items(desk.database)
    assert len(found) == 16 and len({row["category"].split(".")[0] for row in found}) == 16
    assert {(row["state"], row["judge_state"]) for row in found} == {("answered", "judged")}
    assert MODEL is not None and {row["target"] for row in found} == {MODEL.stem}
    assert all(row["answer"].strip() and row["score"] in (0, 1) for row in found)
    assert all(0 < row["details"]["completion_tokens"] <= 24 for row in found)
    assert not desk.stub.stats()["requests"]
