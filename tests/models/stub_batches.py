"""The stub's files and batches, in OpenAI's shape and in Together's, distinguished by the SDK's user agent.

A batch is processed with the plan's answers. Each line meets the same faults as a request, except that faults
of the connection end up in the error file as status 500.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from tests.models.stub_http import Connection, Received
from tests.models.stub_plan import digest

if TYPE_CHECKING:
    from tests.models.stub import State

_TOGETHERS = {
    "in_progress": "IN_PROGRESS",
    "completed": "COMPLETED",
    "failed": "FAILED",
    "cancelled": "CANCELLED",
}


class Batches:
    """Uploaded files, and the batches made of them."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.files: dict[str, dict[str, Any]] = {}
        self.batches: dict[str, dict[str, Any]] = {}

    def handle(self, connection: Connection, request: Received) -> bool:
        """Answer requests about files and batches; return False for any other."""
        together = "together" in request.headers.get("user-agent", "").lower()
        routes: list[tuple[str, str, Callable[..., Any]]] = [
            ("POST", r"/v1/files", self._upload_together if together else self._upload),
            ("POST", r"/v1/files/([\w-]+)/preprocess", self._file),
            ("GET", r"/v1/files/([\w-]+)", self._file),
            ("GET", r"/v1/files/([\w-]+)/content", self._content),
            ("PUT", r"/storage/([\w-]+)", self._store),
            ("POST", r"/v1/batches", self._create),
            ("GET", r"/v1/batches", self._list),
            ("GET", r"/v1/batches/([\w-]+)", self._batch),
            ("POST", r"/v1/batches/([\w-]+)/cancel", self._cancel),
        ]
        for method, pattern, answer in routes:
            found = re.fullmatch(pattern, request.path)
            if method == request.method and found:
                made = answer(request, together, *found.groups())
                if made is None:
                    connection.send(404, b'{"error": {"message": "No such object."}}')
                elif isinstance(made, bytes):
                    connection.send(200, made, kind="application/octet-stream")
                elif isinstance(made, tuple):
                    connection.send(302, b"", made[0])
                else:
                    connection.send(200, json.dumps(made).encode())
                return True
        return False

    def _new_file(self, name: str, purpose: str, content: bytes) -> dict[str, Any]:
        file_id = f"file-{len(self.files) + 1}"
        self.files[file_id] = {
            "id": file_id,
            "object": "file",
            "bytes": len(content),
            "created_at": int(time.time()),
            "filename": name,
            "purpose": purpose,
            "status": "processed",
            "FileType": "jsonl",
            "content": content,
        }
        return self.files[file_id]

    def _upload(self, request: Received, together: bool) -> Any:
        boundary = re.search(r"boundary=\"?([^\";]+)", request.headers["content-type"])
        assert boundary is not None
        parts: dict[str, tuple[str, bytes]] = {}
        for part in request.body.split(b"--" + boundary[1].encode())[1:-1]:
            head, _, content = part.strip(b"\r\n").partition(b"\r\n\r\n")
            names = dict(re.findall(r'(name|filename)="([^"]*)"', head.decode()))
            parts[names["name"]] = (names.get("filename", ""), content)
        return _shown(self._new_file(parts["file"][0], parts["purpose"][1].decode(), parts["file"][1]))

    def _upload_together(self, request: Received, together: bool) -> Any:
        # Together gives an address for the content, which is then sent there with PUT.
        fields = parse_qs(request.body.decode())
        if not fields and request.body[:1] == b"{":
            fields = {name: [value] for name, value in request.json().items()}
        file = self._new_file(
            (fields.get("file_name") or ["batch.jsonl"])[0], (fields.get("purpose") or ["batch-api"])[0], b""
        )
        location = f"http://{request.headers['host']}/storage/{file['id']}"
        return ({"location": location, "x-together-file-id": file["id"]},)

    def _store(self, request: Received, together: bool, file_id: str) -> Any:
        self.files[file_id] |= {"content": request.body, "bytes": len(request.body)}
        return {}

    def _file(self, request: Received, together: bool, file_id: str) -> Any:
        return _shown(self.files[file_id]) if file_id in self.files else None

    def _content(self, request: Received, together: bool, file_id: str) -> Any:
        return self.files[file_id]["content"] if file_id in self.files else None

    def _create(self, request: Received, together: bool) -> Any:
        wanted = request.json()
        if wanted["input_file_id"] not in self.files:
            return None
        batch_id = f"batch-{len(self.batches) + 1}"
        now = int(time.time())
        self.batches[batch_id] = {
            "id": batch_id,
            "object": "batch",
            "endpoint": wanted["endpoint"],
            "input_file_id": wanted["input_file_id"],
            "completion_window": wanted.get("completion_window", "24h"),
            "metadata": wanted.get("metadata"),
            "created_at": now,
            "status": "in_progress",
            "ready_at": time.monotonic() + self._state.plan.batch_seconds,
        }
        shown = self._seen(self.batches[batch_id], together)
        return {"job": shown} if together else shown

    def _batch(self, request: Received, together: bool, batch_id: str) -> Any:
        return self._seen(self.batches[batch_id], together) if batch_id in self.batches else None

    def _list(self, request: Received, together: bool) -> Any:
        found = [self._seen(batch, together) for batch in self.batches.values()]
        return found if together else {"object": "list", "data": found, "has_more": False}

    def _cancel(self, request: Received, together: bool, batch_id: str) -> Any:
        if batch_id not in self.batches:
            return None
        self.batches[batch_id]["status"] = "cancelled"
        return self._seen(self.batches[batch_id], together)

    def _seen(self, batch: dict[str, Any], together: bool) -> dict[str, Any]:
        """Return a batch as this SDK sees it now; finish it when its time has come."""
        if batch["status"] == "in_progress" and time.monotonic() >= batch["ready_at"]:
            self._finish(batch)
        shown = {name: value for name, value in batch.items() if name != "ready_at"}
        if together:
            shown["status"] = _TOGETHERS[batch["status"]]
            shown["error"] = self._state.plan.batch_failure or None
            shown["created_at"] = "2026-01-01T00:00:00Z"
        return shown

    def _finish(self, batch: dict[str, Any]) -> None:
        why = self._state.plan.batch_failure
        if why:
            batch["status"] = "failed"
            batch["errors"] = {"object": "list", "data": [{"code": "failed", "message": why}]}
            return
        answers: list[str] = []
        errors: list[str] = []
        for line in self.files[batch["input_file_id"]]["content"].splitlines():
            wanted = json.loads(line)
            prompt = wanted["body"]["messages"][-1]["content"]
            fault = self._state.plan.fault(prompt, self._state.asked[digest(prompt)])
            self._state.asked[digest(prompt)] += 1
            failed = fault in ("500", "drop", "truncated") or fault.startswith("429")
            body = (
                {"error": {"message": "The server had an error."}}
                if failed
                else self._state.completion(wanted["body"], fault)
            )
            if not failed:
                self._state.answered[digest(prompt)] += 1
            made = {
                "id": f"batch_req_{digest(prompt)}",
                "custom_id": wanted["custom_id"],
                "response": {"status_code": 500 if failed else 200, "body": body},
                "error": None,
            }
            (errors if failed else answers).append(json.dumps(made))
        batch["status"] = "completed"
        counts = {"total": len(answers) + len(errors), "completed": len(answers), "failed": len(errors)}
        batch["request_counts"] = counts
        for name, lines in (("output_file_id", answers), ("error_file_id", errors)):
            if lines:
                batch[name] = self._new_file(f"{name}.jsonl", "batch_output", "\n".join(lines).encode())["id"]


def _shown(file: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in file.items() if name != "content"}
