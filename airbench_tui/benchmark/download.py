"""Downloads of dataset files over HTTP: several at a time, each with a time limit.

Downloads run in daemon threads that only hand bytes back. The caller can therefore leave at any moment
(Ctrl+C, a name server that never answers), and no half-written file is left behind. Once the server has
answered at all, transient failures (429, 5xx, a dropped connection) are retried; before that the first
failure ends the download, so that being offline is noticed at once.
"""

from __future__ import annotations

import http.client
import queue
import re
import socket
import ssl
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from email.message import Message
from types import TracebackType
from typing import IO
from urllib.parse import quote as encoded
from urllib.parse import urlsplit

from airbench_tui.errors import AirbenchError, InputError
from airbench_tui.text import quote

PATIENCE = 6.0
"""Seconds without data from the server (connecting, answering or sending) before a download fails."""

MAX_BODY = 64 << 20
WORKERS = 6
TRIES = 3
_LONGEST_WAIT = 5.0  # seconds; if the hub asks for a longer wait, the user is told instead
_CHUNK = 1 << 16
_ELSEWHERE = "use `fetch --from DIR` for a folder of the files, or set HF_ENDPOINT to another hub"


class HubError(AirbenchError):
    """A hub that cannot be reached, or that does not send the file asked for."""


class NotThereError(HubError):
    """A file or revision that the hub does not have."""


@dataclass(frozen=True, slots=True)
class Hub:
    """A dataset server and its access token. Raises InputError for an invalid endpoint or token."""

    endpoint: str = "https://huggingface.co"
    token: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.endpoint)
            good = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
            good = good and parts.port != 0  # reading the port raises for an invalid one
        except ValueError:
            good = False
        if not good or not re.fullmatch(r"[!-~]+", self.endpoint):
            raise InputError("HF_ENDPOINT is not the address of a hub: write it like https://huggingface.co")
        if self.token and not re.fullmatch(r"[!-~]+", self.token):
            raise InputError("HF_TOKEN holds characters that cannot be part of a token: copy it again")

    @property
    def host(self) -> str:
        """Return the hub's host name and port, which are safe to record and show."""
        return urlsplit(self.endpoint).netloc

    def file(self, dataset: str, revision: str, name: str) -> str:
        """Return the URL of a file at a revision."""
        return f"{self._base}/datasets/{dataset}/resolve/{encoded(revision, safe='')}/{encoded(name)}"

    def about(self, dataset: str, revision: str) -> str:
        """Return the URL of the hub's data on a revision, which include its full SHA."""
        return f"{self._base}/api/datasets/{dataset}/revision/{encoded(revision, safe='')}"

    @property
    def _base(self) -> str:
        return self.endpoint.rstrip("/")


class Downloads:
    """Downloads from one hub, as a context manager: leaving the context abandons the remaining downloads.

    Call :meth:`ask` for each file and :meth:`answer` once per file; answers come in the order of arrival.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._opener = urllib.request.build_opener(_Redirects(hub.token))
        self._asked: queue.SimpleQueue[tuple[str, str] | None] = queue.SimpleQueue()
        self._arrived: queue.SimpleQueue[tuple[str, bytes | HubError]] = queue.SimpleQueue()
        self._workers = 0
        self._heard = threading.Event()  # set by the first answer or failure
        self._answered = False
        self._left = threading.Event()

    def __enter__(self) -> Downloads:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._left.set()
        for _ in range(self._workers):
            self._asked.put(None)

    def ask(self, name: str, url: str) -> None:
        """Start to download *url*; *name* identifies the file in :meth:`answer`."""
        self._asked.put((name, url))
        if self._workers < WORKERS:
            self._workers += 1
            threading.Thread(target=self._work, name="airbench-fetch", daemon=True).start()

    def answer(self) -> tuple[str, bytes]:
        """Return the next file that arrived, as (name, body).

        Raises HubError when a file cannot be downloaded.
        """
        # Looking up the host's address has no timeout of its own; this wait limits it.
        if not self._heard.wait(PATIENCE):
            raise HubError(f"{self._hub.host} did not answer within {PATIENCE:g} s; {_ELSEWHERE}")
        name, body = self._arrived.get()
        if isinstance(body, HubError):
            raise body
        return name, body

    def _work(self) -> None:
        while (task := self._asked.get()) and not self._left.is_set():
            name, url = task
            result: bytes | HubError
            try:
                result = self._get_with_retries(name, url)
            except HubError as error:
                result = error
            except Exception as error:  # the caller waits for an answer, whatever happens here
                result = HubError(f"{quote(name)} from {self._hub.host}: {type(error).__name__}")
            self._arrived.put((name, result))
            self._heard.set()

    def _get_with_retries(self, name: str, url: str) -> bytes:
        for attempt in range(1, TRIES + 1):
            wait = 0.5 * attempt
            try:
                return self._get(name, url)
            except urllib.error.HTTPError as error:
                with error:
                    self._note_answer()
                    if error.code != 429 and error.code < 500:
                        raise self._refused(name, error.code) from error
                    wait = max(wait, _seconds(error.headers))
                    if attempt == TRIES or wait > _LONGEST_WAIT:
                        asks = f", which asks to wait {wait:g} s" if wait > _LONGEST_WAIT else ""
                        raise HubError(
                            f"{self._hub.host} answered {error.code} for {quote(name)}{asks}: try later"
                        ) from error
            except (OSError, http.client.HTTPException) as error:
                hopeless = _is_timeout(error) or _is_certificate_error(error) or not self._answered
                if hopeless or attempt == TRIES:
                    raise self._unreachable(name, error) from error
            if self._left.wait(wait):
                break
        raise HubError(f"{quote(name)} was not fetched: the fetch was cancelled")

    def _get(self, name: str, url: str) -> bytes:
        request = urllib.request.Request(url, headers={"User-Agent": "airbench-tui", "Accept": "*/*"})
        if self._hub.token:
            request.add_unredirected_header("Authorization", f"Bearer {self._hub.token}")
        with self._opener.open(request, timeout=PATIENCE) as response:
            self._note_answer()
            body = bytearray()
            while chunk := response.read(_CHUNK):
                body += chunk
                if len(body) > MAX_BODY:
                    raise HubError(
                        f"{quote(name)} from {self._hub.host} is too large for a file of the benchmark"
                    )
                if self._left.is_set():
                    raise HubError(f"{quote(name)} was not fetched: the fetch was cancelled")
            # A chunked answer that is cut off raises; one with a Content-Length just ends early.
            if (length := response.headers.get("Content-Length")) and int(length) != len(body):
                raise http.client.IncompleteRead(bytes(body), int(length) - len(body))
        return bytes(body)

    def _note_answer(self) -> None:
        self._answered = True
        self._heard.set()

    def _refused(self, name: str, code: int) -> HubError:
        if code in (401, 403):
            what = "is HF_TOKEN right?" if self._hub.token else "does it need a token in HF_TOKEN?"
            return HubError(f"{self._hub.host} refuses access to {quote(name)} ({code}): {what}")
        if code == 404:
            return NotThereError(f"{self._hub.host} has no {quote(name)} at this revision (404)")
        return HubError(f"{self._hub.host} answered {code} for {quote(name)}")

    def _unreachable(self, name: str, error: Exception) -> HubError:
        host = self._hub.host
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        if _is_certificate_error(error):
            return HubError(
                f"the certificate of {host} is not trusted ({reason}): "
                "if it is right, name a file with its authority in SSL_CERT_FILE"
            )
        if _is_timeout(error):
            return HubError(f"{host} did not answer within {PATIENCE:g} s; {_ELSEWHERE}")
        if self._answered:
            return HubError(
                f"the connection to {host} broke at {quote(name)}: fetch again to continue from here"
            )
        why = reason.strerror if isinstance(reason, OSError) and reason.strerror else reason
        return HubError(f"{host} cannot be reached ({why or type(reason).__name__}); {_ELSEWHERE}")


class _Redirects(urllib.request.HTTPRedirectHandler):
    """A redirect handler that keeps the token for the hub's own host.

    Redirects from HTTPS to plain HTTP are refused.
    """

    def __init__(self, token: str | None) -> None:
        self._token = token

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        new = super().redirect_request(req, fp, code, msg, headers, newurl)
        if new is None:
            return None
        if new.type not in ("http", "https") or (req.type == "https" and new.type != "https"):
            raise HubError(f"{req.host} redirects to an address that is not safe to follow")
        if self._token and (new.type, new.host) == (req.type, req.host):
            new.add_unredirected_header("Authorization", f"Bearer {self._token}")
        return new


def _is_timeout(error: Exception) -> bool:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    return isinstance(reason, TimeoutError | socket.timeout)


def _is_certificate_error(error: Exception) -> bool:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    return isinstance(reason, ssl.SSLCertVerificationError)


def _seconds(headers: Message) -> float:
    try:
        return max(0.0, float(headers.get("Retry-After", "0")))
    except ValueError:
        return 0.0  # a date: the default wait is used
