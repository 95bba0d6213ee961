"""The model protocol: a model takes a request and returns a reply, or raises an error that says why not.

Only the engine waits, retries and limits the number of requests in flight. Each failure therefore says which
kind it is: :class:`TransientError` (the same request may succeed later), :class:`PermanentError` (this
request never will) or :class:`SetupError` (no request will until the user fixes the key, the address, the
model's name or the account).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from airbench_tui.errors import AirbenchError

CONTENT_FILTER = "content_filter"
"""The ``finish_reason`` of a reply that the provider blocked; the text of such a reply is ""."""

# The statuses of servers that have too much to do, as opposed to broken ones.
_PUSHED_BACK = frozenset({429, 503, 529})


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model. ``max_tokens`` limits the reply; ``seed`` is sent if given.

    A lone surrogate in a text is sent as U+FFFD, because no server accepts one.
    """

    prompt: str
    system: str | None = None
    temperature: float = 0.0
    max_tokens: int = 512
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A model's answer as it arrived.

    ``finish_reason`` is the server's own word ("stop", "length", "eos", ...). It is never None in a reply
    from a server: a missing one marks an answer that was cut off in transit (a TransientError). ``snapshot``
    is the model that the server claims to be. ``seconds`` is the time from sending to the last byte.
    """

    text: str
    finish_reason: str | None
    snapshot: str | None
    prompt_tokens: int | None
    completion_tokens: int | None
    seconds: float

    @property
    def blocked(self) -> bool:
        """Tell whether the provider's content filter blocked the answer."""
        return self.finish_reason == CONTENT_FILTER


class ModelError(AirbenchError):
    """A model that did not answer. The message is one line and never contains any part of a key.

    ``status`` is the HTTP status; None when there was no HTTP answer.
    """

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class TransientError(ModelError):
    """A failure that may not recur: 408, 409, 425, 429, 5xx, no connection, a timeout, a cut answer.

    ``retry_after`` is the number of seconds that the server asks to wait, of any length; None if it does not
    ask.
    """

    def __init__(self, message: str, *, retry_after: float | None = None, status: int | None = None) -> None:
        super().__init__(message, status=status)
        self.retry_after = retry_after

    @property
    def pushes_back(self) -> bool:
        """Tell whether the server only reported that it is overloaded (429, 503, 529)."""
        return self.status in _PUSHED_BACK


class UnreachableError(TransientError):
    """A missing connection, or one that broke before a whole answer arrived."""


class PermanentError(ModelError):
    """A failure of a request that will never succeed as it is."""


class SetupError(PermanentError):
    """A failure of all requests until the user fixes the key, the address, the model's name or account."""


class Model(Protocol):
    """A model that answers requests. One event loop uses it; many requests may be in flight at once."""

    @property
    def spec(self) -> str:
        """Return the SPEC that the user gave, such as ``openai:gpt-4o``."""

    @property
    def name(self) -> str:
        """Return the name under which its answers or judgments are stored, such as ``gpt-4o``."""

    async def ask(self, request: Request) -> Reply:
        """Return the model's answer. Raises TransientError, PermanentError or SetupError."""

    async def list_models(self) -> list[str]:
        """List the names of the server's models, sorted; empty if it has no such list. Raises as ask does."""

    async def close(self) -> None:
        """Release connections and memory. The model cannot be used afterwards."""
