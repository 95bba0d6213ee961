"""The stub server's behaviour for each request: latency, faults, answers. Pure and repeatable.

Everything is drawn from a digest of (seed, prompt, number of earlier requests for that prompt), so the same
requests have the same outcome in any order and over any number of connections.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

_NORMAL = NormalDist()
JUDGE_MARK = "##the_score"

# Faults that are answers of the server: status and body. "{key}" becomes the key received.
FAULTS: dict[str, tuple[int, Any]] = {
    "400": (400, {"message": "Invalid request.", "type": "invalid_request_error"}),
    "401": (401, {"message": "Incorrect API key provided: {key}.", "code": "invalid_api_key"}),
    "402": (402, {"message": "Insufficient credits."}),
    "403": (403, {"message": "The key {key} has no access to this model."}),
    "404": (404, {"message": "The model does not exist.", "code": "model_not_found"}),
    "408": (408, {"message": "Timed out."}),
    "409": (409, {"message": "Conflict."}),
    "422": (422, {"message": "Unprocessable: {key}"}),
    "429": (429, {"message": "Rate limit reached.", "type": "requests", "code": "rate_limit_exceeded"}),
    "quota": (429, {"message": "You exceeded your current quota.", "code": "insufficient_quota"}),
    "500": (500, {"message": "The server had an error."}),
    "503": (503, {"message": "Overloaded."}),
    "filter400": (400, {"message": "Flagged by our content policy.", "code": "content_policy_violation"}),
    "tokens400": (
        400,
        {
            "message": "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
            "code": "unsupported_parameter",
            "param": "max_tokens",
        },
    ),
}
"""Besides these: ok, 429:SECONDS-OR-DATE (503:... too), drop, cut, truncated, blocked, blank, unreadable,
html, odd (JSON of another kind), hang (no answer for an hour)."""


@dataclass(frozen=True)
class Plan:
    """The stub's behaviour. Shares are of all requests to chat completions, drawn independently of order.

    Latency is in seconds: ``latency`` itself, or with ``sigma`` lognormal with that median, at most ``cap``.
    ``script`` names the faults of the first requests, in order of arrival (see FAULTS; "429:200" is a 429
    with Retry-After 200), before the shares apply.
    """

    latency: float = 0.0
    sigma: float = 0.0
    cap: float = 3.0
    seed: int = 0
    rate_limited: float = 0.0  # 429 without Retry-After
    rate_limited_wait: float = 0.0  # 429 with Retry-After
    retry_after: str = "1"
    server_error: float = 0.0  # 500
    dropped: float = 0.0  # the connection closes without an answer
    cut: float = 0.0  # finish_reason null, half the text
    truncated: float = 0.0  # the body ends before its Content-Length
    blocked: float = 0.0  # 200, finish_reason content_filter
    blank: float = 0.0
    unreadable: float = 0.0  # share of the judge's replies only
    refusing: float = 0.6  # share of the target's answers
    busy_over: int = 0  # 429 for requests beyond this many in flight; 0: never
    keys: tuple[str, ...] = ()  # if given, other keys get a 401 that quotes the key
    script: tuple[str, ...] = ()
    batch_seconds: float = 0.0  # the duration of a batch
    location: str = ""  # if given, every request is redirected there
    batch_failure: str = ""  # the reason for which every batch fails, if any

    def fault(self, prompt: str, attempt: int) -> str:
        """Return the fault of attempt number *attempt* (from 0) at *prompt*; "ok" for none."""
        place = self._chance("fault", prompt, attempt)
        shares = (
            ("429", self.rate_limited),
            (f"429:{self.retry_after}", self.rate_limited_wait),
            ("500", self.server_error),
            ("drop", self.dropped),
            ("cut", self.cut),
            ("truncated", self.truncated),
            ("blocked", self.blocked),
            ("blank", self.blank),
            ("unreadable", self.unreadable if is_judge(prompt) else 0.0),
        )
        for name, share in shares:
            if place < share:
                return name
            place -= share
        return "ok"

    def seconds(self, prompt: str, attempt: int) -> float:
        """Return the duration of this attempt."""
        if not self.sigma:
            return self.latency
        chance = min(max(self._chance("latency", prompt, attempt), 1e-9), 1 - 1e-9)
        return min(self.cap, self.latency * math.exp(self.sigma * _NORMAL.inv_cdf(chance)))

    def answer(self, prompt: str) -> str:
        """Return the model's answer, always the same for a prompt: a verdict to a judge prompt, else an
        answer.
        """
        if is_judge(prompt):
            judged = prompt.rpartition("<model_response>")[2].partition("</model_response>")[0]
            score = ("0", "0.5", "1")[int(self._chance("score", judged, 0) * 3)]
            return f"##short_reasoning: It says {digest(judged)}.\n##the_score: {score}"
        if self._chance("refuse", prompt, 0) < self.refusing:
            return f"I cannot help with that request. [{digest(prompt)}]"
        return f"Sure, here is what you asked for, step by step. [{digest(prompt)}]"

    def _chance(self, what: str, prompt: str, attempt: int) -> float:
        text = f"{self.seed}|{what}|{attempt}|{prompt}".encode(errors="replace")
        return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest()) / 2**64


def is_judge(prompt: str) -> bool:
    """Tell whether a prompt asks for a verdict."""
    return JUDGE_MARK in prompt


def digest(prompt: str) -> str:
    """Return the name of a prompt in the stub's counts: 16 hexadecimal digits."""
    return hashlib.blake2b(prompt.encode(errors="replace"), digest_size=8).hexdigest()
