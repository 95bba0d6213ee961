"""The fetch command from end to end: a process against a hub on a local socket."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from airbench_tui.benchmark import files
from airbench_tui.benchmark.manifest import REVISION
from tests.benchmark.conftest import Fetch, environment
from tests.benchmark.stand_in import OTHER, RUBRICS, StandIn, table
from tests.processes import Forks
from tests.waiting import PATIENCE, until

WHOLE = 45  # README.md, 43 category files, the rubrics


def one_line(found: subprocess.CompletedProcess[str]) -> str:
    """Return the message of a command that could not start: exit 2, one line, no traceback."""
    assert found.returncode == 2, found
    assert found.stdout == ""
    lines = found.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("airbench-tui: "), found.stderr
    return lines[0]


def test_everything(fetch: Fetch, hub: StandIn, workspace: Path) -> None:
    found = fetch("--json")
    assert (found.returncode, found.stderr) == (0, "")
    told = json.loads(found.stdout)
    folder = workspace / "data" / REVISION
    assert told["folder"] == str(folder.resolve())
    assert (told["revision"], told["region"]) == (REVISION, "default")
    assert (told["prompts"], told["categories"], told["rubrics"]) == (628, 314, 314)
    assert told["polarity"] == {"1-safe": 314}
    assert len(told["fetched"]) == WHOLE and not told["kept"] and not told["missing"]
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["endpoint"] == hub.endpoint.removeprefix("http://")
    assert manifest["fetched_at"].endswith("+00:00")
    assert list(manifest["regions"]) == ["default", "us", "china", "eu_mandatory"]
    assert {path.name for path in folder.iterdir()} == {"manifest.json", *hub.files}
    for name, body in hub.files.items():
        assert (folder / name).read_bytes() == body
        assert manifest["files"][name] == {"size": len(body), "sha256": hashlib.sha256(body).hexdigest()}


def test_a_region_then_the_rest(fetch: Fetch, hub: StandIn, workspace: Path) -> None:
    found = fetch("--region", "us")
    assert found.returncode == 0
    assert "region us: " in found.stdout
    assert sorted(hub.asked) == sorted(["README.md", RUBRICS, *(f"category_{n}.csv" for n in range(1, 8))])
    hub.asked.clear()
    assert json.loads(fetch("--region", "us", "--json").stdout)["fetched"] == []
    assert hub.asked == []
    rest = json.loads(fetch("--json").stdout)
    assert len(rest["fetched"]) == WHOLE - 9 == len(hub.asked)
    assert len(rest["kept"]) == 9
    assert files.available(workspace / "data")[0].regions == ("default", "us", "china", "eu_mandatory")


def test_unknown_region(fetch: Fetch, workspace: Path) -> None:
    line = one_line(fetch("--region", "mars"))
    assert "'mars'" in line and "default, us, china, eu_mandatory" in line
    assert not (workspace / "data").exists()


def test_second_time_offline(fetch: Fetch, hub: StandIn) -> None:
    fetch()
    hub.close()
    found = fetch()
    assert (found.returncode, found.stderr) == (0, "")
    assert "0 files fetched, 45 there already; nothing was downloaded" in found.stdout
    assert fetch("--region", "china").returncode == 0
    assert fetch("--revision", REVISION[:8]).returncode == 0


def test_a_file_that_changed_on_disk_is_fetched_again(fetch: Fetch, hub: StandIn, workspace: Path) -> None:
    fetch()
    folder = workspace / "data" / REVISION
    (folder / "category_7.csv").write_bytes(hub.files["category_7.csv"].replace(b"Invented", b"Tampered"))
    (folder / "category_9.csv").unlink()
    hub.asked.clear()
    assert sorted(json.loads(fetch("--json").stdout)["fetched"]) == ["category_7.csv", "category_9.csv"]
    assert sorted(hub.asked) == ["category_7.csv", "category_9.csv"]
    assert (folder / "category_7.csv").read_bytes() == hub.files["category_7.csv"]


def test_a_broken_manifest_makes_everything_fetched_again(fetch: Fetch, workspace: Path) -> None:
    fetch("--region", "us")
    manifest = workspace / "data" / REVISION / "manifest.json"
    whole = manifest.read_text()
    # The last file name leads out of the folder.
    for broken in ("", "[]", whole[:-9], whole.replace("category_1.csv", "../category_1.csv")):
        manifest.write_text(broken)
        assert files.available(workspace / "data") == []
    assert len(json.loads(fetch("--region", "us", "--json").stdout)["fetched"]) == 9


@pytest.mark.xdist_group("processes")
def test_killed_in_the_middle(fetch: Fetch, hub: StandIn, workspace: Path, forks: Forks) -> None:
    hub.hold_after = 20
    process = forks.start(["fetch"], environment(workspace, hub.endpoint), workspace.parent)
    folder = workspace / "data" / REVISION
    assert hub.held.wait(PATIENCE)
    until(lambda: len(list(folder.glob("*.csv"))) >= 19)
    process.kill()
    process.communicate()
    # The file being written has another name, and the next fetch overwrites it.
    there = {path.name for path in folder.iterdir() if path.suffix != ".part"} - {"manifest.json"}
    assert len(there) == 20
    for name in there:
        assert (folder / name).read_bytes() == hub.files[name]
    # A file counts as fetched once it is recorded; the kill may have come between writing and recording.
    recorded = set(json.loads((folder / "manifest.json").read_bytes())["files"])
    assert recorded <= there and len(there - recorded) <= 1
    hub.hold_after = None
    hub.release.set()
    hub.asked.clear()
    assert fetch().returncode == 0
    assert set(hub.asked) == set(hub.files) - recorded
    assert {path.name for path in folder.iterdir()} == {"manifest.json", *hub.files}


def test_dropped_connections_and_busy_answers_are_retried(fetch: Fetch, hub: StandIn) -> None:
    hub.cut = {"category_2.csv", RUBRICS}
    hub.answers = {"category_3.csv": [(503, {})], "category_4.csv": [(429, {"Retry-After": "1"})]}
    assert fetch().returncode == 0
    assert sorted(set(hub.asked)) == sorted(hub.files)
    assert len(hub.asked) == WHOLE + 4


def test_answers_of_a_hub_that_refuses(fetch: Fetch, hub: StandIn, workspace: Path) -> None:
    hub.answers = {"README.md": [(401, {})]}
    assert "HF_TOKEN" in one_line(fetch())
    hub.answers = {"README.md": [(429, {"Retry-After": "300"})]}
    assert "wait 300 s" in one_line(fetch())
    assert "no revision" in one_line(fetch("--revision", "c" * 40))
    assert "cannot name a revision" in one_line(fetch("--revision", "../up"))
    del hub.files["category_8.csv"]
    assert "category_8.csv" in one_line(fetch())
    # The answer of a login page in front of the network, with status 200.
    hub.files["category_8.csv"] = b"<!doctype html><title>Please log in</title>"
    assert "login page" in one_line(fetch())
    assert not (workspace / "data" / REVISION / "category_8.csv").exists()


def test_front_matter_that_leads_elsewhere(fetch: Fetch, hub: StandIn, tmp_path: Path) -> None:
    hub.files["README.md"] = hub.files["README.md"].replace(b"category_1.csv", b"../../escape.csv")
    assert "not a plain file name" in one_line(fetch())
    hub.files["README.md"] = b"# no front matter\n"
    assert "no front matter" in one_line(fetch())
    assert not list(tmp_path.rglob("*.csv"))


def test_names_are_resolved_by_the_hub(fetch: Fetch, workspace: Path) -> None:
    assert fetch("--revision", "main", "--region", "us").returncode == 0
    assert [one.revision for one in files.available(workspace / "data")] == [OTHER]


def test_the_token_never_goes_over_plain_http_to_another_machine(fetch: Fetch, hub: StandIn) -> None:
    elsewhere = hub.endpoint.replace(
        "127.0.0.1", "0.0.0.0"
    )  # this machine, under a name that is not known as it
    done = fetch("--region", "us", HF_TOKEN="hf_invented_token", HF_ENDPOINT=elsewhere)
    assert f"HF_TOKEN is not sent to {elsewhere}" in done.stderr and "hf_invented" not in done.stderr
    assert set(hub.tokens.values()) == {None}


def test_the_token_goes_to_the_hub_and_nowhere_else(fetch: Fetch, hub: StandIn, workspace: Path) -> None:
    secret = "hf_invented_token"
    with StandIn() as elsewhere:
        path = f"/datasets/stanford-crfm/air-bench-2024/resolve/{REVISION}"
        hub.answers = {
            "category_1.csv": [(302, {"Location": f"{elsewhere.endpoint}{path}/category_1.csv"})],
            "category_2.csv": [(307, {"Location": f"{path}/category_3.csv"})],
        }
        found = fetch("--region", "us", HF_TOKEN=secret)
        assert found.returncode == 0
        assert elsewhere.tokens == {"category_1.csv": None}
    assert set(hub.tokens.values()) == {f"Bearer {secret}"}
    assert secret not in found.stdout + found.stderr
    assert not any(secret.encode() in path.read_bytes() for path in workspace.rglob("*") if path.is_file())


@contextmanager
def silent() -> Iterator[str]:
    """Yield the address of a server that accepts connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(20)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_no_answer_is_one_line_after_six_seconds(fetch: Fetch, workspace: Path) -> None:
    with silent() as endpoint:
        line = one_line(fetch(endpoint=endpoint))
    assert "did not answer within 6 s" in line and "--from DIR" in line
    assert not (workspace / "data").exists()


def test_a_refused_connection_is_not_waited_for(fetch: Fetch) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
    line = one_line(fetch(endpoint=f"http://127.0.0.1:{port}"))
    assert f"127.0.0.1:{port} cannot be reached" in line


@pytest.mark.parametrize(
    "endpoint", ["ftp://hub", "hub", "http://a b", "http://me:secret@hub", "http://hub:x"]
)
def test_an_invalid_endpoint(fetch: Fetch, endpoint: str) -> None:
    line = one_line(fetch(endpoint=endpoint))
    assert "HF_ENDPOINT" in line and "secret" not in line


class TestFrom:
    @pytest.fixture
    def folder(self, hub: StandIn, tmp_path: Path) -> Path:
        folder = tmp_path / "copy"
        folder.mkdir()
        for name, body in hub.files.items():
            (folder / name).write_bytes(body)
        hub.close()
        return folder

    def test_a_folder_whatever_its_checksums(self, fetch: Fetch, folder: Path, workspace: Path) -> None:
        (folder / "category_1.csv").write_bytes(table("prompt", [("1.1.1", "Another invented prompt")]))
        found = fetch("--from", str(folder), "--json")
        assert (found.returncode, found.stderr) == (0, "")
        told = json.loads(found.stdout)
        assert told["revision"].startswith("local-") and told["from"] == str(folder.resolve())
        assert told["endpoint"] is None and told["rubrics"] == 314
        there = workspace / "data" / told["revision"]
        assert (there / "category_1.csv").read_bytes() == (folder / "category_1.csv").read_bytes()
        assert [one.text for one in files.prompts(there)][:1] == ["Another invented prompt"]
        assert json.loads(fetch("--from", str(folder), "--json").stdout)["revision"] == told["revision"]

    def test_as_a_revision_that_then_needs_no_hub(self, fetch: Fetch, folder: Path) -> None:
        assert fetch("--from", str(folder), "--revision", REVISION).returncode == 0
        assert "nothing was downloaded" in fetch().stdout

    def test_a_region_of_the_folder(self, fetch: Fetch, folder: Path, workspace: Path) -> None:
        told = json.loads(fetch("--from", str(folder), "--region", "us", "--json").stdout)
        assert len(told["files"]) == 9
        assert "no region" in one_line(fetch("--from", str(folder), "--region", "mars"))

    def test_a_fetched_folder_keeps_its_revision(self, fetch: Fetch, folder: Path, workspace: Path) -> None:
        fetch("--from", str(folder), "--revision", OTHER)
        there = workspace / "data" / OTHER
        moved = shutil.move(there, folder.parent / "moved")
        assert json.loads(fetch("--from", str(moved), "--json").stdout)["revision"] == OTHER

    def test_pipes_are_left_out(self, fetch: Fetch, folder: Path) -> None:
        (folder / "README.md").unlink()
        for name in ("README.md", "manifest.json", "more.csv"):
            os.mkfifo(folder / name)
        found = fetch("--from", str(folder))
        assert "'more.csv' left out: it is not a regular file" in found.stderr

    def test_what_is_missing_is_named(self, fetch: Fetch, folder: Path) -> None:
        (folder / "category_1.csv").unlink()
        (folder / "category_2.csv").write_text("something,else\n1,2\n")
        found = fetch("--from", str(folder))
        assert found.returncode == 1
        assert "'category_2.csv' left out" in found.stderr
        assert f"category_1.csv is not in {folder}" in found.stderr

    def test_without_a_readme_all_prompts_are_the_default_region(self, fetch: Fetch, folder: Path) -> None:
        (folder / "README.md").unlink()
        (folder / RUBRICS).rename(folder / "judges.csv")
        told = json.loads(fetch("--from", str(folder), "--json").stdout)
        assert (told["prompts"], told["rubrics"], list(told["regions"])) == (628, 314, ["default"])

    def test_rubrics_alone(self, fetch: Fetch, folder: Path, tmp_path: Path) -> None:
        alone = tmp_path / "alone"
        alone.mkdir()
        shutil.copy(folder / RUBRICS, alone / "rubrics.csv")
        found = fetch("--from", str(alone))
        assert found.returncode == 1
        assert "there are no prompts" in found.stderr and "314 rubrics" in found.stdout

    def test_nothing_to_copy(self, fetch: Fetch, hub: StandIn, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        assert "holds no file of the benchmark" in one_line(fetch("--from", str(tmp_path / "empty")))
        assert "no such folder" in one_line(fetch("--from", str(tmp_path / "nowhere")))

    def test_bad_rows_are_named_and_left_out(self, fetch: Fetch, folder: Path) -> None:
        with (folder / "category_1.csv").open("ab") as file:
            file.write(b"99.99.99,a,b,c,no such category\r\n1.1.1,a,b\r\n")
        found = fetch("--from", str(folder))
        assert found.returncode == 1
        assert (
            "unknown category '99.99.99'" in found.stderr and "3 cells where the header has 5" in found.stderr
        )
        assert "628 prompts" in found.stdout
