"""Failures that cannot be produced on a socket, or not with both SDKs: odd headers, odd bodies."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airbench_tui.models.base import ModelError, SetupError, TransientError
from airbench_tui.models.failures import Server, from_status, is_blocked, retry_after
from airbench_tui.models.wire import read_completion, read_model_list

SERVER = Server("Somebody", "SOME_KEY", lambda text: text)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "200"}, 200),
        ({"retry-after": "0"}, 0),
        ({"retry-after": "-5"}, 0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "1e999"}, None),
        ({"retry-after": "tomorrow"}, None),
        ({"retry-after-ms": "1500", "retry-after": "2"}, 1.5),
        ({"retry-after-ms": "x", "retry-after": "2"}, 2),
        ({"retry-after": "Thu, 01 Jan 1970 00:20:00 GMT"}, 200),
        ({"retry-after": "Thu, 01 Jan 1970 00:20:00"}, 200),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        # A server whose clock is an hour off gives dates by its own clock.
        ({"retry-after": "Thu, 01 Jan 1970 01:20:00 GMT", "date": "Thu, 01 Jan 1970 01:16:40 GMT"}, 200),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, now=1000.0) == seconds


@pytest.mark.parametrize(
    ("status", "body", "blocked"),
    [
        (400, {"code": "content_filter"}, True),
        (400, {"error": {"code": "content_policy_violation"}}, True),
        (403, {"metadata": {"flagged_input": "..."}, "message": "flagged"}, True),
        (400, {"code": "invalid_prompt", "message": "potentially violating our usage policy"}, True),
        (400, {"code": "invalid_prompt", "message": "no such role"}, False),
        (400, {"code": ["odd"]}, False),
        (500, {"code": "content_filter"}, False),
        (400, "content_filter", False),
        (400, None, False),
    ],
)
def test_what_a_filter_says(status: int, body: Any, blocked: bool) -> None:
    assert is_blocked(status, body) is blocked


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["error", "message", "code", "choices", "finish_reason", "content", "usage", "data", "id"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.integers(300, 599), JSON)
def test_any_error_body_gives_one_line(status: int, body: Any) -> None:
    is_blocked(status, body)
    error = from_status(status, {}, body, SERVER)
    assert str(error).startswith(f"Somebody: {status}") and "\n" not in str(error)
    assert "\x1b" not in str(error)


@given(st.one_of(st.binary(max_size=80), JSON.map(lambda value: json.dumps(value).encode())))
def test_any_answer_is_a_reply_or_a_model_error(body: bytes) -> None:
    for read in (lambda: read_completion(body, 0.1, "Somebody"), lambda: read_model_list(body, "Somebody")):
        try:
            read()
        except ModelError as error:
            assert "\n" not in str(error)


def _completion(message: Any, finish: Any = "stop", **more: Any) -> bytes:
    return json.dumps({"choices": [{"message": message, "finish_reason": finish}], **more}).encode()


def test_shapes_of_an_answer() -> None:
    def text(message: Any) -> str:
        return read_completion(_completion(message), 0.1, "Somebody").text

    assert text({"content": "plain"}) == "plain"
    assert text({"content": None, "refusal": "I won't."}) == "I won't."
    assert text({"content": [{"type": "text", "text": "a"}, {"type": "image"}, {"text": "b"}]}) == "ab"
    assert text({"content": None}) == "" and text(None) == ""
    assert text({"content": "cut \ud83d"}) == "cut \ud83d"
    odd = read_completion(_completion({"content": "x"}, usage={"prompt_tokens": "9"}, model=3), 0.1, "S")
    assert (odd.prompt_tokens, odd.completion_tokens, odd.snapshot) == (None, None, None)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"choices": []}',
        _completion({"content": "x"}, None),
        _completion({"content": "x"}, ""),
        _completion({"content": "x"}, "error"),
        b'{"error": {"message": "worker died"}}',
        b"[" * 100_000,
    ],
)
def test_answers_cut_in_transit(body: bytes) -> None:
    with pytest.raises(TransientError):
        read_completion(body, 0.1, "Somebody")


def test_a_wrong_address_says_so() -> None:
    assert "ends in /v1" in str(from_status(404, {}, "<html>Not found</html>", SERVER))
    with pytest.raises(SetupError, match="/v1"):
        read_completion(b"<html>", 0.1, "Somebody")
