"""A pool of many connections for Together's SDK. It imports httpx: load it only with the SDK.

The pool of httpcore 1.0 scans all its connections for each of them whenever a request starts or ends: 64
requests in flight at 100 ms latency cost 7-13 ms of processor time each and reach 50-90 requests per second.
Sixteen small pools side by side cost 1.5 ms and reach 300-500. (OpenAI's SDK uses another library, which does
not need this.)
"""

from __future__ import annotations

import httpx

_POOLS = 16


class ParallelPools(httpx.AsyncBaseTransport):
    """A transport that sends each request through the pool with the fewest requests in flight."""

    def __init__(self, limits: httpx.Limits) -> None:
        context = httpx.create_ssl_context()  # once, because it reads all certificates
        self._pools = [httpx.AsyncHTTPTransport(verify=context, limits=limits) for _ in range(_POOLS)]
        self._in_flight = [0] * _POOLS

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; see httpx. It is in flight until the response's headers; the body is small."""
        place = min(range(_POOLS), key=self._in_flight.__getitem__)
        self._in_flight[place] += 1
        try:
            return await self._pools[place].handle_async_request(request)
        finally:
            self._in_flight[place] -= 1

    async def aclose(self) -> None:
        """Close all connections."""
        for pool in self._pools:
            await pool.aclose()
