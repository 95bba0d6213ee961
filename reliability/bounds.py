"""Memory and time of what the program refuses because it is too large, and of the largest that it takes.

    python -m reliability.bounds [--short]

Each case runs in a process of its own, and its memory is the most that the process held beyond what it held before the
case (on Linux only). Exits with 1 if a case ended otherwise than it should, or took more memory than it may.

packet   a packet file whose small sealed part unpacks to a lot
answer   a server that answers without end, or with a small body that unpacks to a lot (both SDKs)
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gzip
import json
import multiprocessing
import os
import resource
import sys
import tempfile
import time
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from airbench_tui.errors import AirbenchError
from airbench_tui.interchange.packet_files.reading import read_packet
from airbench_tui.models.base import Request
from airbench_tui.models.keys import Keys
from airbench_tui.models.spec import open_model
from tests.interchange.packet_files.conftest import VERSION_1, open_up

MIB = 1 << 20
_FORK = multiprocessing.get_context("fork")  # cases hold functions, which no other way passes on
KEYS = Keys({"OPENAI_API_KEY": "sk-none-1234567890", "TOGETHER_API_KEY": "tgp-none-1234567890"})


@dataclass(frozen=True)
class Case:
    """One attempt: *run* makes what is tried in a folder and returns the attempt itself.

    ``words`` are in the message of the refusal, "" for something that must be accepted. ``most`` is the memory in MiB.
    """

    name: str
    run: Callable[[Path], Callable[[], object]]
    words: str
    most: int
    short: bool = True


@dataclass(frozen=True)
class Outcome:
    """What came of a case: the error's message ("" for none), seconds, and MiB beyond what the process held before."""

    said: str
    seconds: float
    memory: float


# -- packet files -------------------------------------------------------------------------------


def packet(head: bytes, piece: bytes, times: int, tail: bytes) -> Callable[[Path], Callable[[], object]]:
    """Return the run for a packet file whose sealed part is *head*, *times* the *piece*, and *tail*."""

    def make(folder: Path) -> Callable[[], object]:
        packer = zlib.compressobj(9)
        block = 1 + MIB // len(piece)
        packed = [packer.compress(head)]
        packed += [packer.compress(piece * block) for _ in range(times // block)]
        packed += [packer.compress(piece * (times % block) + tail), packer.flush()]
        file = open_up(VERSION_1, folder / "packet.json")
        file.packet["sealed"] = b64encode(b"".join(packed)).decode()
        path = file.close(seal=False)
        return lambda: read_packet(path)

    return make


def whole_packet(rows: int) -> Callable[[Path], Callable[[], object]]:
    """Return the run for a packet file whose frame has *rows* rows."""

    def make(folder: Path) -> Callable[[], object]:
        file = open_up(VERSION_1, folder / "packet.json")
        del file.inside["design"]["strata"]
        file.inside["frame"] = [[f"{row:020x}", f"{row:020x}", "1"] for row in range(rows)]
        path = file.close()
        return lambda: len(read_packet(path).frame)

    return make


# -- servers ------------------------------------------------------------------------------------

_CHUNKED = b"transfer-encoding: chunked\r\n"


def answer(
    spec: str, headers: bytes, pieces: Callable[[], Iterator[bytes]]
) -> Callable[[Path], Callable[[], object]]:
    """Return the run for a server that answers with *headers* and *pieces*."""

    def make(_: Path) -> Callable[[], object]:
        receiver, sender = multiprocessing.Pipe()
        process = _FORK.Process(target=_serve, args=(sender, headers, pieces), daemon=True)
        process.start()
        url = f"http://127.0.0.1:{receiver.recv()}/v1"
        os.environ["OPENAI_BASE_URL"] = os.environ["TOGETHER_BASE_URL"] = url
        model = open_model(spec, KEYS)  # imports the SDK, which takes memory of its own

        async def ask() -> object:
            try:
                return await model.ask(Request("hello"))
            finally:
                await model.close()

        return lambda: asyncio.run(ask())

    return make


def _serve(started: Connection, headers: bytes, pieces: Callable[[], Iterator[bytes]]) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n" + headers + b"\r\n")
        with contextlib.suppress(ConnectionError):
            for piece in pieces():
                writer.write(piece)
                await writer.drain()
        writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        started.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


def _chunk(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(body), body)


def endless() -> Iterator[bytes]:
    """Yield 4 GiB in chunks."""
    piece = _chunk(b" " * MIB)
    for _ in range(4096):
        yield piece


def bomb() -> Iterator[bytes]:
    """Yield a compressed body of 1 MiB that unpacks to 1 GiB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    for _ in range(1024):
        if packed := packer.compress(b" " * MIB):
            yield _chunk(packed)
    yield _chunk(packer.flush()) + _chunk(b"")


def largest() -> Iterator[bytes]:
    """Yield an answer of nearly 8 MiB."""
    choice = {"finish_reason": "stop", "message": {"role": "assistant", "content": "a" * (8 * MIB - 1000)}}
    yield _chunk(gzip.compress(json.dumps({"model": "m", "choices": [choice]}).encode())) + _chunk(b"")


_GZIP = _CHUNKED + b"content-encoding: gzip\r\n"
_TOO_LARGE = "the answer has more than 8 MiB"
CASES = [
    Case("packet: 1 GiB of spaces", packet(b"", b" ", 1024 * MIB, b"{}"), "more than 64 MiB", 200, False),
    Case("packet: 100 MiB of spaces", packet(b"", b" ", 100 * MIB, b"{}"), "more than 64 MiB", 200),
    Case("packet: 21 million empty lists", packet(b"[", b"[],", 21 * MIB, b"0]"), "values", 300),
    Case(
        "packet: 2 million objects",
        packet(b"[", b'{"":0},', 2 * MIB - 9, b"0]"),
        "expected object",
        700,
        False,
    ),
    Case("packet: the largest frame, 690,000 rows", whole_packet(690_000), "", 700, False),
]
for _spec in ("openai:gpt-4o", "together:some-model"):
    _sdk = _spec.partition(":")[0]
    for _name, _headers, _pieces, _words, _most in (
        ("4 GiB in chunks", _CHUNKED, endless, _TOO_LARGE, 40),
        ("1 GiB announced", b"content-length: 1073741824\r\n", endless, _TOO_LARGE, 40),
        ("1 MiB that unpacks to 1 GiB", _GZIP, bomb, _TOO_LARGE, 40),
        ("the largest, 8 MiB", _GZIP, largest, "", 80),
    ):
        _run = answer(_spec, _headers, _pieces)
        CASES.append(Case(f"answer, {_sdk}: {_name}", _run, _words, _most, _pieces is bomb))


def measured(case: Case) -> Outcome:
    """Run *case* in a process of its own."""
    receiver, sender = multiprocessing.Pipe()
    process = _FORK.Process(target=_measure, args=(case, sender))
    process.start()
    sender.close()
    try:
        outcome: Outcome = receiver.recv()
    except EOFError:
        outcome = Outcome("the process ended", 0.0, 0.0)
    process.join()
    return outcome


def _measure(case: Case, sender: Connection) -> None:
    with tempfile.TemporaryDirectory() as folder:
        attempt = case.run(Path(folder))
        before, began, said = _held(), time.perf_counter(), ""
        _forget_peak()
        try:
            attempt()
        except AirbenchError as error:
            said = str(error)
        seconds = time.perf_counter() - began
        sender.send(Outcome(said, seconds, max(0.0, _peak() - before)))


def _held() -> float:
    """Return the memory that this process holds, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / MIB


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
    """Return the most memory that this process held since its peak was forgotten, in MiB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def holds(case: Case, outcome: Outcome) -> bool:
    """Return whether *outcome* is what *case* should come to."""
    as_said = case.words in outcome.said if case.words else not outcome.said
    return as_said and outcome.memory <= case.most


def main(arguments: list[str] | None = None) -> int:
    """Print a table of all cases, or with ``--short`` of the fast ones. Return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--short", action="store_true", help="only the cases that take a second or two")
    chosen = [case for case in CASES if case.short or not parser.parse_args(arguments).short]
    print("| Case | Outcome | Time | Memory | Memory allowed |\n|---|---|---|---|---|", flush=True)
    failed = 0
    for case in chosen:
        outcome = measured(case)
        good = holds(case, outcome)
        failed += not good
        said = "accepted" if not outcome.said else "refused" if case.words in outcome.said else outcome.said
        mark = "" if good else " FAILED"
        print(
            f"| {case.name} | {said}{mark} | {outcome.seconds:.2f} s | {outcome.memory:,.0f} MiB | {case.most:,} MiB |",
            flush=True,
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
