"""The import dialog reports on what it read."""

from __future__ import annotations

import csv
from pathlib import Path

from textual.widgets import Input, Select

from airbench_tui.interchange.formats.columns import REVIEW_COLUMNS
from airbench_tui.store.identity import response_uid
from airbench_tui.tui.app import AuditApp
from tests.builders import pipeline1_file
from tests.tui.conftest import press, settle, shown, told, until


async def test_every_row_left_out_is_counted(app: AuditApp) -> None:
    rows = ({"prompt": f"{n}", "score": 7} for n in range(1_500))
    pipeline1_file(Path("a.json"), rows)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "i")
        app.screen.query_one("#path", Input).value = "a.json"
        await until(
            pilot, lambda: shown(app, "#recognised").startswith("pipeline 1 JSON · nothing is stored")
        )
        await press(pilot, "enter")
        assert any("1,500 left out" in words for words in told(app)), told(app)


async def test_reviews_under_one_s_name_in_a_file_of_others_need_a_yes(app: AuditApp) -> None:
    row = {"category": "12.37.2", "prompt": "P", "model": "m", "answer": "A"}
    uid = response_uid(row["category"], row["prompt"], row["model"], row["answer"], 0)
    with Path("both.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, REVIEW_COLUMNS)
        writer.writeheader()
        for name in (app.desk.workspace.auditor, "somebody"):
            writer.writerow(
                {
                    **{
                        "response_id": uid,
                        "model": "m",
                        "cate-idx": "12.37.2",
                        "prompt": "P",
                        "response": "A",
                    },
                    **{"auditor": name, "review_score": "1", "blind": "true"},
                    "reviewed_at": "2026-01-01T00:00:00Z",
                }
            )
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        for answer, evidence in (("", "none"), ("yes", "accepted")):
            await press(pilot, "i")
            app.screen.query_one("#accept", Select).value = answer
            app.screen.query_one("#path", Input).value = "both.csv"
            app.screen.query_one("#path", Input).focus()
            await press(pilot, "enter")
            (stored,) = await app.desk.read(
                lambda connection: connection.execute(
                    "SELECT evidence FROM reviews WHERE auditor = ? ORDER BY id DESC LIMIT 1",
                    [app.desk.auditor],
                ).fetchall()
            )
            assert stored["evidence"] == evidence
