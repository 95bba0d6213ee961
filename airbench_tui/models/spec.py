"""The SPEC of a model: ``openai:gpt-4o``, a server's URL, ``gguf:PATH``, ``sample:NAME``, ``phrases``.

This module is light: no SDK is imported before :func:`open_model` needs it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from airbench_tui.errors import InputError
from airbench_tui.models import addresses
from airbench_tui.models.base import Model
from airbench_tui.models.keys import Keys, redact
from airbench_tui.text import quote
from airbench_tui.workspace import expanded

Kind = Literal["openai", "together", "server", "gguf", "sample", "phrases"]

FORMS = "openai:MODEL, together:MODEL, http://host:port/v1#model-name, gguf:PATH, sample:NAME or, as a judge, phrases"
"""The forms of a SPEC, for messages and help."""

HOW_TO_ACCEPT = "use an https address, or allow it with --accept-http"
"""What to do about a key that would go over plain http to another machine."""

_LONGEST = 1000
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\.?")
_COMPLETIONS = "/chat/completions"


@dataclass(frozen=True, slots=True)
class Spec:
    """A parsed SPEC. ``model`` is the provider's name of the model, the path or the sample's name.

    ``url`` is the base address of a server by URL (kind "server"), without a slash at its end, else None.
    """

    kind: Kind
    model: str
    url: str | None = None

    @property
    def text(self) -> str:
        """Return the SPEC as written; :func:`parse` turns it into the same Spec."""
        if self.kind == "server":
            return f"{self.url}#{self.model}"
        return self.kind if self.kind == "phrases" else f"{self.kind}:{self.model}"

    @property
    def name(self) -> str:
        """Return the name under which answers and judgments are stored: the model's, without its provider."""
        return Path(self.model).stem if self.kind == "gguf" else self.model

    @property
    def address(self) -> str | None:
        """Return the base address that is really asked; None for a model that runs in this process."""
        if self.kind == "openai" or self.kind == "together":
            return addresses.of_provider(self.kind)
        return self.url

    @property
    def needs_key(self) -> bool:
        """Tell whether the provider needs a key."""
        return self.kind in ("openai", "together")


def parse(spec: str) -> Spec:
    """Parse a SPEC. Raises InputError with one line that says what is wrong with it."""
    spec = spec.strip()
    if not spec:
        raise InputError(f"choose a model: {FORMS}")
    if len(spec) > _LONGEST or not spec.isprintable():
        raise InputError(f"{quote(spec)} names no model: it is too long or contains control characters")
    if spec.casefold() == "phrases":
        return Spec("phrases", "phrases")
    prefix, colon, rest = spec.partition(":")
    kind, rest = prefix.casefold(), rest.strip()
    if colon and kind in ("http", "https"):
        return _server(spec)
    if not colon or kind not in ("openai", "together", "gguf", "sample"):
        guess = f"openai:{spec}" if spec.casefold().startswith(("gpt", "o1", "o3", "o4")) else None
        hint = f"did you mean {quote(guess)}? " if guess and not colon else ""
        raise InputError(f"{quote(spec)} names no model: {hint}Write {FORMS}")
    if not rest:
        raise InputError(f"{quote(spec)} names no model: write its name after the colon")
    if kind in ("openai", "together"):
        if re.search(r"\s", rest):
            raise InputError(f"{quote(spec)} names no model: it contains a blank")
        return Spec("openai" if kind == "openai" else "together", rest)
    if kind == "gguf" and not Path(rest).stem:
        raise InputError(f"{quote(spec)} names no file")
    return Spec("gguf" if kind == "gguf" else "sample", rest)


def open_model(
    spec: Spec | str,
    keys: Keys,
    *,
    key_env: str | None = None,
    read_timeout: float | None = None,
    replays: Callable[[str], Mapping[str, str]] | None = None,
    accept_http: bool = False,
) -> Model:
    """Return the model that *spec* names. No request is sent and no connection opened yet.

    The first model of a provider costs up to a second (its SDK is imported): with a screen up, call this in a
    thread. The model itself belongs to the event loop that first asks it.

    *key_env* names the variable with the key; *read_timeout* is in seconds, by default 120 (1,800 for a local
    file). *replays* returns the answers {prompt: answer} of ``sample:NAME``, which are stored in higher
    layers. *accept_http* allows a key over plain http to another machine.

    Raises InputError for a bad SPEC, a missing key, file or extra, a key that others could read on its way,
    and for ``phrases``, which only judges (:mod:`airbench_tui.models.phrases`).
    """
    if isinstance(spec, str):
        spec = parse(spec)
    if spec.kind == "phrases":
        raise InputError("phrases can only judge: choose a model that answers")
    if spec.kind == "sample":
        from airbench_tui.models.replay import ReplayModel

        if replays is None:
            raise InputError("sample: is not available here: there are no answers to replay")
        return ReplayModel(spec.text, spec.name, replays(spec.model))
    if spec.kind == "gguf":
        from airbench_tui.models import gguf

        path = expanded(spec.model)
        return gguf.GgufModel(spec.text, spec.name, path, read_timeout=read_timeout or gguf.READ_TIMEOUT)
    if not accept_http and (exposed := exposed_key(spec, keys, key_env)):
        raise InputError(f"{exposed}: {HOW_TO_ACCEPT}")
    return _remote(spec, keys, key_env, read_timeout)


def exposed_key(spec: Spec, keys: Keys, key_env: str | None = None) -> str | None:
    """Say which key would go to another machine over plain http, where others can read it; None for none.

    Raises InputError as :meth:`airbench_tui.models.keys.Keys.find` does.
    """
    url = spec.address
    if url is None or not addresses.is_open(url):
        return None
    key = keys.find(spec.kind, key_env)
    if key is None:
        return None
    return f"the key in {key.variable} would go unencrypted to {addresses.shown(url)}"


def _remote(spec: Spec, keys: Keys, key_env: str | None, read_timeout: float | None) -> Model:
    # Look for the key first: a missing key should not cost the import of an SDK.
    key = keys.need(spec.kind, key_env) if spec.needs_key else keys.find(spec.kind, key_env)
    secrets = keys.secrets()

    def redacted(text: str) -> str:
        return redact(text, secrets)

    from airbench_tui.models import sdk

    seconds = read_timeout or sdk.READ_TIMEOUT
    if spec.kind == "together":
        from airbench_tui.models.together_sdk import TogetherModel

        assert key is not None
        return TogetherModel(spec.text, spec.name, spec.model, key=key, read_timeout=seconds, redact=redacted)
    from airbench_tui.models.openai_sdk import OpenAIModel

    return OpenAIModel(
        spec.text, spec.name, spec.model, key=key, url=spec.url, read_timeout=seconds, redact=redacted
    )


def _server(spec: str) -> Spec:
    try:
        parts = urlsplit(spec)
        host, port = parts.hostname, parts.port
    except ValueError:  # its message may quote a password
        raise InputError(
            f"{_bare(spec)} is not a usable address: its host, port or brackets are wrong"
        ) from None
    if parts.username is not None or parts.password is not None or parts.query:
        raise InputError(
            f"{_bare(spec)}: a server's address has only a host, a port and a path;"
            " put a key into AIRBENCH_API_KEY or the variable that --key-env names"
        )
    if not host or not _is_host(parts, host) or port == 0:
        raise InputError(
            f"{_bare(spec)} is not a usable address: it has no valid host; write http://host:port/v1#model-name"
        )
    if re.search(r"\s", spec):
        raise InputError(f"{_bare(spec)} is not a usable address: it contains a blank")
    if not parts.fragment:
        raise InputError(
            f"{_bare(spec)} names no model: write it after a #, as in http://host:port/v1#model-name"
        )
    path = parts.path.rstrip("/").removesuffix(_COMPLETIONS).rstrip("/")
    return Spec("server", parts.fragment, f"{parts.scheme}://{parts.netloc.lower()}{path}")


def _is_host(parts: SplitResult, host: str) -> bool:
    if "[" not in parts.netloc:
        return _HOST.fullmatch(host) is not None and ".." not in host
    try:
        ipaddress.IPv6Address(host)
    except ValueError:
        return False
    return "%" not in host


def _bare(spec: str) -> str:
    """Quote the address for a message, without any part that may be a secret."""
    return quote(re.sub(r"//[^/@#]*@", "//…@", re.sub(r"\?[^#]*", "?…", spec)))
