"""The Batch APIs behind both SDKs: the lines of a result, and the messages of failures."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from airbench_tui.models.base import PermanentError, Reply, Request, SetupError, TransientError
from airbench_tui.models.batch import Batches, batches_of
from airbench_tui.models.keys import Keys
from airbench_tui.models.spec import open_model
from tests.models.stub import Stub
from tests.models.stub_plan import Plan

KEY = "sk-Vx3Yt80a1b2c3d4e5f60718293"
COMPLETION = {
    "model": "m-1",
    "choices": [{"message": {"content": "Sure"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 3, "completion_tokens": 1},
}


@pytest.fixture(params=["openai", "together"])
def api(request: pytest.FixtureRequest, stub: Stub, monkeypatch: pytest.MonkeyPatch) -> Batches:
    monkeypatch.setenv("OPENAI_BASE_URL", stub.url)
    monkeypatch.setenv("TOGETHER_BASE_URL", stub.url)
    keys = Keys({"OPENAI_API_KEY": KEY, "TOGETHER_API_KEY": KEY})
    found = batches_of(open_model(f"{request.param}:m", keys))
    assert found is not None
    return found


def outcome(api: Batches, **line: Any) -> Any:
    made = api._outcome(json.dumps({"custom_id": "7", **line}).encode())
    assert made is not None and made[0] == "7"
    return made[1]


def response(status: int, body: Any) -> dict[str, Any]:
    return {"status_code": status, "body": body}


def test_a_batch_from_upload_to_results(api: Batches, stub: Stub) -> None:
    async def go() -> None:
        lines = [api.line(str(n), Request(f"p{n}", "s", 0.0, 9)) for n in range(5)]
        body = json.loads(lines[0])["body"]
        assert body["model"] == "m" and body["messages"][1] == {"role": "user", "content": "p0"}
        file_id = await api.upload(lines)
        assert await api.find(file_id, []) is None
        made = await api.create(file_id)
        again = await api.find(file_id, ["another"])
        assert again is not None and again.id == made.id
        assert await api.find(file_id, [made.id]) is None
        status = await api.status(made.id)
        assert status.ended and not status.reason
        replies = await api.collect(status)
        assert {name: reply.text for name, reply in replies.items() if isinstance(reply, Reply)} == {
            str(n): stub.state.plan.answer(f"p{n}") for n in range(5)
        }
        await api._model.close()

    asyncio.run(go())


def test_each_kind_of_line(api: Batches) -> None:
    assert outcome(api, response=response(200, COMPLETION)).text == "Sure"
    blocked = {"error": {"code": "content_policy_violation", "message": "no"}}
    assert outcome(api, response=response(400, blocked)).blocked
    bad = {"error": {"message": f"too long, {KEY}"}}
    refused = outcome(api, response=response(400, bad))
    assert isinstance(refused, PermanentError) and "too long" in str(refused) and KEY not in str(refused)
    for status in (401, 404, 429, 500):
        assert isinstance(outcome(api, response=response(status, bad)), TransientError)
    expired = outcome(api, response=None, error={"code": "batch_expired", "message": f"Expired {KEY}"})
    assert isinstance(expired, TransientError) and "Expired" in str(expired) and KEY not in str(expired)
    cut = {"choices": [{"message": {"content": "Su"}, "finish_reason": None}]}
    assert isinstance(outcome(api, response=response(200, cut)), TransientError)
    for odd in (None, 3, "text", [], {}):
        assert isinstance(outcome(api, response=odd), TransientError)


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"3", b'{"response": {}}', b"\xff"])
def test_unreadable_lines(api: Batches, line: bytes) -> None:
    assert api._outcome(line) is None


def test_failures_are_the_models_own(api: Batches, stub: Stub) -> None:
    async def go() -> None:
        with pytest.raises(SetupError) as missing:
            await api.status("batch-99")
        assert missing.value.status == 404
        stub.replan(Plan(keys=("another",)))
        with pytest.raises(SetupError) as refused:
            await api.upload([b"{}\n"])
        assert KEY not in str(refused.value) and refused.value.__context__ is None
        await api._model.close()

    asyncio.run(go())


def test_only_providers_have_one(stub: Stub) -> None:
    assert batches_of(open_model(f"{stub.url}#m", Keys({}))) is None
