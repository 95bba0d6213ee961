"""A stand-in for OpenAI and Together on a real socket: answers, scripted faults, and counts of it all.

In a test, in a thread of its own::

    with Stub(Plan(latency=0.1, rate_limited=0.3)) as stub:
        monkeypatch.setenv("OPENAI_BASE_URL", stub.url)      # Together: TOGETHER_BASE_URL, the same
        ...
        assert stub.stats()["max_in_flight"] <= 64

Or as a program, which prints its port on one line and serves ``GET /stats`` and ``POST /reset``::

    python -m tests.models.stub --port 0 --latency 0.1 --sigma 1 --cap 3
"""

from __future__ import annotations

import argparse
import asyncio
import json
import threading
import weakref
from collections import Counter
from dataclasses import fields
from functools import partial
from typing import Any, Self

from tests.models.stub_batches import Batches
from tests.models.stub_http import Connection, Received
from tests.models.stub_plan import FAULTS, Plan, digest, is_judge

MODELS = ("gpt-4o", "gpt-4o-mini", "meta-llama/Llama-3-8b-chat-hf")


class State:
    """The state of one server: what it has seen and how it behaves. Only the loop's thread writes to it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.batches = Batches(self)
        self.clients: weakref.WeakSet[Connection] = weakref.WeakSet()
        self.reset()

    def reset(self) -> None:
        """Forget all counts and start the script again."""
        self.requests = 0
        self.in_flight = 0
        self.max_in_flight = 0
        self.connections = 0
        self.chats = 0
        self.outcomes: Counter[str] = Counter()
        self.statuses: dict[str, Counter[str]] = {"target": Counter(), "judge": Counter()}
        self.asked: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.paths: Counter[str] = Counter()
        self.authorizations: Counter[str] = Counter()
        self.last_headers: dict[str, str] = {}
        self.last_body: Any = None

    def stats(self) -> dict[str, Any]:
        """Return all counts, fit for JSON. ``asked`` and ``answered`` are by ``digest(prompt)``."""
        return {
            "requests": self.requests,
            "in_flight": self.in_flight,
            "max_in_flight": self.max_in_flight,
            "connections": self.connections,
            "chats": self.chats,
            "outcomes": dict(self.outcomes),
            "statuses": {kind: dict(counts) for kind, counts in self.statuses.items()},
            "asked": dict(self.asked),
            "answered": dict(self.answered),
            "paths": dict(self.paths),
            "authorizations": dict(self.authorizations),
            "last_headers": self.last_headers,
            "last_body": self.last_body,
        }

    def opened(self, connection: Connection) -> None:
        self.connections += 1
        self.clients.add(connection)

    def handle(self, connection: Connection, request: Received) -> None:
        """Answer one request."""
        path = request.path
        if path == "/stats":
            connection.send(200, json.dumps(self.stats()).encode())
            return
        if path == "/reset":
            self.reset()
            connection.send(200, b"{}")
            return
        self.requests += 1
        self.paths[f"{request.method} {path}"] += 1
        authorization = request.headers.get("authorization", "")
        self.authorizations[authorization] += 1
        self.last_headers = dict(request.headers)
        key = authorization.removeprefix("Bearer ")
        if self.plan.location:
            connection.send(307, b"", {"location": self.plan.location + path})
        elif self.plan.keys and key not in self.plan.keys and "/storage/" not in path:
            status, error = FAULTS["401"]
            _send_error(connection, status, error, key)
            if path == "/v1/chat/completions":
                self.outcomes["401"] += 1
        elif path == "/v1/chat/completions":
            self._chat(connection, request, key)
        elif path == "/v1/models":
            connection.send(200, json.dumps(_model_list(request)).encode())
        elif not self.batches.handle(connection, request):
            connection.send(404, b'{"error": {"message": "Nothing here."}}')

    def completion(self, body: dict[str, Any], fault: str = "ok") -> dict[str, Any]:
        """Return the completion for a chat request."""
        prompt = body["messages"][-1]["content"]
        text = self.plan.answer(prompt)
        finish: str | None = "stop"
        if fault == "cut":
            text, finish = text[: len(text) // 2], None
        elif fault == "blocked":
            text, finish = "", "content_filter"
        elif fault == "blank":
            text = ""
        elif fault == "unreadable":
            text = "I would rather not put a number on this."
        used = len(prompt) // 4, len(text) // 4
        return {
            "id": f"chatcmpl-{digest(prompt)}",
            "object": "chat.completion",
            "created": 0,
            "model": f"{body.get('model')}-2024-08-06",
            "choices": [
                {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}
            ],
            "usage": {
                "prompt_tokens": used[0],
                "completion_tokens": used[1],
                "total_tokens": sum(used),
            },
        }

    def _chat(self, connection: Connection, request: Received, key: str) -> None:
        body = request.json()
        self.last_body = body
        prompt = body["messages"][-1]["content"]
        name = digest(prompt)
        attempt = self.asked[name]
        self.asked[name] += 1
        scripted = self.chats < len(self.plan.script)
        fault = self.plan.script[self.chats] if scripted else self.plan.fault(prompt, attempt)
        self.chats += 1
        if self.plan.busy_over and self.in_flight >= self.plan.busy_over:
            fault = "429"
        self.in_flight += 1
        self.max_in_flight = max(self.max_in_flight, self.in_flight)
        seconds = 3600.0 if fault == "hang" else self.plan.seconds(prompt, attempt)
        finish = partial(self._finish, connection, body, prompt, fault, key)
        if seconds:
            asyncio.get_running_loop().call_later(seconds, finish)
        else:
            finish()

    def _finish(
        self, connection: Connection, body: dict[str, Any], prompt: str, fault: str, key: str
    ) -> None:
        self.in_flight -= 1
        if not connection.alive:
            self.outcomes["gone"] += 1  # the client did not wait
            return
        self.outcomes[fault] += 1
        kind = self.statuses["judge" if is_judge(prompt) else "target"]
        code, _, wait = fault.partition(":")
        if code in FAULTS:
            status, error = FAULTS[code]
            kind[str(status)] += 1
            _send_error(connection, status, error, key, {"retry-after": wait} if wait else {})
            return
        kind["dropped" if fault == "drop" else "200"] += 1
        if fault == "drop":
            connection.drop()
        elif fault == "html":
            connection.send(200, b"<!doctype html><title>Welcome</title>", kind="text/html")
        elif fault == "odd":
            connection.send(200, b'{"status": "fine"}')
        else:
            answer = json.dumps(self.completion(body, fault)).encode()
            if fault == "truncated":
                connection.send(200, answer[: len(answer) // 2], announce=len(answer))
                return
            if fault != "cut":
                self.answered[digest(prompt)] += 1
            connection.send(200, answer)


class Stub:
    """The stub in its own thread, on a free port of 127.0.0.1, as a context manager."""

    def __init__(self, plan: Plan | None = None, port: int = 0) -> None:
        self.state = State(plan or Plan())
        self._port = port
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="stub", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Close the port; a second call does nothing."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(10)

    @property
    def port(self) -> int:
        return self._port

    @property
    def url(self) -> str:
        """Return the base URL, ending in /v1."""
        return f"http://127.0.0.1:{self._port}/v1"

    def stats(self) -> dict[str, Any]:
        """See :meth:`State.stats`."""
        return self.state.stats()

    def replan(self, plan: Plan) -> None:
        """Behave as *plan* says from the next request on, with the counts at zero."""
        done = threading.Event()

        def change() -> None:
            self.state.plan = plan
            self.state.reset()
            done.set()

        self._loop.call_soon_threadsafe(change)
        done.wait(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(_listen(self.state, self._port))
        self._port = self._server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        self._server.close()
        for connection in list(self.state.clients):
            connection.drop()
        self._loop.run_until_complete(asyncio.sleep(0))  # the sockets close one turn later
        self._loop.close()


async def _listen(state: State, port: int) -> asyncio.Server:
    loop = asyncio.get_running_loop()
    return await loop.create_server(
        lambda: Connection(state.handle, state.opened), "127.0.0.1", port, backlog=1024
    )


def _send_error(
    connection: Connection, status: int, error: Any, key: str, headers: dict[str, str] | None = None
) -> None:
    text = json.dumps({"error": error}).replace("{key}", key)
    connection.send(status, text.encode(), headers)


def _model_list(request: Received) -> Any:
    if "together" in request.headers.get("user-agent", "").lower():
        return [{"id": MODELS[2], "type": "chat"}, {"id": "black-forest/flux", "type": "image"}]
    return {"object": "list", "data": [{"id": name, "object": "model"} for name in MODELS]}


def main() -> None:
    """Serve until interrupted; each field of Plan is an option."""
    parser = argparse.ArgumentParser(description="A stub of OpenAI's and Together's servers.")
    parser.add_argument("--port", type=int, default=0)
    for field in fields(Plan):
        option = f"--{field.name.replace('_', '-')}"
        if isinstance(field.default, tuple):
            parser.add_argument(option, type=lambda text: tuple(text.split(",")), default=field.default)
        else:
            parser.add_argument(option, type=type(field.default), default=field.default)
    options = vars(parser.parse_args())
    port = options.pop("port")

    async def serve() -> None:
        server = await _listen(State(Plan(**options)), port)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    try:
        asyncio.run(serve())
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
