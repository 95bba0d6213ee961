"""Addresses of models: which are asked, how they are shown, and that no key leaves unseen or unencrypted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airbench_tui.errors import InputError
from airbench_tui.models import addresses
from airbench_tui.models.base import Request, SetupError
from airbench_tui.models.keys import Keys
from airbench_tui.models.spec import open_model, parse
from tests.models.stub import Stub
from tests.models.stub_plan import Plan

KEY = "srv-Ky2jD8hVt5Sb"
KEYS = Keys({"AIRBENCH_API_KEY": KEY, "OPENAI_API_KEY": KEY, "TOGETHER_API_KEY": KEY})
# An address of every machine that is not recognised as this one, but that reaches a server on this one.
ELSEWHERE = "0.0.0.0"


def elsewhere(stub: Stub) -> str:
    return stub.url.replace("127.0.0.1", ELSEWHERE)


@pytest.mark.parametrize("spec", ["openai:gpt-4o", "together:m"])
async def test_the_usual_addresses_are_the_sdks_own(spec: str) -> None:
    model = open_model(spec, KEYS)
    used = str(model._client.base_url).rstrip("/")  # type: ignore[attr-defined]
    assert parse(spec).address == (f"{used}/v1" if spec.startswith("together") else used)
    await model.close()


@pytest.mark.parametrize("ending", ["", "/", "/v1", "/v1/"])
def test_together_s_address_ends_in_v1_once(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOGETHER_BASE_URL", f" https://gate.example{ending} ")
    assert parse("together:m").address == "https://gate.example/v1"


def test_models_in_this_process_have_no_address() -> None:
    assert {parse(spec).address for spec in ("gguf:a.gguf", "sample:Quill", "phrases")} == {None}
    assert parse("https://Host.example/v1/#m").address == "https://host.example/v1"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://ann:secret@gate.example:8443/v1?key=secret#secret", "https://gate.example:8443/v1"),
        ("http://[::1]:9/v1", "http://[::1]:9/v1"),
        ("http://host/\x1b]0;x\u202e", "http://host/␛]0;x<U+202E>"),
        ("nonsense", "an unusable address"),
        ("http://host:nine/", "an unusable address"),
        ("http://[secret/", "an unusable address"),
    ],
)
def test_an_address_is_shown_without_what_may_be_secret(url: str, shown: str) -> None:
    assert addresses.shown(url) == shown


@given(user=st.text(st.sampled_from("Qabc:%1")), query=st.text(st.sampled_from("Qk=&/?@:")))
def test_no_user_and_no_query_is_ever_shown(user: str, query: str) -> None:
    shown = addresses.shown(f"https://QQ{user}@host/v1?QQ{query}")
    assert "Q" not in shown and shown in ("https://host/v1", "an unusable address")


@pytest.mark.parametrize(
    ("url", "exposes"),
    [
        ("http://localhost:8000/v1", False),
        ("http://LOCALHOST./v1", False),
        ("http://127.3.4.5/v1", False),
        ("http://[::1]/v1", False),
        ("https://gate.example/v1", False),
        ("http://gate.example/v1", True),
        ("HTTP://10.0.0.1/v1", True),
        ("http://localhost.example/v1", True),
        ("http://127.0.0.1.example/v1", True),
        ("http://localhost@gate.example/v1", True),
    ],
)
def test_plain_http_to_another_machine_is_open(url: str, exposes: bool) -> None:
    assert addresses.is_open(url) is exposes


def test_a_proxy_is_named_where_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://ann:secret@proxy.example:3128")
    monkeypatch.setenv("no_proxy", "inner.example")
    through = " through the proxy http://proxy.example:3128"
    assert addresses.described("https://gate.example/v1") == f"https://gate.example/v1{through}"
    assert addresses.described("https://inner.example/v1") == "https://inner.example/v1"
    assert addresses.described("https://127.0.0.1/v1") == "https://127.0.0.1/v1"


@pytest.mark.parametrize("spec", ["openai:gpt-4o", "together:m", "server"])
async def test_redirects_are_not_followed(spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Stub() as other, Stub(Plan(location=f"http://u:pw-77@127.0.0.1:{other.port}")) as stub:
        monkeypatch.setenv("OPENAI_BASE_URL", stub.url)
        monkeypatch.setenv("TOGETHER_BASE_URL", stub.url)
        model = open_model(f"{stub.url}#m" if spec == "server" else spec, KEYS)
        for call in (model.ask(Request("hello")), model.list_models()):
            with pytest.raises(SetupError) as caught:
                await call
            assert caught.value.status == 307
            said = str(caught.value)
            assert f"307, it redirects to http://127.0.0.1:{other.port}/v1/" in said
            assert "redirects are not followed" in said and "pw-77" not in said
        await model.close()
        assert other.stats()["requests"] == 0 and stub.stats()["requests"] == 2


@pytest.mark.parametrize("spec", ["openai:gpt-4o", "together:m", "server"])
async def test_a_key_needs_a_yes_to_go_over_plain_http(
    spec: str, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", elsewhere(stub))
    monkeypatch.setenv("TOGETHER_BASE_URL", elsewhere(stub))
    named = f"{elsewhere(stub)}#m" if spec == "server" else spec
    with pytest.raises(InputError) as caught:
        open_model(named, KEYS)
    assert "would go unencrypted to http://0.0.0.0:" in str(caught.value)
    assert "--accept-http" in str(caught.value) and KEY not in str(caught.value)
    assert stub.stats()["requests"] == 0
    model = open_model(named, KEYS, accept_http=True)
    await model.ask(Request("hello"))
    await model.close()
    assert stub.stats()["authorizations"] == {f"Bearer {KEY}": 1}


async def test_plain_http_without_a_key_needs_no_yes(stub: Stub) -> None:
    model = open_model(f"{elsewhere(stub)}#m", Keys({}))
    await model.ask(Request("hello"))
    await model.close()
    assert stub.stats()["chats"] == 1
