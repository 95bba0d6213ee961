"""Nothing that a command prints for an auditor depends on what a packet hides from them."""

from __future__ import annotations

from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path

import pytest

from airbench_tui.cli import cli
from airbench_tui.errors import AirbenchError
from airbench_tui.store.database import open_database
from tests.effort import cases, times
from tests.planted import NOTE, REASON, SECRETS, WAITING, answer_all, timeless
from tests.templates import copy

FILTERS = (
    *("", "score:0", "score:1", "-score:1", "score<1", "status:judged", "-status:judged"),
    *(REASON, f"-{REASON}", NOTE, f'"{NOTE} 0"', "Because", "note"),
    *("signal:*", "-signal:*", "signal:twins*", "signal:models*", "signal:judges*", "-signal:models*"),
    *("reviewed:yes", "reviewed:me", "reviewed:no"),
    *("decision:overridden", "decision:confirmed", "-decision:overridden"),
    *("code:misread", "-code:rubric", "origin:browse", "auditor:bob", "judge:phrases"),
    *("safe_in:acme*", "unsafe_in:acme*", "-safe_in:bolt*", "-unsafe_in:core*", "cat:14", f"id:{WAITING[4]}"),
)  # fmt: skip

COMMANDS = (
    *(("list", "--json", "--", one) for one in FILTERS),
    *(("list", "--", one) for one in FILTERS[:4]),
    *(("bulk", "--score", score, "--note", "x", "--json", "--", one)
      for one in FILTERS[:times(4, 12)] for score in cases(("0", "confirm", "1"), 2)),
    ("triage", "--json", "--limit", "100"),
    ("triage",),
    ("triage", "--json", "signal:*"),
    ("review", "list", "--json"),
    ("review", "list"),
    ("rubrics", "--json"),
    ("adjudicate", "list", "--json"),
    ("adjudicate", "list", "--settled"),
    *(("adjudicate", one, "--score", "0", "--note", "x") for one in WAITING),
    *(("review", "add", one, "--score", "0") for one in WAITING),
    ("auditor", "disagreements", "--json"),
    ("auditor", "list", "--json"),
    ("auditor", "care", "--json"),
    ("packet", "list", "--json"),
    ("packet", "status", "june", "--json"),
    # `agreement` is missing here: a figure that will be quoted must not depend on the auditor who computes it.
)  # fmt: skip


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Return a function that runs a command as ann and returns all its output."""

    def run(database: Path, *command: str) -> str:
        report = database.with_suffix(".md")
        args = [str(report) if one == "REPORT" else one for one in command]
        try:
            cli.main(["--db", str(database), "--auditor", "ann", *args], standalone_mode=False)
        except AirbenchError as error:
            print(f"refused: {error}")
        captured = capsys.readouterr()
        told = captured.out + captured.err + (report.read_text("utf-8") if report.exists() else "")
        return timeless(told.replace(database.stem, "<database>"))

    return run


def test_no_command_shows_what_a_packet_hides(
    worlds: tuple[Path, Path], tmp_path: Path, ask: Callable[..., str]
) -> None:
    plain, twisted = (copy(world, tmp_path / world.name) for world in worlds)
    told = []
    for command in COMMANDS:
        one, other = ask(plain, *command), ask(twisted, *command)
        assert other.strip(), command
        if not set(command) & {*SECRETS, f"-{REASON}", f'"{NOTE} 0"'}:  # which a command repeats
            assert not [word for word in SECRETS if word in other], command
        changed = unified_diff(one.splitlines(), other.splitlines(), lineterm="", n=0)
        told += [f"{' '.join(command)}: {line}" for line in changed if line[:3] not in ("---", "+++")]
    assert not told, "\n".join(told)


def test_the_same_commands_show_it_after_the_verdicts(
    worlds: tuple[Path, Path], tmp_path: Path, ask: Callable[..., str]
) -> None:
    plain, twisted = (copy(world, tmp_path / world.name) for world in worlds)
    for path in (plain, twisted):
        with open_database(path) as database:
            answer_all(database.connection)
    for command in (
        ("list", "--json", "--", "score:0"),
        ("list", "--json", "--", f"id:{WAITING[4]}"),
        ("list", "--json", "--", REASON),
        ("list", "--json", "--", "signal:*"),
        ("triage", "--json", "--limit", "100"),
        ("review", "list", "--json"),
        ("adjudicate", "list", "--json"),
    ):
        assert ask(plain, *command) != ask(twisted, *command), command
    assert NOTE in ask(twisted, "review", "list", "--json")
