"""Just enough HTTP/1.1 for a stub: keep-alive, Content-Length and chunked bodies, one request at a time.

A protocol, not streams: the stub must cost less than what is measured against it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

_PHRASES = {status.value: status.phrase for status in HTTPStatus}


@dataclass(frozen=True, slots=True)
class Received:
    """A request: header names in lower case, and the whole body."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Connection(asyncio.Protocol):
    """One client's connection. *handle* gets each request and answers by :meth:`send`, at once or later."""

    def __init__(
        self, handle: Callable[[Connection, Received], None], opened: Callable[[Connection], None]
    ) -> None:
        self._handle = handle
        self._opened = opened
        self._buffer = bytearray()
        self._busy = False
        self._transport: asyncio.Transport | None = None

    @property
    def alive(self) -> bool:
        """Tell whether the client is still connected."""
        return self._transport is not None and not self._transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._opened(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._busy:
            self._next()

    def send(
        self,
        status: int,
        body: bytes,
        headers: Mapping[str, str] | None = None,
        *,
        kind: str = "application/json",
        announce: int | None = None,
    ) -> None:
        """Send an answer. If it has fewer bytes than *announce*, close the connection after it."""
        if self._transport is None or self._transport.is_closing():
            return
        lines = [
            f"HTTP/1.1 {status} {_PHRASES.get(status, 'Unknown')}",
            f"content-type: {kind}",
            f"content-length: {len(body) if announce is None else announce}",
            *(f"{name}: {value}" for name, value in (headers or {}).items()),
        ]
        self._transport.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)
        if announce is not None:
            self._transport.close()
        self._busy = False
        if self._buffer:
            self._next()

    def drop(self) -> None:
        """Close without an answer."""
        if self._transport is not None:
            self._transport.close()

    def _next(self) -> None:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        first, *lines = bytes(self._buffer[:end]).decode("latin-1").split("\r\n")
        headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        if headers.get("expect", "").lower() == "100-continue" and self._transport is not None:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        start = end + 4
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body, stop = _unchunked(self._buffer, start)
        else:
            stop = start + int(headers.get("content-length", 0))
            body = bytes(self._buffer[start:stop]) if stop <= len(self._buffer) else None
        if body is None:
            return
        del self._buffer[:stop]
        self._busy = True
        method, path, _ = first.split(" ", 2)
        self._handle(self, Received(method, path.partition("?")[0], headers, body))


def _unchunked(buffer: bytearray, place: int) -> tuple[bytes | None, int]:
    """Return a chunked body and where it ends; None while it is incomplete."""
    body = b""
    while (line := buffer.find(b"\r\n", place)) >= 0:
        size = int(bytes(buffer[place:line]).partition(b";")[0], 16)
        place = line + 2
        if len(buffer) < place + size + 2:
            break
        body += buffer[place : place + size]
        place += size + 2
        if size == 0:
            return body, place
    return None, place
