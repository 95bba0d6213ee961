"""The translation of HTTP failures into errors that concern this moment, this request or all requests. Pure.

Both SDKs raise exception trees of their own with the same content (status, headers, body), which this module
reads.
"""

from __future__ import annotations

import email.utils
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from http import HTTPStatus

from airbench_tui.models import addresses
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
# Error codes with status 429 that waiting does not resolve.
_USED_UP = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
_FILTERED = frozenset({"content_filter", "content_policy_violation", "content_policy", "moderation_blocked"})
_LONGEST_REASON = 300  # characters of a server's message


@dataclass(frozen=True, slots=True)
class Server:
    """The server that was asked, for messages.

    ``variable`` names the variable of the key that was sent, if any; ``redact`` removes keys.
    """

    title: str
    variable: str | None
    redact: Callable[[str], str]


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """Return the seconds a server asks to wait: ``retry-after-ms``, or ``Retry-After`` as seconds or date.

    The wait may have any length. It is 0 for a date in the past, and None when nothing readable is given. A
    date is relative to the server's own ``Date``, else to *now* (seconds since the epoch).
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
    """Tell whether a content filter rejected the prompt, which is an outcome and not a failure."""
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
    """Tell whether a model needs ``max_completion_tokens`` (as OpenAI's reasoning models do)."""
    error = _error(body)
    return (
        error.get("param") == "max_tokens"
        and "max_completion_tokens" in str(error.get("message", ""))
        and "unsupported" in str(error.get("code", ""))
    )


def from_status(status: int, headers: Mapping[str, str], body: object, server: Server) -> ModelError:
    """Return the error for an HTTP status, with the server's own message if it can be shown."""
    if status == 401:
        return SetupError(_wrong_key(server), status=status)  # the server's message may quote the key
    if 300 <= status < 400:
        return SetupError(_redirects(status, headers, server), status=status)
    said = _server_words(body, server)
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
    """Return the error for a missing or broken connection."""
    why = one_line(server.redact(str(cause)[:_LONGEST_REASON])) if cause is not None else ""
    return UnreachableError(f"{server.title}: no connection{': ' + why if why else ''}")


def from_timeout(awaited: str, seconds: float, server: Server) -> TransientError:
    """Return the error for a timeout; *awaited* is "connection" or "answer"."""
    return TransientError(f"{server.title}: no {awaited} within {seconds:g} s")


def _wrong_key(server: Server) -> str:
    if server.variable is None:
        return f"{server.title}: 401, a key is needed: set AIRBENCH_API_KEY or name a variable with --key-env"
    return f"{server.title}: 401, the key in {server.variable} was refused: put a valid key there"


def _redirects(status: int, headers: Mapping[str, str], server: Server) -> str:
    place = headers.get("location", "")
    named = f" to {server.redact(addresses.shown(place))}" if "://" in place else ""
    return (
        f"{server.title}: {status}, it redirects{named}, and redirects are not followed, to keep the key in one"
        " place: give the address that answers itself"
    )


def _error(body: object) -> Mapping[str, object]:
    """Return the error object of a body: OpenAI's SDK has unwrapped it, Together's has not."""
    if not isinstance(body, Mapping):
        return {}
    inner = body.get("error")
    return inner if isinstance(inner, Mapping) else body


def _codes(error: Mapping[str, object]) -> set[str]:
    return {str(error.get("code")), str(error.get("type"))}


def _server_words(body: object, server: Server) -> str:
    error = _error(body)
    words = error.get("message") or error.get("detail") or error.get("error")
    if not error and isinstance(body, str) and not body.lstrip().startswith("<"):
        words = body
    # Redact before cutting: a key cut at the edge would not be recognised.
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
