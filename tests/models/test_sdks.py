"""Both real SDKs against the stub, over real sockets: answers, faults, keys."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.utils import formatdate
from typing import Any

import pytest

from airbench_tui.models.base import (
    Model,
    PermanentError,
    Reply,
    Request,
    SetupError,
    TransientError,
    UnreachableError,
)
from airbench_tui.models.keys import Keys
from airbench_tui.models.spec import open_model
from tests.effort import cases
from tests.models.stub import Stub
from tests.models.stub_plan import Plan, digest

OPENAI_KEY = "sk-proj-Qx7mR2vT9wLk4HnB8sJd"
TOGETHER_KEY = "tgp_v1_Zy6uF3aP0eNc5GiW1oXq"
SERVER_KEY = "srv-Ky2jD8hVt5Sb"
KEYS = Keys({"OPENAI_API_KEY": OPENAI_KEY, "TOGETHER_API_KEY": TOGETHER_KEY})
SPECS = ("openai:gpt-4o", "together:meta-llama/Llama-3-8b-chat-hf", "server")


@asynccontextmanager
async def opened(spec: str, stub: Stub, keys: Keys = KEYS, **options: Any) -> AsyncIterator[Model]:
    model = open_model(f"{stub.url}#local" if spec == "server" else spec, keys, **options)
    try:
        yield model
    finally:
        await model.close()


async def asked(spec: str, stub: Stub, *, prompt: str = "hello", **options: Any) -> Reply:
    async with opened(spec, stub, **options) as model:
        return await model.ask(Request(prompt))


@pytest.mark.parametrize("spec", SPECS)
async def test_an_answer_with_all_that_is_known_of_it(spec: str, stub: Stub) -> None:
    stub.replan(Plan(latency=0.05))
    async with opened(spec, stub) as model:
        reply = await model.ask(Request("Say it.", "Be brief.", 0.25, 77, seed=3))
    assert reply.text == stub.state.plan.answer("Say it.")
    assert reply.finish_reason == "stop" and not reply.blocked
    assert reply.snapshot is not None and reply.snapshot.endswith("-2024-08-06")
    assert (reply.prompt_tokens, reply.completion_tokens) == (1, len(reply.text) // 4)
    assert 0.05 <= reply.seconds < 5
    assert stub.stats()["last_body"] == {
        "model": {"server": "local"}.get(spec, model.name),
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Say it."}],
        "temperature": 0.25,
        "max_tokens": 77,
        "seed": 3,
    }


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize(
    ("fault", "kind", "status", "pushes_back"),
    [
        ("408", TransientError, 408, False),
        ("409", TransientError, 409, False),
        ("429", TransientError, 429, True),
        ("500", TransientError, 500, False),
        ("503", TransientError, 503, True),
        ("drop", UnreachableError, None, False),
        ("cut", TransientError, None, False),
        ("truncated", UnreachableError, None, False),
        ("400", PermanentError, 400, False),
        ("422", PermanentError, 422, False),
        ("odd", PermanentError, None, False),
        ("401", SetupError, 401, False),
        ("402", SetupError, 402, False),
        ("403", SetupError, 403, False),
        ("404", SetupError, 404, False),
        ("quota", SetupError, 429, False),
        ("html", SetupError, None, False),
    ],
)
async def test_each_fault_is_the_right_error(
    spec: str, stub: Stub, fault: str, kind: type, status: int | None, pushes_back: bool
) -> None:
    stub.replan(Plan(script=(fault,)))
    with pytest.raises((TransientError, PermanentError)) as caught:
        await asked(spec, stub)
    error = caught.value
    assert type(error) is kind and error.status == status
    assert getattr(error, "pushes_back", False) is pushes_back
    assert getattr(error, "retry_after", None) is None
    assert "\n" not in str(error) and 10 < len(str(error)) < 400
    # One request only: the engine does the retrying, and its counts must equal the server's.
    assert stub.stats()["chats"] == 1


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("fault", ["blocked", "filter400"])
async def test_a_content_filter_is_an_outcome(spec: str, stub: Stub, fault: str) -> None:
    stub.replan(Plan(script=(fault,)))
    reply = await asked(spec, stub)
    assert reply.text == "" and reply.blocked


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("code", ["429", "503"])
async def test_retry_after_of_any_length(spec: str, stub: Stub, code: str) -> None:
    date = formatdate(time.time() + 200, usegmt=True)
    stub.replan(
        Plan(script=(f"{code}:200", f"{code}:86400", f"{code}:0.5", f"{code}:{date}", f"{code}:soon"))
    )
    waits = []
    async with opened(spec, stub) as model:
        for _ in range(5):
            with pytest.raises(TransientError) as caught:
                await model.ask(Request("hello"))
            waits.append(caught.value.retry_after)
    assert waits[:3] == [200, 86400, 0.5] and waits[4] is None
    assert waits[3] == pytest.approx(200, abs=5)


@pytest.mark.parametrize("spec", SPECS)
async def test_no_answer_in_time_and_nobody_there(spec: str, stub: Stub) -> None:
    stub.replan(Plan(script=("hang",)))
    with pytest.raises(TransientError, match=r"no answer within 0\.2 s"):
        await asked(spec, stub, read_timeout=0.2)
    stub.stop()
    with pytest.raises(TransientError, match="no connection"):
        await asked(spec, stub)


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("fault", ["401", "403", "422", "500"])
async def test_no_message_has_the_key_in_it(spec: str, stub: Stub, fault: str) -> None:
    stub.replan(Plan(keys=("another",)) if fault == "401" else Plan(script=(fault,)))
    keys = Keys(
        {"OPENAI_API_KEY": OPENAI_KEY, "TOGETHER_API_KEY": TOGETHER_KEY, "AIRBENCH_API_KEY": SERVER_KEY}
    )
    async with opened(spec, stub, keys) as model:
        with pytest.raises((TransientError, PermanentError)) as caught:
            await model.ask(Request("hello"))
    said = f"{caught.value} {caught.value!r} {model!r} {keys!r} {vars(model)}"
    for key in (OPENAI_KEY, TOGETHER_KEY, SERVER_KEY):
        for start in range(len(key) - 5):
            assert key[start : start + 6] not in said
    assert caught.value.__cause__ is None and caught.value.__context__ is None
    if fault == "401":
        assert "API_KEY" in str(caught.value)  # the variable to fix


@pytest.mark.parametrize("key", [None, SERVER_KEY])
async def test_a_server_by_url_never_gets_openais_key(
    key: str | None, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", OPENAI_KEY)
    monkeypatch.setenv("OPENAI_ADMIN_KEY", OPENAI_KEY + "admin")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-secret")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-secret")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", f"Authorization: Bearer {OPENAI_KEY}\nx-extra: {OPENAI_KEY}")
    async with opened("server", stub, Keys({"OPENAI_API_KEY": OPENAI_KEY, "AIRBENCH_API_KEY": key})) as model:
        await model.ask(Request("hello"))
        await model.list_models()
    stats = stub.stats()
    assert list(stats["authorizations"]) == [f"Bearer {key or 'no-key'}"]
    sent = " ".join(stats["last_headers"].values())
    assert OPENAI_KEY not in sent and "secret" not in sent


async def test_each_provider_gets_its_own_key(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    await asked("openai:gpt-4o", stub)
    await asked("together:x", stub)
    await asked("openai:gpt-4o", stub, keys=Keys({"MINE": SERVER_KEY}), key_env="MINE")
    assert list(stub.stats()["authorizations"]) == [
        f"Bearer {OPENAI_KEY}",
        f"Bearer {TOGETHER_KEY}",
        f"Bearer {SERVER_KEY}",
    ]


async def test_models_to_choose_from(stub: Stub) -> None:
    async with opened("openai:gpt-4o", stub) as model:
        assert "gpt-4o-mini" in await model.list_models()
    async with opened("together:x", stub) as model:
        assert await model.list_models() == ["meta-llama/Llama-3-8b-chat-hf"]
    stub.replan(Plan(keys=("k",)))
    async with opened("server", stub) as model:
        with pytest.raises(SetupError, match="AIRBENCH_API_KEY"):
            await model.list_models()


async def test_a_server_without_a_list_has_no_models(stub: Stub) -> None:
    model = open_model(stub.url.replace("/v1", "/elsewhere") + "#m", KEYS)
    assert await model.list_models() == []
    with pytest.raises(SetupError, match="404"):
        await model.ask(Request("hello"))
    await model.close()


@pytest.mark.parametrize("spec", SPECS)
async def test_text_with_lone_surrogates_is_sent_all_the_same(spec: str, stub: Stub) -> None:
    reply = await asked(spec, stub, prompt="cut \ud83d and whole \ud83d\ude00")
    sent = stub.stats()["last_body"]["messages"][0]["content"]
    assert sent == "cut \ufffd and whole 😀" and reply.text


@pytest.mark.parametrize("spec", ["openai:gpt-4o", "server"])
async def test_models_with_another_name_for_the_limit(spec: str, stub: Stub) -> None:
    stub.replan(Plan(latency=0.05, script=("tokens400",) * 3))
    async with opened(spec, stub) as model:
        await asyncio.gather(*[model.ask(Request(f"p{n}")) for n in range(3)])
        await model.ask(Request("last"))
    assert stub.stats()["last_body"]["max_completion_tokens"] == 512
    assert stub.stats()["chats"] == 7


@pytest.mark.parametrize("spec", cases(SPECS[:2], 1))
async def test_256_requests_at_once(spec: str, stub: Stub) -> None:
    stub.replan(Plan(latency=2.0))
    async with opened(spec, stub) as model:
        replies = await asyncio.gather(*[model.ask(Request(f"prompt {n}")) for n in range(256)])
    assert len({reply.text for reply in replies}) == 256
    assert stub.stats()["max_in_flight"] == 256


async def test_giving_up_leaves_the_model_usable(stub: Stub) -> None:
    stub.replan(Plan(script=("hang", "ok")))
    async with opened("openai:gpt-4o", stub) as model:
        waiting = asyncio.create_task(model.ask(Request("hello")))
        while not stub.stats()["in_flight"]:
            await asyncio.sleep(0.01)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert (await model.ask(Request("hello"))).text
    assert stub.stats()["asked"][digest("hello")] == 2
