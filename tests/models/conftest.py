"""A stub on a real socket for each test, without any provider's variables from outside."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.models.stub import Stub


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("OPENAI", "TOGETHER", "AIRBENCH_API")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    """Yield the stub, which stands in for OpenAI and Together."""
    with Stub() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("TOGETHER_BASE_URL", server.url)
        yield server
