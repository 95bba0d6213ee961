"""Models of Together, used through its own SDK (with another HTTP library and other exceptions)."""

from __future__ import annotations

from typing import Any

from airbench_tui.errors import InputError
from airbench_tui.models import addresses, failures, sdk
from airbench_tui.models.answer_cap import ENCODINGS, capped
from airbench_tui.models.keys import Key


class TogetherModel(sdk.SdkModel):
    """A model of Together. ``TOGETHER_BASE_URL`` can change the address, with or without /v1 at its end.

    Redirects are not followed, because they could lead the key elsewhere.
    """

    def __init__(
        self,
        spec: str,
        name: str,
        model: str,
        *,
        key: Key,
        read_timeout: float = sdk.READ_TIMEOUT,
        redact: sdk.Redact = str,
    ) -> None:
        import httpx
        import together

        from airbench_tui.models.together_pool import ParallelPools

        super().__init__(spec, name, failures.Server("Together", key.variable, redact), read_timeout)
        self._model = model
        self._sdk = together
        address = addresses.of_provider("together")
        # The SDK adds /v1 itself, and treats an address given to it as another server than Together's.
        url = address.removesuffix("/v1") if addresses.set_for("together") else None
        limits = httpx.Limits(max_connections=sdk.MAX_CONNECTIONS, max_keepalive_connections=sdk.MAX_IDLE)
        pools = ParallelPools(limits)
        try:
            self._client = together.AsyncTogether(
                api_key=key.value,
                base_url=url,
                max_retries=0,
                timeout=together.Timeout(read_timeout, connect=sdk.CONNECT_TIMEOUT),
                # A mount, so that a proxy from the environment still takes precedence.
                http_client=together.DefaultAsyncHttpxClient(
                    limits=limits,
                    mounts={"all://": pools},
                    trust_env=not addresses.is_here(address),
                    follow_redirects=False,
                    headers=ENCODINGS,
                    event_hooks={"response": [capped(httpx.AsyncByteStream)]},
                ),
            )
        except Exception as error:
            raise InputError("TOGETHER_BASE_URL cannot be used as an address") from error

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _send(self, body: dict[str, Any]) -> bytes:
        raw = await self._client.chat.completions.with_raw_response.create(model=self._model, **body)
        content: bytes = await raw.read()
        return content

    async def _list(self) -> bytes:
        import httpx

        # The SDK's own models.list lists a project's private models.
        response = await self._client.get("/v1/models", cast_to=httpx.Response)
        return response.content

    def _kind(self, error: Exception) -> str:
        if isinstance(error, self._sdk.APIStatusError):
            return "status"
        if isinstance(error, self._sdk.APITimeoutError):
            return "timeout"
        return "connection" if isinstance(error, self._sdk.APIConnectionError) else "other"
