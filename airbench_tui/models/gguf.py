"""A model in a local GGUF file, run by llama.cpp's own server inside this process (xllamacpp).

The server starts at the first question, in a thread, and listens on loopback only, with a random key of its
own. Asking, timeouts and failures therefore work as with any other server.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import secrets
from pathlib import Path
from typing import Any

from airbench_tui.errors import InputError
from airbench_tui.models.base import Reply, Request, SetupError
from airbench_tui.models.keys import Key, redact
from airbench_tui.models.openai_sdk import OpenAIModel
from airbench_tui.text import quote

SLOTS = 4
"""The number of requests that llama.cpp processes at once; further requests wait inside it."""

SLOT_TOKENS = 8192
"""The number of tokens for a prompt with its answer: rubric, prompt and a long answer fit several times."""

READ_TIMEOUT = 1800.0
"""The read timeout in seconds: a queue of long answers on a slow machine is not a failure."""


class GgufModel:
    """The model in the file at *path*. Raises InputError without the file or the extra ``local``."""

    def __init__(self, spec: str, name: str, path: Path, *, read_timeout: float = READ_TIMEOUT) -> None:
        if importlib.util.find_spec("xllamacpp") is None:
            raise InputError("gguf: needs xllamacpp: pip install 'airbench-tui[local]'")
        if not path.is_file():
            raise InputError(f"there is no file {quote(str(path), 300)}")
        self.spec = spec
        self.name = name
        self._path = path
        self._read_timeout = read_timeout
        self._starting = asyncio.Lock()
        self._server: Any = None
        self._asking: OpenAIModel | None = None

    async def ask(self, request: Request) -> Reply:
        """See :class:`airbench_tui.models.base.Model`. The first question waits until the model is loaded."""
        async with self._starting:
            if self._asking is None:
                self._asking = await self._start()
        return await self._asking.ask(request)

    async def list_models(self) -> list[str]:
        """List the name of this model, the only one there is."""
        return [self.name]

    async def close(self) -> None:
        """Stop the server and free its memory."""
        async with self._starting:
            asking, server = self._asking, self._server
            self._asking = self._server = None
        if asking is not None:
            await asking.close()
        if server is not None:
            # Dropping the last reference stops the server, which first finishes its current answers.
            holder = [server]
            del server
            await asyncio.to_thread(holder.clear)

    async def _start(self) -> OpenAIModel:
        key = secrets.token_urlsafe(24)
        self._server, address = await asyncio.to_thread(_serve, self._path, self.name, key)
        return OpenAIModel(
            self.spec,
            self.name,
            self.name,
            key=Key("the local server", key),
            url=f"{address}/v1",
            read_timeout=self._read_timeout,
            redact=lambda text: redact(text, (key,)),
        )


def _serve(path: Path, name: str, key: str) -> tuple[Any, str]:
    xllamacpp = importlib.import_module("xllamacpp")
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.model_alias = {name}
    params.n_parallel = SLOTS
    params.n_ctx = SLOTS * SLOT_TOKENS
    params.api_keys = [key]
    params.verbosity = -1  # llama.cpp's log would overwrite the screen
    try:
        server = xllamacpp.Server(params)
    except Exception as error:
        raise SetupError(f"{quote(str(path), 300)} cannot be loaded: is it a GGUF model?") from error
    return server, str(server.listening_address)
