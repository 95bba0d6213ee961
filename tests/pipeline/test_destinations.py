"""Where a run sends its requests: shown before, stored with it, and no key unencrypted without a yes."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from tests.models.stub import Stub
from tests.models.stub_plan import Plan
from tests.pipeline.conftest import KEY, TARGET, Desk
from tests.pipeline.content import rows

pytestmark = pytest.mark.xdist_group("processes")

SMALL = ("--category", "14", "--per", "l3", "-n", "1")


def elsewhere(desk: Desk) -> str:
    """Return the stub's address under a name that is not recognised as this machine."""
    return desk.stub.url.replace("127.0.0.1", "0.0.0.0")


def stored(desk: Desk) -> list[dict[str, list[str]]]:
    found = rows(desk.database, "SELECT parameters FROM runs ORDER BY id")
    return [json.loads(row["parameters"]).get("asked_at") for row in found]


def test_a_dry_run_shows_the_addresses_without_what_may_be_secret(desk: Desk) -> None:
    asked = ("run", "--model", TARGET, "--judge", "together:judge/one", "--dry-run")
    set_to = {"OPENAI_BASE_URL": "https://ann:pw-7777@gate.example/v1?token=tk-7777"}
    done = desk(*asked, **set_to)
    assert f"model at https://gate.example/v1; judge at {desk.stub.url}\n" in done.out
    assert "7777" not in done.out + done.err
    assert desk(*asked, "--json", **set_to).json["asked_at"] == {
        "model": "https://gate.example/v1",
        "judge": desk.stub.url,
    }
    alone = desk("run", "--model", "sample:Quill-2", "--judge", "phrases", "--dry-run", "--json").json
    assert alone["asked_at"] == {}


def test_the_address_asked_is_stored_with_the_run_and_another_one_on_resuming(desk: Desk) -> None:
    secret = desk.stub.url.replace("http://", "http://ann:pw-7777@")
    desk.stub.replan(Plan(script=("401",)))
    desk("run", "--model", TARGET, "--judge", "phrases", *SMALL, "--concurrency", "1", status=None,
         OPENAI_BASE_URL=secret)  # fmt: skip
    assert stored(desk) == [{"model": [desk.stub.url]}]
    with Stub() as other:
        done = desk("resume", "--json", OPENAI_BASE_URL=other.url).json
        assert [one["address"] for one in done["asked_at"]] == [desk.stub.url, other.url]
        assert stored(desk) == [{"model": [desk.stub.url, other.url]}]
    desk("judge", "--judge", "together:j", "--only", "all")
    assert stored(desk)[1:] == [{"judge": [desk.stub.url]}]
    assert b"7777" not in desk.database.read_bytes()
    asked = desk("agreement", "--json", "--report", desk.folder / "report.md").json["asked_at"]
    assert [(one["part"], one["address"]) for one in asked] == [
        ("model", desk.stub.url),
        ("model", other.url),
        ("judge", desk.stub.url),
    ]
    assert f"| judge | `{desk.stub.url}` |" in (desk.folder / "report.md").read_text()


def test_a_redirect_stops_the_run_and_is_said(desk: Desk) -> None:
    with Stub() as other:
        desk.stub.replan(Plan(location=f"http://127.0.0.1:{other.port}"))
        said = desk("run", "--model", TARGET, *SMALL, status=2).err
        assert "307, it redirects to http://127.0.0.1" in said and "redirects are not followed" in said
        assert other.stats()["requests"] == 0


def test_a_key_over_plain_http_needs_the_option(desk: Desk) -> None:
    url = elsewhere(desk)
    run = ("run", "--model", f"{url}#m", "--judge", "phrases", *SMALL)
    keys = {"AIRBENCH_API_KEY": KEY}
    line = desk(*run, status=2, **keys).line
    assert f"the key in AIRBENCH_API_KEY would go unencrypted to {url}" in line and "--accept-http" in line
    assert not desk.database.exists() and desk.stub.stats()["requests"] == 0
    assert "the run cannot start yet: the key" in desk(*run, "--dry-run", **keys).line
    assert desk(*run, "--dry-run", "--accept-http", **keys).err == ""
    desk(*run)  # without a key there is nothing to protect
    desk(*run, "--accept-http", **keys)
    assert set(desk.stub.stats()["authorizations"]) == {"Bearer no-key", f"Bearer {KEY}"}


def test_judging_and_resuming_need_it_too(desk: Desk) -> None:
    exposed = {"OPENAI_BASE_URL": elsewhere(desk)}
    desk.stub.replan(Plan(script=("401",)))
    desk("run", "--model", TARGET, "--judge", "phrases", *SMALL, "--concurrency", "1", status=None)
    desk.stub.replan(Plan())
    assert "--accept-http" in desk("resume", status=2, **exposed).line
    assert desk.stub.stats()["requests"] == 0
    desk("resume", "--accept-http", **exposed)
    asked = desk.stub.stats()["requests"]
    assert "--accept-http" in desk("judge", "--judge", "openai:j", status=2, **exposed).line
    assert desk.stub.stats()["requests"] == asked > 0
    desk("judge", "--judge", "openai:j", "--accept-http", **exposed)


@pytest.mark.parametrize(("answer", "status"), [(b"y\n", 0), (b"n\n", 2)])
def test_a_terminal_is_asked(desk: Desk, answer: bytes, status: int) -> None:
    argv = desk.argv("run", "--model", f"{elsewhere(desk)}#m", "--judge", "phrases", *SMALL)
    ours, theirs = os.openpty()
    try:
        os.write(ours, answer)
        done = subprocess.run(
            argv,
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=theirs,
            env={**desk.environment, "AIRBENCH_API_KEY": KEY},
            check=False,
        )
        said = os.read(ours, 1 << 16).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert "where others can read it. Send it? [y/N]" in said and KEY not in said
    assert done.returncode == status
    assert (desk.stub.stats()["chats"] > 0) is (status == 0)


def test_a_readable_env_file_is_one_line_of_warning(desk: Desk) -> None:
    file = desk.folder / ".env"
    file.write_text(f"OPENAI_API_KEY={KEY}\n")
    file.chmod(0o644)
    run = ("run", "--model", TARGET, "--judge", "phrases", *SMALL)
    for command in ((*run, "--dry-run"), run, ("resume",), ("judge", "--judge", "openai:j"), ("doctor",)):
        done = desk(*command, status=None, OPENAI_API_KEY=None)
        warned = [line for line in done.err.splitlines() if "other users can read it" in line]
        assert len(warned) == (command != ("resume",)), (
            command
        )  # nothing is left to resume, so no key is used
    assert "other users" not in desk("list").err
    file.chmod(0o600)
    assert desk(*run).err == ""
