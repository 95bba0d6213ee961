"""The wire format that all servers here share: OpenAI's chat completion, requests and replies. Pure.

Replies are read from the bytes as they arrive, not through the SDKs' classes: these silently accept any
shape, and a server by URL may send any.
"""

from __future__ import annotations

import json
from typing import Any

from airbench_tui.models.base import (
    CONTENT_FILTER,
    PermanentError,
    Reply,
    Request,
    SetupError,
    TransientError,
)


def messages(request: Request) -> list[dict[str, str]]:
    """Return the request's texts as chat messages."""
    found = [{"role": "user", "content": sendable(request.prompt)}]
    if request.system is not None:
        found.insert(0, {"role": "system", "content": sendable(request.system)})
    return found


def sendable(text: str) -> str:
    """Make *text* encodable as UTF-8: join surrogate pairs and replace lone surrogates by U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def read_completion(body: bytes, seconds: float, who: str) -> Reply:
    """Read the bytes of a chat completion as a Reply. *who* names the server in messages.

    A refusal in its own field is the answer. Raises TransientError for an answer cut in transit (unreadable
    JSON, no choices, no finish_reason), SetupError for a web page, PermanentError for JSON of another kind.
    """
    payload = _parsed(body, who)
    choices = payload.get("choices")
    if choices is None:
        raise _no_completion(payload, who)
    choice = choices[0] if isinstance(choices, list) and choices else {}
    finish = choice.get("finish_reason") if isinstance(choice, dict) else None
    if not isinstance(finish, str) or not finish or finish == "error":
        raise TransientError(f"{who}: the answer was cut off")
    message = choice.get("message")
    usage = payload.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    snapshot = payload.get("model")
    return Reply(
        text="" if finish == CONTENT_FILTER else _text(message if isinstance(message, dict) else {}),
        finish_reason=finish,
        snapshot=snapshot if isinstance(snapshot, str) and snapshot else None,
        prompt_tokens=_count(usage.get("prompt_tokens")),
        completion_tokens=_count(usage.get("completion_tokens")),
        seconds=seconds,
    )


def blocked_reply(seconds: float) -> Reply:
    """Return the reply to a request that a content filter blocked."""
    return Reply("", CONTENT_FILTER, None, None, None, seconds)


def read_model_list(body: bytes, who: str) -> list[str]:
    """Return the sorted ids in a list of models: OpenAI's ``{"data": [...]}`` or Together's bare list.

    Together states the purpose of each model; models that cannot chat are left out. Raises as
    :func:`read_completion` does.
    """
    payload = _parsed(body, who, (dict, list))
    entries = payload.get("data") if isinstance(payload, dict) else payload
    return sorted(
        {
            entry["id"]
            for entry in (entries if isinstance(entries, list) else [])
            if isinstance(entry, dict)
            and isinstance(entry.get("id"), str)
            and entry.get("type", "chat") in ("chat", "language", "model", None)
        }
    )


def _parsed(body: bytes, who: str, kinds: tuple[type, ...] = (dict,)) -> Any:
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        if body.lstrip()[:1] == b"<":
            raise SetupError(f"{who}: the answer is a web page: does the address end in /v1?") from None
        raise TransientError(f"{who}: the answer was cut off") from None
    if not isinstance(payload, kinds):
        raise PermanentError(f"{who}: the answer is not a chat completion")
    return payload


def _no_completion(payload: dict[str, Any], who: str) -> PermanentError | TransientError:
    # Some servers report failures with status 200.
    error = payload.get("error")
    if error:
        return TransientError(f"{who}: the answer is an error in place of a chat completion")
    return PermanentError(f"{who}: the answer is not a chat completion")


def _text(message: dict[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        content = "".join(part for part in parts if isinstance(part, str))
    refusal = message.get("refusal")
    if not content and isinstance(refusal, str):
        return refusal
    return content if isinstance(content, str) else ""


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
