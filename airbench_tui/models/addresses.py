"""The addresses that models are asked at: which they are, how to show them, and where a key could be read on the way.

A shown address has no user, no password and no query, which may be secrets.
"""

from __future__ import annotations

import ipaddress
import os
from urllib.parse import urlsplit

from airbench_tui.text import one_line

# Each provider's address, and the variable that may hold another one.
_PROVIDERS = {
    "openai": ("https://api.openai.com/v1", "OPENAI_BASE_URL"),
    "together": ("https://api.together.ai/v1", "TOGETHER_BASE_URL"),
}
_UNUSABLE = "an unusable address"
_LONGEST = 200


def of_provider(provider: str) -> str:
    """Return the base address of "openai" or "together", ending in /v1 unless a variable says otherwise."""
    usual, _ = _PROVIDERS[provider]
    found = set_for(provider)
    if found is None:
        return usual
    # Together's SDK adds /v1 by itself.
    return f"{found.removesuffix('/v1')}/v1" if provider == "together" else found


def set_for(provider: str) -> str | None:
    """Return the address that the environment sets for *provider*, without a slash at its end; None if it sets none."""
    return os.environ.get(_PROVIDERS[provider][1], "").strip().rstrip("/") or None


def described(url: str) -> str:
    """Return *url* as shown to people, and the proxy of the environment that requests to it go through."""
    proxy = None if is_here(url) else _proxy(url)
    return shown(url) + (f" through the proxy {shown(proxy)}" if proxy else "")


def shown(url: str) -> str:
    """Return *url* without user, password, query and fragment, as one safe line."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return _UNUSABLE
    if not parts.scheme or not host:
        return _UNUSABLE
    name = f"[{host}]" if ":" in host else host
    return one_line(f"{parts.scheme}://{name}{'' if port is None else f':{port}'}{parts.path}", _LONGEST)


def is_here(url: str) -> bool:
    """Tell whether *url* names this machine: ``localhost``, 127.0.0.0/8 or ``::1``."""
    try:
        host = (urlsplit(url).hostname or "").removesuffix(".")
    except ValueError:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_open(url: str) -> bool:
    """Tell whether others could read what is sent to *url*: plain http to another machine."""
    return url.strip().lower().startswith("http:") and not is_here(url)


def _proxy(url: str) -> str | None:
    """Return the proxy for *url* from the environment, as the HTTP libraries find it; None for none."""
    from urllib.request import getproxies, proxy_bypass  # slow to import

    parts = urlsplit(url)
    if parts.hostname and proxy_bypass(parts.hostname):
        return None
    found = getproxies()
    return found.get(parts.scheme) or found.get("all")
