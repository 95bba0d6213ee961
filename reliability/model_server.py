"""A server for runs and batches in a process of its own: chat completions and OpenAI's Batch API, without faults.

Every prompt has one answer, so that runs can be compared. ``GET /asked`` gives how often each prompt was asked, and
``GET /batches`` how many batches were created.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import re
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from typing import Any
from urllib.request import urlopen


class ModelServer(ThreadingHTTPServer):
    """The server. ``latency`` is in seconds, for each chat completion."""

    daemon_threads = True
    request_queue_size = 1024

    def __init__(self, latency: float) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.latency = latency
        self.asked: Counter[str] = Counter()
        self.files: list[bytes] = []
        self.batches: list[dict[str, Any]] = []

    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that were killed."""

    def completion(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a chat request, and count its prompt."""
        prompt = body["messages"][-1]["content"]
        self.asked[prompt] += 1
        return {
            "model": "target-1",
            "choices": [
                {
                    "finish_reason": "stop",
                    "message": {"role": "assistant", "content": f"I will not do this: {prompt}"},
                }
            ],
            "usage": {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18},
        }

    def create_batch(self, file_id: str) -> dict[str, Any]:
        """Create a batch and answer all its requests at once."""
        requests = [json.loads(line) for line in self.files[int(file_id.removeprefix("file-"))].splitlines()]
        lines = [
            {
                "custom_id": one["custom_id"],
                "response": {"status_code": 200, "body": self.completion(one["body"])},
                "error": None,
            }
            for one in requests
        ]
        batch = {
            "id": f"batch-{len(self.batches)}",
            "object": "batch",
            "endpoint": "/v1/chat/completions",
            "completion_window": "24h",
            "created_at": int(time.time()),
            "status": "completed",
            "input_file_id": file_id,
            "output_file_id": self.store("\n".join(map(json.dumps, lines)).encode())["id"],
            "request_counts": {"total": len(lines), "completed": len(lines), "failed": 0},
        }
        self.batches.append(batch)
        return batch

    def store(self, content: bytes) -> dict[str, Any]:
        """Store a file and return how it is described."""
        self.files.append(content)
        return {
            "id": f"file-{len(self.files) - 1}",
            "object": "file",
            "bytes": len(content),
            "created_at": int(time.time()),
            "filename": "airbench.jsonl",
            "purpose": "batch",
            "status": "processed",
        }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ModelServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path.endswith("/chat/completions"):
            answer = self.server.completion(json.loads(body))
            time.sleep(self.server.latency)
            self._send(answer)
        elif self.path.endswith("/files"):
            content = re.search(rb'name="file".*?\r\n\r\n(.*?)\r\n--', body, re.DOTALL)
            assert content is not None
            self._send(self.server.store(content[1]))
        else:
            self._send(self.server.create_batch(json.loads(body)["input_file_id"]))

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/asked":
            self._send(self.server.asked)
        elif path == "/batches":
            self._send(len(self.server.batches))
        elif path.endswith("/content"):
            self._send_bytes(self.server.files[int(path.split("/")[-2].removeprefix("file-"))])
        elif path.endswith("/batches"):
            self._send({"object": "list", "data": self.server.batches[::-1], "has_more": False})
        else:
            self._send(self.server.batches[int(path.rpartition("-")[2])])

    def _send(self, document: Any) -> None:
        self._send_bytes(json.dumps(document).encode())

    def _send_bytes(self, body: bytes) -> None:
        with contextlib.suppress(ConnectionError):  # the client was killed
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def serving(latency: float = 0.0) -> Iterator[str]:
    """Run a server meanwhile, and yield its address without a path."""
    receiver, sender = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_serve, args=(sender, latency), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{receiver.recv()}"
    finally:
        process.terminate()
        process.join()


def told(address: str, what: str) -> Any:
    """Ask the server at *address* for "asked" or "batches"."""
    with urlopen(f"{address}/{what}") as answer:
        return json.load(answer)


def _serve(started: Connection, latency: float) -> None:
    with ModelServer(latency) as server:
        started.send(server.server_port)
        server.serve_forever()
