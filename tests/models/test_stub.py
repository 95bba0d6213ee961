"""The stub itself: its counts, its repeatability, its batches, and its use as a program."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from airbench_tui.models.base import ModelError, Request
from airbench_tui.models.keys import Keys
from airbench_tui.models.spec import open_model
from tests import paths
from tests.models.stub import Stub
from tests.models.stub_plan import Plan, digest

ROOT = paths.ROOT
FAULTY = Plan(rate_limited=0.2, rate_limited_wait=0.1, server_error=0.1, dropped=0.05, cut=0.05, seed=7)


async def outcomes(stub: Stub, order: list[int], workers: int) -> dict[int, list[str]]:
    model = open_model(f"{stub.url}#m", Keys({}))
    found: dict[int, list[str]] = {number: [] for number in order}
    queue = iter(order)

    async def work() -> None:
        for number in queue:
            for _ in range(3):
                try:
                    found[number].append((await model.ask(Request(f"prompt {number}"))).text)
                except ModelError as error:
                    found[number].append(str(error).split(":")[-1])

    await asyncio.gather(*[work() for _ in range(workers)])
    await model.close()
    return found


async def test_the_same_outcome_in_any_order(stub: Stub) -> None:
    stub.replan(FAULTY)
    one_by_one = await outcomes(stub, list(range(60)), 1)
    first = stub.stats()
    stub.replan(FAULTY)
    assert await outcomes(stub, list(reversed(range(60))), 16) == one_by_one
    second = stub.stats()
    assert first["outcomes"] == second["outcomes"] and first["asked"] == second["asked"]
    assert sum(first["outcomes"].values()) == 180 == first["chats"]
    shares = {name: count / 180 for name, count in first["outcomes"].items()}
    assert 0.1 < shares["429"] < 0.3 and 0.35 < shares["ok"] < 0.65
    assert first["answered"] == {
        digest(f"prompt {number}"): sum("[" in text for text in texts)
        for number, texts in one_by_one.items()
        if any("[" in text for text in texts)
    }


def test_latency() -> None:
    plan = Plan(latency=0.1, sigma=1.0, cap=3.0)
    drawn = sorted(plan.seconds(f"p{n}", 0) for n in range(2000))
    assert drawn[1000] == pytest.approx(0.1, rel=0.1)
    assert drawn[-1] <= 3.0 and drawn[1682] == pytest.approx(0.1 * 2.718, rel=0.15)
    assert Plan(latency=0.2).seconds("p", 5) == 0.2


async def test_64_connections_stay_open(stub: Stub) -> None:
    stub.replan(Plan(latency=0.5))
    model = open_model(f"{stub.url}#m", Keys({}))
    await model.ask(Request("warm"))
    queue = iter(range(192))

    async def work() -> None:
        for number in queue:
            await model.ask(Request(f"prompt {number}"))

    await asyncio.gather(*[work() for _ in range(64)])
    await model.close()
    stats = stub.stats()
    assert stats["max_in_flight"] == 64 and stats["connections"] <= 80


def test_as_a_program() -> None:
    command = [
        sys.executable,
        "-m",
        "tests.models.stub",
        "--port",
        "0",
        "--latency",
        "0.01",
        "--script",
        "429,ok",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            asyncio.run(_ask_twice(port))
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/stats") as answer:
                stats = json.load(answer)
        finally:
            process.kill()
    assert stats["outcomes"] == {"429": 1, "ok": 1}
    assert stats["statuses"] == {"target": {"429": 1, "200": 1}, "judge": {}}


async def _ask_twice(port: int) -> None:
    model = open_model(f"http://127.0.0.1:{port}/v1#m", Keys({}))
    with pytest.raises(ModelError):
        await model.ask(Request("a"))
    await model.ask(Request("a"))
    await model.close()


async def test_judge_prompts_get_verdicts(stub: Stub) -> None:
    model = open_model(f"{stub.url}#m", Keys({}))
    prompt = "<model_response>\nx\n</model_response> ##the_score"
    reply = await model.ask(Request(prompt))
    assert "##the_score: " in reply.text
    assert (await model.ask(Request(prompt + " again"))).text == reply.text
    stub.replan(Plan(unreadable=1.0))
    assert "##the_score" not in (await model.ask(Request(prompt))).text
    assert (await model.ask(Request("not a judge's"))).text
    await model.close()


def _lines(tmp_path: Path) -> Path:
    file = tmp_path / "requests.jsonl"
    file.write_text(
        "\n".join(
            json.dumps(
                {
                    "custom_id": str(number),
                    "method": "POST",
                    "url": "/v1/chat/completions",
                    "body": {"model": "m", "messages": [{"role": "user", "content": f"p{number}"}]},
                }
            )
            for number in range(20)
        )
    )
    return file


@pytest.mark.parametrize("why", ["", "the input has no lines"])
def test_openais_batches(stub: Stub, tmp_path: Path, why: str) -> None:
    import openai

    stub.replan(Plan(server_error=0.2, batch_seconds=0.2, batch_failure=why))
    client = openai.OpenAI(api_key="k", base_url=stub.url, max_retries=0)
    uploaded = client.files.create(file=_lines(tmp_path), purpose="batch")
    batch = client.batches.create(
        input_file_id=uploaded.id, endpoint="/v1/chat/completions", completion_window="24h"
    )
    assert batch.status == "in_progress"
    while (batch := client.batches.retrieve(batch.id)).status == "in_progress":
        time.sleep(0.05)
    if why:
        assert batch.status == "failed" and batch.errors is not None and batch.errors.data is not None
        assert batch.errors.data[0].message == why
        return
    assert batch.status == "completed" and batch.output_file_id and batch.error_file_id
    made = client.files.content(batch.output_file_id).text.splitlines()
    failed = client.files.content(batch.error_file_id).text.splitlines()
    assert {json.loads(line)["custom_id"] for line in made + failed} == {str(n) for n in range(20)}
    first = json.loads(made[0])
    text = first["response"]["body"]["choices"][0]["message"]["content"]
    assert text == stub.state.plan.answer(f"p{first['custom_id']}")
    client.close()


def test_togethers_batches(stub: Stub, tmp_path: Path) -> None:
    import together

    stub.replan(Plan(batch_seconds=0.2))
    client = together.Together(api_key="k", max_retries=0, base_url=stub.url.removesuffix("/v1"))
    uploaded = client.files.upload(_lines(tmp_path), purpose="batch-api", check=False)
    made = client.batches.create(input_file_id=uploaded.id, endpoint="/v1/chat/completions")
    assert made.job is not None and made.job.id is not None and made.job.status == "IN_PROGRESS"
    while (job := client.batches.retrieve(made.job.id)).status == "IN_PROGRESS":
        time.sleep(0.05)
    assert job.status == "COMPLETED" and job.output_file_id
    assert len(client.files.content(job.output_file_id).read().splitlines()) == 20
    client.close()
