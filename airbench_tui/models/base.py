"""What a model is to this program: something that takes a request and gives a reply, or says why not.

The engine waits, tries again and limits how many requests are in flight; nothing here does. So every
failure says which kind it is: :class:`TransientError` (the same request may succeed later),
:class:`PermanentError` (this request never will) or :class:`SetupError` (no request will until the
user mends something: the key, the address, the model's name, the account).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from airbench_tui.errors import AirbenchError

CONTENT_FILTER = "content_filter"
"""The ``finish_reason`` of a reply that the provider blocked: its text is ""."""

# What servers answer when they have too much to do, not when something is broken.
_PUSHED_BACK = frozenset({429, 503, 529})


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model. ``max_tokens`` bounds the reply; ``seed`` is sent where it is given.

    A lone surrogate in a text is sent as U+FFFD: no server takes it as it is.
    """

    prompt: str
    system: str | None = None
    temperature: float = 0.0
    max_tokens: int = 512
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A model's answer as it came.

    ``finish_reason`` is the server's word ("stop", "length", "eos", ...): never None in a reply from a
    server, for that marks an answer cut on its way (a TransientError). ``snapshot`` is the model that the
    server says it is. ``seconds`` is the time from sending to the last byte.
    """

    text: str
    finish_reason: str | None
    snapshot: str | None
    prompt_tokens: int | None
    completion_tokens: int | None
    seconds: float

    @property
    def blocked(self) -> bool:
        """Whether the provider's content filter held the answer back."""
        return self.finish_reason == CONTENT_FILTER


class ModelError(AirbenchError):
    """A model that did not answer. The message is one line without any part of a key.

    ``status`` is the HTTP status, None where there was no HTTP answer.
    """

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class TransientError(ModelError):
    """The same request may succeed later: 408, 409, 425, 429, 5xx, no connection, a timeout, a cut answer.

    ``retry_after`` is the seconds that the server asks to wait, of any length, None where it says nothing.
    """

    def __init__(self, message: str, *, retry_after: float | None = None, status: int | None = None) -> None:
        super().__init__(message, status=status)
        self.retry_after = retry_after

    @property
    def pushes_back(self) -> bool:
        """Whether the server only said that it is too much just now (429, 503, 529)."""
        return self.status in _PUSHED_BACK


class UnreachableError(TransientError):
    """No connection, or one that broke before anything whole came."""


class PermanentError(ModelError):
    """This request will never succeed as it is."""


class SetupError(PermanentError):
    """No request will succeed until the user mends something: key, address, model name, account."""


class Model(Protocol):
    """Something that answers. Used from one event loop; many requests may be in flight at once."""

    @property
    def spec(self) -> str:
        """How the user named it, such as ``openai:gpt-4o``."""

    @property
    def name(self) -> str:
        """The name under which its answers or verdicts are stored, such as ``gpt-4o``."""

    async def ask(self, request: Request) -> Reply:
        """The model's answer. Raises TransientError, PermanentError or SetupError."""

    async def list_models(self) -> list[str]:
        """The names of the models there, sorted; empty where the server has no list. Raises as ask does."""

    async def close(self) -> None:
        """Give up connections and memory. The model cannot be used afterwards."""
