"""What an HTTP failure means: is it over for now, for this request, or for all of them. Pure.

Both SDKs raise trees of their own with the same content (status, headers, body); this reads that.
"""

from __future__ import annotations

import email.utils
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from http import HTTPStatus

from airbench_tui.models.base import (
    ModelError,
    PermanentError,
    SetupError,
    TransientError,
    UnreachableError,
)
from airbench_tui.text import one_line

_TRANSIENT = frozenset({408, 409, 425, 429})
_SETUP = frozenset({402, 403, 404, 405})
# A 429 that no waiting mends.
_USED_UP = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
_FILTERED = frozenset({"content_filter", "content_policy_violation", "content_policy", "moderation_blocked"})
_LONGEST_REASON = 300  # characters of a server's own words


@dataclass(frozen=True, slots=True)
class Server:
    """Who was asked, for messages. ``variable`` holds the key, if one was sent; ``redact`` removes keys."""

    title: str
    variable: str | None
    redact: Callable[[str], str]


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """The seconds that a server asks to wait: ``retry-after-ms``, or ``Retry-After`` as seconds or date.

    Of any length; 0 for a moment gone by; None where nothing readable is said. A date counts from the
    server's own ``Date``, else from *now* (seconds since the epoch).
    """
    for name, scale in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) / scale
        except ValueError:
            continue
        if math.isfinite(seconds):
            return max(0.0, seconds)
    until = _moment(headers.get("retry-after", ""))
    if until is None:
        return None
    sent = _moment(headers.get("date", ""))
    return max(0.0, until - (sent if sent is not None else time.time() if now is None else now))


def is_blocked(status: int, body: object) -> bool:
    """Whether a refusal to pass the prompt on is a content filter's, and so an outcome, not a failure."""
    if status not in (400, 403, 422):
        return False
    error = _error(body)
    if _codes(error) & _FILTERED:
        return True
    metadata = error.get("metadata")
    if isinstance(metadata, Mapping) and metadata.get("flagged_input"):  # OpenRouter
        return True
    # OpenAI's reasoning models name the reason in the message only.
    return error.get("code") == "invalid_prompt" and "usage policy" in str(error.get("message", ""))


def wants_other_limit(body: object) -> bool:
    """Whether a model takes ``max_completion_tokens`` and not ``max_tokens`` (OpenAI's reasoning models)."""
    error = _error(body)
    return (
        error.get("param") == "max_tokens"
        and "max_completion_tokens" in str(error.get("message", ""))
        and "unsupported" in str(error.get("code", ""))
    )


def from_status(status: int, headers: Mapping[str, str], body: object, server: Server) -> ModelError:
    """The error that an HTTP status means, with the server's own words where they can be shown."""
    if status == 401:
        return SetupError(_wrong_key(server), status=status)  # the words may quote the key
    said = _said(body, server)
    line = f"{server.title}: {status} {_phrase(status)}{': ' + said if said else ''}"
    error = _error(body)
    if status == 429 and _codes(error) & _USED_UP:
        return SetupError(line, status=status)
    if status in _TRANSIENT or status >= 500:
        wait = retry_after(headers)
        asks = f" (asks to wait {wait:.0f} s)" if wait else ""
        return TransientError(line + asks, retry_after=wait, status=status)
    if status in (404, 405) and not said:
        return SetupError(f"{line}: is the address right? It usually ends in /v1", status=status)
    return (SetupError if status in _SETUP else PermanentError)(line, status=status)


def from_connection(cause: BaseException | None, server: Server) -> UnreachableError:
    """No connection, or one that broke."""
    why = one_line(server.redact(str(cause)[:_LONGEST_REASON])) if cause is not None else ""
    return UnreachableError(f"{server.title}: no connection{': ' + why if why else ''}")


def from_timeout(awaited: str, seconds: float, server: Server) -> TransientError:
    """Nothing came in time; *awaited* is "connection" or "answer"."""
    return TransientError(f"{server.title}: no {awaited} within {seconds:g} s")


def _wrong_key(server: Server) -> str:
    if server.variable is None:
        return f"{server.title}: 401 it wants a key: set AIRBENCH_API_KEY or name a variable with --key-env"
    return f"{server.title}: 401 it refuses the key in {server.variable}: put a valid one there"


def _error(body: object) -> Mapping[str, object]:
    """The error object of a body: OpenAI's SDK has unwrapped it, Together's has not."""
    if not isinstance(body, Mapping):
        return {}
    inner = body.get("error")
    return inner if isinstance(inner, Mapping) else body


def _codes(error: Mapping[str, object]) -> set[str]:
    return {str(error.get("code")), str(error.get("type"))}


def _said(body: object, server: Server) -> str:
    error = _error(body)
    words = error.get("message") or error.get("detail") or error.get("error")
    if not error and isinstance(body, str) and not body.lstrip().startswith("<"):
        words = body
    # Redacted before it is cut: a part of a key would pass at the edge.
    return one_line(server.redact(words[:2000]), _LONGEST_REASON) if isinstance(words, str) else ""


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "refused"


def _moment(text: str) -> float | None:
    try:
        moment = email.utils.parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
