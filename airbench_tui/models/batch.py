"""The providers' Batch APIs: many requests in one file, answered within a day at half price.

Submitting takes two calls (:meth:`Batches.upload`, :meth:`Batches.create`). A caller can therefore store the
file's id between them, and use :meth:`Batches.find` for a batch whose creation was interrupted.
"""

from __future__ import annotations

import json
import tempfile
from abc import ABC, abstractmethod
from collections.abc import AsyncIterable, Awaitable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from airbench_tui.models import failures, wire
from airbench_tui.models.answer_cap import RefusedAnswerError, at_most
from airbench_tui.models.base import (
    Model,
    ModelError,
    PermanentError,
    Reply,
    Request,
    SetupError,
    TransientError,
)
from airbench_tui.models.openai_sdk import OpenAIModel
from airbench_tui.models.sdk import SdkModel
from airbench_tui.models.together_sdk import TogetherModel
from airbench_tui.text import one_line

T = TypeVar("T")

KINDS = ("openai", "together")
"""The kinds of SPEC whose providers have a Batch API."""

MOST_REQUESTS, MOST_BYTES = 20_000, 90_000_000
"""The largest batch made here; the providers take 50,000 requests and 100 MB or more."""

MOST_RESULTS = 256 << 20
"""The largest file of results in bytes: more than ten thousand bytes for each request."""

_ENDPOINT: Literal["/v1/chat/completions"] = "/v1/chat/completions"
_ENDED = frozenset({"completed", "failed", "expired", "cancelled"})
_LISTED = 1000  # the number of the account's latest batches that are searched
_LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class BatchStatus:
    """The state of a batch. ``files`` hold its results; ``reason`` says why it did not complete."""

    id: str
    status: str
    counts: dict[str, Any] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    reason: str = ""

    @property
    def ended(self) -> bool:
        """Tell whether the batch has ended, so that no more results will come."""
        return self.status in _ENDED


class Batches(ABC):
    """The Batch API of a model's provider. Every method raises ModelErrors as models do."""

    def __init__(self, model: SdkModel) -> None:
        self._model = model
        self._server = model._server

    @property
    def title(self) -> str:
        """Return the provider's name, for messages."""
        return self._server.title

    async def upload(self, lines: Iterable[bytes]) -> str:
        """Upload requests (see :meth:`line`) and return the provider's id of the file."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "airbench.jsonl"
            path.write_bytes(b"".join(lines))
            return await self._called(self._upload(path))

    async def create(self, file_id: str) -> BatchStatus:
        """Create a batch from an uploaded file."""
        return self._status(await self._called(self._create(file_id)))

    async def find(self, file_id: str, known: Iterable[str]) -> BatchStatus | None:
        """Find a batch of an uploaded file that is not among the *known* ones; None if there is none."""
        passed_over = set(known)

        async def look() -> Any:
            number = 0
            async for batch in await self._listed():
                number += 1
                if batch.input_file_id == file_id and batch.id not in passed_over:
                    return batch
                if number >= _LISTED:
                    break
            return None

        found = await self._called(look())
        return None if found is None else self._status(found)

    async def status(self, batch_id: str) -> BatchStatus:
        """Return the state of a batch."""
        return self._status(await self._called(self._retrieve(batch_id)))

    async def collect(self, status: BatchStatus) -> dict[str, Reply | TransientError | PermanentError]:
        """Return the results by ``custom_id``. A request in none of the files was not answered."""
        found: dict[str, Reply | TransientError | PermanentError] = {}
        for file_id in status.files:
            with at_most(MOST_RESULTS):
                content = await self._called(self._content(file_id))
            for line in content.splitlines():
                outcome = self._outcome(line)
                if outcome is not None:
                    found[outcome[0]] = outcome[1]
        return found

    def line(self, custom_id: str, request: Request) -> bytes:
        """Return a request as a line of the file to upload."""
        body = {"model": self._model._model, **self._model._body(request, self._model._limit_fields[-1])}
        return json.dumps({"custom_id": custom_id, **self._how, "body": body}).encode() + b"\n"

    _how: Mapping[str, str] = {}

    @abstractmethod
    async def _upload(self, path: Path) -> str: ...
    @abstractmethod
    async def _create(self, file_id: str) -> Any: ...
    @abstractmethod
    async def _retrieve(self, batch_id: str) -> Any: ...
    @abstractmethod
    async def _listed(self) -> AsyncIterable[Any]: ...
    @abstractmethod
    async def _content(self, file_id: str) -> bytes: ...
    @abstractmethod
    def _reason(self, batch: Any) -> str: ...
    @abstractmethod
    def _counts(self, batch: Any) -> dict[str, Any]: ...

    async def _called(self, call: Awaitable[T]) -> T:
        try:
            return await call
        except ModelError:
            raise
        except Exception as error:
            caught = error
        # Raised outside the except block: a chained exception would carry the request, and the key with it.
        if self._model._kind(caught) == "other" and not isinstance(caught, RefusedAnswerError):
            # not from the SDK (such as Together's upload); the message may quote a signed address
            raise TransientError(
                f"{self._server.title}: the batch could not be sent: {type(caught).__name__}"
            )
        raise self._model._translated(caught)

    def _status(self, batch: Any) -> BatchStatus:
        if batch is None or not batch.id:
            raise PermanentError(f"{self._server.title}: the answer is not a batch")
        status = str(batch.status or "in_progress").lower()
        files = (batch.output_file_id, batch.error_file_id)
        reason = ""
        if status in _ENDED and status != "completed":
            reason = self._server_words(self._reason(batch)) or "no reason given"
        return BatchStatus(
            batch.id, status, self._counts(batch), tuple(file for file in files if file), reason
        )

    def _server_words(self, words: object) -> str:
        return one_line(self._server.redact(str(words or "")[:2000]), _LONGEST_REASON)

    def _outcome(self, line: bytes) -> tuple[str, Reply | TransientError | PermanentError] | None:
        try:
            came = json.loads(line)
            custom_id, error, response = came["custom_id"], came.get("error"), came.get("response")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None  # the item remains to be done
        return str(custom_id), self._item(error, response if isinstance(response, dict) else {})

    def _item(self, error: Any, response: dict[str, Any]) -> Reply | TransientError | PermanentError:
        status, body = response.get("status_code", 200), response.get("body")
        if not isinstance(status, int) or error or body is None:
            words = error.get("message") or error.get("code") if isinstance(error, dict) else error
            said = self._server_words(words) or "no answer to this request"
            return TransientError(f"{self._server.title}, in a batch: {said}")
        failure: ModelError
        if status == 200:
            try:
                return wire.read_completion(json.dumps(body).encode(), 0.0, self._server.title)
            except ModelError as raised:
                failure = raised
        elif failures.is_blocked(status, body):
            return wire.blocked_reply(0.0)
        else:
            failure = failures.from_status(status, {}, body, self._server)
        if isinstance(failure, PermanentError) and not isinstance(failure, SetupError):
            return failure
        return TransientError(
            str(failure), status=failure.status
        )  # the request may succeed in the next batch


class OpenAIBatches(Batches):
    """The Batch API of OpenAI."""

    _how = {"method": "POST", "url": _ENDPOINT}

    def __init__(self, model: OpenAIModel) -> None:
        super().__init__(model)
        self._client = model._client

    async def _upload(self, path: Path) -> str:
        return (await self._client.files.create(file=path, purpose="batch")).id

    async def _create(self, file_id: str) -> Any:
        return await self._client.batches.create(
            input_file_id=file_id, endpoint=_ENDPOINT, completion_window="24h"
        )

    async def _retrieve(self, batch_id: str) -> Any:
        return await self._client.batches.retrieve(batch_id)

    async def _listed(self) -> AsyncIterable[Any]:
        return self._client.batches.list(limit=100)

    async def _content(self, file_id: str) -> bytes:
        return (await self._client.files.content(file_id)).content

    def _reason(self, batch: Any) -> str:
        errors = (batch.errors.data if batch.errors else None) or []
        said = "; ".join(dict.fromkeys(error.message or error.code or "" for error in errors))
        return said or {"expired": "not finished within 24 hours"}.get(batch.status, "")

    def _counts(self, batch: Any) -> dict[str, Any]:
        counts = batch.request_counts
        return (
            {"total": counts.total, "completed": counts.completed, "failed": counts.failed} if counts else {}
        )


class TogetherBatches(Batches):
    """The Batch API of Together, which differs from OpenAI's in names only."""

    def __init__(self, model: TogetherModel) -> None:
        super().__init__(model)
        self._client = model._client

    async def _upload(self, path: Path) -> str:
        file_id: str = (await self._client.files.upload(path, purpose="batch-api", check=False)).id
        return file_id

    async def _create(self, file_id: str) -> Any:
        made = await self._client.batches.create(
            input_file_id=file_id, endpoint=_ENDPOINT, completion_window="24h"
        )
        return made.job

    async def _retrieve(self, batch_id: str) -> Any:
        return await self._client.batches.retrieve(batch_id)

    async def _listed(self) -> AsyncIterable[Any]:
        batches = await self._client.batches.list()

        async def each() -> Any:
            for batch in batches:
                yield batch

        found: AsyncIterable[Any] = each()
        return found

    async def _content(self, file_id: str) -> bytes:
        content: bytes = await (await self._client.files.content(file_id)).read()
        return content

    def _reason(self, batch: Any) -> str:
        return batch.error or {"EXPIRED": "not finished within 24 hours"}.get(batch.status, "")

    def _counts(self, batch: Any) -> dict[str, Any]:
        return {} if batch.progress is None else {"percent": batch.progress}


def batches_of(model: Model) -> Batches | None:
    """Return the Batch API behind a model; None if its provider has none."""
    if isinstance(model, TogetherModel):
        return TogetherBatches(model)
    if isinstance(model, OpenAIModel) and model.spec.startswith("openai:"):
        return OpenAIBatches(model)
    return None
