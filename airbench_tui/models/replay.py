"""A model that replays given answers: for ``sample:NAME``, and for tests."""

from __future__ import annotations

from collections.abc import Mapping

from airbench_tui.models.base import PermanentError, Reply, Request
from airbench_tui.text import quote


class ReplayModel:
    """A model that answers the prompts of a mapping {prompt: answer}, at once and without a network."""

    def __init__(self, spec: str, name: str, answers: Mapping[str, str]) -> None:
        self.spec = spec
        self.name = name
        self._answers = answers

    async def ask(self, request: Request) -> Reply:
        """Return the stored answer. Raises PermanentError for an unknown prompt."""
        answer = self._answers.get(request.prompt)
        if answer is None:
            raise PermanentError(f"{self.spec} has no answer to {quote(request.prompt)}")
        return Reply(answer, "stop", "replayed", None, None, 0.0)

    async def list_models(self) -> list[str]:
        """Return an empty list, as there is nothing to choose from."""
        return []

    async def close(self) -> None:
        """Do nothing, as there is nothing to release."""
