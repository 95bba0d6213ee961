"""The common part of both SDKs' models: ask, read the bytes, translate failures.

The SDKs never retry by themselves (``max_retries=0``), because the engine retries and counts.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from airbench_tui.models import failures, wire
from airbench_tui.models.answer_cap import RefusedAnswerError
from airbench_tui.models.base import ModelError, PermanentError, Reply, Request
from airbench_tui.text import one_line

CONNECT_TIMEOUT = 10.0
READ_TIMEOUT = 120.0
"""The read timeout in seconds; a reply is not streamed, so this limits the time to its end."""

# Above any sensible number of workers: in a full pool requests would wait unnoticed.
MAX_CONNECTIONS, MAX_IDLE = 1024, 512

Redact = Callable[[str], str]


class Response(Protocol):
    """The common interface of both HTTP libraries' responses."""

    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def content(self) -> bytes: ...


class SdkModel(ABC):
    """A model behind an SDK. Subclasses send, list and close with their own client."""

    _limit_fields: tuple[str, ...] = ("max_tokens",)
    """The possible names of the limit on the reply; the first one that the model accepts is kept."""

    _model: str
    """The provider's name of the model."""

    def __init__(
        self,
        spec: str,
        name: str,
        server: failures.Server,
        read_timeout: float,
    ) -> None:
        self.spec = spec
        self.name = name
        self._server = server
        self._read_timeout = read_timeout
        self._limit_field = self._limit_fields[0]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.spec!r})"

    async def ask(self, request: Request) -> Reply:
        """See :class:`airbench_tui.models.base.Model`."""
        started = time.perf_counter()
        answer = await self._guarded(request)
        seconds = time.perf_counter() - started
        if answer is None:
            return wire.blocked_reply(seconds)
        return wire.read_completion(answer, seconds, self._server.title)

    async def list_models(self) -> list[str]:
        """See :class:`airbench_tui.models.base.Model`."""
        failure: ModelError
        try:
            body = await self._list()
        except Exception as error:
            failure = self._translated(error)
        else:
            return wire.read_model_list(body, self._server.title)
        if failure.status in (404, 405, 501):
            return []
        raise failure

    @abstractmethod
    async def close(self) -> None:
        """See :class:`airbench_tui.models.base.Model`."""

    @abstractmethod
    async def _send(self, body: dict[str, Any]) -> bytes:
        """Post the request for a chat completion and return the bytes of the answer."""

    @abstractmethod
    async def _list(self) -> bytes:
        """Return the bytes of the server's list of models."""

    @abstractmethod
    def _kind(self, error: Exception) -> str:
        """Classify an exception of the SDK: "status", "timeout", "connection" or "other"."""

    async def _guarded(self, request: Request) -> bytes | None:
        """Return the answer's bytes; None if a content filter blocked the prompt. Raises ModelError."""
        field = self._limit_field
        try:
            return await self._send(self._body(request, field))
        except Exception as error:
            caught = error
        # Raised outside the except block: a chained exception would carry the request, and the key with it.
        if self._kind(caught) == "status":
            body = getattr(caught, "body", None)
            if failures.is_blocked(caught.status_code, body):  # type: ignore[attr-defined]
                return None
            if field != self._limit_fields[-1] and failures.wants_other_limit(body):
                self._limit_field = self._limit_fields[-1]
                return await self._guarded(request)
        raise self._translated(caught)

    def _body(self, request: Request, limit_field: str) -> dict[str, Any]:
        body: dict[str, Any] = {
            "messages": wire.messages(request),
            "temperature": request.temperature,
            limit_field: request.max_tokens,
        }
        if request.seed is not None:
            body["seed"] = request.seed
        return body

    def _translated(self, error: Exception) -> ModelError:
        for one in (error, error.__cause__):  # one SDK raises it as it is, the other as a broken connection
            if isinstance(one, RefusedAnswerError):
                return PermanentError(f"{self._server.title}: {one}")
        kind = self._kind(error)
        if kind == "status":
            response: Response = error.response  # type: ignore[attr-defined]
            return failures.from_status(
                error.status_code,  # type: ignore[attr-defined]
                response.headers,
                getattr(error, "body", None),
                self._server,
            )
        if kind == "timeout":
            if "Connect" in type(error.__cause__).__name__:  # ConnectTimeout, of either HTTP library
                return failures.from_timeout("connection", CONNECT_TIMEOUT, self._server)
            return failures.from_timeout("answer", self._read_timeout, self._server)
        if kind == "connection":
            return failures.from_connection(error.__cause__, self._server)
        said = one_line(self._server.redact(str(error)[:1000]), 300)
        return PermanentError(f"{self._server.title}: {type(error).__name__}: {said}")
