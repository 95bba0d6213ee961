"""Models used through OpenAI's SDK: OpenAI itself and every compatible server.

``openai`` takes most of a second to import, so it is imported when the first model is made.
"""

from __future__ import annotations

from typing import Any

from airbench_tui.errors import InputError
from airbench_tui.models import addresses, failures, sdk
from airbench_tui.models.answer_cap import ENCODINGS, capped
from airbench_tui.models.keys import Key
from airbench_tui.text import quote

_DUMMY = "no-key"  # the SDK insists on a key


class OpenAIModel(sdk.SdkModel):
    """A model of OpenAI (*url* None) or of a compatible server at *url* (usually ending in /v1).

    A server by URL is sent *key* or a dummy, and nothing else that the environment holds for OpenAI: no key,
    organisation, project or extra headers. The address of OpenAI itself is ``OPENAI_BASE_URL`` if set.
    Redirects are not followed, because they could lead the key elsewhere.
    """

    _limit_fields = ("max_tokens", "max_completion_tokens")

    def __init__(
        self,
        spec: str,
        name: str,
        model: str,
        *,
        key: Key | None,
        url: str | None = None,
        read_timeout: float = sdk.READ_TIMEOUT,
        redact: sdk.Redact = str,
    ) -> None:
        import httpx2
        import openai

        title = "OpenAI" if url is None else url
        address = addresses.of_provider("openai") if url is None else url
        super().__init__(
            spec, name, failures.Server(title, key.variable if key else None, redact), read_timeout
        )
        self._model = model
        self._sdk = openai
        self._raw = httpx2.Response
        try:
            self._client = openai.AsyncOpenAI(
                api_key=key.value if key else _DUMMY,
                base_url=address,
                max_retries=0,
                timeout=openai.Timeout(read_timeout, connect=sdk.CONNECT_TIMEOUT),
                http_client=openai.DefaultAsyncHttpxClient(
                    headers=ENCODINGS,
                    event_hooks={"response": [capped(httpx2.AsyncByteStream)]},
                    limits=httpx2.Limits(
                        max_connections=sdk.MAX_CONNECTIONS, max_keepalive_connections=sdk.MAX_IDLE
                    ),
                    # A server on this machine is never reached through a proxy.
                    trust_env=not addresses.is_here(address),
                    follow_redirects=False,
                ),
            )
        except Exception as error:  # an address that only the HTTP library rejects
            raise InputError(
                f"{quote(url or 'OPENAI_BASE_URL', 200)} cannot be used as an address"
            ) from error
        if url is not None:
            self._client.organization = self._client.project = self._client.admin_api_key = None
            self._client._custom_headers = {}  # OPENAI_CUSTOM_HEADERS

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _send(self, body: dict[str, Any]) -> bytes:
        # Skip the SDK's classes for body and answer, which cost a third of its time.
        response = await self._client.post(
            "/chat/completions", cast_to=self._raw, body={"model": self._model, **body}
        )
        return response.content

    async def _list(self) -> bytes:
        raw = await self._client.models.with_raw_response.list()
        return raw.content

    def _kind(self, error: Exception) -> str:
        if isinstance(error, self._sdk.APIStatusError):
            return "status"
        if isinstance(error, self._sdk.APITimeoutError):
            return "timeout"
        return "connection" if isinstance(error, self._sdk.APIConnectionError) else "other"
