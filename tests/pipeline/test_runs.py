"""The commands run, resume and judge, as processes against the stub, with a synthetic benchmark."""

from __future__ import annotations

import json
import signal
import socket
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from airbench_tui.benchmark import hub, taxonomy
from airbench_tui.errors import InputError
from airbench_tui.models.keys import Keys
from airbench_tui.pipeline import session
from airbench_tui.pipeline.live import Parameters
from airbench_tui.workspace import Workspace
from tests.conftest import RunCommand
from tests.models.stub import Stub
from tests.models.stub_plan import Plan
from tests.pipeline.conftest import JUDGE, KEY, TARGET, Desk
from tests.pipeline.content import items, rows, states
from tests.processes import Forks
from tests.store.helpers import beside
from tests.waiting import until

pytestmark = pytest.mark.xdist_group("processes")

SMALL = ("--category", "14", "--per", "l3", "-n", "5")


def server(stub: Stub, model: str = "m") -> str:
    return f"{stub.url}#{model}"


def test_from_fetch_to_export_with_both_sdks(
    tmp_path: Path, stub: Stub, forks: Forks, run_command: RunCommand, benchmark_folder: Path
) -> None:
    desk = Desk(tmp_path / "work", stub, forks, run_command)
    desk("fetch", "--from", benchmark_folder)
    stub.replan(Plan(blank=0.1, blocked=0.05, unreadable=0.3, seed=3))
    drawn = ("--per", "l2", "--model", TARGET, "--judge", "together:judge/one")
    estimate = desk("run", *drawn, "--dry-run", "--json").json
    assert (estimate["items"], estimate["calls"]) == (80, 160) and estimate["cost_at_most"] is None
    assert stub.stats()["requests"] == 0

    done = desk("run", *drawn, "--json", "--name", "first", "--max-tokens", 77, "--system", "Be brief.")
    assert done.err == ""
    found, stats = items(desk.database), stub.stats()
    count = Counter((row["state"], row["judge_state"]) for row in found)
    assert set(count) == {("answered", "judged"), ("answered", "malformed"), ("blank", "blank")}
    blank, malformed = count["blank", "blank"], count["answered", "malformed"]
    assert done.json == {
        "run": "first",
        "model": "target-1",
        "judge": "judge/one",
        "asked_at": [
            {"part": "model", "address": stub.url},
            {"part": "judge", "address": stub.url},
        ],
        "items": 80,
        "states": {"answered": 80 - blank, "blank": blank},
        "judge_states": {"blank": blank, "judged": 80 - blank - malformed, "malformed": malformed},
        "left": 0,
        "failed": [],
    }
    # The server agrees: no judge for a blank answer, one more question for an unreadable verdict.
    again = sum(row["details"].get("judge_asked") == 2 for row in found)
    assert blank and malformed and again > malformed
    assert stats["statuses"]["target"] == {"200": 80}
    assert stats["statuses"]["judge"] == {"200": 80 - blank + again}
    assert stats["authorizations"] == {f"Bearer {KEY}": stats["requests"]}
    for row in found:
        assert row["target"] == "target-1"
        if row["judge_state"] == "blank":
            assert (
                row["answer"] == "" and row["raw_text"] is None and row["reason"].startswith("blank answer (")
            )
            continue
        assert row["snapshot"] == "judge/one-2024-08-06" and row["revision"].startswith("local-")
        assert row["details"]["snapshot"] == "target-1-2024-08-06" and row["details"]["prompt_tokens"] > 0
        if row["judge_state"] == "malformed":
            assert (
                row["raw_text"] in ("I would rather not put a number on this.", "") and row["score"] is None
            )
            assert row["details"]["judge_asked"] == 2
        else:
            assert row["score"] == row["raw_score"] == row["shown"] and row["polarity"] == "1-safe"
            assert row["raw_text"].startswith("##short_reasoning: ") and row["reason"].startswith("It says")
    (stored,) = rows(desk.database, "SELECT parameters FROM runs")
    asked = json.loads(stored["parameters"])
    assert (asked["max_tokens"], asked["system"], asked["temperature"]) == (77, "Be brief.", 0.0)
    assert {row["revision"] for row in found} == {asked["revision"], None}

    assert "first" in desk("resume", "first").out  # nothing is left, so nothing is asked
    assert desk("resume", status=2).line.endswith("there is no unfinished run")
    assert stub.stats()["requests"] == stats["requests"]

    exported = desk("export").out
    assert exported.count(',"judge/one",') == 80
    assert beside(desk.database) == {"audit.db"}
    assert KEY[3:9].encode() not in desk.database.read_bytes()
    assert KEY not in "".join(desk.said) and KEY[3:9] not in "".join(desk.said)


def test_a_dry_run_needs_no_key_and_says_that_the_run_will(desk: Desk) -> None:
    asked = ("run", "--model", TARGET, "--judge", "phrases", "--dry-run", "--json")
    done = desk(*asked, OPENAI_API_KEY=None)
    assert (done.json["items"], done.json["calls"]) == (80, 80)
    assert "the run cannot start yet: no key for OpenAI: set OPENAI_API_KEY" in done.line
    assert desk(*asked).err == "" and desk.stub.stats()["requests"] == 0
    assert not desk.database.exists()
    assert "no key for OpenAI" in desk(*asked[:-2], status=2, OPENAI_API_KEY=None).line


def test_a_server_that_is_not_there_is_said_soon_and_the_run_is_kept(desk: Desk) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))  # bound, but not listening
        gone = f"http://127.0.0.1:{bound.getsockname()[1]}/v1#m"
        said = desk("run", "--model", gone, *SMALL, status=2).line
    assert "no connection" in said and "is the server running there?; the run is kept" in said


def test_a_run_without_a_judge_says_how_to_judge_it(desk: Desk) -> None:
    assert "not judged: `airbench-tui judge --judge" in desk("run", "--model", server(desk.stub), *SMALL).out
    desk("judge", "--judge", "phrases")


def test_why_there_is_nothing_to_judge(desk: Desk) -> None:
    desk("run", "--model", server(desk.stub), "--judge", "phrases", *SMALL)
    said = desk("judge", "--judge", "phrases", status=2).line
    assert said.endswith(
        "nothing to judge: every chosen response has a verdict of 'phrases', or no response was chosen"
    )
    said = desk("judge", "--judge", "phrases", "--only", "disagreed", status=2).line
    assert said.endswith("nothing to judge: there is no response on which a person disagrees with a judge")


def test_judging_again_and_asking_again(desk: Desk, tmp_path: Path) -> None:
    first = desk("run", "--model", server(desk.stub), "--judge", "phrases", *SMALL, "--json").json
    number = first["items"]
    assert first["judge_states"] == {"judged": number} and desk.stub.stats()["chats"] == number

    # Another judge: first the answers that it has not judged, then nothing is missing.
    judged = desk("judge", "--run", first["run"], "--judge", JUDGE, "--json").json
    assert judged["judge_states"] == {"judged": number} and judged["judge"] == "judge-1"
    assert desk.stub.stats()["chats"] == 2 * number
    assert "nothing to judge" in desk("judge", "--judge", JUDGE, status=2).line
    assert desk("judge", "--judge", JUDGE, "--only", "all", "--json").json["items"] == number
    assert desk.stub.stats()["chats"] == 3 * number
    found = rows(desk.database, "SELECT judge, count(*) AS n FROM judgments GROUP BY judge ORDER BY judge")
    assert found == [{"judge": "judge-1", "n": number}, {"judge": "phrases", "n": number}]

    # A person overrides one verdict and confirms another.
    (one, other) = rows(desk.database, "SELECT uid, score FROM responses ORDER BY id LIMIT 2")
    desk("review", "add", one["uid"], "--score", "0" if one["score"] else "1")
    desk("review", "add", other["uid"], "--score", f"{other['score']:g}")
    assert desk("judge", "--judge", JUDGE, "--only", "disagreed", "--json").json["items"] == 1

    # The same prompts again: those of a run, those of a file.
    like = desk("run", "--model", server(desk.stub, "n"), "--like", first["run"], "--json").json
    assert like["items"] == number and like["run"] == "n prompts asked again"
    prompts = [row["prompt"] for row in items(desk.database) if row["run"] == first["run"]]
    assert prompts == [row["prompt"] for row in items(desk.database) if row["run"] == like["run"]]
    path = tmp_path / "answers.json"
    desk("export", "--format", "pipeline1", "--model", "m", "-o", path)
    again = desk("run", "--model", server(desk.stub, "o"), "--like", path, "--json").json
    assert again["items"] == number and again["states"] == {"answered": number}
    assert "no run called" in desk("run", "--model", TARGET, "--like", "nothing", status=2).line

    # A run that was not drawn records its source, and nothing of a draw.
    drawn = {"per", "n", "seed", "categories", "region", "short"}
    assert drawn <= parameters(desk, first["run"]).keys() and "like" not in parameters(desk, first["run"])
    assert parameters(desk, like["run"])["like"] == f"run {first['run']}"
    assert parameters(desk, again["run"])["like"] == f"file {path}"
    for name in (like["run"], again["run"], judged["run"]):
        assert not drawn & parameters(desk, name).keys()
    assert (
        not {"model", "system", "temperature", "max_tokens", "like"} & parameters(desk, judged["run"]).keys()
    )
    everything = desk(
        "run", "--model", server(desk.stub, "p"), "--per", "all", "--category", "8", "--json"
    ).json
    assert everything["run"] == "p all prompts"
    assert parameters(desk, "p all prompts")["per"] == "all"
    assert not {"n", "seed"} & parameters(desk, "p all prompts").keys()


def parameters(desk: Desk, run: str) -> dict[str, Any]:
    (stored,) = rows(desk.database, "SELECT parameters FROM runs WHERE name = ?", run)
    found: dict[str, Any] = json.loads(stored["parameters"])
    return found


@pytest.mark.parametrize(
    ("option", "value"), [("--per", "l2"), ("-n", 5), ("--seed", 0), ("--category", "8"), ("--region", "us")]
)
def test_like_draws_nothing(desk: Desk, option: str, value: object) -> None:
    line = desk("run", "--model", TARGET, "--like", "june", option, value, status=2).line
    assert f"leave {option} out" in line and not desk.database.exists()


def test_no_key(desk: Desk) -> None:
    nothing = {"OPENAI_API_KEY": None, "TOGETHER_API_KEY": None}
    line = desk("run", "--model", TARGET, status=2, **nothing).line
    assert "OPENAI_API_KEY" in line and str(desk.folder / ".env") in line and "gguf:" in line
    assert desk.stub.stats()["requests"] == 0
    assert not desk.database.exists() or not items(desk.database)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Parameters("openai:a", "together:b"), "TOGETHER_API_KEY"),
        (Parameters("openai:a", "together:b", key_env="MINE"), "TOGETHER_API_KEY"),
        (Parameters("http://127.0.0.1:1/v1#a", "openai:b", key_env="MINE"), None),
        (Parameters("http://127.0.0.1:1/v1#a", key_env="NOTHERE"), "--key-env 'NOTHERE'"),
        (Parameters("http://127.0.0.1:1/v1#a", key_env="OPENAI_API_KEY"), "never gets OpenAI's key"),
        (Parameters("", "http://127.0.0.1:1/v1#a", key_env="NOTHERE"), "--key-env 'NOTHERE'"),
        (Parameters("phrases"), "can only judge"),
        (Parameters("sample:Nobody"), "no model 'Nobody'|Nobody"),
        (Parameters("gguf:/not/there.gguf"), "there is no file|needs xllamacpp"),
        (Parameters("", "openai:b"), "airbench-tui fetch"),
    ],
)
def test_bad_options_are_found_before_anything_is_stored(
    asked: Parameters,
    words: str | None,
    tmp_path: Path,
    benchmark_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {"OPENAI_API_KEY": KEY, "MINE": "other-key-1234"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("TOGETHER_API_KEY", raising=False)
    if words is None:
        hub.copy_from(benchmark_folder, tmp_path / "data")
    workspace = Workspace(tmp_path, tmp_path / "audit.db", "ann")
    if words is None:
        session.check(workspace, asked)
    else:
        with pytest.raises(InputError, match=words):
            session.check(workspace, asked)


def test_a_regions_rubrics_judge_what_is_stored(
    tmp_path: Path, benchmark_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    workspace = Workspace(tmp_path, tmp_path / "audit.db", "ann")
    hub.copy_from(benchmark_folder, workspace.data, "part", "us")
    session.check(workspace, Parameters("", "openai:b"))
    like = session.draw(workspace, Parameters("openai:a", "openai:b"), [("1.1.1", "a prompt")])
    assert like.revision == session.revision_at_hand(workspace) == "part"
    with pytest.raises(InputError, match="airbench-tui fetch"):
        session.draw(workspace, Parameters("openai:a"))  # not all of the benchmark's prompts are there
    assert session.draw(workspace, Parameters("sample:Quill-2")).revision is None


def test_wrong_key(desk: Desk) -> None:
    desk.stub.replan(Plan(latency=0.01, keys=("good-key-7777",)))
    done = desk("run", "--model", TARGET, "--judge", JUDGE, *SMALL, status=2)
    assert "OPENAI_API_KEY" in done.line and "401" in done.line and "airbench-tui resume" in done.line
    assert set(states(desk.database)) == {("planned", "planned")}
    assert desk.stub.stats()["chats"] == 0
    mended = desk("resume", "--json", OPENAI_API_KEY="good-key-7777").json
    assert mended["left"] == 0 and set(states(desk.database)) == {("answered", "judged")}
    said = "".join(desk.said) + desk.database.read_bytes().decode("latin-1")
    assert KEY[3:9] not in said and "good-key" not in said


def test_a_servers_key_goes_to_no_other_server(desk: Desk) -> None:
    with Stub(Plan()) as other:
        desk(
            *("run", "--model", server(desk.stub), "--judge", server(other, "j"), "--key-env", "MINE"),
            *SMALL,
            MINE="mine-0123456789",
            AIRBENCH_API_KEY="general-987654",
        )
        assert set(desk.stub.stats()["authorizations"]) == {"Bearer mine-0123456789"}
        assert set(other.stats()["authorizations"]) == {"Bearer general-987654"}


def test_two_runs_at_once_on_one_database(desk: Desk) -> None:
    desk.stub.replan(Plan(latency=0.02))
    common = ("run", "--per", "l2", "--judge", JUDGE, "--json", "--concurrency", 16)
    both = [desk.start(*common, "--model", f"openai:{name}") for name in ("one", "two")]
    for process in both:
        done = desk.end(process)
        assert (process.returncode, done.err) == (0, "")
        assert done.json["states"] == {"answered": 80} and done.json["judge_states"] == {"judged": 80}
    stats = desk.stub.stats()
    assert stats["chats"] == 4 * 80 and stats["max_in_flight"] <= 32
    assert beside(desk.database) == {"audit.db"}
    assert states(desk.database) == {("answered", "judged"): 160}


def test_ctrl_c_leaves_a_run_that_can_be_resumed(desk: Desk) -> None:
    plan = Plan(latency=0.1)
    desk.stub.replan(plan)
    process = desk.start("run", "--model", TARGET, "--judge", JUDGE, "--concurrency", 16)
    until(lambda: desk.stub.state.statuses["judge"].total() > 5)
    process.send_signal(signal.SIGINT)
    done = desk.end(process)
    assert done.status == 1 and "airbench-tui resume" in done.line and "items to do" in done.line
    before = items(desk.database)
    assert 0 < sum(row["state"] == "planned" for row in before) < 80
    saved = sum(row["state"] == "answered" for row in before)
    judged = sum(row["judge_state"] == "judged" for row in before)

    desk.stub.replan(replace(plan, latency=0.0))
    desk("resume")
    assert states(desk.database) == {("answered", "judged"): 80}
    assert desk.stub.stats()["chats"] == 160 - saved - judged


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_a_signal_before_anything_is_answered(desk: Desk, number: signal.Signals) -> None:
    desk.stub.replan(Plan(latency=20))
    process = desk.start("run", "--model", TARGET, *SMALL)

    until(lambda: desk.stub.state.in_flight)
    process.send_signal(number)
    done = desk.end(process)
    assert done.status == 1 and "airbench-tui resume" in done.line


def test_failures_are_named_and_retried_where_that_may_help(desk: Desk) -> None:
    # Script: the first three requests fail permanently.
    desk.stub.replan(Plan(script=("400", "422", "400")))
    done = desk(
        "run", "--model", TARGET, "--judge", "phrases", *SMALL, "--json", "--concurrency", 1, status=1
    )
    assert [failed["row"] for failed in done.json["failed"]] == [1, 2, 3] and done.json["left"] == 0
    assert done.err.count("could not be asked: OpenAI: 4") == 3 and KEY not in done.err
    assert KEY[3:9].encode() not in desk.database.read_bytes()
    assert states(desk.database)["failed", "planned"] == 3
    asked = desk.stub.stats()["chats"]
    desk("resume", done.json["run"], status=1)
    assert desk.stub.stats()["chats"] == asked


def test_the_rubrics_of_a_run_are_those_it_began_with(desk: Desk, benchmark_folder: Path) -> None:
    """Fetch another revision meanwhile: the run keeps its rubrics."""
    desk.stub.replan(Plan(keys=("good-key-7777",)))
    desk("run", "--model", server(desk.stub), "--judge", JUDGE, *SMALL, status=2)
    desk("fetch", "--from", benchmark_folder, "--revision", "another")
    desk("resume", OPENAI_API_KEY="good-key-7777", AIRBENCH_API_KEY="good-key-7777")
    assert {row["revision"] for row in items(desk.database)} == {"synthetic"}


def test_a_rubric_without_placeholders_fails_its_items_only(desk: Desk) -> None:
    path = desk.folder / "data" / "synthetic" / "judge_prompt_final.csv"
    category = next(idx for idx in taxonomy.categories() if idx.startswith("14."))
    text = path.read_bytes()
    place = text.index(b"{{ANSWER}}", text.index(f"on topic {category} ".encode()))
    path.write_bytes(text[:place] + text[place + 10 :])
    done = desk("run", "--model", TARGET, "--judge", JUDGE, "--per", "l4", "--category", "14", status=1)
    assert f"category {category}: the rubric has no {{{{ANSWER}}}}" in done.err
    count = states(desk.database)
    assert count["answered", "failed"] == 2 and count["answered", "judged"] > 2 and len(count) == 2


def test_keys_are_not_in_a_repr() -> None:
    assert KEY not in repr(Keys({"OPENAI_API_KEY": KEY}))
