"""A server's answer has a largest size, whatever the server announces, packs or sends in pieces."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from airbench_tui.models import answer_cap
from airbench_tui.models.base import PermanentError, Reply, Request
from airbench_tui.models.keys import Keys
from airbench_tui.models.spec import open_model

KEYS = Keys({"OPENAI_API_KEY": "sk-none-1234567890", "TOGETHER_API_KEY": "tgp-none-1234567890"})
SPECS = ("openai:gpt-4o", "together:some-model")
MOST = 1 << 20


def completion(size: int) -> bytes:
    """Return a whole answer of *size* characters."""
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "a" * size}}
    return json.dumps({"id": "1", "object": "chat.completion", "model": "m", "choices": [choice]}).encode()


def plain(body: bytes, *headers: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", "content-type: application/json", f"content-length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chunked(body: bytes, *headers: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", "content-type: application/json", "transfer-encoding: chunked", *headers]
    pieces = [body[at : at + 50_000] for at in range(0, len(body), 50_000)]
    packed = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + packed + b"0\r\n\r\n"


def gzipped(body: bytes) -> bytes:
    return plain(gzip.compress(body), "content-encoding: gzip")


def deflated(body: bytes) -> bytes:
    return chunked(zlib.compress(body), "content-encoding: deflate")


def deflated_without_header(body: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return plain(packer.compress(body) + packer.flush(), "content-encoding: deflate")


WAYS = (plain, chunked, gzipped, deflated, deflated_without_header)


@asynccontextmanager
async def serving(answer: bytes) -> AsyncIterator[str]:
    """Serve one answer to every request, and yield the server's address."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        size = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
        await reader.readexactly(size)
        writer.write(answer)
        try:
            await writer.drain()
        except ConnectionError:  # the client reads no further
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        yield f"http://{host}:{port}/v1"


async def asked(spec: str, answer: bytes, monkeypatch: pytest.MonkeyPatch) -> Reply:
    monkeypatch.setattr(answer_cap, "MOST", MOST)
    async with serving(answer) as url:
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        monkeypatch.setenv("TOGETHER_BASE_URL", url)
        model = open_model(spec, KEYS)
        try:
            return await model.ask(Request("hello"))
        finally:
            await model.close()


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("way", WAYS)
async def test_a_larger_answer_is_a_failure_of_its_item(
    spec: str, way: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PermanentError, match="the answer has more than 1 MiB") as caught:
        await asked(spec, way(completion(MOST)), monkeypatch)
    assert type(caught.value) is PermanentError  # not of all items, and not to be tried again
    assert caught.value.__cause__ is None and caught.value.__context__ is None  # which would hold the key


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("way", WAYS)
async def test_an_answer_may_be_as_large_as_allowed(
    spec: str, way: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    size = MOST - len(completion(0))
    reply = await asked(spec, way(completion(size)), monkeypatch)
    assert reply.text == "a" * size


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip"])
async def test_other_encodings_are_refused(spec: str, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PermanentError, match="packed in a way that the program did not ask for"):
        await asked(spec, plain(b"?", f"content-encoding: {encoding}"), monkeypatch)


async def test_a_file_of_many_answers_may_be_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    with answer_cap.at_most(2 * MOST):
        reply = await asked(SPECS[0], plain(completion(MOST)), monkeypatch)
    assert len(reply.text) == MOST
