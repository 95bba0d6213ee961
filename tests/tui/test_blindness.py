"""No screen depends on data that a packet hides from its auditor; after the first verdict it is shown.

The same keys are pressed on two databases that differ only in hidden data (:mod:`tests.planted`). The screens must
look the same at every step.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from difflib import unified_diff
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Select, Static

from airbench_tui.pipeline.live import Latest
from airbench_tui.store.reading.dimensions import DIMENSIONS
from airbench_tui.store.reading.explore import MEASURES
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.runs.model_run_screen import ModelRunScreen
from airbench_tui.workspace import Workspace
from tests import templates
from tests.effort import cases, times
from tests.planted import NOTE, REASON, SECRETS, WAITING, answer_all, timeless, uid
from tests.tui.conftest import drawn, settle, unguarded

SIZE = (140, 40)
FILTERS = cases(
    ("score:0", f"-{REASON}", NOTE, f"id:{WAITING[4]}", "signal:*", "unsafe_in:acme*"), 2
)  # more: tests/cli


@asynccontextmanager
async def opened(folder: Path, world: Path, *, answered: bool = False) -> AsyncIterator[Pilot[str]]:
    """Run the program on a copy of *world*. With *answered* ann's packet is done."""
    path = templates.copy(world, folder / "db" / "audit.db")
    app = AuditApp(Workspace(folder, path, "ann"))
    if answered:
        answer_all(app.desk.database.connection)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        yield pilot
    app.shut_down()


class Walk:
    """Presses keys and records the screen's text after each step."""

    def __init__(self, pilot: Pilot[str]) -> None:
        self.pilot = pilot
        self.seen: list[tuple[str, str]] = []

    async def go(self, *steps: str) -> None:
        """Press the keys of each step, separated by spaces, and record the screen after each step."""
        for step in steps:
            await self.pilot.press(*step.split())
            await settle(self.pilot)
            self.look(step)

    def look(self, step: str) -> None:
        app = self.pilot.app
        assert isinstance(app, AuditApp)
        picture = "\n".join(line for line in drawn(app).splitlines() if not line.lstrip().startswith("/ "))
        self.seen.append((f"{len(self.seen)} {type(app.screen).__name__} {step}", timeless(picture)))

    async def type(self, words: str) -> None:
        """Put words into the focused field and record the screen without the field's line."""
        focused = self.pilot.app.focused
        assert isinstance(focused, Input)
        focused.value = words
        await settle(self.pilot)
        self.look(words)


Walked = Callable[[Walk], Awaitable[None]]


async def browse(walk: Walk) -> None:
    await walk.go(
        "enter",
        *(["j j j"] * times(3, 6)),
        "right",
        "escape escape",
        "g",
        "space",
        "j space",
        "j space",
        "G space",
    )
    for words in FILTERS:
        await walk.go("slash")
        await walk.type(words)
        await walk.go("enter", "ctrl+x")


async def review(walk: Walk) -> None:
    await walk.go("R", "v", "b", "b", "r r")
    for key in ("0", "u", "1", "k", "v", "enter", "j", "equals_sign", "escape", "escape"):
        await unguarded(walk.pilot)
        await walk.go(key)
    await walk.go("T", "j", "v", "escape")


async def explore(walk: Walk) -> None:
    await walk.go("E", "4")
    for number, _ in enumerate(DIMENSIONS):
        # All measures for the first dimension; for each later dimension one or two more are enough.
        for _ in (*MEASURES, "corrected") if number == 0 else range(times(1, 2)):
            await walk.go("m")
        await walk.go("right", "d")
    await walk.go("g", "j", "enter", "H")
    for words in cases((f"id:{WAITING[4]}", "score:1"), 1):
        await walk.go("slash")
        await walk.type(words)
        await walk.go("enter", "m", "m", "enter", "H ctrl+x")
    await walk.go("F", "3", "4", "j", "enter", "escape", "escape", "escape")


async def compare(walk: Walk) -> None:
    await walk.go("enter", "g", "equals_sign", *(["j"] * times(3, 6)))
    await walk.go("greater_than_sign", "less_than_sign", "less_than_sign", "right", "escape")


async def agreement(walk: Walk) -> None:
    await walk.go("A", "l", "l", "O", "p", "enter", "A G", "enter", "A", "m", "j j", "enter", "A", "escape")


async def others(walk: Walk) -> None:
    await walk.go(
        "P", "j", "escape", "S", "escape", "ctrl+p", "escape", "question_mark", "escape", "M", "d", "escape"
    )


async def settling(walk: Walk) -> None:
    await walk.go(
        "D", "j j", "r", "s", "s", "w", "j", "enter", "X", "shift+tab", "down down enter", "escape", "ctrl+p"
    )
    await walk.type("rubrics")
    await walk.go("enter", "j", "enter")


WALKS = (browse, review, explore, compare, agreement, settling, others)


async def both(
    walked: Walked, folder: Path, worlds: tuple[Path, Path], *, answered: bool
) -> tuple[list[str], str]:
    """Return the lines in which the two databases' screens differ, and all text seen on the twisted one."""
    walks = []
    for world in worlds:
        async with opened(folder / world.stem, world, answered=answered) as pilot:
            walk = Walk(pilot)
            await walked(walk)
            walks.append(walk.seen)
    told = []
    for (step, one), (other_step, other) in zip(*walks, strict=True):
        changed = unified_diff([step, *one.splitlines()], [other_step, *other.splitlines()], lineterm="", n=0)
        told += [f"{step}: {line}" for line in changed if line[:3] not in ("---", "+++")]
    return told, "\n".join(picture for _, picture in walks[1])


@pytest.mark.parametrize("walked", WALKS, ids=lambda walked: walked.__name__)
async def test_no_screen_shows_what_a_packet_hides(
    walked: Walked, worlds: tuple[Path, Path], tmp_path: Path
) -> None:
    told, _ = await both(walked, tmp_path, worlds, answered=False)
    assert not told, "\n".join(told)


@pytest.mark.parametrize("walked", cases([agreement, compare], 1), ids=lambda walked: walked.__name__)
async def test_the_same_screens_show_it_after_the_verdicts(
    walked: Walked, worlds: tuple[Path, Path], tmp_path: Path
) -> None:
    told, seen = await both(walked, tmp_path, worlds, answered=True)
    assert told and (REASON in seen or walked is agreement)


async def test_the_first_verdict_reveals_it_and_every_list_then_shows_it(
    worlds: tuple[Path, Path], tmp_path: Path
) -> None:
    async with opened(tmp_path, worlds[1]) as pilot:
        walk = Walk(pilot)
        await walk.go("P", "enter", "v", "b", "enter", "space", "r", "escape")
        before = "\n".join(picture for _, picture in walk.seen)
        assert "hidden until you decide" in before and not [word for word in SECRETS if word in before]
        await unguarded(pilot)
        await walk.go("1")
        assert REASON in walk.seen[-1][1]
        await walk.go("B", "slash")
        await walk.type(REASON)
        assert "1 · " in walk.seen[-1][1]
        await walk.go("enter")
        assert "RESPONSES 1 in" in walk.seen[-1][1] and REASON in walk.seen[-1][1]


async def test_results_of_a_run_are_hidden_too_and_shown_ones_count_as_seen(
    worlds: tuple[Path, Path], tmp_path: Path
) -> None:
    """The screen of runs shows the latest results of a run. One of them waits for ann's verdict."""
    async with opened(tmp_path, worlds[1]) as pilot:
        app = pilot.app
        assert isinstance(app, AuditApp)
        await pilot.press("M")
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, ModelRunScreen)
        connection = app.desk.database.connection
        run = connection.execute("SELECT id FROM runs WHERE name = 'by gpt-4o'").fetchone()["id"]
        found = {
            row["uid"]: row
            for row in connection.execute(
                "SELECT r.uid, i.position, j.reason, j.id FROM run_items i JOIN responses r ON r.id = i.response"
                " JOIN judgments j ON j.response = r.id AND j.run = i.run WHERE i.run = ?",
                [run],
            )
        }
        connection.execute(
            "UPDATE run_items SET judgment = (SELECT j.id FROM judgments j WHERE j.response = run_items.response"
            " AND j.run = run_items.run) WHERE run = ?",
            [run],
        )
        waits, free = found[WAITING[0]], found[uid(3, 0)]
        latest = [Latest(row["position"], "1.1.1", "judged", 0.0, row["reason"]) for row in (waits, free)]
        screen.draw_latest(run, latest)
        await settle(pilot)
        told = str(screen.query_one("#run-latest", Static).content)  # not displayed, because no run goes on
        assert free["reason"] in told and "hidden until you decide" in told
        assert REASON not in told and REASON not in drawn(app)
        seen = {
            row["judgment"]
            for row in connection.execute(
                "SELECT judgment FROM exposures WHERE auditor = ?", [app.desk.auditor]
            )
        }
        assert free["id"] in seen and waits["id"] not in seen


async def test_an_export_warns_that_it_ends_blindness(
    worlds: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    target = tmp_path / "airbench_reviews.csv"
    async with opened(tmp_path / "desk", worlds[0]) as pilot:
        await pilot.press("x", "enter")
        await settle(pilot)
        assert "5 answers wait in packets for your verdict" in str(
            pilot.app.screen.query_one("#said", Static).content
        )
        assert not target.exists()
        pilot.app.screen.query_one("#rows", Select).value = "overridden"  # warned again for other rows
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert not target.exists()
        await pilot.press("enter")
        await settle(pilot)
        assert target.exists()
        await pilot.press("x", "enter")
        await settle(pilot)
        said = str(pilot.app.screen.query_one("#said", Static).content)
        assert said.startswith("That file exists") and "5 answers wait" in said
    async with opened(tmp_path / "done", worlds[0], answered=True) as pilot:
        target.unlink()
        target.with_name(f"{target.name}.heads").unlink()
        await pilot.press("x", "enter")
        await settle(pilot)
        assert target.exists()
