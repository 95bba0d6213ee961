"""The largest answer that a server may give. A larger one is not read to its end and never held in memory.

Both SDKs' HTTP libraries (httpx2 and httpx, which have the same interface) call a hook with each response before
they read its body. The hook puts a stream in place of the body's that counts bytes, also of what a compressed body
unpacks to.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextvars import ContextVar
from typing import Any

MIB = 1 << 20
MOST = 8 * MIB  # bytes of one answer, unpacked; a long one with its usage takes some ten thousand
ENCODINGS = {"accept-encoding": "gzip, deflate"}  # the encodings whose unpacked size is counted here

_most: ContextVar[int | None] = ContextVar("most", default=None)


class RefusedAnswerError(Exception):
    """A server's answer is not read, because it is too large or packed in an unknown way. ``str()`` says why."""


@contextlib.contextmanager
def at_most(size: int) -> Iterator[None]:
    """Let answers to requests in this context have up to *size* bytes: a file holds many answers."""
    token = _most.set(size)
    try:
        yield
    finally:
        _most.reset(token)


def capped(stream_class: type[Any]) -> Callable[[Any], Awaitable[None]]:
    """Return the hook for responses. *stream_class* is ``AsyncByteStream`` of the HTTP library.

    Reading a response raises RefusedAnswerError once it has more bytes than it may have.
    """

    class CappedStream(stream_class):  # type: ignore[misc]
        def __init__(self, inner: Any, meter: _Meter) -> None:
            self._inner, self._meter = inner, meter

        async def __aiter__(self) -> AsyncIterator[bytes]:
            async for chunk in self._inner:
                self._meter.add(chunk)
                yield chunk

        async def aclose(self) -> None:
            await self._inner.aclose()

    async def cap(response: Any) -> None:
        meter = _Meter(response.headers.get("content-encoding", ""), _most.get() or MOST)
        announced = response.headers.get("content-length", "")
        if announced.isascii() and announced.isdigit():
            meter.check(int(announced[:20]))
        response.stream = CappedStream(response.stream, meter)

    return cap


class _Meter:
    """Counts the bytes of a body, and what they unpack to. Every method raises RefusedAnswerError."""

    def __init__(self, encodings: str, most: int) -> None:
        self._most = most
        self._came = self._unpacked = 0
        packed = [one for one in encodings.lower().replace(" ", "").split(",") if one not in ("", "identity")]
        if packed not in ([], ["gzip"], ["deflate"]):
            raise RefusedAnswerError("the answer is packed in a way that the program did not ask for")
        self._kinds = (
            {"gzip": [31], "deflate": [zlib.MAX_WBITS, -zlib.MAX_WBITS]}[packed[0]] if packed else []
        )
        self._unpacker = zlib.decompressobj(self._kinds.pop(0)) if packed else None

    def check(self, size: int) -> None:
        if size > self._most:
            raise RefusedAnswerError(f"the answer has more than {self._most // MIB:,} MiB")

    def add(self, chunk: bytes) -> None:
        self._came += len(chunk)
        self.check(self._came)
        if self._unpacker is None:
            return
        try:
            self._unpacked += len(self._unpacker.decompress(chunk, self._most - self._unpacked + 1))
        except zlib.error:
            # Some servers send deflate without zlib's header. Other errors are the HTTP library's to report.
            self._unpacker = zlib.decompressobj(self._kinds.pop(0)) if self._kinds else None
            self._came -= len(chunk)
            self.add(chunk)
        self.check(self._unpacked)
